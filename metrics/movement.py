"""What happened to the pipeline in the last seven days: new, won, lost, pushed, amounts changed.

For everything taken together it adds up: the pipeline then, and what is new, and the changed
amounts, less what was won and lost, is the pipeline now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Subquery,
    and_,
    func,
    literal_column,
    null,
    or_,
    select,
)

from metrics.metric import CLOSED_DEALS, CREATED_DEALS, Basis, Column, expression_of
from metrics.period import Period
from metrics.population import Population, find_population
from metrics.question import Question, Setting
from metrics.units import minor_digits
from storage.tables import Deal, DealChange, ImportBatch

DAYS = 7


@dataclass(frozen=True)
class Movement:
    """What happened to the pipeline since the evening of a day, in deals and money (major units).

    `new`, `won` and `lost` have the value the deals have now; `amount_changed` is about deals
    that were there before.
    """

    since: date
    new: tuple[int, Decimal]
    won: tuple[int, Decimal]
    lost: tuple[int, Decimal]
    pushed: tuple[int, Decimal]  # expected close date moved later; their value now
    amount_changed: tuple[int, Decimal]  # the sum of differences, signed
    known: bool = True  # False before the first history: pushes and amounts can't be told


Moves = Mapping[str, Sequence[int]]
"""Kind of move, as `Movement` names it -> (deals, money in minor units)."""
_KINDS = ("new", "won", "lost", "pushed", "amount_changed")


def read_movement(connection: Connection, setting: Setting, day: date, moves: Moves) -> Movement:
    """What happened in the seven days up to the evening of `day`, as it was counted."""
    since = day - timedelta(days=DAYS)
    known = knows_changes(connection, setting, since)
    digits = minor_digits(setting.currency)
    told = {
        kind: (deals, Decimal(value).scaleb(-digits))
        if known or kind not in ("pushed", "amount_changed")
        else (0, Decimal(0))
        for kind, (deals, value) in moves.items()
    }
    return Movement(since=since, known=known, **told)


def count_moves(connection: Connection, question: Question, setting: Setting, day: date) -> Moves:
    """Count what happened in the seven days up to the evening of `day`.

    A question about deals closing in a period counts deals whose expected close date (of decided
    deals without one: whose close date) lies in it.
    """
    return add_moves(_Counting(connection, question, setting, day).count(None).values())


def count_moves_by_owner(
    connection: Connection, question: Question, setting: Setting, day: date
) -> dict[int | None, Moves]:
    """The same for each owner who has any, by the owner that the deals have now.

    Kinds of which there are none may be missing; `add_moves` fills them in.
    """
    return _Counting(connection, question, setting, day).count(Deal.owner_id)


def add_moves(parts: Iterable[Moves]) -> Moves:
    """The moves of several owners' deals together."""
    sums = {kind: [0, 0] for kind in _KINDS}
    for part in parts:
        for kind, (deals, value) in part.items():
            sums[kind][0] += deals
            sums[kind][1] += value
    return sums


def knows_changes(connection: Connection, setting: Setting, since: date) -> bool:
    """Whether changes were already being recorded on that evening."""
    first_change = connection.scalar(
        select(func.min(DealChange.on)).where(DealChange.workspace_id == setting.workspace_id)
    )
    if first_change is not None and first_change <= since:
        return True
    first_import = connection.scalar(
        select(func.min(ImportBatch.finished_at)).where(
            ImportBatch.workspace_id == setting.workspace_id,
            ImportBatch.undone_at.is_(None),
            ImportBatch.kind.in_(("deals", "sample")),
        )
    )
    return first_import is not None and first_import.astimezone(setting.zone).date() <= since


@dataclass(frozen=True)
class _Counting:
    """One question about the seven days up to an evening."""

    connection: Connection
    question: Question
    setting: Setting
    day: date

    def count(self, owner: Column | None) -> dict[int | None, Moves]:
        """The moves by owner; all under None where `owner` is None."""
        moves: dict[int | None, dict[str, Sequence[int]]] = defaultdict(dict)
        for basis, kind in ((CREATED_DEALS, None), (CLOSED_DEALS, Deal.status)):
            for whose, kind_found, *figures in self._count_deals(basis, owner, kind):
                moves[whose][kind_found] = figures
        changes: dict[int | None, list[Row[Any]]] = defaultdict(list)
        for change in self._read_changes(owner):
            changes[change.owner_id].append(change)
        for whose, own in changes.items():
            moves[whose]["pushed"], moves[whose]["amount_changed"] = _sum_up(own)
        return {**moves}

    @property
    def _week(self) -> Period:
        return Period(self.day - timedelta(days=DAYS - 1), self.day + timedelta(days=1))

    def _find(self, basis: Basis, period: Period | None) -> Population:
        today = self.setting.today
        return find_population(self.connection, basis, self.question, self.setting, period, today)

    def _closing(self) -> list[ColumnElement[bool]]:
        if self.question.closing is None:
            return []
        due = func.coalesce(Deal.expected_close_on, Deal.closed_on)
        return [due >= self.question.closing.start, due < self.question.closing.end]

    def _count_deals(
        self, basis: Basis, owner: Column | None, kind: Column | None
    ) -> list[tuple[int | None, str, int, int]]:
        """(owner, kind of move, deals, money); without a kind they are new."""
        groups = {
            name: expression_of(column).label(name)
            for name, column in (("owner", owner), ("kind", kind))
            if column is not None
        }
        columns = [
            *groups.values(),
            func.count().label("deals"),
            func.sum(Deal.value_minor).label("value"),
        ]
        statement = self._find(basis, self._week).select(columns, where=self._closing())
        statement = statement.group_by(*(literal_column(name) for name in groups))
        return [
            (row.get("owner"), row.get("kind", "new"), row["deals"], int(row["value"] or 0))
            for row in self.connection.execute(statement).mappings()
        ]

    def _read_changes(self, owner: Column | None) -> Sequence[Row[Any]]:
        """The pushes and changed values of deals that they count for, the oldest first."""
        week = self._week
        deals = self._find_deals()
        pushed_while_open = and_(
            # What was decided in the week is told as won or lost.
            DealChange.field == "expected_close_on",
            or_(deals.c.closed_on.is_(None), deals.c.closed_on >= week.end),
        )
        changed_since_before = and_(
            DealChange.field == "value",
            or_(deals.c.created_on.is_(None), deals.c.created_on < week.start),
        )
        statement = (
            select(
                DealChange.deal_id,
                DealChange.field,
                DealChange.old,
                DealChange.new,
                deals.c.value_minor,
                (null() if owner is None else deals.c.owner_id).label("owner_id"),
            )
            .join(deals, deals.c.id == DealChange.deal_id)
            .where(
                DealChange.workspace_id == self.setting.workspace_id,
                DealChange.on >= week.start,
                DealChange.on < week.end,
                DealChange.field.in_(("expected_close_on", "value")),  # the index knows them
                or_(pushed_while_open, changed_since_before),
            )
            # Not by `at`: it is not in the index, and within a day the order of writing serves.
            .order_by(DealChange.on, DealChange.id)
        )
        return self.connection.execute(statement).all()

    def _find_deals(self) -> Subquery:
        """The deals of the question's scope and filters that were not decided before the week."""
        dated = self._find(CREATED_DEALS, None)
        has_date = dated.source.c.created_on.is_not(None)
        # Every deal, whether or not its creation is known. The changes lead to the deals by their
        # ids; an index of dates would only be in the way.
        everything = replace(
            dated, where=tuple(one for one in dated.where if not one.compare(has_date)), hint=""
        )
        open_then = or_(Deal.closed_on.is_(None), Deal.closed_on >= self._week.start)
        columns = (Deal.id, Deal.value_minor, Deal.owner_id, Deal.created_on, Deal.closed_on)
        return everything.select(
            [expression_of(column) for column in columns], where=[*self._closing(), open_then]
        ).subquery("found")


def _sum_up(changes: Iterable[Row[Any]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """What the changes of each deal come to, from before the first to after the last."""
    days: dict[int, list[Any]] = {}
    values: dict[int, list[Any]] = {}
    for deal_id, field, old, new, value, _ in changes:
        seen = days if field == "expected_close_on" else values
        seen.setdefault(deal_id, [old, new, value])[1] = new
    pushed = [value or 0 for old, new, value in days.values() if _is_later(old, new)]
    differences = [int(new or 0) - int(old or 0) for old, new, _ in values.values()]
    changed = [difference for difference in differences if difference]
    return (len(pushed), sum(pushed)), (len(changed), sum(changed))


def _is_later(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and new > old
