"""Days and ages in words, and how old the data under a number is."""

from datetime import date, datetime

from bot.messages.text import name
from metrics.answer import Receipt
from metrics.calendar import EARLIEST, LATEST
from metrics.period import Period

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date, *, year: bool = True) -> str:
    """A day as people write it: "22 Nov 2026"."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


def say_period(period: Period) -> str:
    """A period by its name, or by its first and last day where it has none."""
    if period.label:
        return period.label
    if period.start == period.last:
        return say_day(period.last)
    return f"{say_day(period.start)} to {say_day(period.last)}"


def say_within(period: Period) -> str:
    """A period behind a verb: "in Q4 2026", "on 1 May 2026", "from 1 May to 15 Jun 2026".

    "this quarter" and the like stand alone; one without a beginning or an end is "by 1 May 2026"
    or "on 1 May 2026 or later".
    """
    if period.start == EARLIEST:
        return "at any time" if period.end == LATEST else f"by {say_day(period.last)}"
    if period.end == LATEST:
        return f"on {say_day(period.start)} or later"
    words = say_period(period)
    if words.startswith(("this ", "last ", "next ", "today", "tomorrow", "yesterday")):
        return words
    if period.days == 1:
        return f"on {words}"
    return f"from {words}" if " to " in words and "(" not in words else f"in {words}"


def say_age(then: datetime, now: datetime) -> str:
    """How long ago: "just now", "12 min ago", "2 h ago", "9 days ago"."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"


def say_data(receipt: Receipt, now: datetime) -> str:
    """Which data a number stands on and how old it is: "data from deals.csv, 2 h ago"."""
    if receipt.data_as_of is None:
        return "no data imported yet"
    source = f"data from {name(receipt.data_file)}" if receipt.data_file else "data imported"
    return f"{source}, {say_age(receipt.data_as_of, now)}"
