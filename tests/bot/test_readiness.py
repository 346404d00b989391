"""What is read ahead is exactly what people ask next, and it is read once for each version."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, event, insert
from structlog.testing import capture_logs

import storage.engine
from bot.access import make_asker
from bot.commands.pipeline import answer_pipeline
from bot.numbers import Numbers
from bot.readiness import BUTTONS, Readiness, list_leaders
from bot.settings import Company
from storage.engine import open_engine
from storage.sample import MANAGER, REP
from storage.tables import ImportBatch, StagePace
from storage.tables.base import Base
from tests.conftest import NewDatabase
from tests.sample_copies import copy_sample

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@pytest.fixture
def numbers(engine: Engine) -> Numbers:
    copy_sample(engine, 300, today=NOW.date(), now=NOW)
    return Numbers(engine, Company(zone="Europe/Berlin"))


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(*arguments: object) -> None:
        heard.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def test_what_leaders_ask_next_reads_no_deal_any_more(
    numbers: Numbers, statements: list[str]
) -> None:
    assert Readiness(numbers).prepare(NOW)
    people = numbers.read_people(NOW)
    leaders = list_leaders(people)
    assert [leader.name for leader in leaders if leader.name == MANAGER.name] == [MANAGER.name]
    statements.clear()
    for leader in leaders:
        answer_pipeline(numbers, "", leader, NOW)
    for text in BUTTONS:
        answer_pipeline(numbers, text, leaders[0], NOW)
    assert statements
    assert not [statement for statement in statements if "deals" in statement]
    rep = next(person for person in people if person.name == REP.name)
    answer_pipeline(numbers, "", make_asker(rep, "rep", people), NOW)
    assert [statement for statement in statements if "deals" in statement]


@pytest.mark.parametrize("fiscal_start", [1, 2])
def test_the_buttons_of_an_answer_are_among_what_is_read_ahead(
    engine: Engine, numbers: Numbers, fiscal_start: int
) -> None:
    company = numbers.company.model_copy(update={"fiscal_year_starts": fiscal_start})
    numbers = Numbers(engine, company)
    Readiness(numbers).prepare(NOW)
    leader = list_leaders(numbers.read_people(NOW))[0]
    reply = answer_pipeline(numbers, "", leader, NOW)
    asks = reply._asks({})  # noqa: SLF001 - the texts that the buttons carry
    for text in (asks.by_owner, asks.by_segment, asks.closing):
        again = answer_pipeline(numbers, text, leader, NOW)
        ahead = [answer_pipeline(numbers, words, leader, NOW).report for words in BUTTONS]
        assert any(again.report is report for report in ahead)


def test_nothing_is_read_again_until_the_data_or_the_day_is_another(
    numbers: Numbers, engine: Engine
) -> None:
    readiness = Readiness(numbers)
    assert readiness.prepare(NOW)
    assert not readiness.prepare(NOW + timedelta(hours=1))
    assert readiness.prepare(NOW + timedelta(days=1))
    with engine.begin() as connection:
        connection.execute(
            insert(ImportBatch).values(
                workspace_id=1,
                id=2,
                kind="deals",
                file_name="deals.csv",
                started_at=NOW,
                finished_at=NOW,
                rows_read=0,
                rows_new=0,
                rows_changed=0,
                rows_unchanged=0,
                rows_rejected=0,
                report={},
            )
        )
    assert readiness.prepare(NOW + timedelta(days=1))
    assert not readiness.prepare(NOW + timedelta(days=1))


def test_the_pace_of_the_stages_is_kept_for_everybody(numbers: Numbers, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(delete(StagePace))
    Readiness(numbers).prepare(NOW)
    with engine.connect() as connection:
        rows = connection.execute(Base.metadata.tables["stage_pace"].select()).all()
    assert {row.data_version for row in rows} == {1}
    assert len(rows) == 5


def test_without_any_import_there_is_nothing_to_read_ahead(engine: Engine) -> None:
    assert not Readiness(Numbers(engine, Company())).prepare(NOW)


def test_nothing_more_is_read_once_the_process_ends(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_sample(engine, 120, today=NOW.date(), now=NOW)
    numbers = Numbers(engine, Company())
    readiness = Readiness(numbers)
    asked: list[object] = []
    monkeypatch.setattr(numbers, "report_pipeline", lambda *words: asked.append(words))
    readiness.stop()
    assert readiness.prepare(NOW)
    assert asked == []


def test_what_a_busy_database_has_not_let_be_kept_is_kept_at_the_next_time(
    sqlite_databases: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.engine, "BUSY_TIMEOUT_MS", 20)
    engine = open_engine(sqlite_databases())
    copy_sample(engine, 120, today=NOW.date(), now=NOW)
    numbers = Numbers(engine, Company())
    readiness = Readiness(numbers)
    with capture_logs() as logs, engine.connect() as writer:
        writer.execute(delete(StagePace))
        assert readiness.prepare(NOW)
        writer.rollback()
    assert [entry["event"] for entry in logs] == ["groundwork left to the next time"]
    assert readiness.prepare(NOW)
    assert not readiness.prepare(NOW)
    engine.dispose()
