"""Periods as goals and budgets name them: "Q2 2017", "2017-04", "April 2017", "2017"."""

import re
from datetime import date, timedelta

from storage.importing.cells.dates import find_month
from storage.importing.cells.text import BLANK, BadCell

_QUARTER = re.compile(
    r"(?:q|quarter|quartal|t)\s*([1-4])[\s\-/,']*(?:of\s+)?(\d{4}|\d{2})|(\d{4})[\s\-/]*q\s*([1-4])"
    r"|([1-4])q\s*(\d{4}|\d{2})|([1-4])\.?\s*quartal\s+(\d{4})",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_WORDS = re.compile(r"([^\W\d]+)\.?[\s\-/,']*(\d{4}|\d{2})|(\d{4})[\s\-/]*([^\W\d]+)\.?")
_HALF = re.compile(r"h\s*([12])[\s\-/]*(\d{4})|(\d{4})[\s\-/]*h\s*([12])", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})[\s\-]*(?:w|kw|week)\s*(\d{1,2})", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
Days = tuple[date, date]


def read_period(text: str) -> Days | None:
    """The days `[start, end)` of a period; None when there is nothing.

    A whole date means its month when it is the first of one, as spreadsheets write months.

    Raises:
        BadCell: for anything else, fiscal years among them.
    """
    text = text.strip()
    if text.casefold() in BLANK:
        return None
    for reader in (_read_quarter, _read_half, _read_week, _read_month, _read_day, _read_words):
        try:
            found = reader(text)
        except ValueError:
            found = None
        if found is not None:
            return found
    if re.fullmatch(r"(?:19|20|21)\d{2}", text):
        return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
    raise BadCell(
        "It is not a period.", "Write one like 2017-04, Q2 2017 or 2017, or use start and end."
    )


def _read_quarter(text: str) -> Days | None:
    found = _QUARTER.fullmatch(text)
    if not found:
        return None
    a, year_a, year_b, b, c, year_c, d, year_d = found.groups()
    number, year = int(a or b or c or d), _year(year_a or year_b or year_c or year_d)
    return _months(year, 3 * number - 2, 3)


def _read_half(text: str) -> Days | None:
    found = _HALF.fullmatch(text)
    if not found:
        return None
    return _months(int(found[2] or found[3]), 6 * int(found[1] or found[4]) - 5, 6)


def _read_week(text: str) -> Days | None:
    found = _WEEK.fullmatch(text)
    if not found:
        return None
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return monday, monday + timedelta(days=7)


def _read_month(text: str) -> Days | None:
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    return _months(int(found[1] or found[4]), int(found[2] or found[3]), 1)


def _read_day(text: str) -> Days | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if day.day == 1:
        return _months(day.year, day.month, 1)
    return day, day + timedelta(days=1)


def _read_words(text: str) -> Days | None:
    found = _WORDS.fullmatch(text)
    if not found:
        return None
    month = find_month(found[1] or found[4])
    return None if month is None else _months(_year(found[2] or found[3]), month, 1)


def _months(year: int, first: int, count: int) -> Days:
    last = first + count
    return date(year, first, 1), date(year + (last - 1) // 12, (last - 1) % 12 + 1, 1)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
