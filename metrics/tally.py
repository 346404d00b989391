"""Counting: what each metric needs of its rows, read in one SELECT for each population.

Everything here is whole numbers, which add up exactly over groups: counts, and sums of minor
units and days. Ratios and means are taken afterwards, from the sums. Medians don't add up, so each
is read on its own, for the groups and for the whole.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Text,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.functions import FunctionElement

from metrics.chance import DEAL_SCALE, Chance, ChanceSource
from metrics.metric import Column, Condition, Kind, Measure, expression_of
from metrics.population import Population
from metrics.question import Setting
from storage.tables import Deal

PartKey = tuple[str, int, int]


@dataclass(frozen=True, eq=False)
class Part:
    """A whole number about some rows: how many there are, or the sum of a column over them."""

    kind: Kind  # COUNT or SUM
    column: Column | None
    where: Condition | None

    @cached_property
    def key(self) -> PartKey:
        """Equal for parts that are the same; expressions are compared by identity."""
        return self.kind.value, id(self.column), id(self.where)

    def expression(self) -> ColumnElement[int]:
        """The part as an aggregate of a SELECT."""
        column = None if self.column is None else expression_of(self.column)
        counted: FunctionElement[int] = func.count() if column is None else func.count(column)
        if self.kind is Kind.SUM and column is not None:
            counted = func.sum(column)
        return counted if self.where is None else counted.filter(self.where)

    def each(self) -> ColumnElement[int | None]:
        """What one row adds to it: the sum of these, or how many there are, is the part."""
        value = literal_column("1", Integer) if self.column is None else expression_of(self.column)
        return value if self.where is None else case((self.where, value))


@dataclass
class Weight:
    """A sum of value times chance, in minor units, and how it came about."""

    total: Decimal = Decimal(0)
    without_chance: int = 0
    sources: dict[ChanceSource, int] = field(default_factory=dict)

    def add(self, other: "Weight") -> None:
        """Take in another group's."""
        self.total += other.total
        self.without_chance += other.without_chance
        for source, deals in other.sources.items():
            self.sources[source] = self.sources.get(source, 0) + deals


@dataclass
class Tally:
    """The whole numbers of one group, or of everything."""

    parts: dict[PartKey, int] = field(default_factory=dict)
    weights: dict[PartKey, Weight] = field(default_factory=dict)
    medians: dict[PartKey, tuple[int, int, int]] = field(default_factory=dict)
    """(sum of the middle values, how many they are, how many values there are)"""

    def add(self, other: "Tally") -> None:
        """Take in another group's numbers (not its medians, which don't add up)."""
        for key, number in other.parts.items():
            self.parts[key] = self.parts.get(key, 0) + number
        for key, weight in other.weights.items():
            self.weights.setdefault(key, Weight()).add(weight)


Tallies = dict[Any, Tally]
"""Group key as the data has it -> its numbers."""

Cells = dict[tuple[Any, ...], Tally]
"""The same by the values of several columns."""


@lru_cache
def parts_of(measure: Measure) -> tuple[Part, ...]:
    """What has to be counted for a measure."""
    if measure.kind is Kind.COUNT:
        return (Part(Kind.COUNT, None, measure.where),)
    rows = Part(Kind.COUNT, measure.column, measure.where)
    if measure.kind is Kind.MEDIAN:
        return (rows,)
    return (Part(Kind.SUM, measure.column, measure.where), rows)


def read_tallies(
    connection: Connection,
    population: Population,
    measures: Sequence[Measure],
    conditions: Sequence[Condition],
    group: ColumnElement[Any] | None,
    setting: Setting,
    chances: dict[int, Chance],
) -> Tallies:
    """The numbers of every group of a population, in one SELECT (and one for each median).

    Without a group there is one key, None, and it is there even when no row is.
    """
    groups = [] if group is None else [group]
    cells = read_cells(connection, population, measures, groups, setting, chances, conditions)
    tallies: Tallies = {key[0] if key else None: tally for key, tally in cells.items()}
    if group is None and not tallies:
        tallies[None] = Tally(dict.fromkeys(_list_parts(measures, conditions), 0))
    bound = _bind(setting, population.day)
    for measure in measures:
        if measure.kind is Kind.MEDIAN:
            _read_medians(connection, population, measure, group, bound, tallies)
    return tallies


def count_cells(
    connection: Connection,
    population: Population,
    measures: Sequence[Measure],
    groups: Sequence[ColumnElement[Any]],
    setting: Setting,
    conditions: Sequence[Condition] = (),
) -> tuple[tuple[PartKey, ...], Sequence[Sequence[Any]]]:
    """What is counted, and a row for every combination of some columns' values.

    A row has the columns' values and then the number of each part; None is 0. Where nothing is to
    be counted no row is read.
    """
    parts = _list_parts(measures, conditions)
    if not parts:
        return (), []
    columns = [*groups, *(part.expression() for part in parts.values())]
    labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
    by: list[ColumnElement[Any]] = [literal_column(f"c{place}") for place in range(len(groups))]
    statement = population.select(labelled).group_by(*by)
    return tuple(parts), connection.execute(statement, _bind(setting, population.day)).all()


def read_cells(
    connection: Connection,
    population: Population,
    measures: Sequence[Measure],
    groups: Sequence[ColumnElement[Any]],
    setting: Setting,
    chances: dict[int, Chance],
    conditions: Sequence[Condition] = (),
) -> Cells:
    """The numbers of every combination of some columns' values, in one SELECT; no medians.

    Without columns the one key is (); it may be missing when no row is there.
    """
    is_weighted = any(measure.kind is Kind.WEIGHTED for measure in measures)
    keys = [*groups, *(_chance_columns() if is_weighted else [])]
    parts, rows = count_cells(connection, population, measures, keys, setting, conditions)
    width, first = len(groups), len(keys)
    cells: Cells = {}
    for row in rows:
        numbers = [int(number or 0) for number in row[first:]]
        tally = Tally(dict(zip(parts, numbers, strict=True)))
        key = tuple(row[:width])
        if not is_weighted:
            cells[key] = tally
            continue
        stage_id, scaled_chance = row[width:first]
        _weigh(tally, measures, _chance_of(stage_id, scaled_chance, chances))
        cells.setdefault(key, Tally()).add(tally)
    return cells


def read_values(
    connection: Connection,
    population: Population,
    measure: Measure,
    groups: Sequence[ColumnElement[Any]],
    setting: Setting,
) -> dict[tuple[Any, ...], Counter[int]]:
    """How often each value of a measure's column occurs, by every combination of some columns.

    Unlike medians, these add up.
    """
    if measure.column is None:
        raise ValueError("there are no values without a column")
    column = expression_of(measure.column)
    where: list[ColumnElement[bool]] = [column.is_not(None)]
    if measure.where is not None:
        where.append(measure.where)
    columns = [*groups, column]
    labelled = [one.label(f"c{place}") for place, one in enumerate(columns)]
    statement = population.select([*labelled, func.count()], where=where)
    by: list[ColumnElement[Any]] = [literal_column(f"c{place}") for place in range(len(columns))]
    found: dict[tuple[Any, ...], Counter[int]] = {}
    for *key, value, count in connection.execute(
        statement.group_by(*by), _bind(setting, population.day)
    ):
        found.setdefault(tuple(key), Counter())[int(value)] += count
    return found


def find_middle(values: Mapping[int, int]) -> tuple[int, int, int] | None:
    """The median of values that occur so often, as `Tally.medians` keeps it; None of nothing."""
    n = sum(values.values())
    if not n:
        return None
    places = [n // 2] if n % 2 else [n // 2 - 1, n // 2]
    total = seen = 0
    for value in sorted(values):
        seen += values[value]
        while places and places[0] < seen:
            total += value
            places.pop(0)
        if not places:
            break
    return total, 2 - n % 2, n


def _list_parts(
    measures: Sequence[Measure], conditions: Sequence[Condition]
) -> dict[PartKey, Part]:
    parts = {part.key: part for measure in measures for part in parts_of(measure)}
    return parts | {
        part.key: part for part in (Part(Kind.COUNT, None, where) for where in conditions)
    }


def read_tallies_by_each(
    connection: Connection,
    population: Population,
    measures: Sequence[Measure],
    groups: Sequence[ColumnElement[Any]],
    setting: Setting,
    chances: dict[int, Chance],
) -> list[Tallies]:
    """The numbers by each of several columns, with the rows read once; no medians.

    Keys are texts, those of ids too.
    """
    parts = {part.key: part for measure in measures for part in parts_of(measure)}
    is_weighted = any(measure.kind is Kind.WEIGHTED for measure in measures)
    chance = _chance_columns() if is_weighted else []
    columns = [
        *(cast(group, Text).label(f"g{place}") for place, group in enumerate(groups)),
        *(column.label(f"k{place}") for place, column in enumerate(chance)),
        *(part.each().label(f"p{place}") for place, part in enumerate(parts.values())),
    ]
    # Read once for all columns: looking a row's neighbours up is what takes the time.
    rows = population.select(columns).cte("counted").prefix_with("MATERIALIZED")
    counted = [
        (func.sum if part.kind is Kind.SUM else func.count)(rows.c[f"p{place}"])
        for place, part in enumerate(parts.values())
    ]
    keys = [rows.c[f"k{place}"] for place in range(len(chance))]
    statement = union_all(
        *(
            select(literal_column(f"{place}"), rows.c[f"g{place}"], *keys, *counted).group_by(
                rows.c[f"g{place}"], *keys
            )
            for place in range(len(groups))
        )
    )
    found: list[Tallies] = [{} for _ in groups]
    for place, key, *row in connection.execute(statement, _bind(setting, population.day)):
        numbers = [int(number or 0) for number in row[len(keys) :]]
        tally = Tally(dict(zip(parts, numbers, strict=True)))
        if is_weighted:
            _weigh(tally, measures, _chance_of(row[0], row[1], chances))
        found[place].setdefault(key, Tally()).add(tally)
    return found


def _chance_columns() -> list[ColumnElement[Any]]:
    scaled = func.round(Deal.probability * DEAL_SCALE)
    return [expression_of(Deal.stage_id), cast(scaled, Integer)]


def read_whole(
    connection: Connection,
    population: Population,
    measures: Sequence[Measure],
    setting: Setting,
    tallies: Tallies,
) -> Tally:
    """The numbers of all groups together: sums add up, medians are read anew."""
    whole: Tallies = {None: Tally()}
    for tally in tallies.values():
        whole[None].add(tally)
    bound = _bind(setting, population.day)
    for measure in measures:
        if measure.kind is Kind.MEDIAN:
            _read_medians(connection, population, measure, None, bound, whole)
    return whole[None]


def _bind(setting: Setting, day: date) -> dict[str, Any]:
    return {
        "day": day,
        "today": setting.today,
        "horizon": setting.horizon_days,
        "currency": setting.currency,
    }


def _chance_of(stage_id: int | None, scaled: int | None, chances: dict[int, Chance]) -> Chance:
    if scaled is not None:
        return Chance(Decimal(scaled) / DEAL_SCALE, ChanceSource.DEAL)
    unknown = Chance(None, ChanceSource.UNKNOWN)
    return unknown if stage_id is None else chances.get(stage_id, unknown)


def _weigh(tally: Tally, measures: Sequence[Measure], chance: Chance) -> None:
    for measure in measures:
        if measure.kind is not Kind.WEIGHTED:
            continue
        value, rows = (tally.parts[part.key] for part in parts_of(measure))
        weight = Weight(sources={chance.source: rows} if rows else {})
        if chance.value is None:
            weight.without_chance = rows
        else:
            weight.total = value * chance.value
        tally.weights[parts_of(measure)[0].key] = weight


def _read_medians(
    connection: Connection,
    population: Population,
    measure: Measure,
    group: ColumnElement[Any] | None,
    bound: dict[str, Any],
    tallies: Tallies,
) -> None:
    if measure.column is None:
        raise ValueError("a median needs a column")
    column = expression_of(measure.column)
    where: list[ColumnElement[bool]] = [column.is_not(None)]
    if measure.where is not None:
        where.append(measure.where)
    key = group if group is not None else null()
    rows = population.select([key.label("k"), column.label("x")], where=where).subquery("rows")
    places = select(
        rows.c.k,
        rows.c.x,
        func.row_number().over(partition_by=rows.c.k, order_by=rows.c.x).label("place"),
        func.count().over(partition_by=rows.c.k).label("n"),
    ).subquery("places")
    middle = or_(places.c.place * 2 == places.c.n, places.c.place * 2 == places.c.n + 1)
    middle = or_(middle, places.c.place * 2 == places.c.n + 2)
    statement = (
        select(places.c.k, func.sum(places.c.x), func.count(), func.max(places.c.n))
        .where(middle)
        .group_by(places.c.k)
    )
    (part,) = parts_of(measure)
    for k, total, count, n in connection.execute(statement, bound):
        tallies.setdefault(k, Tally()).medians[part.key] = (int(total), count, n)
