"""The deals as they stood on the evening of a past day, rebuilt from their changes.

A column is what it is today, unless it changed after that day: then it is the `old` of the
earliest later change. Stage, value, owner and expected close date are rebuilt so; everything else
is as it is today. The CRM's chance for a single deal is not: it is unknown for a past day.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
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

_Joined = tuple[FromClause, FromClause, dict[str, ColumnElement[Any]]]
"""What to select from; the deals as today in it; what each field was, if it has changed since."""

RECENT = timedelta(days=14)
"""So long most deals stay as they are; four weeks were measured to be no quicker end to end."""

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


def deals_as_of(workspace_id: int, day: date, *, is_recent: bool = False) -> Subquery:
    """The deals that were open on the evening of `day`, with the columns of `deals` as of then.

    Deals without a creation date count as open. A deal that was decided later, and of which no
    later change of stage is known, was open in a stage that is not known (NULL). The rows are the
    same whether `is_recent` is set or not; see `metrics.history.is_recent`.
    """
    find = _join_changes if is_recent else _join_lookups
    joined, deals, then = find(workspace_id, day)
    rebuilt = _rebuild_columns(workspace_id, deals, then)
    return (
        select(*(rebuilt.get(column.key, column).label(column.key) for column in deals.c))
        .select_from(joined)
        # A stage of that evening that was itself won or lost: the deal was reopened later.
        .where(or_(_stages.c.kind.is_(None), _stages.c.kind == OPEN))
        .subquery("deals_then")
    )


def is_recent(connection: Connection, setting: Setting, day: date) -> bool:
    """Whether it is quicker to read what has changed since than to look up every open deal.

    On PostgreSQL, for two weeks. Not on SQLite: it joins what was found without an index in some
    statements, which at a million deals takes a minute, and its looking up is quick.
    """
    return connection.dialect.name == "postgresql" and setting.today - day <= RECENT


def _join_lookups(workspace_id: int, day: date) -> _Joined:
    """The deals open then, each with its changes looked up."""
    then = _look_up_changes(workspace_id, day)
    joined: FromClause = then.join(
        _deals,
        # Not with the workspace's number: SQLite would think of starting from all its deals.
        and_(_deals.c.workspace_id == then.c.workspace_id, _deals.c.id == then.c.id),
    )
    joined = _join_stage(joined, then.c.workspace_id, then.c.stage)
    return joined, _deals, {field: then.c[field] for field in REBUILT}


def _join_changes(workspace_id: int, day: date) -> _Joined:
    """The deals open then, with the changes made since where there were any."""
    deals = union_all(*_find_open_halves(workspace_id, day, *_deals.c)).subquery("open_then")
    joined: FromClause = deals
    then: dict[str, ColumnElement[Any]] = {}
    for field in REBUILT:
        changed = _find_changed(workspace_id, day, field)
        joined = joined.outerjoin(changed, changed.c.deal_id == deals.c.id)
        then[field] = changed.c.old
    joined = _join_stage(joined, literal(workspace_id, Integer), then["stage"])
    return joined, deals, then


def _join_stage(
    joined: FromClause, workspace_id: ColumnElement[int], stage: ColumnElement[Any]
) -> FromClause:
    return joined.outerjoin(
        _stages,
        and_(
            _stages.c.workspace_id == workspace_id,
            _stages.c.id == cast(func.nullif(stage, _NONE), Integer),
        ),
    )


def _rebuild_columns(
    workspace_id: int, deals: FromClause, then: dict[str, ColumnElement[Any]]
) -> dict[str, ColumnElement[Any]]:
    """The columns that were otherwise on that evening, by name."""
    stage_now = case((deals.c.status == OPEN, deals.c.stage_id), else_=null())

    def as_then(field: str, now: ColumnElement[Any]) -> ColumnElement[Any]:
        old: ColumnElement[Any] = func.nullif(then[field], _NONE)
        is_day = isinstance(now.type, Day)
        return case(
            (then[field].is_(None), now),
            else_=day_of_text(old) if is_day else cast(old, now.type),
        )

    return {
        "workspace_id": literal_column(str(int(workspace_id)), Integer),
        "stage_id": as_then("stage", stage_now),
        "value_minor": as_then("value", deals.c.value_minor),
        "owner_id": as_then("owner", deals.c.owner_id),
        "expected_close_on": as_then("expected_close_on", deals.c.expected_close_on),
        "probability": cast(null(), deals.c.probability.type),
        "status": OPEN,
    }


def _find_changed(workspace_id: int, day: date, field: str) -> CTE:
    """The deals whose field has changed after the day, and what it was before the first change."""
    ids = (
        select(_changes.c.deal_id.label("id"))
        .where(
            _changes.c.workspace_id == workspace_id, _changes.c.on > day, _changes.c.field == field
        )
        .distinct()
        .subquery(f"changed_{field}")
    )
    old = _find_old(workspace_id, day, ids, field)
    return (
        select(ids.c.id.label("deal_id"), old.label("old"))
        .cte(f"earliest_{field}")
        .prefix_with("MATERIALIZED")
    )


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


def _find_old(workspace_id: int, day: date, deals: FromClause, field: str) -> ScalarSelect[str]:
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
    both = union_all(*_find_open_halves(workspace_id, day, _deals.c.id)).subquery("both")
    return select(both.c.id).order_by(both.c.id).cte("open_then").prefix_with("MATERIALIZED")


def _find_open_halves(
    workspace_id: int, day: date, *columns: ColumnElement[Any]
) -> tuple[Select[Any], Select[Any]]:
    """The deals open then, as two halves, so that each is found through its own index."""
    was_there = or_(_deals.c.created_on.is_(None), _deals.c.created_on <= day)
    still_open = select(*columns).where(
        _deals.c.workspace_id == workspace_id, _deals.c.status == OPEN, was_there
    )
    decided_later = select(*columns).where(
        _deals.c.workspace_id == workspace_id,
        _deals.c.status != OPEN,
        _deals.c.closed_on > day,
        was_there,
    )
    # Without statistics SQLite would walk all deals for either.
    still_open = still_open.with_hint(_deals, "INDEXED BY ix_deals_open", "sqlite")
    decided_later = decided_later.with_hint(_deals, "INDEXED BY ix_deals_closed", "sqlite")
    return still_open, decided_later


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
