"""What was worked out after an import gives exactly the answers that counting gives."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, func, select

from metrics.groundwork import COUNTED_BY, Laid, find_groundwork, lay_groundwork
from metrics.inspection import Limits
from metrics.period import Period
from metrics.pipeline import PipelineReport, read_pipeline
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import read_stage_pace
from storage.engine import open_engine
from storage.sample import load_sample
from storage.tables import Groundwork, Person
from tests.conftest import DATABASES, NewDatabase
from tests.metrics.companies import TODAY as THEIR_TODAY
from tests.metrics.companies import Company, companies, days, load_company
from tests.metrics.desk import ANN, SETTING, TODAY, Desk
from tests.thoroughness import choose

EVERYTHING = Question((), Scope.everything())
QUIET = 14
workspaces = itertools.count(1)


@pytest.fixture(scope="module", params=DATABASES)
def shared_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One database for all examples; each lives in a workspace of its own."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    yield engine
    engine.dispose()


def on(setting: Setting, ahead: int) -> Setting:
    return replace(setting, today=setting.today + timedelta(days=ahead))


def read_all(
    engine: Engine, setting: Setting, ahead: tuple[int, ...]
) -> dict[tuple[str, int], PipelineReport]:
    return read_of(engine, setting, ahead, Scope.everything())


def read_of(
    engine: Engine, setting: Setting, ahead: tuple[int, ...], scope: Scope
) -> dict[tuple[str, int], PipelineReport]:
    question = Question((), scope)
    with engine.connect() as connection:
        return {
            (by, days): read_pipeline(connection, question, on(setting, days), by, QUIET)
            for by in (*COUNTED_BY, "region")
            for days in ahead
        }


def find(
    engine: Engine,
    setting: Setting,
    by: str = "stage",
    quiet_days: int = QUIET,
    people: frozenset[int] | None = None,
) -> Laid:
    question = Question((), Scope(people, "some"))
    with engine.connect() as connection:
        paces = read_stage_pace(connection, setting.workspace_id)
        limits = Limits.learn(setting.today, quiet_days, paces)
        return find_groundwork(connection, question, setting, by, limits)


some_day = st.none() | st.just(date.max) | days


@st.composite
def companies_at_work(draw: st.DrawFn) -> Company:
    """Companies whose deals have been worked on, and whose stages have a pace."""
    company = draw(companies())
    rows = dict(company.rows)
    opened = {"status": "open", "stage_id": draw(st.sampled_from([1, 2, 5])), "closed_on": None}
    rows["deals"] = [
        deal
        | {"last_activity_on": draw(some_day), "stage_entered_on": draw(some_day)}
        | {"expected_close_on": draw(some_day)}
        | (opened if draw(st.booleans()) else {})
        for deal in rows["deals"]
    ]
    known = st.sampled_from([None, 0.0, 3.0, 30.0])
    rows["stage_pace"] = [
        pace | {"passed": draw(st.sampled_from([11, 12])), "passed_days_p75": draw(known)}
        for pace in rows["stage_pace"]
    ]
    return Company(rows)


@settings(max_examples=choose(5, 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    company=companies_at_work(),
    later=st.integers(8, 500),
    people=st.none() | st.frozensets(st.integers(1, 5), min_size=1),
)
def test_a_random_company_is_told_the_same_with_and_without_it(
    shared_engine: Engine, company: Company, later: int, people: frozenset[int] | None
) -> None:
    setting = Setting(next(workspaces), THEIR_TODAY, ZoneInfo("Europe/Berlin"))
    with shared_engine.begin() as connection:
        load_company(connection, setting.workspace_id, company)
    ahead = (0, 1, 6, 7, later)
    scope = Scope(people, "some")
    counted = read_of(shared_engine, setting, ahead, scope)
    lay_groundwork(shared_engine, setting, QUIET)
    for by in ("stage", "owner"):
        laid = find(shared_engine, on(setting, 6), by, people=people)
        assert None not in vars(laid).values()
    assert read_of(shared_engine, setting, ahead, scope) == counted


def test_the_most_valuable_of_many_are_the_same_on_every_evening(engine: Engine) -> None:
    load_sample(engine, 1, 900, seed=3, today=TODAY)
    ahead = (*range(9), 15, 30, 60, 90, 400)
    lay_groundwork(engine, SETTING, QUIET)
    team = Scope(frozenset(range(1, 12)), "a team")
    told = read_all(engine, SETTING, ahead)
    told_of_team = read_of(engine, SETTING, ahead, team)
    with engine.begin() as connection:
        connection.execute(delete(Groundwork))
    assert told == read_all(engine, SETTING, ahead)
    assert told_of_team == read_of(engine, SETTING, ahead, team)
    for reports in (told, told_of_team):
        lists = {tuple(deal.key for deal in report.attention) for report in reports.values()}
        assert len(lists) > 3


@pytest.mark.parametrize("people", [None, frozenset(range(1, 20))])
def test_with_it_no_more_deals_are_read_than_are_told(
    sqlite_databases: NewDatabase, people: frozenset[int] | None
) -> None:
    engine = open_engine(sqlite_databases())
    load_sample(engine, 1, 600, today=TODAY)
    lay_groundwork(engine, SETTING, QUIET)
    statements: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cur, sql, values, *_: statements.append((sql, values)),
        )
        report = read_pipeline(connection, Question((), Scope(people, "some")), SETTING)
        plans = [
            row[3]
            for sql, values in list(statements)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            if row[3].split()[1] in ("deals", "deal_changes")
        ]
    engine.dispose()
    assert len(report.attention) == 10
    # By their keys; and the day of the oldest change.
    of_deals = [plan for plan in plans if " deals " in plan]
    assert of_deals
    assert all("PRIMARY KEY (workspace_id=? AND id=?)" in plan for plan in of_deals), plans
    assert len(plans) == len(of_deals) + 1


@pytest.fixture
def laid(engine: Engine) -> Engine:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        desk.add(value=10_000)
        desk.add(value=5_000, expected_close_on=date(2026, 1, 1))
    lay_groundwork(engine, SETTING, QUIET)
    return engine


def test_it_is_not_used_for_newer_data(laid: Engine) -> None:
    assert find(laid, SETTING).counted is not None
    with laid.begin() as connection:
        desk = Desk(connection, deals=2, batches=1)
        desk.add(value=700, expected_close_on=date(2026, 1, 1))
        desk.imported(TODAY)
    assert find(laid, SETTING) == Laid()
    with laid.connect() as connection:
        report = read_pipeline(connection, EVERYTHING, SETTING)
    assert (report.total.deals, report.attention_total, report.movement.new[0]) == (3, 2, 0)
    lay_groundwork(laid, SETTING, QUIET)
    with laid.connect() as connection:
        assert read_pipeline(connection, EVERYTHING, SETTING) == report
    assert find(laid, SETTING).counted is not None


def test_it_is_used_only_for_what_it_was_laid_for(laid: Engine) -> None:
    quarter = Period(date(2026, 10, 1), date(2027, 1, 1))
    limits = Limits.learn(TODAY, QUIET, {})
    parts = (
        Question((), Scope(frozenset(), "nobody")),
        Question((), Scope(frozenset({ANN, 99}), "somebody unknown")),
        Question((), Scope(frozenset({ANN}), "own"), closing=quarter),
        Question((), Scope(frozenset({ANN}), "own"), filters=(Filter("segment", (None,)),)),
        Question((), Scope.everything(), closing=quarter),
        Question((), Scope.everything(), filters=(Filter("segment", (None,)),)),
    )
    with laid.connect() as connection:
        for question in parts:
            assert find_groundwork(connection, question, SETTING, "stage", limits) == Laid()
        past = Limits(TODAY - timedelta(days=1), None, {})
        assert find_groundwork(connection, EVERYTHING, SETTING, "stage", past) == Laid()
    assert find(laid, replace(SETTING, workspace_id=2)) == Laid()
    assert find(laid, SETTING, by="region").counted is None
    assert find(laid, SETTING, quiet_days=3).outlook is None
    assert find(laid, on(SETTING, 7)).moves is None
    own = frozenset({ANN})
    assert None not in vars(find(laid, SETTING, people=own)).values()
    assert find(laid, SETTING, by="segment", people=own).counted is None
    assert find(laid, SETTING, quiet_days=3, people=own).outlook is None
    assert find(laid, on(SETTING, 7), people=own).moves is None
    assert find(laid, replace(SETTING, workspace_id=2), people=own) == Laid()


def test_what_has_begun_is_not_told_of_an_earlier_day(engine: Engine) -> None:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        desk.add(value=5_000, expected_close_on=TODAY + timedelta(days=3))
    lay_groundwork(engine, on(SETTING, 10), QUIET)
    for people in (None, frozenset({ANN})):
        assert find(engine, SETTING, people=people).outlook is None
        assert find(engine, on(SETTING, 10), people=people).outlook is not None


def test_another_limit_for_silence_lays_it_anew(laid: Engine) -> None:
    lay_groundwork(laid, SETTING, 3)
    assert find(laid, SETTING, quiet_days=3).outlook is not None
    assert find(laid, SETTING).outlook is None


def test_it_is_laid_once_for_each_version_of_the_data(laid: Engine) -> None:
    statements: list[str] = []
    event.listen(laid, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    lay_groundwork(laid, on(SETTING, 1), QUIET)
    assert statements
    assert all(sql.startswith(("SELECT", "BEGIN")) and "deals" not in sql for sql in statements)


def test_processes_that_lay_it_at_once_do_not_disturb_each_other(engine: Engine) -> None:
    load_sample(engine, 1, 300, today=TODAY)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: lay_groundwork(engine, SETTING, QUIET), range(8)))
    with engine.connect() as connection:
        parts = connection.scalar(select(func.count()).select_from(Groundwork))
        people = connection.scalar(select(func.count()).select_from(Person))
    assert parts == len(COUNTED_BY) + 2 + (people or 0)


def test_without_an_import_nothing_is_laid(engine: Engine) -> None:
    with engine.begin() as connection:
        Desk(connection).open().add()
    lay_groundwork(engine, SETTING, QUIET)
    assert find(engine, SETTING) == Laid()
