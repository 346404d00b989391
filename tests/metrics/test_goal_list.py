"""Goals one by one: who may see them, and what has been reached, as the attainment tells it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from metrics.catalog import METRICS
from metrics.goal_list import GoalList, in_whole, list_goals, tell_goal
from metrics.goals import takes_goals
from metrics.scope import Scope
from metrics.units import Unit
from storage.goals import GoalRow
from tests.metrics.companies import Row
from tests.metrics.places import QUARTER, SETTING, ask, by_key
from tests.metrics.test_goals import goal, open_red_team

MIDST = replace(SETTING, today=date(2026, 5, 20))
EVERYTHING = Scope.everything()


def share(id_: int, target: str, metric: str = "win_rate", **more: object) -> Row:
    return goal(id_, 0, metric, **more) | {"target": Decimal(target)}


GOALS = [
    goal(1, 100_000),
    goal(2, 30_000, owner_id=1),
    goal(3, 40_000, owner_id=2),
    goal(4, 80_000, team="Red"),
    goal(5, 4, metric="deals_won"),
    share(6, "0.8", team="Red"),
    goal(7, 5_000, team="Nobody's"),
]


def read(engine: Engine, scope: Scope = EVERYTHING, **more: int) -> GoalList:
    with engine.connect() as connection:
        return list_goals(connection, scope, MIDST, **more)


def fill(engine: Engine, goals: list[Row]) -> None:
    with engine.begin() as connection:
        open_red_team(connection, goals)


def reach(found: GoalList) -> dict[int, object]:
    return {one.goal.id: one.reached for one in found.standings}


def test_each_goal_is_told_with_what_its_holder_has_reached(engine: Engine) -> None:
    fill(engine, GOALS)
    found = read(engine)
    assert reach(found) == {
        1: Decimal(957), 2: Decimal(600), 3: Decimal(300), 4: Decimal(900), 5: 5,
        6: pytest.approx(3 / 4), 7: Decimal(0),
    }  # fmt: skip
    shares = {one.goal.id: one.share for one in found.standings}
    assert shares[1] == pytest.approx(0.957)
    assert shares[6] is None
    assert {one.goal.id: one.holder for one in found.standings} == {
        1: "everybody", 2: "Ann", 3: "Bo", 4: "team Red", 5: "everybody", 6: "team Red",
        7: "team Nobody's",
    }  # fmt: skip
    assert found.standings[0].target == Decimal(1000)
    assert found.standings[0].unit is Unit.MONEY
    assert found.standings[0].pace is not None


def test_what_is_told_is_what_the_attainment_says(engine: Engine) -> None:
    fill(engine, GOALS[:3])
    with engine.connect() as connection:
        answer = ask(connection, "goal_attainment", by="owner")["goal_attainment"]
    owners = {one.holder: one.share for one in read(engine).standings if one.goal.owner_id}
    assert owners == by_key(answer)


@pytest.mark.parametrize(
    ("people", "seen"),
    [({1}, {2}), ({1, 2}, {2, 3, 4, 6}), ({3}, set()), ({1, 2, 3}, {2, 3, 4, 6})],
)
def test_only_goals_about_people_one_may_see_are_told(
    engine: Engine, people: set[int], seen: set[int]
) -> None:
    fill(engine, GOALS)
    found = read(engine, Scope(frozenset(people), "some"))
    assert set(reach(found)) == seen


def days(goal_id: int, start: date, end: date, **more: object) -> Row:
    return goal(goal_id, 100, "bookings", start_on=start, end_on=end, **more)


def test_goals_that_run_come_first_then_those_to_come_and_none_that_are_over(
    engine: Engine,
) -> None:
    today = MIDST.today
    tomorrow = today + timedelta(days=1)
    fill(
        engine,
        [
            days(1, tomorrow, tomorrow + timedelta(days=30)),
            days(2, QUARTER.start, today),
            days(3, QUARTER.start, tomorrow, owner_id=1),
            days(4, QUARTER.start, QUARTER.end, team="Red"),
            days(5, today, tomorrow),
            days(6, QUARTER.start, QUARTER.end),
        ],
    )
    found = read(engine)
    assert [one.goal.id for one in found.standings] == [6, 4, 3, 5, 1]
    coming = found.standings[-1]
    assert coming.reached is None
    assert coming.pace is None


def test_what_is_left_out_is_counted_and_told_when_it_is_asked_for(engine: Engine) -> None:
    fill(engine, GOALS)
    first, second = read(engine, most=4), read(engine, skip=4, most=4)
    assert (len(first.standings), first.more) == (4, 3)
    assert (len(second.standings), second.more) == (3, 0)
    assert {**reach(first), **reach(second)} == reach(read(engine))


def test_a_goal_that_was_taken_back_counts_no_more(engine: Engine) -> None:
    fill(engine, [goal(1, 100_000, withdrawn=False), goal(2, 30_000, owner_id=1, withdrawn=True)])
    assert set(reach(read(engine))) == {1}
    with engine.connect() as connection:
        answer = ask(connection, "goal_attainment", by="owner")["goal_attainment"]
    assert answer.total.value is None


def test_a_share_without_any_case_is_no_data(engine: Engine) -> None:
    fill(engine, [share(1, "0.8", owner_id=3), share(2, "0.1", "lead_conversion")])
    assert reach(read(engine)) == {1: pytest.approx(1.0), 2: None}


def test_a_goal_that_is_still_to_be_is_told_in_the_same_words(engine: Engine) -> None:
    fill(engine, GOALS)
    plan = GoalRow("bookings", QUARTER.start, QUARTER.end, 2, None, Decimal(60_000))
    with engine.connect() as connection:
        standing = tell_goal(connection, plan, EVERYTHING, MIDST)
    assert (standing.holder, standing.target, standing.reached) == (
        "Bo",
        Decimal(600),
        Decimal(300),
    )
    assert standing.share == 0.5
    assert standing.period.label == "Q2 2026"


def test_goals_are_for_what_is_counted_over_a_period_more_being_better() -> None:
    assert {name for name, metric in METRICS.items() if takes_goals(metric)} == {
        "bookings", "deals_won", "win_rate", "win_rate_by_value", "new_leads", "lead_conversion",
        "pipeline_created", "deals_created",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "unit", "currency", "whole"),
    [
        (Decimal(12_345), Unit.MONEY, "USD", Decimal("123.45")),
        (Decimal(12_345), Unit.MONEY, "JPY", Decimal(12_345)),
        (Decimal("0.3500"), Unit.PERCENT, "USD", 0.35),
        (Decimal("40.0000"), Unit.DEALS, "USD", 40),
    ],
)
def test_targets_are_told_in_whole_units(
    target: Decimal, unit: Unit, currency: str, whole: object
) -> None:
    assert in_whole(target, unit, currency) == whole


def test_no_goal_is_an_empty_list(engine: Engine) -> None:
    fill(engine, [])
    assert read(engine) == GoalList((), 0)
