"""The deals that something happened to since an evening, as they stood then and later.

The states are those that `metrics.history.deals_as_of` rebuilds, for few deals instead of all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Row,
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


@dataclass(frozen=True)
class Standing:
    """Whether a deal is in the pipeline of a scope, and with what value (0 without one)."""

    is_in: bool
    minor: int


OUT = Standing(is_in=False, minor=0)


@dataclass(frozen=True)
class MovingDeal:
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
class _History:
    """The changes of one deal after an evening, the oldest first: (on, old, new) by field."""

    by_field: Mapping[str, list[tuple[date, str | None, str | None]]] = field(default_factory=dict)

    def find_old(self, name: str, day: date) -> tuple[bool, str | None]:
        """Whether a field has changed after a day, and what it was on its evening."""
        for on, old, _ in self.by_field.get(name, ()):
            if on > day:
                return True, old
        return False, None


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
    kinds = {stage.id: stage.kind for stage in stages}
    histories = _read_histories(connection, workspace_id, scope, before)
    replay = _Replay(scope.people, kinds, before, last)
    found = connection.execute(_select_touched(workspace_id, scope, before))
    return [replay.tell(row, histories.get(row.id, _History())) for row in found]


@dataclass(frozen=True)
class _Replay:
    people: frozenset[int] | None
    kinds: Mapping[int, str]
    before: date
    last: date

    def tell(self, row: Row[Any], history: _History) -> MovingDeal:
        owned = self._sees(row.owner_id)
        start, end = self._stand(row, history, self.before), self._stand(row, history, self.last)
        in_period = any(
            self.before < on <= self.last
            for changes in history.by_field.values()
            for on, _, _ in changes
        )
        is_open = row.status == _OPEN and owned
        return MovingDeal(
            id=row.id,
            status=row.status,
            value_minor=row.value_minor,
            created_on=row.created_on,
            closed_on=row.closed_on,
            owned=owned,
            at_start=start,
            at_end=end,
            now=Standing(is_in=True, minor=row.value_minor or 0) if is_open else OUT,
            is_pushed=self._is_pushed(history),
            is_stirred=in_period and (start.is_in or end.is_in),
        )

    def _sees(self, owner_id: int | None) -> bool:
        return self.people is None or owner_id in self.people

    def _stand(self, row: Row[Any], history: _History, day: date) -> Standing:
        if row.created_on is not None and row.created_on > day:
            return OUT
        if row.status != _OPEN and (row.closed_on is None or row.closed_on <= day):
            return OUT
        changed, stage = history.find_old("stage", day)
        if changed and stage and self.kinds.get(int(stage), _OPEN) != _OPEN:
            return OUT  # it was decided then, and reopened later
        changed, owner = history.find_old("owner", day)
        if not self._sees((int(owner) if owner else None) if changed else row.owner_id):
            return OUT
        changed, value = history.find_old("value", day)
        minor = (int(value) if value else 0) if changed else row.value_minor or 0
        return Standing(is_in=True, minor=minor)

    def _is_pushed(self, history: _History) -> bool:
        within = [
            (old, new)
            for on, old, new in history.by_field.get(_PUSH, ())
            if self.before < on <= self.last
        ]
        if not within:
            return False
        old, new = within[0][0], within[-1][1]
        return old is not None and new is not None and new > old


def _select_touched(workspace_id: int, scope: Scope, before: date) -> Any:
    """The deals created, decided or changed after an evening."""
    touched = _find_touched(workspace_id, before)
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
    return statement.where(*_concern(workspace_id, scope, before))


def _find_touched(workspace_id: int, before: date) -> CTE:
    workspace = literal(workspace_id, Integer).label("workspace_id")
    changed = select(workspace, _changes.c.deal_id.label("id")).where(
        _changes.c.workspace_id == workspace_id, _changes.c.on > before
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
    return union(changed, created, decided).cte("touched").prefix_with("MATERIALIZED")


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


def _read_histories(
    connection: Connection, workspace_id: int, scope: Scope, before: date
) -> dict[int, _History]:
    statement = (
        select(_changes.c.deal_id, _changes.c.field, _changes.c.on, _changes.c.old, _changes.c.new)
        .where(
            _changes.c.workspace_id == workspace_id,
            _changes.c.on > before,
            _changes.c.field.in_((*_STATE, _PUSH)),  # the index knows them
        )
        .order_by(_changes.c.on, _changes.c.at, _changes.c.id)
    )
    if scope.people is not None:
        statement = statement.join(
            _deals,
            and_(
                _deals.c.workspace_id == _changes.c.workspace_id, _deals.c.id == _changes.c.deal_id
            ),
        ).where(*_concern(workspace_id, scope, before))
    found: dict[int, dict[str, list[tuple[date, str | None, str | None]]]] = defaultdict(dict)
    for deal_id, name, on, old, new in connection.execute(statement):
        found[deal_id].setdefault(name, []).append((on, old, new))
    return {deal_id: _History(by_field) for deal_id, by_field in found.items()}
