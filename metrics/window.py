"""One window of time over one population: the tallies of all groups and of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from metrics.calendar import (
    EARLIEST,
    LATEST,
    Calendar,
    add_months,
    month_of,
    week_of,
    year_of,
)
from metrics.chance import Chance, read_chances
from metrics.dimension import TILES, Dimension, find_dimension
from metrics.metric import Basis, Kind, Measure, Metric, expression_of
from metrics.names import read_names
from metrics.period import Period
from metrics.population import TABLES, Population, find_population
from metrics.question import Question, Setting
from metrics.stages import read_stages
from metrics.tally import Tallies, Tally, read_tallies, read_whole
from metrics.tiles import SO_FAR, Tile, cut_period, name_part, widen_period

_WEEKS_BACK, _MONTHS_BACK, _YEARS_BACK = 12, 12, 5
"""How far a stock by week, by month or quarter, or by year goes back when nobody says."""


@dataclass(frozen=True)
class Group:
    """One group: its key and label as `metrics.answer.Reading` has them, and its numbers."""

    key: str | None
    label: str
    tally: Tally


@dataclass(frozen=True, eq=False)
class Window:
    """What was read: the whole, and the groups in their own order (None: not asked by anything)."""

    population: Population
    whole: Tally
    groups: tuple[Group, ...] | None
    is_ordered: bool  # the groups have an order of their own, such as months


def read_window(
    connection: Connection,
    question: Question,
    setting: Setting,
    metrics: Sequence[Metric],
    period: Period | None,
    day: date,
) -> Window:
    """Read all metrics of one basis for a period (flows) or the evening of a day (stocks)."""
    basis = metrics[0].basis
    measures = [m for metric in metrics for m in (metric.measure, metric.per) if m is not None]
    reader = _Reader(connection, question, setting, basis, measures, metrics)
    if question.by is None:
        return reader.read_plain(period, day)
    if question.by in TILES:
        if basis.is_stock:
            return reader.read_stock_tiles(period, day)
        return reader.read_flow_tiles(period, day)
    return reader.read_groups(find_dimension(question.by), period, day)


@dataclass
class _Reader:
    connection: Connection
    question: Question
    setting: Setting
    basis: Basis
    measures: list[Measure]
    metrics: Sequence[Metric]

    def read_plain(self, period: Period | None, day: date) -> Window:
        population, tallies = self._read(period, day, None)
        whole = self._whole(population, tallies)
        return Window(population, whole, None, is_ordered=False)

    def read_groups(self, dimension: Dimension, period: Period | None, day: date) -> Window:
        column = expression_of(dimension.column(self.basis.table))
        population, tallies = self._read(period, day, column)
        whole = self._whole(population, tallies)
        groups = self._name(dimension, tallies)
        return Window(population, whole, groups, is_ordered=dimension.ordered)

    def read_flow_tiles(self, period: Period | None, day: date) -> Window:
        tiles = self._cut(period, day)
        column = _tile_column(self.basis, tiles)
        population, tallies = self._read(period, day, column)
        whole = self._whole(population, tallies)
        # A month that has not begun has no data, which is not zero.
        groups = tuple(
            Group(tile.key, self._name_flow(tile), tallies.get(place) or Tally())
            for place, tile in enumerate(tiles)
            if tile.period.start <= self.setting.today or place in tallies
        )
        return Window(population, whole, groups, is_ordered=True)

    def read_stock_tiles(self, period: Period | None, day: date) -> Window:
        plain = self.read_plain(period, day)
        if period is None:
            period = _look_back(day, self.question.by)
        groups = []
        for tile in self._cut(period, day):
            if tile.period.start <= day:
                evening = min(tile.period.last, day)
                _, tallies = self._read(None, evening, None)
                groups.append(Group(tile.key, _name_stock(tile, evening), tallies[None]))
        return Window(plain.population, plain.whole, tuple(groups), is_ordered=True)

    def _read(
        self, period: Period | None, day: date, column: ColumnElement[Any] | None
    ) -> tuple[Population, Tallies]:
        population = find_population(
            self.connection, self.basis, self.question, self.setting, period, day
        )
        conditions = [one.where for metric in self.metrics for one in metric.missing]
        tallies = read_tallies(
            self.connection,
            population,
            self.measures,
            conditions,
            column,
            self.setting,
            self._chances(),
        )
        return population, tallies

    def _name_flow(self, tile: Tile) -> str:
        """A piece that is still running says so, that it is not held against whole ones."""
        is_running = tile.period.start <= self.setting.today < tile.period.last
        return tile.label + SO_FAR if is_running else tile.label

    def _whole(self, population: Population, tallies: Tallies) -> Tally:
        if self.question.by is None:
            return tallies[None]
        return read_whole(self.connection, population, self.measures, self.setting, tallies)

    def _chances(self) -> dict[int, Chance]:
        if any(measure.kind is Kind.WEIGHTED for measure in self.measures):
            return read_chances(self.connection, self.setting)
        return {}

    def _cut(self, period: Period | None, day: date) -> tuple[Tile, ...]:
        """The tiles; where a period has no end of its own, as far as there is data."""
        by = self.question.by or ""
        calendar = Calendar(self.setting.fiscal_start)
        if period is None or period.start == EARLIEST or period.end == LATEST:
            period = self._reach(period, day)
        return cut_period(period, by, calendar)

    def _reach(self, period: Period | None, day: date) -> Period:
        source = TABLES[self.basis.table]
        column = source.c[self.basis.date or "created_on"]
        first, last = self.connection.execute(
            select(func.min(column), func.max(column)).where(
                source.c.workspace_id == self.setting.workspace_id, column.is_not(None)
            )
        ).one()
        start, end = first or day, last or day
        if period is not None:
            start, end = (min(max(one, period.start), period.last) for one in (start, end))
        reached = Period(start, end + timedelta(days=1))
        # Beyond what there is nothing is cut off, so the first and the last piece are whole.
        wide = widen_period(reached, self.question.by or "", Calendar(self.setting.fiscal_start))
        if period is None:
            return wide
        return Period(max(wide.start, period.start), min(wide.end, period.end))

    def _name(self, dimension: Dimension, tallies: Tallies) -> tuple[Group, ...]:
        spelt = {key: str(key) for key in tallies if key is not None}
        order: dict[Any, Any] = {}
        if dimension.names is not None:
            ids = [int(key) for key in spelt]
            spelt.update(
                read_names(self.connection, self.setting.workspace_id, dimension.names, ids)
            )
        if dimension.name == "stage":
            stages = read_stages(self.connection, self.setting.workspace_id)
            order = {one.id: place for place, one in enumerate(stages)}
        elif dimension.ordered:
            order = dict(spelt)
        keys = sorted(spelt, key=lambda key: order[key]) if order else list(spelt)
        groups = [Group(spelt[key], dimension.label(spelt[key]), tallies[key]) for key in keys]
        if None in tallies:
            groups.append(Group(None, dimension.label_of_none, tallies[None]))
        return tuple(groups)


def _look_back(day: date, by: str | None) -> Period:
    """The days that a stock is told for when no period is named."""
    if by == "week":
        week = week_of(day)
        return Period(week.start - timedelta(weeks=_WEEKS_BACK - 1), week.end)
    if by == "year":
        year = year_of(day)
        return Period(add_months(year.start, -12 * (_YEARS_BACK - 1)), year.end)
    month = month_of(day)
    return Period(add_months(month.start, 1 - _MONTHS_BACK), month.end)


def _name_stock(tile: Tile, evening: date) -> str:
    """What stands on a piece's last evening bears its name; on an earlier one, the day's."""
    is_whole = evening == tile.whole.last
    return tile.whole.label if is_whole else name_part(Period(evening, evening + timedelta(days=1)))


def _tile_column(basis: Basis, tiles: Sequence[Tile]) -> ColumnElement[Any]:
    """The place of the tile that a row's date lies in, as an expression."""
    # Literals, because PostgreSQL compares GROUP BY and SELECT before parameters have a value.
    date_column = f"{basis.table}.{basis.date}"
    whens = " ".join(
        f"WHEN {date_column} < '{tile.period.end.isoformat()}' THEN {place}"
        for place, tile in enumerate(tiles)
    )
    return literal_column(f"CASE {whens} END")
