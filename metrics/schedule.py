"""On which days something comes again and again, and at which time of the wall clock where.

Wall time and zone are what is kept; when that is on the world's clock is asked anew each time, in
`metrics.schedule_slots`. How people write a schedule is in `metrics.schedule_words`.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from metrics.calendar import add_months
from metrics.relative_periods import WEEKDAYS

WEEKDAY_NAMES = tuple(name.title() for name in WEEKDAYS)
WORKDAYS = (0, 1, 2, 3, 4)
ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)
LAST = -1
"""The position of the last one."""
USUAL_TIME = time(9)


@dataclass(frozen=True)
class Weekly:
    """Certain weekdays, every week or every other one.

    Attributes:
        weekdays: 0 is Monday; in order.
        first: Given for every other week: the very first day on which it comes.
    """

    weekdays: tuple[int, ...]
    first: date | None = None

    def __post_init__(self) -> None:
        """Refuse weekdays that aren't any, and a first day that is none of them."""
        _check(self.weekdays, range(7))
        if self.first is not None and self.first.weekday() not in self.weekdays:
            raise ValueError(f"{self.first} is not a day on which it comes")

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        if day.weekday() not in self.weekdays:
            return False
        if self.first is None:
            return True
        weeks = ((day - self.first).days + self.first.weekday()) // 7
        return day >= self.first and weeks % 2 == 0


@dataclass(frozen=True)
class MonthDays:
    """Certain days of every month, 1 to 31.

    A month that is too short for a day has it on its last day, once: 31 is the last day always.
    """

    days: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse days that no month has."""
        _check(self.days, range(1, 32))

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        last = monthrange(day.year, day.month)[1]
        return any(min(one, last) == day.day for one in self.days)


@dataclass(frozen=True)
class NthDays:
    """The n-th or last of certain weekdays of every month or quarter: the last Friday.

    Attributes:
        positions: 1 is the first, `LAST` the last, which stands at the end.
        weekdays: One weekday, `WORKDAYS` (the first working day; holidays are not known here) or,
            of a quarter, `ALL_DAYS`.
        quarter_start: None for months; for quarters the first of the months 1 to 3 with which
            one begins: 2 is February, May, August, November.
    """

    positions: tuple[int, ...]
    weekdays: tuple[int, ...]
    quarter_start: int | None = None

    def __post_init__(self) -> None:
        """Refuse positions that not every month or quarter has."""
        _check(self.weekdays, range(7))
        if self.quarter_start not in (None, 1, 2, 3):
            raise ValueError(f"quarters start with month 1, 2 or 3, not {self.quarter_start}")
        if len(self.weekdays) > 1 and self.weekdays not in (WORKDAYS, ALL_DAYS):
            raise ValueError(f"{self.weekdays} have no common name")
        if self.weekdays == ALL_DAYS and self.quarter_start is None:
            raise ValueError("any days of the month are MonthDays")
        counted = self.positions[:-1] if self.positions[-1:] == (LAST,) else self.positions
        if counted or not self.positions:
            most = count_at_least(self.weekdays, of_quarter=self.quarter_start is not None)
            _check(counted, range(1, most + 1))

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        if day.weekday() not in self.weekdays:
            return False
        months = 1 if self.quarter_start is None else 3
        into = (day.month - (self.quarter_start or 1)) % months
        start = add_months(day.replace(day=1), -into)
        tomorrow = day + timedelta(days=1)
        if _count(self.weekdays, start, tomorrow) in self.positions:
            return True
        end = add_months(start, months)
        return LAST in self.positions and not _count(self.weekdays, tomorrow, end)


Cadence = Weekly | MonthDays | NthDays


@dataclass(frozen=True)
class Schedule:
    """On these days, at this time of the wall clock in this zone.

    Attributes:
        at: Without zone, in whole minutes.
    """

    cadence: Cadence
    at: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Refuse a time that is no plain wall time."""
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError(f"a wall time in whole minutes is wanted, not {self.at!r}")

    def falls_on(self, day: date) -> bool:
        """Whether it comes on this day."""
        return self.cadence.falls_on(day)


def count_at_least(weekdays: tuple[int, ...], *, of_quarter: bool) -> int:
    """How many of these weekdays the shortest month or quarter has."""
    shortest = 90 if of_quarter else 28
    weeks, rest = divmod(shortest, 7)
    return weeks * len(weekdays) + max(0, rest - (7 - len(weekdays)))


def _count(weekdays: tuple[int, ...], start: date, end: date) -> int:
    """How many days with these weekdays there are from `start` up to, not including, `end`."""
    weeks, rest = divmod((end - start).days, 7)
    first = start.weekday()
    return weeks * len(weekdays) + sum((first + step) % 7 in weekdays for step in range(rest))


def _check(numbers: Sequence[int], among: range) -> None:
    """Refuse numbers that are none, not in order, twice, or out of range."""
    if not numbers or list(numbers) != sorted(set(numbers)):
        raise ValueError(f"numbers in order are wanted, each once, not {numbers}")
    if numbers[0] not in among or numbers[-1] not in among:
        raise ValueError(f"{among[0]} to {among[-1]} are possible, not {numbers}")
