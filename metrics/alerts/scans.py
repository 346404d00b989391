"""The numbers of many rules at once: what several need is read once.

The windows of all rules are cut at each other's ends into pieces without overlap. A piece is read
with one SELECT for several dimensions together, and put together again in memory: whole numbers
add up, over pieces as over groups, and so do the values that medians are taken from.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_

from metrics.alerts.scan_plan import cut_apart, plan_reads
from metrics.alerts.sieves import Raw, Sieve
from metrics.chance import Chance, read_chances
from metrics.dimension import find_dimension
from metrics.metric import Basis, Kind, Measure, Metric, expression_of
from metrics.period import Period
from metrics.population import Population, find_population, keep_rows
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.tally import (
    Cells,
    PartKey,
    Tally,
    find_middle,
    parts_of,
    read_cells,
    read_values,
)

_MOST_NAMED = 500
"""Up to so many values are asked for by name; of more, all are read."""

_Values = dict[tuple[Raw, ...], Counter[int]]


@dataclass(frozen=True, eq=False)
class Need:
    """What one rule wants counted.

    Attributes:
        windows: Of stocks, the days whose evenings are meant.
        closing: Of open deals, only those expected to close in this period.
    """

    metric: Metric
    windows: tuple[Period, ...]
    sieve: Sieve
    closing: Period | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Numerator and denominator."""
        metric = self.metric
        return tuple(one for one in (metric.measure, metric.per) if one is not None)


class Scans:
    """Reads what is needed, once; `find` gives each rule its share.

    Args:
        connection: The database.
        setting: The company and its today.
        needs: Everything that will be asked for.
    """

    def __init__(self, connection: Connection, setting: Setting, needs: Sequence[Need]) -> None:
        chances: dict[int, Chance] = {}
        measures = [measure for need in needs for measure in need.measures]
        if any(measure.kind is Kind.WEIGHTED for measure in measures):
            chances = read_chances(connection, setting)
        reader = _Reader(connection, setting, chances)
        by_lane: dict[tuple[Basis, Period | None], list[Need]] = {}
        for need in needs:
            by_lane.setdefault(_lane_of(need), []).append(need)
        self._lanes = {lane: _Lane(reader, *lane, some) for lane, some in by_lane.items()}

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        """The numbers of each group; without groups there is one key, None."""
        return self._lanes[_lane_of(need)].find(need, window)


def _lane_of(need: Need) -> tuple[Basis, Period | None]:
    basis = need.metric.basis
    return basis, need.closing if basis.is_stock else None


@dataclass
class _Shape:
    """Needs that differ only in the values they allow."""

    dimensions: frozenset[str]
    windows: tuple[Period, ...]
    measures: dict[int, Measure] = field(default_factory=dict)
    allowed: dict[str, set[Raw]] = field(default_factory=dict)

    def take_in(self, need: Need) -> None:
        self.measures |= {id(measure): measure for measure in need.measures}
        for dimension, values in need.sieve.allowed.items():
            self.allowed.setdefault(dimension, set()).update(values)


@dataclass
class _Read:
    """What one SELECT gave, and one more for each median."""

    dimensions: tuple[str, ...]
    cells: Cells
    values: dict[PartKey, _Values]


@dataclass
class _Sum:
    """The numbers of one group while they are put together."""

    tally: Tally = field(default_factory=Tally)
    values: dict[PartKey, Counter[int]] = field(default_factory=dict)

    def add(self, other: "_Sum") -> None:
        self.tally.add(other.tally)
        for key, counter in other.values.items():
            self.values.setdefault(key, Counter()).update(counter)

    def close(self) -> Tally:
        """The tally with the medians of all its values."""
        middles = {key: find_middle(counter) for key, counter in self.values.items()}
        known = {key: middle for key, middle in middles.items() if middle is not None}
        return replace(self.tally, medians=known)


_Index = dict[tuple[Raw, ...], dict[Raw, _Sum]]
"""The values of the filtered dimensions -> group -> its numbers."""


@dataclass
class _Reader:
    """Reads one piece for one set of dimensions."""

    connection: Connection
    setting: Setting
    chances: dict[int, Chance]

    def find_population(self, basis: Basis, closing: Period | None, piece: Period) -> Population:
        # Everything; whose rows a rule may see is sieved out of the cells.
        question = Question((), Scope.everything(), closing=closing)
        period = None if basis.is_stock else piece
        return find_population(self.connection, basis, question, self.setting, period, piece.last)

    def read(
        self,
        population: Population,
        dimensions: Sequence[str],
        measures: Sequence[Measure],
        allowed: Mapping[str, set[Raw]],
    ) -> _Read:
        table = population.basis.table
        columns = {name: expression_of(find_dimension(name).column(table)) for name in dimensions}
        narrow = [_restrict(columns[name], values) for name, values in allowed.items()]
        some = replace(population, where=(*population.where, *narrow))
        groups = list(columns.values())
        cells = read_cells(self.connection, some, measures, groups, self.setting, self.chances)
        values = {
            parts_of(one)[0].key: read_values(self.connection, some, one, groups, self.setting)
            for one in measures
            if one.kind is Kind.MEDIAN
        }
        return _Read(tuple(dimensions), cells, values)


def _restrict(column: ColumnElement[Any], values: set[Raw]) -> ColumnElement[bool]:
    known = column.in_(sorted(value for value in values if value is not None))
    return or_(known, column.is_(None)) if None in values else known


class _Lane:
    """All that stands on the same rows by the same date."""

    def __init__(
        self, reader: _Reader, basis: Basis, closing: Period | None, needs: Sequence[Need]
    ) -> None:
        self._basis, self._closing = basis, closing
        shapes: dict[tuple[Any, ...], _Shape] = {}
        for need in needs:
            kind = (tuple(need.sieve.allowed), need.sieve.by, need.windows)
            shape = shapes.setdefault(kind, _Shape(need.sieve.dimensions, need.windows))
            shape.take_in(need)
        windows = {window for shape in shapes.values() for window in shape.windows}
        self._pieces = cut_apart(windows) if not basis.is_stock else sorted(windows, key=_start_of)
        self._reads = {
            piece: self._read_piece(reader, piece, list(shapes.values())) for piece in self._pieces
        }
        self._indexes: dict[tuple[Any, ...], _Index] = {}

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        sieve = need.sieve
        index = self._index(window, sieve)
        found: dict[Raw, _Sum] = {}
        for key in _list_keys(index, tuple(sieve.allowed.values())):
            for group, numbers in index[key].items():
                if group in found:
                    found[group].add(numbers)
                else:
                    found[group] = _Sum()
                    found[group].add(numbers)
        if sieve.by is None:
            found.setdefault(None, _Sum())
        return {group: numbers.close() for group, numbers in found.items()}

    def _read_piece(self, reader: _Reader, piece: Period, shapes: Sequence[_Shape]) -> list[_Read]:
        here = [
            shape
            for shape in shapes
            if any(one.start <= piece.start and piece.end <= one.end for one in shape.windows)
        ]
        plan = plan_reads({shape.dimensions for shape in here})
        population = reader.find_population(self._basis, self._closing, piece)
        if len(plan) == 1:
            return [_read_together(reader, population, plan[0], here)]
        with keep_rows(reader.connection, population) as kept:
            left, reads = here, []
            for dimensions in plan:
                fitting = [one for one in left if one.dimensions <= dimensions]
                left = [one for one in left if not one.dimensions <= dimensions]
                reads.append(_read_together(reader, kept, dimensions, fitting))
            return reads

    def _index(self, window: Period, sieve: Sieve) -> _Index:
        """The cells of a window by what a sieve tells rows apart by."""
        wanted = (window, tuple(sieve.allowed), sieve.by)
        if wanted not in self._indexes:
            index: _Index = {}
            for piece in self._pieces:
                if window.start <= piece.start and piece.end <= window.end:
                    read = next(
                        one for one in self._reads[piece] if sieve.dimensions <= set(one.dimensions)
                    )
                    _fold(index, read, tuple(sieve.allowed), sieve.by)
            self._indexes[wanted] = index
        return self._indexes[wanted]


def _start_of(period: Period) -> Any:
    return period.start


def _read_together(
    reader: _Reader, population: Population, dimensions: frozenset[str], shapes: Sequence[_Shape]
) -> _Read:
    measures: dict[int, Measure] = {}
    for shape in shapes:
        measures |= shape.measures
    allowed = {}
    for name in sorted(dimensions):
        if all(name in shape.allowed for shape in shapes):
            values = set().union(*(shape.allowed[name] for shape in shapes))
            if len(values) <= _MOST_NAMED:
                allowed[name] = values
    return reader.read(population, sorted(dimensions), list(measures.values()), allowed)


def _fold(index: _Index, read: _Read, filtered: Sequence[str], by: str | None) -> None:
    """Take the cells of a piece into an index."""
    places = [read.dimensions.index(name) for name in filtered]
    place = None if by is None else read.dimensions.index(by)

    def find_sum(cell: tuple[Raw, ...]) -> _Sum:
        groups = index.setdefault(tuple(cell[one] for one in places), {})
        return groups.setdefault(None if place is None else cell[place], _Sum())

    for cell, tally in read.cells.items():
        find_sum(cell).tally.add(tally)
    for part, by_cell in read.values.items():
        for cell, counter in by_cell.items():
            find_sum(cell).values.setdefault(part, Counter()).update(counter)


def _list_keys(index: _Index, allowed: tuple[frozenset[Raw], ...]) -> Iterable[tuple[Raw, ...]]:
    """The keys whose every value is allowed, by whichever way is shorter."""
    if prod(len(values) for values in allowed) <= len(index):
        return (key for key in product(*allowed) if key in index)
    return (
        key
        for key in index
        if all(value in values for value, values in zip(key, allowed, strict=True))
    )
