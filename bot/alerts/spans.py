"""Spans of days and hours, counts and times of the day in a rule's words: read and written. Pure.

What is written is read back as the same.
"""

import re
from datetime import time
from decimal import Decimal

from bot.commands.words_text import quote_shortly
from storage.problem import Problem

NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), 1)
} | {"a": 1, "an": 1}  # fmt: skip
"""Numbers in words."""
_DECIMAL = re.compile(
    r"(?P<groups>[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,12})?)|[0-9]{1,12}(?:[.,][0-9]{1,12})?"
)
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 364}
"""A quarter has 13 weeks and a year 52, so that a window has the same days of the week again."""
_SPAN = re.compile(
    rf"(?:(?P<number>[0-9][0-9.,]*|{'|'.join(NUMBERS)})\s*)?"
    r"(?P<unit>hour|day|week|month|quarter|year|[hdw])s?",
    re.IGNORECASE,
)
_LETTERS = {"h": "hour", "d": "day", "w": "week"}
_EVERY = re.compile(r"^(?:once )?(?:every|each|per|in)\b|^once\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s*(?:(?:closed |open |decided |new )?(?:deals?|leads?)|closings?|rows?|cases?)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^(?:not )?(?:between|from)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\s*(?:\b(?:to|and|until|till)\b|[–—]|(?<=\d)-(?=\d))\s*", re.IGNORECASE)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?")
_NAMED_TIMES = {"midnight": time(), "noon": time(12), "midday": time(12)}
_MOST_DAYS = 10_000


def measure_days(text: str) -> Decimal | None:
    """How many days a span is, hours in parts of them; None when it is none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    unit = found["unit"].lower()
    unit = _LETTERS.get(unit, unit)
    count = read_count_word(found["number"] or "1")
    if count is None:
        return None
    return count / 24 if unit == "hour" else count * _DAYS[unit]


def read_days(text: str) -> int:
    """A span of whole days: "28 days", "4 weeks", "a quarter". Raises Problem."""
    days = measure_days(text)
    if days is None or days != days.to_integral_value() or days > _MOST_DAYS:
        raise _tell_span(text, "3 days or 4 weeks")
    return int(days)


def write_days(days: int) -> str:
    """A span of days: weeks where it is whole weeks."""
    return write_span(str(days // 7), "week") if days and not days % 7 else write_plain_days(days)


def write_plain_days(days: int) -> str:
    """The same, always in days: "3 days"."""
    return write_span(str(days), "day")


def read_hours(text: str) -> int:
    """A span of whole hours: "24 hours", "a day", "once a week". Raises Problem."""
    days = measure_days(_EVERY.sub("", text.strip()))
    hours = None if days is None else (days * 24).quantize(Decimal("0.000001"))
    if hours is None or hours != hours.to_integral_value() or hours > 24 * _MOST_DAYS:
        raise _tell_span(text, "24 hours or 2 days")
    return int(hours)


def write_hours(hours: int) -> str:
    """A span of hours: days where it is several whole days."""
    if hours > 24 and not hours % 24:
        return write_plain_days(hours // 24)
    return write_span(str(hours), "hour")


def read_least(text: str) -> int:
    """The smallest sample: "30", "30 deals". Raises Problem."""
    digits = _COUNTED.sub("", text.strip()).replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        raise Problem(
            "alert-least",
            what=f"{quote_shortly(text)} is no number of deals.",
            fix="Write a whole number, such as 30.",
        )
    return int(digits)


def read_quiet(text: str) -> tuple[time, time]:
    """Quiet hours: "19:00 to 08:00", "between 7pm and 8am". Raises Problem."""
    ends = _UNTIL.split(_BETWEEN.sub("", text.strip()))
    times = [_read_time(one) for one in ends]
    if len(times) != 2 or times[0] is None or times[1] is None or times[0] == times[1]:
        raise Problem(
            "alert-quiet",
            what=f"{quote_shortly(text)} does not say from when to when it is quiet.",
            fix="Write two times of the day, such as 19:00 to 08:00.",
        )
    return times[0], times[1]


def write_quiet(start: time, end: time) -> str:
    """Quiet hours: "19:00 to 08:00"."""
    return f"{start:%H:%M} to {end:%H:%M}"


def read_decimal(text: str) -> Decimal | None:
    """A plain number such as 2.1 or 1,200; None when it is none."""
    found = _DECIMAL.fullmatch(text.strip())
    if found is None:
        return None
    return Decimal(found[0].replace(",", "" if found["groups"] else "."))


def write_decimal(number: Decimal) -> str:
    """A plain number without noughts that say nothing."""
    return f"{number.normalize():f}"


def read_count_word(text: str) -> Decimal | None:
    """A number in figures or in words: "2", "0.5", "one"; None when it is none."""
    word = NUMBERS.get(text.strip().casefold())
    return Decimal(word) if word else read_decimal(text)


def write_span(digits: str, unit: str) -> str:
    """Digits and a unit: "1 day", "3 days"."""
    return f"{digits} {unit}" if digits == "1" else f"{digits} {unit}s"


def _read_time(text: str) -> time | None:
    plain = text.strip().lower()
    if plain in _NAMED_TIMES:
        return _NAMED_TIMES[plain]
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return time(hour % 24, minute) if hour <= 23 and minute <= 59 else None


def _tell_span(text: str, example: str) -> Problem:
    return Problem(
        "alert-span",
        what=f"{quote_shortly(text)} is no span of time that I know.",
        fix=f"Write one such as {example}.",
    )
