"""The pipeline report of a past evening: rebuilt once, the same numbers, nothing left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from metrics.compute import compute
from metrics.pipeline import read_pipeline
from metrics.question import Filter, Question
from metrics.scope import Scope
from storage.problem import Problem
from storage.sample import load_sample
from tests.metrics.desk import ANN, BEN, OFFER, SETTING, TALK, TODAY, Desk

METRICS = ("open_deals", "open_pipeline", "weighted_pipeline", "overdue_deals")
THEN = date(2026, 9, 30)
PAST = Question((), Scope.everything(), as_of=THEN)


@contextmanager
def statements_of(connection: Connection) -> Iterator[list[str]]:
    """Collects every statement that is sent."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        moved = desk.add(OFFER, 300, owner_id=BEN, expected_close_on=date(2026, 9, 1))
        desk.change(moved, date(2026, 11, 10), "stage", TALK, OFFER)
        desk.change(moved, date(2026, 11, 10), "value", 200, 300)
        desk.change(moved, date(2026, 11, 10), "owner", ANN, BEN)
        yield desk


def test_a_past_evening_is_rebuilt_once_for_a_whole_report(desk: Desk) -> None:
    with statements_of(desk.connection) as sent:
        report = read_pipeline(desk.connection, PAST, SETTING)
    assert report.attention_total == report.total.deals == 1
    assert sum("earliest_changes AS MATERIALIZED" in statement for statement in sent) == 1


def test_a_report_of_today_writes_nothing_at_all(desk: Desk) -> None:
    with statements_of(desk.connection) as sent:
        read_pipeline(desk.connection, replace(PAST, as_of=None), SETTING)
    assert sent
    assert all(statement.startswith("SELECT") for statement in sent)


def test_reports_one_after_the_other_know_nothing_of_each_other(desk: Desk) -> None:
    def stages(question: Question) -> dict[str, int]:
        report = read_pipeline(desk.connection, question, SETTING)
        return {row.label: row.deals for row in report.rows if row.deals}

    assert stages(PAST) == {"Talk": 1}
    assert stages(replace(PAST, as_of=date(2026, 11, 12))) == {"Offer": 1}
    with pytest.raises(Problem):
        read_pipeline(desk.connection, PAST, SETTING, by="nothing")
    assert stages(replace(PAST, scope=Scope(frozenset({BEN}), "Ben"))) == {}
    assert stages(replace(PAST, scope=Scope(frozenset({ANN}), "Ann"))) == {"Talk": 1}


def test_a_past_report_is_the_metrics_and_its_rows_add_up_on_a_whole_company(
    engine: Engine,
) -> None:
    load_sample(engine, 1, 900, seed=5, today=TODAY)
    filters: tuple[tuple[Filter, ...], ...] = ((), (Filter("segment", ("Enterprise", None)),))
    dimensions = ("stage", "owner", "team", "segment", "region", "source", "product", "account")
    with engine.connect() as connection:
        for number, by in enumerate((*dimensions, "month", "quarter")):
            scope = Scope(frozenset(range(1, 9)), "some") if number % 3 else Scope.everything()
            question = Question(METRICS, scope, filters=filters[number % 2], as_of=THEN)
            told = {a.metric: a.total.value for a in compute(connection, question, SETTING)}
            report = read_pipeline(connection, question, SETTING, by)
            assert report.total.deals == told["open_deals"] != 0
            assert report.total.value == told["open_pipeline"]
            assert abs(report.total.weighted - Decimal(told["weighted_pipeline"] or 0)) < 1
            assert report.attention_total == told["overdue_deals"]
            assert sum(row.deals for row in report.rows) == report.total.deals
            assert sum(row.value for row in report.rows) == report.total.value
