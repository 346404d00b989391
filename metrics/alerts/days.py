"""One question's numbers day by day: read once, and any window of the past is put together.

Of what happens during days, the tallies of every day are added up beforehand, so that a window is
a difference of two. Evenings are read when they are asked for: each is rebuilt from the changes.
All is told as it is known today, not as it was known then.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, func, select

from metrics.alerts.needs import Need
from metrics.alerts.sieves import Raw
from metrics.chance import Chance, read_chances
from metrics.dimension import find_dimension
from metrics.metric import Kind, Measure, expression_of
from metrics.period import Period
from metrics.population import TABLES, Population, find_population
from metrics.question import Question, Setting
from metrics.tally import (
    PartKey,
    Tallies,
    Tally,
    count_cells,
    find_middle,
    parts_of,
    read_tallies,
    read_values,
)
from storage.tables import Deal
from storage.tables.facts import OPEN


@dataclass
class _Course:
    """One group: on which days something is there, and all of it up to each of them."""

    days: list[date] = field(default_factory=list)
    sums: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, day: date, numbers: tuple[int, ...]) -> None:
        """Take in the next day."""
        last = self.sums[-1] if self.sums else (0,) * len(numbers)
        self.days.append(day)
        self.sums.append(tuple(a + b for a, b in zip(last, numbers, strict=True)))

    def find(self, window: Period) -> tuple[int, ...] | None:
        """The sum over a window; None when nothing is there."""
        start = bisect_left(self.days, window.start)
        end = bisect_left(self.days, window.end)
        if start == end:
            return None
        if not start:
            return self.sums[end - 1]
        return tuple(b - a for a, b in zip(self.sums[start - 1], self.sums[end - 1], strict=True))


@dataclass(frozen=True)
class _Lane:
    """Everything of one metric's rows, by group."""

    parts: tuple[PartKey, ...]
    courses: Mapping[Raw, _Course]
    values: Mapping[PartKey, Mapping[Raw, list[tuple[date, Counter[int]]]]]

    def find(self, window: Period, only: frozenset[Raw] | None) -> dict[Raw, Tally]:
        found = {}
        for group in self.courses if only is None else only & self.courses.keys():
            numbers = self.courses[group].find(window)
            if numbers is not None:
                tally = Tally(dict(zip(self.parts, numbers, strict=True)))
                for part, by_group in self.values.items():
                    middle = _find_median(by_group.get(group, ()), window)
                    if middle is not None:
                        tally.medians[part] = middle
                found[group] = tally
        return found


@dataclass(frozen=True, eq=False)
class Spread:
    """Numbers by day and group.

    Attributes:
        groups: As the database has them.
        parts: Part -> (days of the span, groups).
    """

    groups: tuple[Raw, ...]
    parts: Mapping[PartKey, NDArray[np.int64]]


class Days:
    """A `metrics.alerts.needs.Finder` for one question over a stretch of days.

    Args:
        connection: The database; evenings are read from it later.
        setting: The company and its today.
        question: Its scope and filters.
        span: The days that windows may lie in.
    """

    def __init__(
        self, connection: Connection, setting: Setting, question: Question, span: Period
    ) -> None:
        self._connection, self._setting = connection, setting
        self._question = replace(question, by=None)
        self._span = span
        self._lanes: dict[tuple[Any, ...], _Lane] = {}
        self._evenings: dict[tuple[Any, ...], Tallies] = {}
        self._chances: dict[int, Chance] | None = None
        self.only: frozenset[Raw] | None = None
        """The groups that are looked at; None is all of them."""

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        """The numbers of each group in a window; without groups there is one key, None."""
        found = (
            self._find_evening(need, window.last)
            if need.metric.basis.is_stock
            else self._find_lane(need).find(window, self.only)
        )
        return found or ({None: Tally()} if need.sieve.by is None else {})

    def spread(self, need: Need) -> "Spread":
        """The parts of every day and group, of what happens during days."""
        lane = self._find_lane(need)
        groups = tuple(lane.courses)
        daily = np.zeros((len(lane.parts), self._span.days, len(groups)), np.int64)
        for place, course in enumerate(lane.courses.values()):
            offsets = [(day - self._span.start).days for day in course.days]
            daily[:, offsets, place] = np.diff(np.array(course.sums).T, prepend=0)
        return Spread(groups, dict(zip(lane.parts, daily, strict=True)))

    def _find_lane(self, need: Need) -> _Lane:
        known = (need.metric.name, need.sieve.by)
        if known not in self._lanes:
            self._lanes[known] = self._read_lane(need)
        return self._lanes[known]

    def _read_lane(self, need: Need) -> _Lane:
        basis, measures = need.metric.basis, need.measures
        population = self._find_population(need, self._span, self._span.last)
        table = TABLES[basis.table]
        groups: list[ColumnElement[Any]] = [table.c[basis.date or ""]]
        if need.sieve.by is not None:
            groups.append(expression_of(find_dimension(need.sieve.by).column(basis.table)))
        parts, rows = count_cells(self._connection, population, measures, groups, self._setting)
        width = len(groups)
        courses: dict[Raw, _Course] = {}
        for row in sorted(rows, key=lambda one: one[0]):
            numbers = tuple(int(one or 0) for one in row[width:])
            courses.setdefault(row[1] if width > 1 else None, _Course()).add(row[0], numbers)
        values = {
            parts_of(one)[0].key: self._read_days(population, one, groups)
            for one in measures
            if one.kind is Kind.MEDIAN
        }
        return _Lane(parts, courses, values)

    def _read_days(
        self, population: Population, measure: Measure, groups: list[Any]
    ) -> dict[Raw, list[tuple[date, Counter[int]]]]:
        cells = read_values(self._connection, population, measure, groups, self._setting)
        found: dict[Raw, list[tuple[date, Counter[int]]]] = {}
        for (day, *by), counter in sorted(cells.items(), key=lambda one: one[0][0]):
            found.setdefault(by[0] if by else None, []).append((day, counter))
        return found

    def _find_evening(self, need: Need, day: date) -> Tallies:
        known = (need.metric.name, need.sieve.by, day)
        if known not in self._evenings:
            column = None
            if need.sieve.by is not None:
                column = expression_of(find_dimension(need.sieve.by).column("deals"))
            if self._chances is None:
                weighs = any(one.kind is Kind.WEIGHTED for one in need.measures)
                self._chances = read_chances(self._connection, self._setting) if weighs else {}
            self._evenings[known] = read_tallies(
                self._connection,
                self._find_population(need, None, day),
                need.measures,
                [],
                column,
                self._setting,
                self._chances,
            )
        return self._evenings[known]

    def _find_population(self, need: Need, span: Period | None, day: date) -> Population:
        basis = need.metric.basis
        return find_population(self._connection, basis, self._question, self._setting, span, day)


def count_open(connection: Connection, setting: Setting) -> int:
    """How many deals are open: so many have to be rebuilt for each evening."""
    return connection.execute(
        select(func.count()).where(Deal.workspace_id == setting.workspace_id, Deal.status == OPEN)
    ).scalar_one()


def _find_median(
    days: list[tuple[date, Counter[int]]] | tuple[()], window: Period
) -> tuple[int, int, int] | None:
    start = bisect_left(days, window.start, key=lambda one: one[0])
    end = bisect_left(days, window.end, key=lambda one: one[0])
    together = Counter[int]()
    for _, counter in days[start:end]:
        together.update(counter)
    return find_middle(together)
