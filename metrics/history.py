"""The deals as they stood on the evening of a past day, rebuilt from their changes.

A column is what it is today, unless it changed after that day: then it is the `old` of the
earliest later change. Stage, value, owner and expected close date are rebuilt so; everything else
is as it is today. The CRM's chance for a single deal is not: it is unknown for a past day.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Subquery,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.sql.selectable import Select

from metrics.question import Setting
from storage.tables import Deal, DealChange, ImportBatch, Stage
from storage.tables.facts import OPEN
from storage.types import Day

_deals: FromClause = Deal.__table__
_changes: FromClause = DealChange.__table__
_stages: FromClause = Stage.__table__

_BY_DAY = "ix_deal_changes_workspace_id_on_field_deal_id_old_new"

REBUILT = {
    "stage": "stage_id",
    "value": "value_minor",
    "owner": "owner_id",
    "expected_close_on": "expected_close_on",
}
"""Field of a change -> column of a deal."""


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
    then = _first_changes_after(workspace_id, day)
    candidates = _open_or_decided_after(workspace_id, day)
    rebuilt = _rebuild_columns(then, candidates)
    joined = candidates.outerjoin(then, then.c.deal_id == candidates.c.id).outerjoin(
        _stages,
        and_(
            then.c.stage_changed == 1,
            _stages.c.workspace_id == workspace_id,
            _stages.c.id == cast(then.c.stage, Integer),
        ),
    )
    return (
        select(
            *(rebuilt.get(column.key, column).label(column.key) for column in candidates.c),
        )
        .select_from(joined)
        .where(
            or_(candidates.c.created_on.is_(None), candidates.c.created_on <= day),
            # A stage of that evening that was itself won or lost: the deal was reopened later.
            or_(_stages.c.kind.is_(None), _stages.c.kind == OPEN),
        )
        .subquery("deals_then")
    )


def _rebuild_columns(then: Subquery, candidates: Subquery) -> dict[str, ColumnElement[Any]]:
    """The columns that were otherwise on that evening, by name."""
    stage_id: ColumnElement[Any] = case(
        (then.c.stage_changed == 1, cast(then.c.stage, Integer)),
        (candidates.c.status == OPEN, candidates.c.stage_id),
        else_=null(),
    )
    return {
        "stage_id": stage_id,
        "value_minor": _as_then(then, candidates, "value", cast(then.c.value, BigInteger)),
        "owner_id": _as_then(then, candidates, "owner", cast(then.c.owner, Integer)),
        "expected_close_on": _as_then(
            then, candidates, "expected_close_on", day_of_text(then.c.expected_close_on)
        ),
        "probability": cast(null(), _deals.c.probability.type),
        "status": OPEN,
    }


def _open_or_decided_after(workspace_id: int, day: date) -> Subquery:
    """Two halves, so that each is found through its own index."""
    still_open = select(_deals).where(
        _deals.c.workspace_id == workspace_id, _deals.c.status == OPEN
    )
    decided_later = select(_deals).where(
        _deals.c.workspace_id == workspace_id, _deals.c.status != OPEN, _deals.c.closed_on > day
    )
    # Without statistics SQLite would walk all deals for either.
    still_open = still_open.with_hint(_deals, "INDEXED BY ix_deals_open", "sqlite")
    decided_later = decided_later.with_hint(_deals, "INDEXED BY ix_deals_closed", "sqlite")
    return union_all(still_open, decided_later).subquery("candidates")


def _first_changes_after(workspace_id: int, day: date) -> Subquery:
    """For each deal one row: of each field that changed after `day`, what it was before."""
    numbered = (
        select(
            _changes.c.deal_id,
            _changes.c.field,
            _changes.c.old,
            func.row_number()
            .over(
                partition_by=(_changes.c.deal_id, _changes.c.field),
                order_by=(_changes.c.on, _changes.c.at, _changes.c.id),
            )
            .label("place"),
        )
        .where(
            _changes.c.workspace_id == workspace_id,
            _changes.c.on > day,
            _changes.c.field.in_(REBUILT),
        )
        # By day, so that a recent evening reads recent changes only.
        .with_hint(_changes, f"INDEXED BY {_BY_DAY}", "sqlite")
        .subquery("later")
    )
    first: Select[Any] = select(numbered.c.deal_id).where(numbered.c.place == 1)
    for field in REBUILT:
        here = numbered.c.field == field
        first = first.add_columns(
            func.max(case((here, 1), else_=0)).label(f"{field}_changed"),
            func.max(case((here, numbered.c.old))).label(field),
        )
    return first.group_by(numbered.c.deal_id).subquery("first_changes")


def _as_then(
    then: Subquery, candidates: Subquery, field: str, typed: ColumnElement[Any]
) -> ColumnElement[Any]:
    now = candidates.c[REBUILT[field]]
    return case((then.c[f"{field}_changed"] == 1, typed), else_=now)


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
