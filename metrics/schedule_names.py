"""Schedules in words, as people read them and as `metrics.schedule_words` reads them back."""

from collections.abc import Sequence
from datetime import date

from metrics.calendar import MONTHS
from metrics.schedule import (
    ALL_DAYS,
    LAST,
    WEEKDAY_NAMES,
    WORKDAYS,
    MonthDays,
    NthDays,
    Schedule,
    Weekly,
)

POSITION_NAMES = ("first", "second", "third", "fourth")
SHORT_MONTHS = "in short months its last day"


def write_schedule(schedule: Schedule) -> str:
    """Its words without the zone: "every Monday 09:00", "last Friday of the month 16:00".

    `metrics.schedule_words.read_schedule` reads them back, given the zone, as the same schedule.
    """
    cadence, at = schedule.cadence, f"{schedule.at:%H:%M}"
    if isinstance(cadence, Weekly):
        first = f" from {name_day(cadence.first)}" if cadence.first else ""
        return f"{_write_weekly(cadence)} {at}{first}"
    days = _write_month_days(cadence) if isinstance(cadence, MonthDays) else _write_nth(cadence)
    return f"{days} {at}"


def name_position(position: int) -> str:
    """A position in words: "first", "5th", "last"."""
    if position == LAST:
        return "last"
    return POSITION_NAMES[position - 1] if position <= 4 else name_ordinal(position)


def name_ordinal(number: int) -> str:
    """A number in figures: "1st", "12th", "23rd"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def name_quarter_months(start: int) -> str:
    """The months with which quarters begin: "Jan, Apr, Jul, Oct"."""
    return ", ".join(MONTHS[month - 1][:3] for month in range(start, 13, 3))


def _write_weekly(cadence: Weekly) -> str:
    names = [WEEKDAY_NAMES[weekday] for weekday in cadence.weekdays]
    if cadence.first:
        return f"every other {_join(names)}"
    if cadence.weekdays == ALL_DAYS:
        return "every day"
    if cadence.weekdays == WORKDAYS:
        return "weekdays"
    return f"every {names[0]}" if len(names) == 1 else _join([f"{name}s" for name in names])


def _write_month_days(cadence: MonthDays) -> str:
    names = ["last day" if day == 31 else name_ordinal(day) for day in cadence.days]
    note = f" ({SHORT_MONTHS})" if {29, 30} & set(cadence.days) else ""
    return f"{_join(names)} of the month{note}"


def _write_nth(cadence: NthDays) -> str:
    unit = {WORKDAYS: "working day", ALL_DAYS: "day"}.get(cadence.weekdays)
    unit = unit or WEEKDAY_NAMES[cadence.weekdays[0]]
    positions = _join([name_position(position) for position in cadence.positions])
    if cadence.quarter_start is None:
        return f"{positions} {unit} of the month"
    return f"{positions} {unit} of the quarter ({name_quarter_months(cadence.quarter_start)})"


def _join(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def name_day(day: date) -> str:
    """The date with its year: "23 Nov 2026"."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
