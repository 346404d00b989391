"""Which days a digest tells about, and which earlier days are fair to hold against them."""

from dataclasses import replace
from datetime import date, timedelta

from metrics.calendar import (
    PLAIN,
    Calendar,
    count_months,
    label_period,
    month_of,
    previous,
    quarter_of,
    same_last_year,
    week_of,
)
from metrics.period import Period
from metrics.schedule import MonthDays, NthDays, Schedule, Weekly
from metrics.schedule_slots import Slot

_DAY = timedelta(days=1)
_LONGEST_WAIT = 100
"""Days; what comes several times a quarter is never further apart."""


def period_of(slot: Slot, schedule: Schedule, calendar: Calendar = PLAIN) -> Period:
    """The days that the digest of a slot tells about, all of them before the slot's day.

    * What comes once a week tells the last full ISO week, Monday to Sunday; once every other
      week, the last two.
    * Once a month, the last full month, on whichever day: the last Friday of November, with
      November not over, tells October.
    * Once a quarter, the last full quarter of the calendar's fiscal year.
    * What comes more often than that tells the days since the slot before, that slot's day
      included: weekdays tell yesterday, and on Mondays Friday to Sunday; "15th and last day of
      the month" tells one half after the other.

    So the periods of one slot after the other join: no day is told twice or left out (of quarters,
    when the schedule's begin with the calendar's).
    """
    cadence, day = schedule.cadence, slot.day
    if isinstance(cadence, Weekly) and len(cadence.weekdays) == 1:
        end = week_of(day).start
        return _labelled(end - timedelta(weeks=2 if cadence.first else 1), end, calendar)
    if isinstance(cadence, MonthDays) and len(cadence.days) == 1:
        return month_of(month_of(day).start - _DAY)
    if isinstance(cadence, NthDays) and len(cadence.positions) == 1:
        if cadence.quarter_start is None:
            return month_of(month_of(day).start - _DAY)
        return quarter_of(quarter_of(day, calendar).start - _DAY, calendar)
    return _labelled(_find_day_before(schedule, day), day, calendar)


def previous_of(period: Period, calendar: Calendar = PLAIN) -> Period:
    """The earlier days that are fair to hold against a digest's.

    Whole months and quarters: those just before. All else: the same weekdays, as few weeks
    earlier as leaves no day in both; a Monday is held against a Monday, never against a Sunday,
    and a full week against the week before.
    """
    if count_months(period):
        return previous(period, calendar)
    return _go_back(period, -(-period.days // 7), calendar)


def year_before(period: Period, calendar: Calendar = PLAIN) -> Period:
    """The same days last year, fairly.

    Whole months and quarters: the same ones. All else: 52 weeks earlier, which keeps weekdays and
    is at most two days off the date. That is the week of the same number, except around a year
    of 53 weeks: week 53 of 2026 is held against week 1 of 2026, and week n of 2027 against week
    n + 1 of 2026. By number they would stand 53 weeks apart, and a holiday or a month's end would
    fall in one and not in the other. `metrics.calendar.same_last_year` does the same for weeks.
    """
    if count_months(period):
        return same_last_year(period, calendar)
    return _go_back(period, 52, calendar)


def _find_day_before(schedule: Schedule, day: date) -> date:
    """The day of the slot before; every other week, as if it had begun long ago."""
    cadence = schedule.cadence
    if isinstance(cadence, Weekly) and cadence.first:
        cadence = replace(cadence, first=cadence.first - timedelta(weeks=4))
    for step in range(1, _LONGEST_WAIT):
        if cadence.falls_on(day - timedelta(days=step)):
            return day - timedelta(days=step)
    raise AssertionError(f"{schedule} never came before {day}")


def _go_back(period: Period, weeks: int, calendar: Calendar) -> Period:
    back = timedelta(weeks=weeks)
    return _labelled(period.start - back, period.end - back, calendar)


def _labelled(start: date, end: date, calendar: Calendar) -> Period:
    period = Period(start, end)
    return replace(period, label=label_period(period, calendar))
