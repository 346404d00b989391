from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.pace import find_pace
from metrics.period import Period

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
Q2 = Period(date(2026, 4, 1), date(2026, 7, 1))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("today", "passed"),
    [
        (date(2026, 6, 1), 1),  # a Monday, which counts
        (date(2026, 6, 6), 5),  # Saturday
        (date(2026, 6, 7), 5),
        (date(2026, 6, 8), 6),
        (date(2026, 6, 29), 21),
    ],
)
def test_working_days_pass_from_monday_to_friday_todays_included(today: date, passed: int) -> None:
    pace = find_pace([JUNE], today)
    assert pace is not None
    assert (pace.passed, pace.days, pace.left) == (passed, 22, 22 - passed)
    assert pace.share == passed / 22


@pytest.mark.parametrize("today", [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 1)])
def test_a_goal_that_is_over_or_to_come_has_no_pace(today: date) -> None:
    assert find_pace([JUNE], today) is None
    assert find_pace([], today) is None


def test_several_peoples_goals_of_one_period_count_it_once() -> None:
    assert find_pace([JUNE, JUNE], date(2026, 6, 8)) == find_pace([JUNE], date(2026, 6, 8))


def test_periods_that_follow_each_other_count_together() -> None:
    pace = find_pace([FEBRUARY, JUNE], date(2026, 6, 8))
    assert pace is not None
    assert (pace.passed, pace.days) == (20 + 6, 42)


@given(ahead=st.integers(0, 89))
def test_a_share_of_the_time_is_between_nothing_and_all_and_never_falls(ahead: int) -> None:
    today = Q2.start + timedelta(days=ahead)
    now, before = find_pace([Q2], today), find_pace([Q2], today - timedelta(days=1))
    assert now is not None
    assert (before.share if before else 0) <= now.share <= 1
