"""The deals that something happened to since an evening, as they stood then and later.

The states are those that `metrics.history.deals_as_of` rebuilds, for few deals instead of all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    and_,
    func,
    literal,
    or_,
    select,
    union,
)

from metrics.period import Period
from metrics.scope import Scope
from storage.tables import Deal, DealChange, Stage
from storage.tables.facts import OPEN

_deals: FromClause = Deal.__table__
_changes: FromClause = DealChange.__table__
_STATE = ("stage", "value", "owner")
_PUSH = "expected_close_on"
_OPEN = "open"
_FEW = 500
"""Up to so many deals are looked up by their ids."""


class Standing(NamedTuple):
    """Whether a deal is in the pipeline of a scope, and with what value (0 without one)."""

    is_in: bool
    minor: int


OUT = Standing(is_in=False, minor=0)


class MovingDeal(NamedTuple):
    """A deal before a period, at the end of it, and today.

    Attributes:
        is_pushed: Its close date at the end of the period is later than before it.
        is_stirred: Something recorded happened to it in the period, while it was these people's.
    """

    id: int
    status: str
    value_minor: int | None
    created_on: date | None
    closed_on: date | None
    owned: bool  # by somebody in the scope, today
    at_start: Standing
    at_end: Standing
    now: Standing
    is_pushed: bool
    is_stirred: bool

    def find_outcome(self, period: Period) -> str | None:
        """How these people decided it in the period: "won" or "lost"."""
        decided = self.status != _OPEN and self.closed_on is not None and self.closed_on in period
        return self.status if decided and self.owned else None


@dataclass(frozen=True)
class _Evening:
    """What fields were on an evening, where they have changed since: deal -> the old value."""

    day: date
    stages: dict[int, str | None] = field(default_factory=dict)
    values: dict[int, str | None] = field(default_factory=dict)
    owners: dict[int, str | None] = field(default_factory=dict)

    def undo(self, deal_id: int, name: str, old: str | None) -> None:
        """Take in a later change; of several of a field the earliest counts, which comes first."""
        if name != _PUSH:
            fields = {"stage": self.stages, "value": self.values, "owner": self.owners}
            fields[name].setdefault(deal_id, old)


@dataclass(frozen=True)
class _Changes:
    """The changes after the first of two evenings, as far as they matter on either.

    Attributes:
        dates: (old, new) of the expected close date over the period.
        stirred: The deals that changed in the period.
    """

    start: _Evening
    end: _Evening
    dates: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    stirred: set[int] = field(default_factory=set)

    def add(self, deal_id: int, name: str, on: date, old: str | None, new: str | None) -> None:
        """Take in one change; the oldest comes first."""
        self.start.undo(deal_id, name, old)
        if on > self.end.day:
            self.end.undo(deal_id, name, old)
            return
        self.stirred.add(deal_id)
        if name == _PUSH:
            first = self.dates.get(deal_id, (old, new))[0]
            self.dates[deal_id] = first, new


def read_standing_now(connection: Connection, workspace_id: int, scope: Scope) -> tuple[int, int]:
    """How many deals of a scope are open as the tables stand, and their value in minor units."""
    statement = (
        select(func.count(), func.sum(_deals.c.value_minor))
        .where(_deals.c.workspace_id == workspace_id, _deals.c.status == OPEN)
        .with_hint(_deals, "INDEXED BY ix_deals_open", "sqlite")
    )
    if scope.people is not None:
        statement = statement.where(_deals.c.owner_id.in_(sorted(scope.people)))
    deals, minor = connection.execute(statement).one()
    return deals, int(minor or 0)


def read_moving_deals(
    connection: Connection, workspace_id: int, scope: Scope, before: date, last: date
) -> list[MovingDeal]:
    """Every deal of a scope that may have stood otherwise on one of two evenings than today."""
    stages = connection.execute(
        select(Stage.id, Stage.kind).where(Stage.workspace_id == workspace_id)
    )
    decided = frozenset(str(stage.id) for stage in stages if stage.kind != _OPEN)
    changes = _Changes(_Evening(before), _Evening(last))
    found = connection.execute(_select_changes(workspace_id, scope, before)).all()
    for change in found:
        changes.add(*change)
    replay = _Replay(scope.people, decided, changes)
    changed = frozenset(row.deal_id for row in found)
    touched = connection.execute(_select_touched(workspace_id, scope, before, changed)).all()
    return [replay.tell(*row) for row in touched]


@dataclass(frozen=True)
class _Replay:
    """Tells each deal's three states.

    Attributes:
        decided: The stages, as the changes write them, that are won or lost.
    """

    people: frozenset[int] | None
    decided: frozenset[str]
    changes: _Changes

    def tell(
        self,
        id_: int,
        status: str,
        owner_id: int | None,
        minor: int | None,
        created_on: date | None,
        closed_on: date | None,
    ) -> MovingDeal:
        owned = self.people is None or owner_id in self.people
        states = []
        for evening in (self.changes.start, self.changes.end):
            was_there = created_on is None or created_on <= evening.day
            if status != _OPEN:
                was_there = was_there and closed_on is not None and closed_on > evening.day
            states.append(self._stand(id_, evening, minor, owned=owned) if was_there else OUT)
        is_open = status == _OPEN and owned
        old, new = self.changes.dates.get(id_, (None, None))
        start, end = states
        return MovingDeal(
            id=id_,
            status=status,
            value_minor=minor,
            created_on=created_on,
            closed_on=closed_on,
            owned=owned,
            at_start=start,
            at_end=end,
            now=Standing(is_in=True, minor=minor or 0) if is_open else OUT,
            is_pushed=old is not None and new is not None and new > old,
            is_stirred=id_ in self.changes.stirred and (start.is_in or end.is_in),
        )

    def _stand(self, id_: int, evening: _Evening, minor: int | None, *, owned: bool) -> Standing:
        """Of a deal that was there and not decided yet, as far as its dates say."""
        if evening.stages.get(id_) in self.decided:
            return OUT  # it was decided then, and reopened later
        if id_ in evening.owners:
            owner = evening.owners[id_]
            owned = self.people is None or (owner is not None and int(owner) in self.people)
        if id_ in evening.values:
            value = evening.values[id_]
            minor = int(value) if value else 0
        return Standing(is_in=True, minor=minor or 0) if owned else OUT


def _select_touched(workspace_id: int, scope: Scope, before: date, changed: frozenset[int]) -> Any:
    """The deals created, decided or changed after an evening."""
    touched = _find_touched(workspace_id, scope, before, changed)
    statement = select(
        _deals.c.id,
        _deals.c.status,
        _deals.c.owner_id,
        _deals.c.value_minor,
        _deals.c.created_on,
        _deals.c.closed_on,
    ).select_from(
        # Not with the workspace's number: SQLite would think of starting from all its deals.
        touched.join(
            _deals,
            and_(_deals.c.workspace_id == touched.c.workspace_id, _deals.c.id == touched.c.id),
        )
    )
    if len(changed) <= _FEW:
        return statement  # the changes have been narrowed already
    return statement.where(*_concern(workspace_id, scope, before))


def _find_touched(workspace_id: int, scope: Scope, before: date, changed: frozenset[int]) -> CTE:
    workspace = literal(workspace_id, Integer).label("workspace_id")
    by_change = select(workspace, _changes.c.deal_id.label("id")).where(
        _changes.c.workspace_id == workspace_id, _changes.c.on > before
    )
    if len(changed) <= _FEW:
        by_change = select(workspace, _deals.c.id).where(
            _deals.c.workspace_id == workspace_id, _deals.c.id.in_(sorted(changed))
        )
    created = (
        select(workspace, _deals.c.id)
        .where(_deals.c.workspace_id == workspace_id, _deals.c.created_on > before)
        .with_hint(_deals, "INDEXED BY ix_deals_created", "sqlite")
    )
    decided = (
        select(workspace, _deals.c.id)
        .where(
            _deals.c.workspace_id == workspace_id,
            _deals.c.status != OPEN,
            _deals.c.closed_on > before,
        )
        .with_hint(_deals, "INDEXED BY ix_deals_closed", "sqlite")
    )
    if scope.people is not None:
        # Whose they were before is told by the changes.
        own = _deals.c.owner_id.in_(sorted(scope.people))
        created, decided = created.where(own), decided.where(own)
    return union(by_change, created, decided).cte("touched").prefix_with("MATERIALIZED")


def _concern(workspace_id: int, scope: Scope, before: date) -> Iterator[ColumnElement[bool]]:
    """Deals that are somebody's in the scope today, or were since the evening."""
    if scope.people is None:
        return
    given_away = select(_changes.c.deal_id).where(
        _changes.c.workspace_id == workspace_id,
        _changes.c.on > before,
        _changes.c.field == "owner",
        _changes.c.old.in_([str(id_) for id_ in sorted(scope.people)]),
    )
    yield or_(_deals.c.owner_id.in_(sorted(scope.people)), _deals.c.id.in_(given_away))


def _select_changes(workspace_id: int, scope: Scope, before: date) -> Any:
    """The changes after an evening, the oldest first: (deal, field, on, old, new)."""
    statement = (
        select(_changes.c.deal_id, _changes.c.field, _changes.c.on, _changes.c.old, _changes.c.new)
        .where(
            _changes.c.workspace_id == workspace_id,
            _changes.c.on > before,
            _changes.c.field.in_((*_STATE, _PUSH)),  # the index knows them
        )
        .order_by(_changes.c.on, _changes.c.at, _changes.c.id)
    )
    if scope.people is None:
        return statement
    own_deals = and_(
        _deals.c.workspace_id == _changes.c.workspace_id, _deals.c.id == _changes.c.deal_id
    )
    return statement.join(_deals, own_deals).where(*_concern(workspace_id, scope, before))
