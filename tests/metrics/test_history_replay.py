"""Both ways to a past evening give what a replay of the changes in plain Python gives."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from metrics.history import REBUILT, deals_as_of
from tests.metrics.companies import FIRST_DAY, TODAY, Company, Row, companies, load_company

WORKSPACE = 1
Then = dict[int, tuple[Any, ...]]


def replay(company: Company, day: date) -> Then:
    """The deals open on that evening, by undoing the later changes one by one, newest first."""
    kinds = {stage["id"]: stage["kind"] for stage in company.rows["stages"]}
    found: Then = {}
    for deal in company.rows["deals"]:
        is_open, created_on = deal["status"] == "open", deal["created_on"]
        closed_later = deal["closed_on"] is not None and deal["closed_on"] > day
        if (created_on is not None and created_on > day) or not (is_open or closed_later):
            continue
        then = {field: deal[column] for field, column in REBUILT.items()}
        then["stage"] = deal["stage_id"] if is_open else None
        for change in sorted(company.rows["deal_changes"], key=order_of, reverse=True):
            if change["deal_id"] == deal["id"] and change["on"] > day:
                then[change["field"]] = read_old(change)
        if kinds.get(then["stage"], "open") == "open":
            found[deal["id"]] = tuple(then[field] for field in REBUILT)
    return found


def order_of(change: Row) -> tuple[Any, ...]:
    return change["on"], change["at"], change["id"]


def read_old(change: Row) -> Any:
    old = change["old"]
    if old is None:
        return None
    return date.fromisoformat(old) if change["field"] == "expected_close_on" else int(old)


@pytest.mark.parametrize("is_recent", [False, True], ids=["looked up", "by changes"])
@given(company=companies(), day=st.dates(FIRST_DAY, TODAY))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_evening_is_as_a_replay_of_the_changes_gives_it(
    engine: Engine, is_recent: bool, company: Company, day: date
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        load_company(connection, WORKSPACE, company)
        then = deals_as_of(WORKSPACE, day, is_recent=is_recent)
        columns = [then.c.id, *(then.c[column] for column in REBUILT.values())]
        told = {row[0]: tuple(row[1:]) for row in connection.execute(select(*columns))}
        transaction.rollback()
    assert told == replay(company, day)
