"""Periods counted from today: "last quarter", "week to date", "last 90 days", "4 weeks ago"."""

import re
from dataclasses import replace
from datetime import date, timedelta

from metrics.calendar import (
    EARLIEST,
    LATEST,
    PLAIN,
    Calendar,
    add_months,
    day_of,
    fiscal_year_of,
    label_period,
    month_of,
    name_days,
    quarter_of,
    week_of,
    year_of,
)
from metrics.period import Period
from metrics.period_meaning import NUMBERS, THIS, Lean, Moment, Read, read_count

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(NUMBERS) + ")"
_UNIT = (
    r"(?P<unit>d(?:ays?)?|w(?:(?:ee)?ks?)?|mo(?:nth|th)?s?|mths?"
    r"|(?:(?:fiscal|calendar) )?(?:q(?:uarte|t)rs?|y(?:ea)?rs?)|fy)"
)
_STEP = {"this": 0, "current": 0, "next": 1, "coming": 1}


def _unit(match: re.Match[str]) -> str:
    """day, week, month, quarter, year, or fiscal year."""
    text = match["unit"]
    if text == "fy" or (text.startswith("fiscal") and "y" in text):
        return "fiscal year"
    letter = text.removeprefix("fiscal ").removeprefix("calendar ")[0]
    return {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}[letter]


def _calendar(match: re.Match[str], moment: Moment) -> Calendar:
    return PLAIN if match["unit"].startswith("calendar") else moment.calendar


def _whole(unit: str, day: date, calendar: Calendar) -> Period:
    """The day, week, month … that has this day."""
    if unit == "quarter":
        return quarter_of(day, calendar)
    if unit == "fiscal year":
        return fiscal_year_of(day, calendar)
    return {"day": day_of, "week": week_of, "month": month_of, "year": year_of}[unit](day)


_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal year": 12}


def _move(day: date, count: int, unit: str) -> date | None:
    """`count` units later; None beyond the years that are talked about."""
    if unit in _DAYS:
        moved = day + timedelta(days=count * _DAYS[unit])
    elif abs(count * _MONTHS[unit]) < 2400:
        moved = add_months(day, count * _MONTHS[unit])
    else:
        return None
    return moved if EARLIEST <= moved <= LATEST else None


def call_period(period: Period, words: str, calendar: Calendar = PLAIN) -> Period:
    """The period under the words it was asked with, and its own name behind."""
    name = label_period(period, calendar).replace(" (", ", ").rstrip(")")
    name = name_days(period) if name.startswith("week") else name
    return replace(period, label=f"{words} ({name})")


def _read_named_day(match: re.Match[str], moment: Moment) -> Period:
    step = {"yesterday": -1, "tomorrow": 1}.get(match[0], 0)
    return call_period(
        day_of(moment.today + timedelta(days=step)), match[0].replace("now", "today")
    )


def _read_this(match: re.Match[str], moment: Moment) -> Period | None:
    unit, step, calendar = _unit(match), _STEP.get(match["which"], -1), _calendar(match, moment)
    present = _whole(unit, moment.today, calendar)
    there = _move(present.start, step, unit)
    if there is None:
        return None
    which = {0: "this", 1: "next", -1: "last"}[step]
    said = match["unit"] if match["unit"].startswith("calendar") else unit
    return call_period(_whole(unit, there, calendar), f"{which} {said}", calendar)


def _read_to_date(match: re.Match[str], moment: Moment) -> Period:
    unit = _unit(match)
    start = _whole(unit, moment.today, _calendar(match, moment)).start
    return call_period(Period(start, moment.today + timedelta(days=1)), f"{unit} to date")


def _read_to_date_letters(match: re.Match[str], moment: Moment) -> Period:
    unit = {"w": "week", "m": "month", "q": "quarter", "y": "year", "fy": "fiscal year"}[match[1]]
    start = _whole(unit, moment.today, moment.calendar).start
    return call_period(Period(start, moment.today + timedelta(days=1)), f"{unit} to date")


def _read_last_many(match: re.Match[str], moment: Moment) -> Period | None:
    unit, count = _unit(match), read_count(match["count"])
    ahead = match["which"] in _STEP
    full = bool(match["full"] or match["whole"])
    if full:
        present = _whole(unit, moment.today, _calendar(match, moment))
        first = present.end if ahead else present.start
    else:
        # Today belongs to it: what was won this morning counts.
        first = moment.today + timedelta(days=0 if ahead else 1)
    other = _move(first, count if ahead else -count, unit)
    if other is None or not count:
        return None
    words = f"{'next' if ahead else 'last'} {count}{' full' if full else ''} {unit}"
    period = Period(min(first, other), max(first, other))
    return call_period(period, words if count == 1 else f"{words}s")


def _read_ago(match: re.Match[str], moment: Moment) -> Period | None:
    day = _move(moment.today, -read_count(match["count"]), _unit(match))
    return None if day is None else day_of(day)


def _read_weekday(match: re.Match[str], moment: Moment) -> Period:
    weekday = next(i for i, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3]))
    back = (moment.today.weekday() - weekday) % 7
    day = moment.today - timedelta(days=back)
    which = match["which"]
    if which in ("last", "previous", "past", "prior") and not back:
        day -= timedelta(days=7)
    elif which in ("next", "coming") or (not which and moment.lean is Lean.FUTURE and back):
        day += timedelta(days=7)
    elif which in ("this", "current"):
        day = week_of(moment.today).start + timedelta(days=weekday)
    return day_of(day)


def _read_all_time(_: re.Match[str], moment: Moment) -> Period:
    return Period(EARLIEST, moment.today + timedelta(days=1), "all time")


RELATIVE_FORMS: tuple[tuple[str, Read], ...] = (
    (r"today|now|yesterday|tomorrow", _read_named_day),
    (rf"{THIS} {_UNIT}", _read_this),
    (rf"(?:this )?{_UNIT} (?:to date|so far)", _read_to_date),
    (rf"so far this {_UNIT}", _read_to_date),
    (r"(fy|[wmqy])td", _read_to_date_letters),
    (
        rf"(?P<which>last|past|previous|prior|trailing|next|coming) (?P<full>full |complete )?"
        rf"{_COUNT} ?(?P<whole>full |complete |whole )?{_UNIT}",
        _read_last_many,
    ),
    (rf"{_COUNT} {_UNIT} ago", _read_ago),
    (
        rf"(?:{THIS} )?(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        _read_weekday,
    ),
    (r"all time|ever|all-time", _read_all_time),
)
