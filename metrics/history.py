"""The deals as they stood on the evening of a past day, rebuilt from their changes.

A column is what it is today, unless it changed after that day: then it is the `old` of the
earliest later change. Stage, value, owner and expected close date are rebuilt so; everything else
is as it is today. The CRM's chance for a single deal is not: it is unknown for a past day.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from metrics.question import Setting
from storage.tables import Deal, DealChange, ImportBatch, Stage
from storage.tables.facts import OPEN
from storage.types import Day

_deals: FromClause = Deal.__table__
_changes: FromClause = DealChange.__table__
_stages: FromClause = Stage.__table__

REBUILT = {
    "stage": "stage_id",
    "value": "value_minor",
    "owner": "owner_id",
    "expected_close_on": "expected_close_on",
}
"""Field of a change -> column of a deal."""

_NONE = literal_column("''", Text())
"""Stands for "there was none" where NULL says "has not changed"."""


def is_past(connection: Connection, setting: Setting, day: date) -> bool:
    """Whether the deals of that evening have to be rebuilt.

    They have, for a day before today; and for today too when an import has happened on a later
    day, because then `today` is itself a day in the data's past.
    """
    if day < setting.today:
        return True
    newest = connection.execute(
        select(func.max(ImportBatch.finished_at)).where(
            ImportBatch.workspace_id == setting.workspace_id, ImportBatch.undone_at.is_(None)
        )
    ).scalar()
    return newest is not None and newest.astimezone(setting.zone).date() > day


def find_first_change(connection: Connection, workspace_id: int) -> date | None:
    """The day of the oldest change known; None when none is."""
    first: date | None = connection.execute(
        select(func.min(_changes.c.on)).where(_changes.c.workspace_id == workspace_id)
    ).scalar()
    return first


def deals_as_of(workspace_id: int, day: date) -> Subquery:
    """The deals that were open on the evening of `day`, with the columns of `deals` as of then.

    Deals without a creation date count as open. A deal that was decided later, and of which no
    later change of stage is known, was open in a stage that is not known (NULL).
    """
    then = _look_up_changes(workspace_id, day)
    rebuilt = _rebuild_columns(workspace_id, then)
    joined = then.join(
        _deals,
        # Not with the workspace's number: SQLite would think of starting from all its deals.
        and_(_deals.c.workspace_id == then.c.workspace_id, _deals.c.id == then.c.id),
    ).outerjoin(
        _stages,
        and_(
            _stages.c.workspace_id == then.c.workspace_id,
            _stages.c.id == cast(func.nullif(then.c.stage, _NONE), Integer),
        ),
    )
    return (
        select(*(rebuilt.get(column.key, column).label(column.key) for column in _deals.c))
        .select_from(joined)
        # A stage of that evening that was itself won or lost: the deal was reopened later.
        .where(or_(_stages.c.kind.is_(None), _stages.c.kind == OPEN))
        .subquery("deals_then")
    )


def _rebuild_columns(workspace_id: int, then: CTE) -> dict[str, ColumnElement[Any]]:
    """The columns that were otherwise on that evening, by name."""
    stage_now = case((_deals.c.status == OPEN, _deals.c.stage_id), else_=null())

    def as_then(field: str, now: ColumnElement[Any]) -> ColumnElement[Any]:
        old: ColumnElement[Any] = func.nullif(then.c[field], _NONE)
        is_day = isinstance(now.type, Day)
        return case(
            (then.c[field].is_(None), now),
            else_=day_of_text(old) if is_day else cast(old, now.type),
        )

    return {
        "workspace_id": literal_column(str(int(workspace_id)), Integer),
        "stage_id": as_then("stage", stage_now),
        "value_minor": as_then("value", _deals.c.value_minor),
        "owner_id": as_then("owner", _deals.c.owner_id),
        "expected_close_on": as_then("expected_close_on", _deals.c.expected_close_on),
        "probability": cast(null(), _deals.c.probability.type),
        "status": OPEN,
    }


def _look_up_changes(workspace_id: int, day: date) -> CTE:
    """Of each deal open then: what the fields were that changed since, by the earliest change.

    A field that has not changed is NULL; one that was empty then is `_NONE`. Each is one step in
    the index, so that this takes time for the deals, however many changes there were since.
    """
    deals = _find_open(workspace_id, day)
    return (
        select(
            literal(workspace_id, Integer).label("workspace_id"),
            deals.c.id,
            *(_find_old(workspace_id, day, deals, field).label(field) for field in REBUILT),
        )
        .cte("earliest_changes")
        .prefix_with("MATERIALIZED")
    )


def _find_old(workspace_id: int, day: date, deals: CTE, field: str) -> ScalarSelect[str]:
    return (
        select(func.coalesce(_changes.c.old, _NONE))
        .where(
            _changes.c.workspace_id == workspace_id,
            _changes.c.deal_id == deals.c.id,
            _changes.c.field == field,
            _changes.c.on > day,
        )
        .order_by(_changes.c.on, _changes.c.at, _changes.c.id)
        .limit(1)
        .correlate(deals)
        .scalar_subquery()
    )


def _find_open(workspace_id: int, day: date) -> CTE:
    """The ids of the deals open then, in their order: the changes are looked up side by side."""
    was_there = or_(_deals.c.created_on.is_(None), _deals.c.created_on <= day)
    # Two halves, so that each is found through its own index.
    still_open = select(_deals.c.id).where(
        _deals.c.workspace_id == workspace_id, _deals.c.status == OPEN, was_there
    )
    decided_later = select(_deals.c.id).where(
        _deals.c.workspace_id == workspace_id,
        _deals.c.status != OPEN,
        _deals.c.closed_on > day,
        was_there,
    )
    # Without statistics SQLite would walk all deals for either.
    still_open = still_open.with_hint(_deals, "INDEXED BY ix_deals_open", "sqlite")
    decided_later = decided_later.with_hint(_deals, "INDEXED BY ix_deals_closed", "sqlite")
    both = union_all(still_open, decided_later).subquery("both")
    return select(both.c.id).order_by(both.c.id).cte("open_then").prefix_with("MATERIALIZED")


class day_of_text(GenericFunction[date]):  # noqa: N801 - SQLAlchemy names functions so
    """The day that an ISO text such as '2017-03-01' writes."""

    type = Day()
    inherit_cache = True
    name = "day_of_text"


@compiles(day_of_text, "sqlite")
def _day_of_text_sqlite(element: day_of_text, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = (compiler.process(clause, **kw) for clause in element.clauses)
    return text  # SQLite keeps days as exactly this text


@compiles(day_of_text, "postgresql")
def _day_of_text_postgresql(element: day_of_text, compiler: SQLCompiler, **kw: Any) -> str:
    (text,) = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST({text} AS DATE)"
