"""What a digest tells about joins without gaps, and is held against days that are fair."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import PLAIN, Calendar, count_months, is_week, same_last_year
from metrics.period import Period
from metrics.schedule import ALL_DAYS, NthDays, Schedule
from metrics.schedule_periods import period_of, previous_of, year_before
from metrics.schedule_slots import list_slots, next_slot
from metrics.schedule_words import read_schedule
from tests.metrics.schedule_cases import BERLIN, days, patient, schedules

CASES = [
    # words, the slot's day, the days told, the beginning of those before and of those last year
    # Once a week: the full week before, whichever the day.
    ("every Monday", "2026-11-23", "2026-11-16 2026-11-22", "2026-11-09", "2025-11-17"),
    ("every Sunday", "2026-11-29", "2026-11-16 2026-11-22", "2026-11-09", "2025-11-17"),
    ("every Thursday", "2026-11-26", "2026-11-16 2026-11-22", "2026-11-09", "2025-11-17"),
    # Week 53, and the weeks after it.
    ("every Monday", "2027-01-04", "2026-12-28 2027-01-03", "2026-12-21", "2025-12-29"),
    ("every Monday", "2027-01-11", "2027-01-04 2027-01-10", "2026-12-28", "2026-01-05"),
    ("every Monday", "2028-01-03", "2027-12-27 2028-01-02", "2027-12-20", "2026-12-28"),
    (
        "every other Monday from 2026-11-09",
        "2026-11-23",
        "2026-11-09 2026-11-22",
        "2026-10-26",
        "2025-11-10",
    ),
    # More often: since the slot before.
    ("weekdays", "2026-11-24", "2026-11-23 2026-11-23", "2026-11-16", "2025-11-24"),
    ("weekdays", "2026-11-23", "2026-11-20 2026-11-22", "2026-11-13", "2025-11-21"),
    ("every day", "2026-11-24", "2026-11-23 2026-11-23", "2026-11-16", "2025-11-24"),
    ("every day", "2028-03-01", "2028-02-29 2028-02-29", "2028-02-22", "2027-03-02"),
    ("Mon and Thu", "2026-11-26", "2026-11-23 2026-11-25", "2026-11-16", "2025-11-24"),
    ("Mon and Thu", "2026-11-23", "2026-11-19 2026-11-22", "2026-11-12", "2025-11-20"),
    (
        "every other Mon, Thu from 2026-11-26",
        "2026-11-26",
        "2026-11-23 2026-11-25",
        "2026-11-16",
        "2025-11-24",
    ),
    (
        "every other Mon, Thu from 2026-11-23",
        "2026-11-23",
        "2026-11-12 2026-11-22",
        "2026-10-29",
        "2025-11-13",
    ),
    ("15th and last day", "2026-11-30", "2026-11-15 2026-11-29", "2026-10-25", "2025-11-16"),
    ("15th and last day", "2026-12-15", "2026-11-30 2026-12-14", "2026-11-09", "2025-12-01"),
    # Once a month: the last full one, though another is nearly over.
    ("1st of the month", "2026-12-01", "2026-11-01 2026-11-30", "2026-10-01", "2025-11-01"),
    ("last Friday", "2026-11-27", "2026-10-01 2026-10-31", "2026-09-01", "2025-10-01"),
    ("last day", "2028-03-31", "2028-02-01 2028-02-29", "2028-01-01", "2027-02-01"),
    ("first working day", "2027-01-01", "2026-12-01 2026-12-31", "2026-11-01", "2025-12-01"),
    # Once a quarter.
    (
        "first Monday of the quarter",
        "2027-01-04",
        "2026-10-01 2026-12-31",
        "2026-07-01",
        "2025-10-01",
    ),
    (
        "last Friday of the quarter",
        "2026-12-25",
        "2026-07-01 2026-09-30",
        "2026-04-01",
        "2025-07-01",
    ),
]


def _calendar_of(schedule: Schedule) -> Calendar:
    """The one whose quarters begin when the schedule's do."""
    cadence = schedule.cadence
    return Calendar(cadence.quarter_start or 1) if isinstance(cadence, NthDays) else PLAIN


@patient
@given(schedule=schedules, start=days)
def test_the_periods_of_slots_one_after_the_other_join(schedule: Schedule, start: date) -> None:
    slots = list_slots(schedule, datetime.combine(start, time(), UTC), limit=30)
    calendar = _calendar_of(schedule)
    periods = [period_of(slot, schedule, calendar) for slot in slots]
    assert all(one.end == other.start for one, other in itertools.pairwise(periods))
    assert all(period.end <= slot.day for period, slot in zip(periods, slots, strict=True))
    assert all(period.label for period in periods)


@pytest.mark.parametrize(
    ("words", "slot_day", "expected", "before", "last_year"),
    CASES,
)
def test_the_days_told_and_those_they_are_held_against(
    words: str, slot_day: str, expected: str, before: str, last_year: str
) -> None:
    schedule = read_schedule(words, BERLIN)
    day = date.fromisoformat(slot_day)
    slot = next_slot(schedule, datetime.combine(day, time(), UTC))
    assert slot.day == day
    period = period_of(slot, schedule)
    assert f"{period.start} {period.last}" == expected
    assert str(previous_of(period).start) == before
    assert str(year_before(period).start) == last_year


def test_a_quarter_is_the_fiscal_years_own() -> None:
    calendar = Calendar(2)
    schedule = read_schedule("first Monday of the quarter", BERLIN, calendar)
    slot = next_slot(schedule, datetime(2026, 10, 20, tzinfo=UTC))
    assert slot.wall == "2026-11-02T09:00"
    period = period_of(slot, schedule, calendar)
    assert (period.start, period.last) == (date(2026, 8, 1), date(2026, 10, 31))
    assert period.label == "Q3 FY2027 (1 Aug to 31 Oct 2026)"
    assert previous_of(period, calendar).label.startswith("Q2 FY2027")
    assert year_before(period, calendar).label.startswith("Q3 FY2026")


@patient
@given(start=days, length=st.integers(1, 100))
def test_days_are_held_against_as_many_of_the_same_weekdays_just_before(
    start: date, length: int
) -> None:
    period = Period(start, start + timedelta(days=length))
    before, year = previous_of(period), year_before(period)
    assert before.end <= period.start
    if count_months(period):
        assert before.end == period.start
        assert (count_months(before), count_months(year)) == (count_months(period),) * 2
        assert (year.start.month, year.start.day) == (start.month, start.day)
        return
    assert before.days == year.days == length
    assert before.start.weekday() == year.start.weekday() == start.weekday()
    assert (period.start - before.end).days < 7
    assert (period.start - year.start).days == 364


@patient
@given(day=days)
def test_full_weeks_meet_full_weeks_as_they_do_in_every_other_answer(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    week = Period(monday, monday + timedelta(days=7))
    assert is_week(previous_of(week))
    assert is_week(year_before(week))
    assert year_before(week) == same_last_year(week)
    year, number, _ = monday.isocalendar()
    back_year, back_number, _ = year_before(week).start.isocalendar()
    had_53 = date(year - 1, 12, 28).isocalendar().week == 53
    if number == 53:
        assert (back_year, back_number) == (year, 1)
    elif had_53:
        assert (back_year, back_number) == (year - 1, number + 1)
    else:
        assert (back_year, back_number) == (year - 1, number)


def test_a_day_is_told_by_exactly_one_of_a_years_digests() -> None:
    for words in ("weekdays", "every Monday", "Mondays and Thursdays", "1st of the month"):
        schedule = read_schedule(words, BERLIN)
        slots = list_slots(
            schedule,
            datetime(2025, 12, 1, tzinfo=UTC),
            until=datetime(2027, 3, 1, tzinfo=UTC),
        )
        periods = [period_of(slot, schedule) for slot in slots]
        year = (date(2026, 1, 1) + timedelta(days=step) for step in range(365))
        assert all(sum(day in period for period in periods) == 1 for day in year)


def test_an_every_day_digest_tells_all_seven_weekdays() -> None:
    schedule = read_schedule("every day", BERLIN)
    slots = list_slots(schedule, datetime(2026, 11, 22, tzinfo=UTC), limit=7)
    told = [period_of(slot, schedule).start.weekday() for slot in slots]
    assert sorted(told) == list(ALL_DAYS)
