"""The numbers of many rules at once: what several need is read once.

The windows of all rules are cut at each other's ends into pieces without overlap. A piece is read
with one SELECT for several dimensions together, and put together again in memory: whole numbers
add up, over pieces as over groups, and so do the values that medians are taken from.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, or_

from metrics.alerts.cells import Block, Codebook, Index, make_block
from metrics.alerts.needs import Need
from metrics.alerts.scan_plan import cut_apart, plan_reads
from metrics.alerts.sieves import Raw, Sieve
from metrics.chance import Chance, read_chances
from metrics.dimension import find_dimension
from metrics.metric import Basis, Kind, Measure, expression_of
from metrics.neighbours import copy_neighbours
from metrics.period import Period
from metrics.population import Population, find_population, keep_rows
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.tally import Cells, Tally, count_cells, parts_of, read_cells, read_values

_MOST_NAMED = 500
"""Up to so many values are asked for by name; of more, all are read."""

_Values = dict[tuple[Raw, ...], Counter[int]]


class Scans:
    """Reads what is needed, once; `find` gives each rule its share.

    Args:
        connection: The database.
        setting: The company and its today.
        needs: Everything that will be asked for.
        aside: Opens a second connection to it, so that two lanes are read at the same time; None
            reads one after the other. Each rule is of one lane, so it does not matter to any of
            them when something comes in between.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        needs: Sequence[Need],
        aside: Engine | None = None,
    ) -> None:
        chances: dict[int, Chance] = {}
        measures = [measure for need in needs for measure in need.measures]
        if any(measure.kind is Kind.WEIGHTED for measure in measures):
            chances = read_chances(connection, setting)
        by_lane: dict[_LaneKey, list[Need]] = {}
        for need in needs:
            by_lane.setdefault(_lane_of(need), []).append(need)
        if aside is None or len(by_lane) < 2:
            self._lanes = _read_lanes(connection, setting, chances, by_lane)
            return
        busiest = max(by_lane, key=lambda lane: len(by_lane[lane]))
        first = {busiest: by_lane.pop(busiest)}
        with ThreadPoolExecutor(1, "aside") as pool, aside.connect() as second:
            others = pool.submit(_read_lanes, second, setting, chances, by_lane)
            self._lanes = _read_lanes(connection, setting, chances, first)
            self._lanes |= others.result()

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        """The numbers of each group; without groups there is one key, None."""
        return self._lanes[_lane_of(need)].find(need, window)


_LaneKey = tuple[Basis, Period | None]
_Lanes = dict[_LaneKey, "_Lane"]


def _read_lanes(
    connection: Connection,
    setting: Setting,
    chances: dict[int, Chance],
    needs: Mapping[_LaneKey, Sequence[Need]],
) -> _Lanes:
    with copy_neighbours(connection, setting) as copies:
        reader = _Reader(connection, setting, chances, copies)
        return {lane: _Lane(reader, *lane, some) for lane, some in needs.items()}


def _lane_of(need: Need) -> _LaneKey:
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
class _Reader:
    """Reads one piece for one set of dimensions."""

    connection: Connection
    setting: Setting
    chances: dict[int, Chance]
    copies: Mapping[str, FromClause]
    codebook: Codebook = field(default_factory=Codebook)

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
    ) -> Block:
        connection, setting, table = self.connection, self.setting, population.basis.table
        columns = {name: expression_of(find_dimension(name).column(table)) for name in dimensions}
        narrow = [_restrict(columns[name], values) for name, values in allowed.items()]
        some = replace(population, where=(*population.where, *narrow), copies=self.copies)
        groups = list(columns.values())
        plain = [one for one in measures if one.kind is not Kind.WEIGHTED]
        parts, rows = count_cells(connection, some, plain, groups, setting)
        weighed: Cells = {}
        if len(plain) < len(measures):
            heavy = [one for one in measures if one.kind is Kind.WEIGHTED]
            weighed = read_cells(connection, some, heavy, groups, setting, self.chances)
        values = {
            parts_of(one)[0].key: read_values(connection, some, one, groups, setting)
            for one in plain
            if one.kind is Kind.MEDIAN
        }
        return make_block(dimensions, parts, rows, self.codebook, weighed, values)


def _restrict(column: ColumnElement[Any], values: set[Raw]) -> ColumnElement[bool]:
    known = column.in_(sorted(value for value in values if value is not None))
    return or_(known, column.is_(None)) if None in values else known


class _Lane:
    """All that stands on the same rows by the same date."""

    def __init__(
        self, reader: _Reader, basis: Basis, closing: Period | None, needs: Sequence[Need]
    ) -> None:
        self._basis, self._closing, self._codebook = basis, closing, reader.codebook
        shapes: dict[tuple[Any, ...], _Shape] = {}
        for need in needs:
            kind = (tuple(need.sieve.allowed), need.sieve.by, need.windows)
            shape = shapes.setdefault(kind, _Shape(need.sieve.dimensions, need.windows))
            shape.take_in(need)
        windows = {window for shape in shapes.values() for window in shape.windows}
        self._pieces = cut_apart(windows) if not basis.is_stock else sorted(windows, key=_start_of)
        self._blocks = {
            piece: self._read_piece(reader, piece, list(shapes.values())) for piece in self._pieces
        }
        self._indexes: dict[tuple[Any, ...], Index] = {}

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        found = self._index(window, need.sieve).find(need.sieve)
        if need.sieve.by is None:
            found.setdefault(None, Tally())
        return found

    def _read_piece(self, reader: _Reader, piece: Period, shapes: Sequence[_Shape]) -> list[Block]:
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
            left, blocks = here, []
            for dimensions in plan:
                fitting = [one for one in left if one.dimensions <= dimensions]
                left = [one for one in left if not one.dimensions <= dimensions]
                blocks.append(_read_together(reader, kept, dimensions, fitting))
            return blocks

    def _index(self, window: Period, sieve: Sieve) -> Index:
        """The cells of a window by what a sieve tells rows apart by."""
        wanted = (window, tuple(sieve.allowed), sieve.by)
        if wanted not in self._indexes:
            blocks = [
                next(one for one in self._blocks[piece] if sieve.dimensions <= one.codes.keys())
                for piece in self._pieces
                if window.start <= piece.start and piece.end <= window.end
            ]
            self._indexes[wanted] = Index(blocks, sieve, self._codebook)
        return self._indexes[wanted]


def _start_of(period: Period) -> Any:
    return period.start


def _read_together(
    reader: _Reader, population: Population, dimensions: frozenset[str], shapes: Sequence[_Shape]
) -> Block:
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
