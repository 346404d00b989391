"""Schedules of every kind for the tests, and on which days they fall, worked out the slow way."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from metrics.schedule import (
    ALL_DAYS,
    LAST,
    WORKDAYS,
    Cadence,
    MonthDays,
    NthDays,
    Schedule,
    Weekly,
    count_at_least,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Pacific/Auckland", "Pacific/Apia", "Pacific/Chatham",
        "Antarctica/Troll", "Africa/Casablanca", "UTC",
    )
)  # fmt: skip
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

days = st.dates(date(2005, 1, 1), date(2037, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)


def _in_order(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(numbers, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))


@st.composite
def _fortnights(draw: st.DrawFn) -> Weekly:
    first = draw(days)
    weekdays = draw(_in_order(st.integers(0, 6)))
    return Weekly(tuple(sorted({*weekdays, first.weekday()})), first)


@st.composite
def _nths(draw: st.DrawFn) -> NthDays:
    start = draw(st.sampled_from([None, 1, 2, 3]))
    kinds = [WORKDAYS, *((weekday,) for weekday in range(7))]
    weekdays = draw(st.sampled_from(kinds if start is None else [ALL_DAYS, *kinds]))
    most = count_at_least(weekdays, of_quarter=start is not None)
    counted = draw(st.sets(st.integers(1, most), max_size=3))
    last = (LAST,) if not counted or draw(st.booleans()) else ()
    return NthDays((*sorted(counted), *last), weekdays, start)


cadences: st.SearchStrategy[Cadence] = st.one_of(
    _in_order(st.integers(0, 6)).map(Weekly),
    st.sampled_from([Weekly(ALL_DAYS), Weekly(WORKDAYS)]),
    _fortnights(),
    _in_order(st.integers(1, 31)).map(MonthDays),
    _nths(),
)
patient = settings(deadline=None)  # a machine that is busy with other things is slow, not wrong
schedules = st.builds(Schedule, cadences, times, zones)


def walk_days(cadence: Cadence, start: date, end: date) -> list[date]:
    """The days on which it falls from `start` up to, not including, `end`: every day is seen."""
    return [
        day
        for day in (start + timedelta(days=step) for step in range((end - start).days))
        if _falls_on(cadence, day)
    ]


def _falls_on(cadence: Cadence, day: date) -> bool:
    if isinstance(cadence, Weekly):
        first = cadence.first
        # The first day of the first year was a Monday.
        is_turn = first is None or ((_week(day) - _week(first)) % 2 == 0 and day >= first)
        return day.weekday() in cadence.weekdays and is_turn
    if isinstance(cadence, MonthDays):
        length = monthrange(day.year, day.month)[1]
        return day.day in {min(one, length) for one in cadence.days}
    months = [day.month]
    if cadence.quarter_start is not None:
        while (months[0] - cadence.quarter_start) % 3:
            months.insert(0, months[0] - 1 or 12)
        while len(months) < 3:
            months.append(months[-1] % 12 + 1)
    here = [
        one
        for one in (day + timedelta(days=step) for step in range(-95, 96))
        if one.month in months and one.weekday() in cadence.weekdays
    ]
    return day in [here[place - 1 if place > 0 else place] for place in cadence.positions]


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


def walk_minutes(local: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of the world's clock at which the wall shows this time or a later one."""
    instant = local.replace(tzinfo=UTC) - timedelta(hours=15)
    while instant.astimezone(zone).replace(tzinfo=None) < local:
        instant += timedelta(minutes=1)
    return instant
