"""Days, weeks, months and quarters tile the calendar, and days are as long as clocks make them."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import (
    EARLIEST,
    LATEST,
    Calendar,
    add_months,
    count_months,
    day_of,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    last_week_number,
    month_of,
    name_days,
    name_period,
    previous,
    quarter_of,
    same_last_year,
    week_of,
    working_days,
    year_of,
)
from metrics.period import Period
from metrics.period_words import parse_period

days = st.dates(date(1990, 1, 1), date(2150, 12, 31))
calendars = st.integers(1, 12).map(Calendar)
UNITS: dict[str, Callable[[date, Calendar], Period]] = {
    "day": lambda day, _: day_of(day),
    "week": lambda day, _: week_of(day),
    "month": lambda day, _: month_of(day),
    "quarter": quarter_of,
    "year": lambda day, _: year_of(day),
    "fiscal year": fiscal_year_of,
}


@pytest.mark.parametrize("unit", UNITS)
@given(day=days, calendar=calendars)
def test_periods_of_a_kind_tile_the_calendar(unit: str, day: date, calendar: Calendar) -> None:
    of = UNITS[unit]
    period = of(day, calendar)
    assert day in period
    assert all(of(inside, calendar) == period for inside in (period.start, period.last))
    assert of(period.end, calendar).start == period.end
    assert of(period.start - timedelta(days=1), calendar).end == period.start


@given(day=days, calendar=calendars)
def test_four_quarters_make_their_fiscal_year(day: date, calendar: Calendar) -> None:
    year = fiscal_year_of(day, calendar)
    number = year.last.year
    quarters = [fiscal_quarter(quarter, number, calendar) for quarter in (1, 2, 3, 4)]
    assert fiscal_year(number, calendar) == year
    assert quarters[0].start == year.start
    assert quarters[3].end == year.end
    assert all(one.end == two.start for one, two in itertools.pairwise(quarters))
    assert year.start.month == calendar.fiscal_start


@given(start=days, length=st.integers(1, 800), calendar=calendars)
def test_a_period_reads_back_from_its_name(start: date, length: int, calendar: Calendar) -> None:
    period = Period(start, start + timedelta(days=length))
    name = name_period(period, calendar)
    assert parse_period(name, date(2026, 11, 22), calendar) == period


@pytest.mark.parametrize("unit", UNITS)
@given(day=days, calendar=calendars)
def test_a_named_period_reads_back_from_its_label(unit: str, day: date, calendar: Calendar) -> None:
    period = UNITS[unit](day, calendar)
    assert parse_period(period.label, date(2026, 11, 22), calendar) == period
    assert parse_period(name_period(period, calendar), date(2026, 11, 22), calendar) == period


@given(start=days, length=st.integers(1, 800))
def test_the_period_before_ends_where_this_begins(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    before = previous(period)
    assert before.end == period.start
    assert before.days == period.days or count_months(before) == count_months(period)


@given(start=days, length=st.integers(1, 800))
def test_working_days_are_mondays_to_fridays(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    counted = sum((start + timedelta(days=step)).weekday() < 5 for step in range(length))
    assert working_days(period) == counted


@given(day=days, months=st.integers(-500, 500))
def test_adding_months_never_leaves_the_month(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or there == month_of(there).last


@pytest.mark.parametrize(
    ("asked", "year_before"),
    [
        ("2017", "2016"),
        ("Q2 2017", "Q2 2016"),
        ("February 2024", "February 2023"),
        ("February 2025", "February 2024"),
        ("29 Feb 2024", "28 Feb 2023"),
        ("1 May to 15 Jun 2017", "1 May to 15 Jun 2016"),
        ("week 47 2026", "week 47 2025"),
        ("week 53 2026", "week 53 2026 minus 364 days"),
        ("1 Jan 2016 to 31 Mar 2017", "1 Jan 2015 to 31 Mar 2016"),
    ],
)
def test_the_same_a_year_earlier(asked: str, year_before: str) -> None:
    today = date(2030, 1, 1)
    found = same_last_year(parse_period(asked, today))
    if year_before.endswith("364 days"):
        week = parse_period(asked, today)
        assert found == Period(week.start - timedelta(364), week.end - timedelta(364))
    else:
        assert found == parse_period(year_before, today)


@pytest.mark.parametrize(
    ("year", "weeks"), [(2015, 53), (2016, 52), (2020, 53), (2021, 52), (2025, 52), (2026, 53)]
)
def test_some_years_have_a_week_53(year: int, weeks: int) -> None:
    assert last_week_number(year) == weeks
    assert week_of(date(year, 12, 31)).start.isocalendar().week in (1, weeks)


NIGHTS = [
    # zone, day, hours: the clocks go forward, back, forward at midnight, back at midnight
    ("Europe/Berlin", date(2026, 3, 29), 23),
    ("Europe/Berlin", date(2026, 10, 25), 25),
    ("America/New_York", date(2026, 3, 8), 23),
    ("America/New_York", date(2026, 11, 1), 25),
    ("Africa/Cairo", date(2025, 4, 25), 23),
    ("America/Havana", date(2025, 11, 2), 25),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ("Asia/Kolkata", date(2026, 3, 29), 24),
    ("UTC", date(2026, 3, 29), 24),
]


@pytest.mark.parametrize(("zone", "day", "hours"), NIGHTS)
def test_a_day_is_as_long_as_the_clocks_make_it(zone: str, day: date, hours: float) -> None:
    start, end = day_of(day).instants(ZoneInfo(zone))
    assert (end - start) == timedelta(hours=hours)
    assert start.tzinfo is UTC
    assert start.astimezone(ZoneInfo(zone)).date() == day
    assert (end - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() == day


def test_the_night_of_the_change_in_berlin_to_the_minute() -> None:
    start, end = Period(date(2026, 3, 29), date(2026, 3, 30)).instants(ZoneInfo("Europe/Berlin"))
    assert start == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end == datetime(2026, 3, 29, 22, tzinfo=UTC)


@given(
    day=st.dates(date(1995, 1, 1), date(2035, 12, 31)),
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Sao_Paulo", "Asia/Tehran"]
    ),
)
def test_neighbouring_days_share_their_instant(day: date, zone: str) -> None:
    one, two = day_of(day), day_of(day + timedelta(days=1))
    assert one.instants(ZoneInfo(zone))[1] == two.instants(ZoneInfo(zone))[0]
    begin = one.instants(ZoneInfo(zone))[0].astimezone(ZoneInfo(zone))
    assert begin.date() == day


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 5, 1), date(2026, 6, 16), "1 May to 15 Jun 2026"),
        (date(2026, 5, 1), date(2026, 5, 16), "1 to 15 May 2026"),
        (date(2026, 12, 31), date(2027, 1, 2), "31 Dec 2026 to 1 Jan 2027"),
        (date(2026, 5, 1), date(2026, 5, 2), "1 May 2026"),
        (EARLIEST, date(2026, 5, 2), "until 1 May 2026"),
        (date(2026, 5, 1), LATEST, "1 May 2026 onwards"),
    ],
)
def test_days_are_told_from_the_first_to_the_last_that_somebody_named(
    start: date, end: date, words: str
) -> None:
    assert name_days(Period(start, end)) == words


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a day"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


def test_a_fiscal_year_starts_in_a_month() -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        Calendar(13)
