"""What happened to the pipeline in the last seven days: new, won, lost, pushed, amounts changed.

For everything taken together it adds up: the pipeline then, and what is new, and the changed
amounts, less what was won and lost, is the pipeline now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal_column, or_, select

from metrics.metric import CLOSED_DEALS, CREATED_DEALS, expression_of
from metrics.period import Period
from metrics.population import Population, find_population, undated
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


def read_movement(
    connection: Connection, question: Question, setting: Setting, day: date
) -> Movement:
    """What happened in the seven days up to the evening of `day`.

    A question about deals closing in a period counts deals whose expected close date (of decided
    deals without one: whose close date) lies in it.
    """
    since = day - timedelta(days=DAYS)
    week = Period(since + timedelta(days=1), day + timedelta(days=1))
    closing = _closing_clauses(question)
    decided = _count_decided(connection, question, setting, week, closing)
    zero = (0, 0)
    pushed, changed = zero, zero
    known = _is_known(connection, setting, since)
    if known:
        pushed, changed = _read_changes(connection, question, setting, week, closing)

    def money(counted: tuple[int, int]) -> tuple[int, Decimal]:
        return counted[0], Decimal(counted[1]).scaleb(-minor_digits(setting.currency))

    return Movement(
        since=since,
        new=money(_count_new(connection, question, setting, week, closing)),
        won=money(decided.get("won", zero)),
        lost=money(decided.get("lost", zero)),
        pushed=money(pushed),
        amount_changed=money(changed),
        known=known,
    )


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
    columns = [func.count().label("deals"), func.sum(Deal.value_minor).label("value")]
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


def _is_known(connection: Connection, setting: Setting, since: date) -> bool:
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
    in_week = and_(
        DealChange.workspace_id == setting.workspace_id,
        DealChange.on >= week.start,
        DealChange.on < week.end,
        DealChange.field.in_(("expected_close_on", "value")),
    )
    deals = _find_changed(connection, question, setting, week, [*closing, _changed(in_week)])
    if not deals:
        return (0, 0), (0, 0)
    changes = connection.execute(
        select(DealChange.deal_id, DealChange.field, DealChange.old, DealChange.new)
        .where(in_week)
        .order_by(DealChange.on, DealChange.at, DealChange.id)
    )
    first, last = _find_ends(row for row in changes if row.deal_id in deals)
    pushed = [
        deals[deal_id].value_minor or 0
        for (deal_id, field), old in first.items()
        if field == "expected_close_on"
        and _is_later(old, last[deal_id, field])
        # What was decided in the week is told as won or lost.
        and not _was_decided(deals[deal_id], week)
    ]
    differences = [
        int(last[at] or 0) - int(old or 0)
        for at, old in first.items()
        if at[1] == "value" and _was_there(deals[at[0]], week)
    ]
    changed = [difference for difference in differences if difference]
    return (len(pushed), sum(pushed)), (len(changed), sum(changed))


def _changed(in_week: ColumnElement[bool]) -> ColumnElement[bool]:
    return expression_of(Deal.id).in_(select(DealChange.deal_id).where(in_week))


def _find_changed(
    connection: Connection,
    question: Question,
    setting: Setting,
    week: Period,
    where: list[ColumnElement[bool]],
) -> dict[int, Row[Any]]:
    """The deals of the question's scope and filters that changed and were not decided before."""
    dated = find_population(connection, CREATED_DEALS, question, setting, None, setting.today)
    open_then = or_(Deal.closed_on.is_(None), Deal.closed_on >= week.start)
    columns = [
        expression_of(column)
        for column in (Deal.id, Deal.value_minor, Deal.created_on, Deal.closed_on)
    ]
    found: dict[int, Row[Any]] = {}
    for population in (dated, undated(dated)):
        # The changes lead to the deals by their ids; an index of dates would only be in the way.
        free: Population = replace(population, hint="")
        for row in connection.execute(free.select(columns, where=[*where, open_then])):
            found[row.id] = row
    return found


_Ends = dict[tuple[int, str], str | None]


def _find_ends(changes: Iterable[Row[Any]]) -> tuple[_Ends, _Ends]:
    """Of each deal and field: what it was before the first change, and after the last one."""
    first: _Ends = {}
    last: _Ends = {}
    for deal_id, field, old, new in changes:
        first.setdefault((deal_id, field), old)
        last[deal_id, field] = new
    return first, last


def _is_later(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and new > old


def _was_there(deal: Row[Any], week: Period) -> bool:
    return deal.created_on is None or deal.created_on < week.start


def _was_decided(deal: Row[Any], week: Period) -> bool:
    return deal.closed_on is not None and deal.closed_on < week.end
