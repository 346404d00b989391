"""Goals set by hand: known as imported ones are, told anew at once, taken back like an import."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from storage.goals import (
    GoalPlan,
    GoalRow,
    Hand,
    find_goal,
    find_same,
    read_goals,
    set_goal,
    withdraw_goal,
)
from storage.importing import GoalMetric
from storage.imports import BY_HAND, list_imports, read_data_version
from storage.problem import Problem
from storage.tables import Workspace
from tests.storage.importing.desk import T0, WORKSPACE, Desk, count_rows

PLAN = GoalPlan("bookings", date(2026, 10, 1), date(2027, 1, 1), None, "West", Decimal(60_000_000))
HAND = Hand(WORKSPACE, "Example", "USD", "Dana", T0 + timedelta(days=1))
PEOPLE = [("name", "email", "team"), ("Ann", "ann@example.com", "West")]
FILE = [("metric", "team", "period", "target"), ("bookings", "West", "Q4 2026", "$600,000")]


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    desk = Desk(engine, tmp_path)
    desk.set_up(metrics={"bookings": GoalMetric("bookings", "money")})
    desk.take("people", PEOPLE)
    return desk


def read(desk: Desk) -> list[GoalRow]:
    with desk.engine.connect() as connection:
        return read_goals(connection, WORKSPACE)


def version(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        found = read_data_version(connection, WORKSPACE)
    assert found is not None
    return found.number


def test_a_goal_set_by_hand_is_the_one_that_a_file_brings(desk: Desk) -> None:
    assert set_goal(desk.engine, HAND, PLAN).before is None
    assert count_rows(desk.take("goals", FILE)) == (0, 0, 1, 0)
    dearer = [FILE[0], ("bookings", "West", "Q4 2026", "700k")]
    assert count_rows(desk.take("goals", dearer)) == (0, 1, 0, 0)
    (goal,) = read(desk)
    assert goal.target == 70_000_000
    assert set_goal(desk.engine, HAND, PLAN).before == 70_000_000
    assert [one.target for one in read(desk)] == [60_000_000]


def test_every_change_of_a_goal_is_another_version_of_the_data(desk: Desk) -> None:
    first = version(desk)
    change = set_goal(desk.engine, HAND, PLAN)
    second = version(desk)
    withdraw_goal(desk.engine, HAND, read(desk)[0])
    third = version(desk)
    assert first < second < third
    assert change.batch_id is not None
    desk.undo(change.batch_id + 1)
    assert version(desk) > third


def test_setting_what_holds_already_changes_nothing(desk: Desk) -> None:
    set_goal(desk.engine, HAND, PLAN)
    before = version(desk)
    assert set_goal(desk.engine, HAND, PLAN).batch_id is None
    assert version(desk) == before


def test_a_goal_set_by_hand_makes_no_deals_fresher(desk: Desk) -> None:
    with desk.engine.connect() as connection:
        before = read_data_version(connection, WORKSPACE)
    set_goal(desk.engine, HAND, PLAN)
    with desk.engine.connect() as connection:
        after = read_data_version(connection, WORKSPACE)
    assert before is not None
    assert after is not None
    assert (after.finished_at, after.file_name) == (before.finished_at, before.file_name)


def test_the_list_of_imports_says_who_set_a_goal(desk: Desk) -> None:
    set_goal(desk.engine, HAND, PLAN)
    with desk.engine.connect() as connection:
        newest = list_imports(connection, WORKSPACE)[0]
    assert (newest.kind, newest.file_name) == (BY_HAND, "Dana, in Slack")
    assert (newest.rows_read, newest.rows_new, newest.finished_at) == (1, 1, HAND.now)


def test_a_goal_set_by_hand_is_taken_back_like_an_import(desk: Desk) -> None:
    brought = desk.take("goals", FILE)
    change = set_goal(desk.engine, HAND, replace(PLAN, target=Decimal(1_00)))
    assert [goal.target for goal in read(desk)] == [100]
    with pytest.raises(Problem, match="later imports stand on it") as refused:
        desk.undo(brought.batch_id)
    assert refused.value.suggestions == (f"salesbell imports undo {change.batch_id}",)
    desk.undo(change.batch_id)
    assert [goal.target for goal in read(desk)] == [60_000_000]
    desk.undo(brought.batch_id)
    assert read(desk) == []


def test_an_import_under_a_deleted_goal_is_undone_only_after_the_deletion(desk: Desk) -> None:
    brought = desk.take("goals", FILE)
    deleted = withdraw_goal(desk.engine, HAND, read(desk)[0])
    assert read(desk) == []
    with pytest.raises(Problem, match="later imports stand on it"):
        desk.undo(brought.batch_id)
    desk.undo(deleted)
    assert [goal.target for goal in read(desk)] == [60_000_000]


def test_an_import_of_something_else_is_undone_under_a_goal(desk: Desk) -> None:
    rates = desk.take("rates", [("currency", "date", "rate"), ("EUR", "2026-01-01", "1.1")])
    set_goal(desk.engine, HAND, PLAN)
    desk.undo(rates.batch_id)
    assert [goal.target for goal in read(desk)] == [60_000_000]


def test_people_whom_a_goal_is_for_stay_until_it_is_taken_back(desk: Desk) -> None:
    held = desk.take("people", [("name", "email"), ("Bob", "bob@example.com")])
    (bob,) = (row[0] for row in desk.ask("SELECT id FROM people WHERE name = 'Bob'"))
    change = set_goal(desk.engine, HAND, replace(PLAN, team=None, owner_id=bob))
    with pytest.raises(Problem, match="later imports stand on it"):
        desk.undo(held.batch_id)
    desk.undo(change.batch_id)
    desk.undo(held.batch_id)


def test_a_file_brings_a_deleted_goal_back(desk: Desk) -> None:
    desk.take("goals", FILE)
    (goal,) = read(desk)
    withdraw_goal(desk.engine, HAND, goal)
    assert count_rows(desk.take("goals", FILE)) == (0, 1, 0, 0)
    assert read(desk) == [goal]


def test_a_goal_that_was_deleted_can_be_set_again(desk: Desk) -> None:
    set_goal(desk.engine, HAND, PLAN)
    withdraw_goal(desk.engine, HAND, read(desk)[0])
    change = set_goal(desk.engine, HAND, PLAN)
    assert change.before is None
    assert change.batch_id is not None
    assert [goal.target for goal in read(desk)] == [60_000_000]


def test_a_goal_moved_to_other_days_leaves_the_old_ones(desk: Desk) -> None:
    set_goal(desk.engine, HAND, PLAN)
    (goal,) = read(desk)
    later = replace(PLAN, start_on=date(2027, 1, 1), end_on=date(2027, 4, 1))
    change = set_goal(desk.engine, HAND, later, instead_of=goal)
    (moved,) = read(desk)
    assert moved.start_on == date(2027, 1, 1)
    assert moved.target == 60_000_000
    desk.undo(change.batch_id)
    assert read(desk) == [goal]


def test_a_goal_that_somebody_else_changed_is_not_written_over(desk: Desk) -> None:
    set_goal(desk.engine, HAND, PLAN)
    (seen,) = read(desk)
    dearer = replace(PLAN, target=Decimal(1))
    set_goal(desk.engine, HAND, dearer)
    with pytest.raises(Problem, match="not been changed"):
        set_goal(desk.engine, HAND, replace(PLAN, target=Decimal(2)), instead_of=seen)
    with pytest.raises(Problem, match="not been changed"):
        withdraw_goal(desk.engine, HAND, seen)
    (there,) = read(desk)
    assert there.target == 1
    withdraw_goal(desk.engine, HAND, there)
    with pytest.raises(Problem, match="no such goal"):
        withdraw_goal(desk.engine, HAND, there)


def test_a_goal_in_the_currency_the_data_is_not_in_is_refused(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(update(Workspace).values(currency="EUR"))
    with pytest.raises(Problem, match="has not been set") as refused:
        set_goal(desk.engine, HAND, PLAN)
    assert "EUR" in (refused.value.why or "")
    assert read(desk) == []


def test_a_goal_is_the_first_thing_a_company_may_have(engine: Engine, tmp_path: Path) -> None:
    set_goal(engine, HAND, PLAN)
    with engine.connect() as connection:
        assert connection.scalar(select(Workspace.currency)) == "USD"
        assert read_data_version(connection, WORKSPACE) is None


def test_goals_are_found_by_number_and_by_what_they_are_for(desk: Desk) -> None:
    set_goal(desk.engine, HAND, replace(PLAN, target=Decimal("0.3333"), metric="win_rate"))
    with desk.engine.connect() as connection:
        (goal,) = read_goals(connection, WORKSPACE)
        assert find_goal(connection, WORKSPACE, goal.id) == goal
        assert goal.target == Decimal("0.3333")
        assert find_same(connection, WORKSPACE, goal) == goal
        assert find_same(connection, WORKSPACE, PLAN) is None
        assert read_goals(connection, WORKSPACE, until=date(2026, 12, 31)) == [goal]
        assert read_goals(connection, WORKSPACE, until=date(2027, 1, 1)) == []


def test_while_an_import_writes_nobody_waits_long(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.goals._PATIENCE_MS", 50)
    with desk.engine.begin() as connection:
        connection.execute(update(Workspace).values(name=Workspace.name))
        with pytest.raises(Problem, match="has not been changed") as refused:
            set_goal(desk.engine, HAND, PLAN)
    assert "import" in (refused.value.why or "")
    assert set_goal(desk.engine, HAND, PLAN).batch_id is not None
