"""The goal that is running: its pace, the verdict, what each day takes, and the words for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from metrics.digests.compose import compose_digest
from metrics.digests.goal_pace import (
    GoalPace,
    PaceKind,
    draw_pace,
    read_course,
    read_goal_pace,
)
from metrics.digests.goal_words import say_goal
from metrics.pace import Pace
from metrics.period import Period
from metrics.scope import Scope
from tests.metrics.desk import ANN, BEN, CY, WON, Desk
from tests.metrics.digests.goals import QUARTER_BEFORE, add_goal
from tests.metrics.digests.orders import (
    EVERYTHING,
    IN_WEEK,
    SETTING,
    WEEK,
    find_figure,
    find_section,
    order_week,
)

SUNDAY = WEEK.last
Q4 = Period(date(2026, 10, 1), date(2027, 1, 1), "Q4 2026")
BLANK = "\N{NO-BREAK SPACE}"


def read(desk: Desk, scope: Scope = EVERYTHING) -> GoalPace:
    goal = read_goal_pace(desk.connection, scope, SUNDAY, SETTING)
    assert goal is not None
    return goal


def goal_of(reached: int, passed: int = 33, days: int = 66) -> GoalPace:
    pace = Pace(passed, days) if passed < days else None
    return GoalPace("bookings", Q4, Decimal(reached), Decimal(100), SUNDAY, pace, None)


@pytest.mark.parametrize(
    ("reached", "passed", "kind"),
    [
        (100, 33, PaceKind.REACHED),
        (120, 66, PaceKind.REACHED),
        (99, 66, PaceKind.MISSED),
        (0, 4, PaceKind.EARLY),
        (0, 5, PaceKind.BEHIND),
        (44, 33, PaceKind.BEHIND),
        (45, 33, PaceKind.ON_PACE),
        (55, 33, PaceKind.ON_PACE),
        (56, 33, PaceKind.AHEAD),
    ],
)
def test_the_verdict_compares_the_share_with_the_working_days(
    reached: int, passed: int, kind: PaceKind
) -> None:
    assert goal_of(reached, passed).kind is kind


def test_what_is_missing_is_spread_over_the_days_that_are_left() -> None:
    goal = goal_of(34)
    assert (goal.missing, goal.daily, goal.gap) == (66, 2, -16)
    assert goal_of(120).missing == 0
    assert goal_of(10, 66).daily is None


def test_only_what_was_reached_by_the_last_evening_counts(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    desk.add(WON, 100_000, closed_on=date(2026, 10, 2))
    desk.add(WON, 200_000, closed_on=SUNDAY)
    desk.add(WON, 400_000, closed_on=SUNDAY + timedelta(days=1))
    desk.add(WON, 800_000, closed_on=date(2026, 9, 30))
    goal = read(desk)
    assert (goal.metric, goal.reached, goal.target) == ("bookings", 3_000, 10_000)
    assert goal.period.label == "Q4 2026"
    assert goal.pace == Pace(37, 66)


def test_the_period_before_is_told_by_the_same_working_day(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    add_goal(desk, 500_000, QUARTER_BEFORE)
    desk.add(WON, 100_000, closed_on=date(2026, 8, 20))
    desk.add(WON, 100_000, closed_on=date(2026, 9, 29))
    goal = read(desk)
    assert (goal.earlier, goal.earlier_label) == (0.2, "Q3 2026")


def test_each_scope_has_its_own_goal(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    add_goal(desk, 300_000, team="Red")
    add_goal(desk, 100_000, owner_id=ANN)
    assert read(desk).target == 10_000
    assert read(desk, Scope(frozenset({ANN, BEN}), "Red")).target == 3_000
    assert read(desk, Scope(frozenset({ANN}), "Ann")).target == 1_000
    scope = Scope(frozenset({CY}), "Cy")
    assert read_goal_pace(desk.connection, scope, SUNDAY, SETTING) is None


def test_the_course_ends_at_what_is_reached_and_the_pace_at_the_goal(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    desk.add(WON, 100_000, closed_on=date(2026, 10, 2))
    desk.add(WON, 250_000, closed_on=IN_WEEK)
    goal = read(desk)
    course = read_course(desk.connection, EVERYTHING, goal, SETTING)
    assert course[0] == (date(2026, 10, 1), Decimal(0))
    assert course[1] == (date(2026, 10, 2), Decimal(1_000))
    assert course[-1] == (SUNDAY, goal.reached)
    pace = draw_pace(goal)
    assert pace[-1] == (date(2026, 12, 31), goal.target)
    assert dict(pace)[SUNDAY] == goal.target * 37 / 66
    assert sorted(value for _, value in pace) == [value for _, value in pace]


def test_the_section_tells_verdict_daily_need_and_what_is_due(desk: Desk) -> None:
    add_goal(desk, 6_600_000)
    desk.add(WON, 800_000, closed_on=IN_WEEK)
    desk.add(value=2_900_000, expected_close_on=date(2026, 12, 20))
    desk.add(value=9_000_000, expected_close_on=date(2027, 1, 2))
    report = compose_digest(desk.connection, order_week(), SETTING)
    told = find_section(report, "goals")
    assert told.sentence == (
        f"$8,000 of the $66k for Q4 2026 is reached (12.1{BLANK}%), with 56.1{BLANK}% of its "
        "working days passed: behind pace."
    )
    assert told.lines == (
        "It takes $2,000 on each of the 29 working days left; so far it was $216 a day.",
        "Open deals due by 31 Dec 2026 are worth $29k, 0.5 times the $58k still missing.",
    )
    assert told.chart is not None
    assert told.chart.title == told.sentence.removesuffix(".")
    against = {one.name: one for one in find_figure(report, "bookings").against}
    assert against["goal for Q4 2026"].words == f"12.1{BLANK}% of $66k"
    assert against["goal for Q4 2026"].good is False


def test_a_goal_of_deals_is_told_in_deals_and_has_no_chart(desk: Desk) -> None:
    add_goal(desk, 12, metric="deals_won")
    desk.add(WON, None, closed_on=IN_WEEK)
    told = find_section(compose_digest(desk.connection, order_week(), SETTING), "goals")
    assert told.sentence.startswith("Deals won: 1 of the 12 for Q4 2026 is reached")
    assert told.chart is None
    assert told.lines == (
        "It takes 0.4 on each of the 29 working days left; so far it was 0 a day.",
    )


def test_no_goal_is_said_and_not_guessed(desk: Desk) -> None:
    desk.add()
    told = find_section(compose_digest(desk.connection, order_week(), SETTING), "goals")
    assert told.sentence == "No goal is kept for 22 Nov 2026; with one, its pace is told here."


@pytest.mark.parametrize(
    ("reached", "passed", "words"),
    [
        (100, 66, f"Q4 2026 ended with its goal reached: $100 of $100 (100{BLANK}%)."),
        (99, 66, f"Q4 2026 ended with its goal missed: $99 of $100 (99.0{BLANK}%)."),
        (0, 2, f"Q4 2026 has just begun: $0 of $100 (0{BLANK}%), 64 working days left."),
        (100, 65, f"The goal for Q4 2026 is reached: $100 of $100 (100{BLANK}%), "
         "1 working day left."),
    ],
)  # fmt: skip
def test_each_verdict_has_its_words(reached: int, passed: int, words: str) -> None:
    assert say_goal(goal_of(reached, passed), "USD") == words
