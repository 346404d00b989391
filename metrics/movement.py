"""What happened to the pipeline in the last seven days: new, won, lost, pushed, amounts changed.

For everything taken together it adds up: the pipeline then, and what is new, and the changed
amounts, less what was won and lost, is the pipeline now.
"""

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
    or_,
    select,
)

from metrics.metric import CLOSED_DEALS, CREATED_DEALS, expression_of
from metrics.period import Period
from metrics.population import find_population
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
    week = Period(day - timedelta(days=DAYS - 1), day + timedelta(days=1))
    closing = _closing_clauses(question)
    decided = _count_decided(connection, question, setting, week, closing)
    pushed, changed = _read_changes(connection, question, setting, week, closing)
    return {
        "new": _count_new(connection, question, setting, week, closing),
        "won": decided.get("won", (0, 0)),
        "lost": decided.get("lost", (0, 0)),
        "pushed": pushed,
        "amount_changed": changed,
    }


def _closing_clauses(question: Question) -> list[ColumnElement[bool]]:
    if question.closing is None:
        return []
    due = func.coalesce(Deal.expected_close_on, Deal.closed_on)
    return [due >= question.closing.start, due < question.closing.end]


def _count_new(
    connection: Connection,
    question: Question,
    setting: Setting,
    week: Period,
    closing: list[ColumnElement[bool]],
) -> tuple[int, int]:
    created = find_population(connection, CREATED_DEALS, question, setting, week, setting.today)
    columns: list[ColumnElement[Any]] = [
        func.count().label("deals"),
        func.sum(Deal.value_minor).label("value"),
    ]
    row = connection.execute(created.select(columns, where=closing)).one()
    return row.deals, int(row.value or 0)


def _count_decided(
    connection: Connection,
    question: Question,
    setting: Setting,
    week: Period,
    closing: list[ColumnElement[bool]],
) -> dict[str, tuple[int, int]]:
    closed = find_population(connection, CLOSED_DEALS, question, setting, week, setting.today)
    columns = [
        expression_of(Deal.status).label("status"),
        func.count().label("deals"),
        func.sum(Deal.value_minor).label("value"),
    ]
    statement = closed.select(columns, where=closing).group_by(literal_column("status"))
    return {row.status: (row.deals, int(row.value or 0)) for row in connection.execute(statement)}


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


def _read_changes(
    connection: Connection,
    question: Question,
    setting: Setting,
    week: Period,
    closing: list[ColumnElement[bool]],
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Deals pushed with their value, and deals whose value changed with the sum of differences."""
    deals = _find_deals(connection, question, setting, week, closing)
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
        )
        .join(deals, deals.c.id == DealChange.deal_id)
        .where(
            DealChange.workspace_id == setting.workspace_id,
            DealChange.on >= week.start,
            DealChange.on < week.end,
            DealChange.field.in_(("expected_close_on", "value")),  # the index knows them
            or_(pushed_while_open, changed_since_before),
        )
        # Not by `at`: it is not in the index, and within a day the order of writing serves.
        .order_by(DealChange.on, DealChange.id)
    )
    return _sum_up(connection.execute(statement).all())


def _sum_up(changes: Iterable[Row[Any]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """What the changes of each deal come to, from before the first to after the last."""
    days: dict[int, list[Any]] = {}
    values: dict[int, list[Any]] = {}
    for deal_id, field, old, new, value in changes:
        seen = days if field == "expected_close_on" else values
        seen.setdefault(deal_id, [old, new, value])[1] = new
    pushed = [value or 0 for old, new, value in days.values() if _is_later(old, new)]
    differences = [int(new or 0) - int(old or 0) for old, new, _ in values.values()]
    changed = [difference for difference in differences if difference]
    return (len(pushed), sum(pushed)), (len(changed), sum(changed))


def _find_deals(
    connection: Connection,
    question: Question,
    setting: Setting,
    week: Period,
    closing: list[ColumnElement[bool]],
) -> Subquery:
    """The deals of the question's scope and filters that were not decided before the week."""
    dated = find_population(connection, CREATED_DEALS, question, setting, None, setting.today)
    has_date = dated.source.c.created_on.is_not(None)
    # Every deal, whether or not its creation is known. The changes lead to the deals by their
    # ids; an index of dates would only be in the way.
    everything = replace(
        dated, where=tuple(one for one in dated.where if not one.compare(has_date)), hint=""
    )
    open_then = or_(Deal.closed_on.is_(None), Deal.closed_on >= week.start)
    columns = [
        expression_of(Deal.id),
        expression_of(Deal.value_minor),
        expression_of(Deal.created_on),
        expression_of(Deal.closed_on),
    ]
    return everything.select(columns, where=[*closing, open_then]).subquery("found")


def _is_later(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and new > old
