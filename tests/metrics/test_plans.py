"""How SQLite finds the rows: open deals through their own index, nothing by walking all deals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from metrics.compute import compute
from metrics.question import Filter, Question
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import NewDatabase
from tests.metrics.places import QUARTER, SETTING, deal, open_company, person

STOCKS = ("open_deals", "open_pipeline", "open_deal_age", "overdue_deals")
FLOWS = ("deals_won", "deals_lost", "bookings", "win_rate", "average_deal_size")
OF_DEALS = "deals"


@pytest.fixture
def sqlite(sqlite_databases: NewDatabase) -> Iterator[Engine]:
    """A database without statistics, as it is before its first ANALYZE."""
    engine = open_engine(sqlite_databases())
    yield engine
    engine.dispose()


@contextmanager
def plans_of(connection: Connection) -> Iterator[list[str]]:
    """Collects the plan of every SELECT: one line for each way a table is read."""
    plans: list[str] = []

    def note(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[3]) for row in cursor.fetchall())

    event.listen(connection, "before_cursor_execute", note)
    yield plans
    event.remove(connection, "before_cursor_execute", note)


def read_plans(engine: Engine, question: Question) -> list[str]:
    """How the deals are read for a question."""
    with engine.begin() as connection:
        open_company(
            connection,
            people=[person(1, "Ann")],
            deals=[deal(1), deal(2, "won", 5), deal(3, "lost")],
        )
        with plans_of(connection) as plans:
            compute(connection, question, SETTING)
    of_deals = [plan for plan in plans if plan.split()[1:2] == [OF_DEALS]]
    assert of_deals, plans
    return of_deals


everything = Scope.everything()
two = Scope(frozenset({1, 2}), "two")


@pytest.mark.parametrize(
    "question",
    [
        Question(STOCKS, everything),
        Question(STOCKS, two),
        Question(STOCKS, everything, by="stage"),
        Question(STOCKS, everything, by="owner"),
        Question(STOCKS, everything, by="region"),
        Question(STOCKS, everything, by="segment"),
        Question(STOCKS, everything, by="source"),
        Question(STOCKS, everything, by="product"),
        Question(STOCKS, everything, closing=QUARTER),
        Question(STOCKS, everything, filters=(Filter("segment", ("SMB", None)),)),
    ],
)
def test_open_deals_are_read_from_their_own_index_alone(sqlite: Engine, question: Question) -> None:
    for plan in read_plans(sqlite, question):
        assert "COVERING INDEX ix_deals_open" in plan, plan


@pytest.mark.parametrize("by", [None, "owner", "product", "account", "month", "quarter"])
def test_closed_deals_of_a_period_are_read_from_the_index_of_close_dates_alone(
    sqlite: Engine, by: str | None
) -> None:
    for plan in read_plans(sqlite, Question(FLOWS, everything, QUARTER, by=by)):
        assert "COVERING INDEX ix_deals_closed (workspace_id=? AND closed_on" in plan, plan


@pytest.mark.parametrize("by", [None, "owner", "month"])
def test_created_deals_of_a_period_are_read_from_the_index_of_creation_dates_alone(
    sqlite: Engine, by: str | None
) -> None:
    question = Question(("deals_created",), everything, QUARTER, by=by)
    for plan in read_plans(sqlite, question):
        assert "COVERING INDEX ix_deals_created (workspace_id=? AND created_on" in plan, plan


@pytest.mark.parametrize(
    "question",
    [
        Question(("weighted_pipeline", "open_list_value"), everything),
        Question(("win_rate", "median_deal_size"), everything, QUARTER, by="segment"),
        Question(STOCKS, everything, as_of=QUARTER.start),
        Question(("goal_attainment", "bookings"), everything, QUARTER),
    ],
)
def test_no_question_walks_all_deals(sqlite: Engine, question: Question) -> None:
    for plan in read_plans(sqlite, question):
        assert not plan.startswith("SCAN"), plan
        assert "PRIMARY KEY (workspace_id=?)" not in plan, plan


def test_a_past_evening_looks_up_each_deals_changes_in_one_index_alone(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        open_company(connection, deals=[deal(1)])
        with plans_of(connection) as plans:
            compute(connection, Question(STOCKS, everything, as_of=QUARTER.start), SETTING)
    of_changes = [plan for plan in plans if "deal_changes" in plan and "on>?" in plan]
    assert of_changes
    for plan in of_changes:
        assert "SEARCH deal_changes USING COVERING INDEX ix_deal_changes_of_deal" in plan, plan
        assert "(workspace_id=? AND deal_id=? AND field=? AND on>?)" in plan, plan
    assert not any("TEMP B-TREE FOR" in plan and "PART" in plan for plan in plans), plans
