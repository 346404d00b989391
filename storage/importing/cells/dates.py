"""Days and instants as exports write them: ISO, `4/15/2021`, `15 Apr, 2021 00:02:00`, Excel's.

Never guesses whether the day or the month comes first: that is asked of the column's evidence.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from storage.importing.cells.text import BLANK, BadCell

_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*+(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*+(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_TAIL = rf"(?:(?:,?\s+|T|,\s*|\s+at\s+|\s+um\s+){_TIME})?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}}){_TAIL}")
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})([-/.])(?P<b>\d{{1,2}})\2(?P<year>\d{{4}}|\d{{2}}){_TAIL}"
)
_WORDS = re.compile(
    rf"(?:[^\W\d]+(?:-[^\W\d]+)?\.?,?\s+)??(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º)?[\s\-/,]*(?:de\s+)?"
    rf"(?P<month>[^\W\d]+)\.?|(?P<month2>[^\W\d]+)\.?[\s\-]*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"[\s\-/,]*(?:de\s+)?(?P<year>\d{{4}}|'?\d{{2}}){_TAIL}"
)
_MEND = "Write it as YYYY-MM-DD."
_EXCEL_EPOCH = date(1899, 12, 30)
_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr")


class DateOrder(Enum):
    """Which part of 01/02/2021 is the day."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


def judge_order(texts: Iterable[str]) -> tuple[int, int, int]:
    """How many of the dates prove day first, prove month first, and leave it open."""
    day_first = month_first = unsure = 0
    for text in texts:
        found = _YEAR_LAST.fullmatch(text.strip())
        if not found:
            continue
        a, b = int(found["a"]), int(found["b"])
        if a > 12 >= b:
            day_first += 1
        elif b > 12 >= a:
            month_first += 1
        elif a != b:
            unsure += 1
    return day_first, month_first, unsure


def needs_order(text: str) -> bool:
    """Whether the date can only be read once it is known if day or month comes first."""
    return bool(_YEAR_LAST.fullmatch(text.strip()))


class DateReader:
    """Reads one column of dates.

    Args:
        zone: Where a time without an offset is meant, and where days begin.
        order: Which of day and month comes first; None while it has not been needed.
    """

    def __init__(self, zone: ZoneInfo, order: DateOrder | None = None) -> None:
        self.zone = zone
        self.order = order

    def read(self, text: str) -> tuple[date, datetime | None] | None:
        """The day in the zone, and the instant when the cell tells a time of day.

        Raises:
            BadCell: when it is no date.
        """
        if len(text) == 10 and text[4] == "-":
            try:
                return _check(date.fromisoformat(text)), None
            except ValueError:
                pass
        text = text.strip()
        if text.casefold() in BLANK:
            return None
        found = _YEAR_FIRST.fullmatch(text)
        if found:
            return self._build(found, int(found["year"]), int(found["a"]), int(found["b"]))
        found = _YEAR_LAST.fullmatch(text)
        if found:
            return self._read_ordered(found)
        found = _WORDS.fullmatch(text)
        if found:
            month = find_month(found["month"] or found["month2"])
            if month:
                day = int(found["day"] or found["day2"])
                return self._build(found, _read_year(found["year"]), month, day)
        if text.replace(".", "", 1).isdecimal():
            return self._read_digits(text)
        raise BadCell("It is not a date.", _MEND)

    def _read_ordered(self, found: re.Match[str]) -> tuple[date, datetime | None]:
        a, b, year = int(found["a"]), int(found["b"]), found["year"]
        if self.order is DateOrder.YMD:
            if len(year) == 4:
                raise BadCell("Its year stands at the end, not in front.", _MEND)
            return self._build(found, _read_year(found["a"]), b, int(year))
        day, month = (a, b) if self.order is DateOrder.DMY else (b, a)
        return self._build(found, _read_year(year), month, day)

    def _read_digits(self, text: str) -> tuple[date, datetime | None]:
        whole, _, part = text.partition(".")
        if len(whole) == 8 and not part:
            return self._finish(int(whole[:4]), int(whole[4:6]), int(whole[6:]), None, None)
        if len(whole) == 5:
            day = _check(_EXCEL_EPOCH + timedelta(days=int(whole)))
            seconds = round(float("0." + part) * 86_400) if part else 0
            if not seconds:
                return day, None
            moment = datetime.combine(day, time(), self.zone) + timedelta(seconds=seconds)
            return moment.date(), moment.astimezone(UTC)
        if len(whole) in (10, 13):
            moment = datetime.fromtimestamp(int(whole) / (1000 if len(whole) == 13 else 1), UTC)
            return _check(moment.astimezone(self.zone).date()), moment
        raise BadCell("It is not a date.", _MEND)

    def _build(
        self, found: re.Match[str], year: int, month: int, day: int
    ) -> tuple[date, datetime | None]:
        if found["hour"] is None:
            return self._finish(year, month, day, None, None)
        hour = int(found["hour"])
        half = (found["half"] or "").lower()
        if half:
            if not 1 <= hour <= 12:
                raise BadCell("It has no such time of day.", _MEND)
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        try:
            clock = time(
                hour,
                int(found["minute"]),
                int(found["second"] or 0),
                int((found["fraction"] or "0").ljust(6, "0")[:6]),
            )
        except ValueError:
            raise BadCell("It has no such time of day.", _MEND) from None
        return self._finish(year, month, day, clock, found["offset"])

    def _finish(
        self, year: int, month: int, day: int, clock: time | None, offset: str | None
    ) -> tuple[date, datetime | None]:
        try:
            on = _check(date(year, month, day))
        except ValueError as error:
            if isinstance(error, BadCell):
                raise
            raise BadCell("There is no such day.", _MEND) from None
        # Midnight without an offset is how programs write a day that has no time.
        if clock is None or (clock == time() and offset is None):
            return on, None
        if offset is None:
            return on, datetime.combine(on, clock, self.zone).astimezone(UTC)
        moment = datetime.combine(on, clock, _read_offset(offset)).astimezone(UTC)
        return moment.astimezone(self.zone).date(), moment


def _check(day: date) -> date:
    if not 1950 <= day.year <= 2150:
        raise BadCell(f"The year {day.year} can't be meant.", _MEND)
    return day


def _read_year(text: str) -> int:
    number = int(text.lstrip("'"))
    if len(text.lstrip("'")) == 4:
        return number
    return number + (2000 if number < 70 else 1900)


def _read_offset(text: str) -> timezone:
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    try:
        return timezone(-away if text[0] == "-" else away)
    except ValueError:
        raise BadCell("It has no such offset.", _MEND) from None


def find_month(word: str) -> int | None:
    """The number of a month's name or abbreviation, in the languages CRMs are often set to."""
    return _months().get(word.casefold().strip("."))


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9}
    for language in reversed(_LANGUAGES):
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    word = name.casefold().strip(".")
                    if not word.isdigit():
                        names[word] = number
    return names
