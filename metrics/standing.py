"""Where the open deals stand: how many, how much and how likely, by stage or any other dimension.

Adds up whole numbers only, so the rows make the total to the cent. What moved and what needs
attention are told elsewhere (`metrics.movement`, `metrics.inspection`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, literal_column

from metrics.calendar import Calendar, name_period
from metrics.chance import DEAL_SCALE, UNKNOWN, Chance, ChanceSource
from metrics.dimension import TILES, Dimension, find_dimension
from metrics.metric import expression_of
from metrics.names import read_names
from metrics.population import Population
from metrics.question import Setting
from metrics.stages import StageRow
from metrics.tiles import find_piece
from metrics.units import minor_digits
from storage.tables import Deal
from storage.types import month_of as month_column

MOST_ROWS = 15
"""Groups shown one by one; the others are added up in one more row."""


@dataclass(frozen=True)
class PipelineRow:
    """Open deals of one stage, or of one group of another dimension; money in major units.

    `weighted` counts each deal's value times its chance to win; `without_value` of the `deals`
    have no amount (or no exchange rate) and add nothing to either sum.
    """

    key: str | None
    label: str
    deals: int
    value: Decimal
    weighted: Decimal
    without_value: int
    chance: float | None = None  # of a stage; None for other groups
    chance_source: str = ""  # "CRM", "history (412 decided deals)", "no chance known"


@dataclass
class Sums:
    """What was counted of some open deals; money in minor units."""

    deals: int = 0
    valued: int = 0
    value: int = 0
    with_amount: int = 0
    with_owner: int = 0
    with_close_date: int = 0
    with_creation_date: int = 0
    with_activity: int = 0
    with_stage_date: int = 0
    with_own_chance: int = 0
    without_chance: int = 0
    weighted: Decimal = Decimal(0)

    def add(self, other: "Sums") -> None:
        """Take in another group's."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def make_row(self, key: str | None, label: str, setting: Setting) -> PipelineRow:
        """The sums as a row of the report."""
        digits = minor_digits(setting.currency)
        return PipelineRow(
            key,
            label,
            self.deals,
            Decimal(self.value).scaleb(-digits),
            self.weighted.scaleb(-digits),
            self.deals - self.valued,
        )


@dataclass(frozen=True)
class Standing:
    """The rows in their order, the total, and the sums it was made from."""

    rows: tuple[PipelineRow, ...]
    total: PipelineRow
    sums: Sums
    sources: Mapping[ChanceSource, int] = field(default_factory=dict)
    """How many deals with a value got their chance from where."""


@dataclass(frozen=True)
class Counted:
    """Open deals counted by group and stage: whole numbers, all that the sums are made from.

    Attributes:
        groups: [group, stage id, deals, value, then the count of each of `_COUNTED`].
        own: Of the deals with a chance of their own: [group, stage id, that chance times
            `DEAL_SCALE`, value, deals with a value].
    """

    groups: Sequence[Sequence[Any]]
    own: Sequence[Sequence[Any]]

    def split(self) -> dict[Any, "Counted"]:
        """Each group's deals, counted by stage."""
        parts: dict[Any, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        for side, rows in enumerate((self.groups, self.own)):
            for group, stage_id, *figures in rows:
                parts[group][side].append([stage_id, stage_id, *figures])
        return {group: Counted(*sides) for group, sides in parts.items()}


def join_counted(parts: Mapping[int, Counted], *, by_stage: bool) -> Counted:
    """What was counted of several people's deals by stage, by stage or by person together."""
    groups: dict[tuple[int, ...], list[int]] = {}
    own: dict[tuple[int, ...], list[int]] = {}
    for person, part in parts.items():
        for _, stage_id, *counts in part.groups:
            _add(groups, (stage_id if by_stage else person, stage_id), counts)
        for _, stage_id, scaled, *counts in part.own:
            _add(own, (stage_id if by_stage else person, stage_id, scaled), counts)
    return Counted(*([[*key, *sides[key]] for key in sorted(sides)] for sides in (groups, own)))


def _add(sums: dict[tuple[int, ...], list[int]], key: tuple[int, ...], counts: list[int]) -> None:
    before = sums.get(key)
    sums[key] = counts if before is None else list(map(add, before, counts))


@dataclass
class _Ledger:
    groups: dict[Any, Sums] = field(default_factory=dict)
    sources: dict[ChanceSource, int] = field(default_factory=dict)

    def weigh(self, key: Any, value: int, valued: int, chance: Chance) -> None:
        """Add a value of some deals, times their chance."""
        if not valued:
            return
        self.sources[chance.source] = self.sources.get(chance.source, 0) + valued
        if chance.value is None:
            self.groups[key].without_chance += valued
        else:
            self.groups[key].weighted += value * chance.value


def read_standing(
    connection: Connection,
    counted: Counted,
    by: str,
    setting: Setting,
    stages: Sequence[StageRow],
    chances: Mapping[int, Chance],
) -> Standing:
    """The rows and their total of open deals that were counted by the same dimension."""
    ledger = _weigh(counted, chances)
    total = Sums()
    for sums in ledger.groups.values():
        total.add(sums)
    if by == "stage":
        rows = _list_stages(ledger.groups, stages, chances, setting)
    elif by in TILES:
        rows = _list_tiles(ledger.groups, by, setting)
    else:
        rows = _list_groups(connection, ledger.groups, find_dimension(by), setting)
    sources = {one: ledger.sources[one] for one in ChanceSource if one in ledger.sources}
    return Standing(_fold(rows), total.make_row(None, "Total", setting), total, sources)


def _find_key(by: str) -> ColumnElement[Any]:
    if by == "week":  # which may begin in another month
        return expression_of(Deal.expected_close_on)
    if by in TILES:
        return month_column(Deal.expected_close_on)
    return expression_of(find_dimension(by).column("deals"))


_COUNTED = {
    "valued": Deal.value_minor,
    "with_amount": Deal.currency,
    "with_owner": Deal.owner_id,
    "with_close_date": Deal.expected_close_on,
    "with_creation_date": Deal.created_on,
    "with_activity": Deal.last_activity_on,
    "with_stage_date": Deal.stage_entered_on,
    "with_own_chance": Deal.probability,
}


def count_open_deals(connection: Connection, population: Population, by: str) -> Counted:
    """Count the open deals of a population, by "stage", another dimension, "week", "month" ….

    Weeks, months, quarters and years are those of the expected close date.
    """
    key = _find_key(by)
    # Grouped by stage, the index is read in its own order and nothing has to be sorted.
    is_stage = getattr(key, "key", "") == "stage_id"
    named = {
        "k": key,
        **({} if is_stage else {"stage_id": expression_of(Deal.stage_id)}),
        "deals": func.count(),
        "value": func.sum(Deal.value_minor),
        **{name: func.count(column) for name, column in _COUNTED.items()},
    }
    columns = [column.label(name) for name, column in named.items()]
    by_columns = ("k",) if is_stage else ("k", "stage_id")
    groups: list[ColumnElement[Any]] = [literal_column(name) for name in by_columns]
    stage = "k" if is_stage else "stage_id"
    found = [
        [row["k"], row[stage], row["deals"], int(row["value"] or 0)]
        + [row[name] for name in _COUNTED]
        for row in connection.execute(population.select(columns).group_by(*groups)).mappings()
    ]
    has_own = any(row[-1] for row in found)
    return Counted(found, _count_own_chances(connection, population, key) if has_own else [])


def _count_own_chances(
    connection: Connection, population: Population, key: ColumnElement[Any]
) -> list[list[Any]]:
    columns = [
        key.label("k"),
        expression_of(Deal.stage_id).label("stage_id"),
        cast(func.round(Deal.probability * DEAL_SCALE), Integer).label("scaled"),
        func.sum(Deal.value_minor).label("value"),
        func.count(Deal.value_minor).label("valued"),
    ]
    statement = population.select(columns, where=[Deal.probability.is_not(None)]).group_by(
        *(literal_column(name) for name in ("k", "stage_id", "scaled"))
    )
    return [
        [group, stage_id, scaled, int(value or 0), valued]
        for group, stage_id, scaled, value, valued in connection.execute(statement)
    ]


def _weigh(counted: Counted, chances: Mapping[int, Chance]) -> _Ledger:
    ledger = _Ledger()
    left: dict[tuple[Any, Any], list[int]] = {}
    # In one order however they were counted: a fraction may be rounded at its last digit.
    for group, stage_id, deals, value, *counts in sorted(counted.groups, key=_place):
        sums = Sums(deals=deals, value=value, **dict(zip(_COUNTED, counts, strict=True)))
        ledger.groups.setdefault(group, Sums()).add(sums)
        left[group, stage_id] = [value, sums.valued]
    for group, stage_id, scaled, value, valued in sorted(counted.own, key=_place):
        ledger.weigh(group, value, valued, Chance(Decimal(scaled) / DEAL_SCALE, ChanceSource.DEAL))
        left[group, stage_id][0] -= value
        left[group, stage_id][1] -= valued
    for (group, stage_id), (value, valued) in left.items():
        ledger.weigh(group, value, valued, chances.get(stage_id, UNKNOWN))
    return ledger


def _place(row: Sequence[Any]) -> tuple[Any, ...]:
    return (row[0] is None, 0 if row[0] is None else row[0], *row[1:3])


def _list_stages(
    groups: Mapping[Any, Sums],
    stages: Sequence[StageRow],
    chances: Mapping[int, Chance],
    setting: Setting,
) -> list[PipelineRow]:
    """Every open stage of the pipelines that have deals here, empty ones too, in their order."""
    used = {stage.pipeline for stage in stages if stage.id in groups}
    rows = []
    for stage in stages:
        if stage.id not in groups and not (stage.is_open and stage.pipeline in used):
            continue
        plain = groups.get(stage.id, Sums()).make_row(stage.label, stage.label, setting)
        chance = chances.get(stage.id, UNKNOWN)
        rows.append(
            PipelineRow(
                plain.key,
                plain.label,
                plain.deals,
                plain.value,
                plain.weighted,
                plain.without_value,
                None if chance.value is None else float(chance.value),
                say_source(chance),
            )
        )
    if None in groups:
        rows.append(groups[None].make_row(None, find_dimension("stage").label_of_none, setting))
    return rows


def say_source(chance: Chance) -> str:
    """Who says what a stage's chance is."""
    if chance.source is ChanceSource.STAGE:
        return "CRM"
    if chance.source is ChanceSource.HISTORY:
        return f"history ({chance.decided:,} decided deals)"
    if chance.source is ChanceSource.OVERALL:
        return f"win rate of all {chance.decided:,} decided deals"
    words: str = chance.source.value
    return words


def _list_groups(
    connection: Connection, groups: Mapping[Any, Sums], dimension: Dimension, setting: Setting
) -> list[PipelineRow]:
    spelt = {key: str(key) for key in groups if key is not None}
    if dimension.names is not None:
        ids = [int(key) for key in spelt]
        spelt |= read_names(connection, setting.workspace_id, dimension.names, ids)
    rows = [
        groups[key].make_row(name, dimension.label(name), setting) for key, name in spelt.items()
    ]
    if None in groups:
        rows.append(groups[None].make_row(None, dimension.label_of_none, setting))
    if dimension.ordered:
        return sorted(rows, key=lambda row: (row.key is None, row.key or ""))
    return sorted(rows, key=_rank)


def _rank(row: PipelineRow) -> tuple[Decimal, int, str]:
    return -row.value, -row.deals, row.label


def _list_tiles(groups: Mapping[Any, Sums], by: str, setting: Setting) -> list[PipelineRow]:
    calendar = Calendar(setting.fiscal_start)
    tiles: dict[date, Sums] = {}
    names: dict[date, str] = {}
    for key in sorted(key for key in groups if key is not None):
        day = key if isinstance(key, date) else date(int(key[:4]), int(key[5:7]), 1)
        tile = find_piece(day, by, calendar)
        tiles.setdefault(tile.start, Sums()).add(groups[key])
        names[tile.start] = name_period(tile, calendar)
    rows = [sums.make_row(names[start], names[start], setting) for start, sums in tiles.items()]
    if None in groups:
        rows.append(groups[None].make_row(None, "(no close date)", setting))
    return rows


def _fold(rows: list[PipelineRow]) -> tuple[PipelineRow, ...]:
    if len(rows) <= MOST_ROWS + 1:
        return tuple(rows)
    rest = rows[MOST_ROWS:]
    folded = PipelineRow(
        None,
        f"and {len(rest):,} more",
        sum(row.deals for row in rest),
        sum((row.value for row in rest), Decimal(0)),
        sum((row.weighted for row in rest), Decimal(0)),
        sum(row.without_value for row in rest),
    )
    return (*rows[:MOST_ROWS], folded)
