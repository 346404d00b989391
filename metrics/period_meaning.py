"""What the name of a period means: which day is today, which year is meant, and what is wrong.

The forms themselves are in `metrics.relative_periods`, `metrics.dated_periods` and
`metrics.period_forms`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from metrics.calendar import PLAIN, Calendar
from metrics.period import Period
from storage.problem import Problem


class Lean(Enum):
    """Which of the years is meant when none is said."""

    PAST = "past"  # what was sold: the most recent one that has begun
    FUTURE = "future"  # what will close: the next one that has not ended


class PeriodProblem(Problem):
    """Words that name a period which does not exist, or two.

    Attributes:
        piece: The words at fault; each suggestion can stand in their place.
        used: How many words the whole period takes; known once it was found among others.
    """

    used = 0

    def __init__(self, piece: str, what: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(
            "unknown-day",
            what=what,
            fix="Name a day or a period that exists.",
            suggestions=suggestions,
        )
        self.piece = piece

    def correct(self, text: str) -> None:
        """Make each suggestion the whole text with the piece at fault put right."""
        if self.piece in text:
            self.suggestions = tuple(text.replace(self.piece, one, 1) for one in self.suggestions)


@dataclass(frozen=True)
class Moment:
    """What the meaning of a period's name depends on."""

    today: date
    calendar: Calendar = PLAIN
    lean: Lean = Lean.PAST


Occurrence = Period | Callable[[int], Period | None]
"""A period, or one for each year (None where that year has none: week 53, 29 February)."""


def pick_until(occurrence: Occurrence, day: date) -> Period | None:
    """The latest one that has begun by `day`."""
    if isinstance(occurrence, Period):
        return occurrence
    for year in range(day.year + 1, day.year - 12, -1):
        found = occurrence(year)
        if found and found.start <= day:
            return found
    return None


def pick_from(occurrence: Occurrence, day: date) -> Period | None:
    """The earliest one that has not ended before `day`."""
    if isinstance(occurrence, Period):
        return occurrence
    for year in range(day.year - 1, day.year + 12):
        found = occurrence(year)
        if found and found.last >= day:
            return found
    return None


Read = Callable[[re.Match[str], Moment], Occurrence | None]
"""Turns the match of a form into what it names; None when it is no such form after all."""

NUMBERS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
        range(1, 12),
        strict=True,
    ),
    a=1,
    an=1,
    twelve=12,
    first=1,
    second=2,
    third=3,
    fourth=4,
)


def read_count(text: str) -> int:
    """The number in figures or words."""
    return NUMBERS.get(text) or int(text)


def read_year(text: str, present: int) -> int:
    """The year in four figures, two, or words ("last year"), given the present one."""
    step = {"this": 0, "last": -1, "next": 1}.get(text.split(maxsplit=1)[0])
    if step is not None:
        return present + step
    digits = text.lstrip("'")
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


FULL_YEAR = r"(?:19|20|21)\d\d"
THIS = r"(?P<which>this|current|last|previous|past|prior|next|coming)"
