"""Open deals that somebody should look at: overdue, silent, or stuck in their stage.

Stuck is measured against the team's own history: longer in the stage than three quarters of the
deals that passed it (`metrics.stage_pace`).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, or_, select

from metrics.metric import Column, expression_of
from metrics.population import Population
from metrics.question import Setting
from metrics.stage_pace import StagePaceRow
from metrics.stages import StageRow
from metrics.units import minor_digits
from storage.tables import Account, Deal, Person

MOST_SHOWN = 10
ANY = "ANY"
"""Stands for whichever concern comes first."""
NEVER = date.max.toordinal() + 1_000_000


class Concern(Enum):
    """Why a deal needs attention."""

    OVERDUE = "overdue"
    NO_ACTIVITY = "no activity"
    STUCK = "stuck"


@dataclass(frozen=True)
class AttentionDeal:
    """One open deal that somebody should look at, with each reason and its number of days."""

    key: str
    name: str
    account: str | None
    owner: str | None
    stage: str
    value: Decimal | None
    expected_close_on: date | None
    concerns: tuple[tuple[Concern, int, str], ...]
    """(concern, days, words): (OVERDUE, 12, "12 days past its close date")."""


@dataclass(frozen=True)
class Attention:
    """The deals that need attention: the most valuable ones, and how many there are.

    A deal with two concerns is counted under both, and once in the total.
    """

    deals: tuple[AttentionDeal, ...]
    counts: dict[Concern, int]
    total: int


@dataclass(frozen=True)
class Limits:
    """From when on a deal needs attention.

    Attributes:
        day: The evening that is looked at.
        quiet_days: No activity for so many days is too quiet; None where it can't be told.
        stuck_after: By stage, more days than these in it is stuck; stages that nothing is known
            of are missing.
    """

    day: date
    quiet_days: int | None
    stuck_after: Mapping[int, int]

    @classmethod
    def learn(cls, day: date, quiet_days: int, paces: Mapping[int, StagePaceRow]) -> "Limits":
        """The limits that the team's own history gives."""
        known = {stage_id: pace.stuck_after for stage_id, pace in paces.items()}
        stuck = {stage_id: days for stage_id, days in known.items() if days is not None}
        return cls(day, quiet_days, stuck)

    def conditions(self) -> dict[Concern, ColumnElement[bool]]:
        """Each concern as a condition of the query language."""
        quiet: ColumnElement[bool] = false()
        if self.quiet_days is not None:
            quiet = Deal.last_activity_on <= self.day - timedelta(days=self.quiet_days)
        stuck = [
            and_(
                Deal.stage_id == stage_id,
                Deal.stage_entered_on < self.day - timedelta(days=days),
            )
            for stage_id, days in sorted(self.stuck_after.items())
        ]
        return {
            Concern.OVERDUE: Deal.expected_close_on < self.day,
            Concern.NO_ACTIVITY: quiet,
            Concern.STUCK: or_(false(), *stuck),
        }

    def find_beginnings(
        self, stage_id: int, due: date | None, active: date | None, entered: date | None
    ) -> tuple[int, int, int]:
        """From which day on each condition is met, whatever `day` is: ordinals, or `NEVER`."""
        usual = self.stuck_after.get(stage_id)
        return (
            NEVER if due is None else due.toordinal() + 1,
            NEVER
            if active is None or self.quiet_days is None
            else active.toordinal() + self.quiet_days,
            NEVER if entered is None or usual is None else entered.toordinal() + usual + 1,
        )


_BEGINNINGS = (*Concern.__members__, ANY)


@dataclass(frozen=True)
class Outlook:
    """When the deals of a population begin to need attention, if nothing comes to change them.

    Attributes:
        since: The first day it holds for; what began earlier begins on it. Days are ordinals.
        begins: By concern's name, and "ANY" for the first of a deal's: [day, deals that begin],
            the earliest day first.
        first: [rank, day, deal id] of the most valuable deals, the most valuable first: all that
            can be among the first `MOST_SHOWN` on any day. Ranks compare with those of others.
    """

    since: int
    begins: Mapping[str, Sequence[Sequence[int]]]
    first: Sequence[Sequence[int]]

    def holds_on(self, day: date) -> bool:
        """Whether it tells about the evening of `day`."""
        return day.toordinal() >= self.since

    def count(self, name: str, day: date) -> int:
        """How many deals need attention on the evening of `day`."""
        begun = takewhile(lambda each: each[0] <= day.toordinal(), self.begins[name])
        return sum(deals for _, deals in begun)

    def find_most_valuable(self, day: date) -> list[int]:
        """The ids of those that are told on the evening of `day`."""
        first = [id_ for _, begin, id_ in self.first if begin <= day.toordinal()]
        return first[:MOST_SHOWN]


@dataclass
class _Watch:
    """An outlook that is being put together."""

    counts: tuple[Counter[int], ...] = field(
        default_factory=lambda: tuple(Counter() for _ in _BEGINNINGS)
    )
    first: list[tuple[int, int, int]] = field(default_factory=list)
    earlier: list[int] = field(default_factory=list)
    """The days in `first`, in order."""

    def see(self, rank: int, begin: int, id_: int) -> None:
        """Look at a deal; the more valuable ones have come before."""
        place = bisect_right(self.earlier, begin)
        if place < MOST_SHOWN:  # else so many are worth more and there whenever it is
            self.earlier.insert(place, begin)
            self.first.append((rank, begin, id_))

    def sum_up(self, since: int) -> Outlook:
        """What was seen."""
        named = zip(_BEGINNINGS, self.counts, strict=True)
        return Outlook(since, {name: sorted(count.items()) for name, count in named}, self.first)


def read_outlooks(
    connection: Connection, population: Population, limits: Limits
) -> dict[int | None, Outlook]:
    """By owner: look at each deal of a population once, for all evenings from now on."""
    since = limits.day.toordinal()
    watches: dict[int | None, _Watch] = defaultdict(_Watch)
    deals = connection.execute(_list_by_value(population, (*_DATED, Deal.owner_id)))
    for rank, (id_, stage_id, due, active, entered, owner_id) in enumerate(deals):
        each = limits.find_beginnings(stage_id, due, active, entered)
        begin = min(each)
        if begin == NEVER:
            continue
        watch = watches[owner_id]
        for count, day in zip(watch.counts, (*each, begin), strict=True):
            if day != NEVER:
                count[max(day, since)] += 1
        watch.see(rank, max(begin, since), id_)
    return {owner_id: watch.sum_up(since) for owner_id, watch in watches.items()}


def join_for_evening(day: date, outlooks: Sequence[Outlook]) -> Outlook:
    """What the outlooks of several owners' deals, that hold on a day, tell of its evening alone."""
    evening = day.toordinal()
    begins = {
        name: [[evening, sum(outlook.count(name, day) for outlook in outlooks)]]
        for name in _BEGINNINGS
    }
    first = sorted(
        [rank, evening, id_]
        for outlook in outlooks
        for rank, begin, id_ in outlook.first
        if begin <= evening
    )
    return Outlook(evening, begins, first[:MOST_SHOWN])


def join_outlooks(since: date, outlooks: Iterable[Outlook]) -> Outlook:
    """The outlook for the deals of several owners, from a day on that each of them holds for."""
    whole = _Watch()
    first: list[tuple[int, int, int]] = []
    for outlook in outlooks:
        for name, count in zip(_BEGINNINGS, whole.counts, strict=True):
            for day, deals in outlook.begins[name]:
                count[max(day, since.toordinal())] += deals
        first += [(rank, day, id_) for rank, day, id_ in outlook.first]
    for rank, day, id_ in sorted(first):
        whole.see(rank, max(day, since.toordinal()), id_)
    return whole.sum_up(since.toordinal())


def read_attention(
    connection: Connection,
    population: Population,
    setting: Setting,
    limits: Limits,
    stages: Sequence[StageRow],
    outlook: Outlook | None = None,
) -> Attention:
    """The deals of a population that need attention; `outlook` when it is known for them."""
    if outlook is None:
        total, counts, found = _find_now(connection, population, limits)
    else:
        total = outlook.count(ANY, limits.day)
        counts = {concern: outlook.count(concern.name, limits.day) for concern in Concern}
        wanted = Deal.id.in_(outlook.find_most_valuable(limits.day))
        # A few deals by their ids: an index of all open ones would only be in the way.
        few = replace(population, hint="")
        found = list(connection.execute(_list_by_value(few, _TOLD, wanted)))
    return Attention(_describe(connection, found, setting, limits, stages), counts, total)


def _find_now(
    connection: Connection, population: Population, limits: Limits
) -> tuple[int, dict[Concern, int], list[Row[Any]]]:
    conditions = limits.conditions()
    counted = [func.count().label("total")] + [
        func.count().filter(condition).label(concern.name.lower())
        for concern, condition in conditions.items()
    ]
    row = connection.execute(population.select(counted, where=[or_(*conditions.values())])).one()
    counts = {concern: getattr(row, concern.name.lower()) for concern in Concern}
    if not row.total:
        return 0, counts, []
    listed = _list_by_value(population, _TOLD, or_(*conditions.values())).limit(MOST_SHOWN)
    return row.total, counts, list(connection.execute(listed))


_DATED = (
    Deal.id,
    Deal.stage_id,
    Deal.expected_close_on,
    Deal.last_activity_on,
    Deal.stage_entered_on,
)
_TOLD = (*_DATED, Deal.owner_id, Deal.account_id, Deal.value_minor)


def _list_by_value(
    population: Population, columns: Sequence[Column], *where: ColumnElement[bool]
) -> Select[Any]:
    return population.select([expression_of(column) for column in columns], where=where).order_by(
        population.adapt(Deal.value_minor).desc().nulls_last(), population.adapt(Deal.id)
    )


def _describe(
    connection: Connection,
    found: Sequence[Row[Any]],
    setting: Setting,
    limits: Limits,
    stages: Sequence[StageRow],
) -> tuple[AttentionDeal, ...]:
    named = {
        row.id: row
        for row in connection.execute(
            select(Deal.id, Deal.key, Deal.name).where(
                Deal.workspace_id == setting.workspace_id, Deal.id.in_([row.id for row in found])
            )
        )
    }
    owners = _read_names(connection, setting, Person, {row.owner_id for row in found})
    accounts = _read_names(connection, setting, Account, {row.account_id for row in found})
    labels = {stage.id: stage.label for stage in stages}
    digits = minor_digits(setting.currency)
    return tuple(
        AttentionDeal(
            key=named[row.id].key,
            name=named[row.id].name or named[row.id].key,
            account=accounts.get(row.account_id),
            owner=owners.get(row.owner_id),
            stage=labels.get(row.stage_id, ""),
            value=None if row.value_minor is None else Decimal(row.value_minor).scaleb(-digits),
            expected_close_on=row.expected_close_on,
            concerns=list_concerns(row, limits, labels),
        )
        for row in found
    )


def list_concerns(
    deal: Row[Any], limits: Limits, labels: Mapping[int, str]
) -> tuple[tuple[Concern, int, str], ...]:
    """Why a deal needs attention: concern, days and words; `labels` are the stages' by id."""
    concerns = []
    if deal.expected_close_on is not None and deal.expected_close_on < limits.day:
        days = (limits.day - deal.expected_close_on).days
        concerns.append((Concern.OVERDUE, days, f"{_say(days)} past its close date"))
    if limits.quiet_days is not None and deal.last_activity_on is not None:
        days = (limits.day - deal.last_activity_on).days
        if days >= limits.quiet_days:
            concerns.append((Concern.NO_ACTIVITY, days, f"no activity for {_say(days)}"))
    usual = limits.stuck_after.get(deal.stage_id)
    if usual is not None and deal.stage_entered_on is not None:
        days = (limits.day - deal.stage_entered_on).days
        if days > usual:
            words = f"{_say(days)} in {labels[deal.stage_id]}, usually at most {usual:,}"
            concerns.append((Concern.STUCK, days, words))
    return tuple(concerns)


def _say(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _read_names(
    connection: Connection,
    setting: Setting,
    table: type[Person] | type[Account],
    ids: set[int | None],
) -> dict[int | None, str]:
    wanted = [id_ for id_ in ids if id_ is not None]
    rows = connection.execute(
        select(table.id, table.name).where(
            table.workspace_id == setting.workspace_id, table.id.in_(wanted)
        )
    )
    return {row.id: row.name for row in rows}
