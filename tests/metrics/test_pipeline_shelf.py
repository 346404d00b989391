"""A report is kept exactly as long as the data, the question and the day stay what they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, update

from metrics.pipeline import read_pipeline
from metrics.pipeline_shelf import PipelineShelf
from metrics.question import Question
from metrics.scope import Scope
from storage.tables import ImportBatch
from tests.metrics.desk import ANN, BEN, SETTING, TODAY, Desk

EVERYTHING = Question((), Scope.everything())


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        desk.add()
        yield desk


def test_the_second_answer_is_the_first_one(desk: Desk) -> None:
    shelf = PipelineShelf()
    first = shelf.read(desk.connection, EVERYTHING, SETTING)
    assert shelf.read(desk.connection, EVERYTHING, SETTING) is first
    assert first == read_pipeline(desk.connection, EVERYTHING, SETTING)


def test_after_an_import_the_numbers_are_read_again(desk: Desk) -> None:
    shelf = PipelineShelf()
    shelf.read(desk.connection, EVERYTHING, SETTING)
    desk.add()
    desk.imported(TODAY)
    assert shelf.read(desk.connection, EVERYTHING, SETTING).total.deals == 2


def test_after_undoing_any_import_the_numbers_are_read_again(desk: Desk) -> None:
    shelf = PipelineShelf()
    desk.imported(TODAY)
    shelf.read(desk.connection, EVERYTHING, SETTING)
    desk.add()
    desk.connection.execute(
        update(ImportBatch)
        .where(ImportBatch.id == 1)
        .values(undone_at=datetime(2026, 11, 20, 17, tzinfo=UTC))
    )
    assert shelf.read(desk.connection, EVERYTHING, SETTING).total.deals == 2


def test_another_asker_day_dimension_or_limit_is_another_report(desk: Desk) -> None:
    shelf = PipelineShelf()
    whole = shelf.read(desk.connection, EVERYTHING, SETTING)
    tomorrow = replace(SETTING, today=TODAY + timedelta(days=14))
    others = [
        shelf.read(desk.connection, Question((), Scope(frozenset({ANN}), "own")), SETTING),
        shelf.read(desk.connection, Question((), Scope(frozenset({BEN}), "own")), SETTING),
        shelf.read(desk.connection, EVERYTHING, tomorrow),
        shelf.read(desk.connection, EVERYTHING, SETTING, "owner"),
        shelf.read(desk.connection, EVERYTHING, SETTING, "stage", 3),
    ]
    assert len({id(report) for report in [whole, *others]}) == 6
    assert [report.total.deals for report in others] == [1, 0, 1, 1, 1]
    assert others[2].attention_total == 1


def test_another_workspace_is_another_report(desk: Desk) -> None:
    other = Desk(desk.connection, 2).open()
    other.imported(TODAY)
    shelf = PipelineShelf()
    assert shelf.read(desk.connection, EVERYTHING, SETTING).total.deals == 1
    there = replace(SETTING, workspace_id=2)
    assert shelf.read(desk.connection, EVERYTHING, there).total.deals == 0


def test_without_an_import_nothing_is_kept(desk: Desk) -> None:
    desk.connection.execute(delete(ImportBatch))
    shelf = PipelineShelf()
    shelf.read(desk.connection, EVERYTHING, SETTING)
    desk.add()
    assert shelf.read(desk.connection, EVERYTHING, SETTING).total.deals == 2


def test_the_report_not_asked_for_longest_makes_room(desk: Desk) -> None:
    shelf = PipelineShelf(most=2)
    first = shelf.read(desk.connection, EVERYTHING, SETTING)
    second = shelf.read(desk.connection, EVERYTHING, SETTING, "owner")
    assert shelf.read(desk.connection, EVERYTHING, SETTING) is first
    shelf.read(desk.connection, EVERYTHING, SETTING, "team")
    assert shelf.read(desk.connection, EVERYTHING, SETTING) is first
    assert shelf.read(desk.connection, EVERYTHING, SETTING, "owner") is not second
