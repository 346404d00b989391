"""Goals that people look at, set and take back by hand: each change is a small import of its own.

So it makes another version of the data, `salesbell imports` lists it and can take it back, and an
import under it can't be undone before it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, String, cast, func, insert, select, update
from sqlalchemy.exc import OperationalError

from storage.importing.rowwise import TableDraft
from storage.importing.targets import write_goal_key
from storage.imports import BY_HAND
from storage.problem import Problem
from storage.requests import Busy, write_soon
from storage.tables import Goal, ImportBatch, Workspace
from storage.workspaces import ensure_workspace

_PATIENCE_MS = 3_000
"""How long somebody who set a goal waits for an import to end."""


@dataclass(frozen=True)
class GoalPlan:
    """What a goal says.

    Attributes:
        owner_id: The person who holds it; with `team` None too it is everybody's.
        target: Minor units of money, a share of 1 for percent, else the count.
    """

    metric: str
    start_on: date
    end_on: date
    owner_id: int | None
    team: str | None
    target: Decimal

    @property
    def key(self) -> str:
        """What it is known by: the same as the import of goals makes."""
        return write_goal_key(self.metric, self.owner_id, self.team, self.start_on, self.end_on)


@dataclass(frozen=True)
class GoalRow(GoalPlan):
    """A goal that holds, with its number."""

    id: int = 0


@dataclass(frozen=True)
class GoalChange:
    """What setting a goal did.

    Attributes:
        before: The target until now; None when there was no such goal.
        batch_id: The import it can be taken back by; None when nothing had to change.
    """

    before: Decimal | None
    batch_id: int | None


@dataclass(frozen=True)
class Hand:
    """Who changes goals, in which company, and when.

    Attributes:
        by: Their name, for the list of imports.
        currency: The reporting currency that targets stand in.
    """

    workspace_id: int
    company: str
    currency: str
    by: str
    now: datetime


@dataclass(frozen=True)
class _Batch:
    """One change on its way."""

    connection: Connection
    workspace_id: int
    batch_id: int


def read_goals(
    connection: Connection, workspace_id: int, until: date | None = None
) -> list[GoalRow]:
    """The goals that hold, by their first day.

    Args:
        connection: The database.
        workspace_id: Whose goals.
        until: Leaves out those that have ended before this day.
    """
    where = [Goal.workspace_id == workspace_id, Goal.withdrawn.is_(False)]
    if until is not None:
        where.append(Goal.end_on > until)
    return _read(connection, *where)


def find_goal(connection: Connection, workspace_id: int, goal_id: int) -> GoalRow:
    """One goal.

    Raises:
        Problem: when there is none, or it has been taken back.
    """
    where = (Goal.workspace_id == workspace_id, Goal.id == goal_id, Goal.withdrawn.is_(False))
    if not (found := _read(connection, *where)):
        raise _tell_gone()
    return found[0]


def find_same(connection: Connection, workspace_id: int, plan: GoalPlan) -> GoalRow | None:
    """The goal for the same metric, holder and days."""
    where = (Goal.workspace_id == workspace_id, Goal.key == plan.key, Goal.withdrawn.is_(False))
    found = _read(connection, *where)
    return found[0] if found else None


def set_goal(
    engine: Engine, hand: Hand, plan: GoalPlan, *, instead_of: GoalRow | None = None
) -> GoalChange:
    """Make a goal hold.

    Args:
        engine: The database.
        hand: Who sets it.
        plan: What is to hold; the one for the same metric, holder and days gets its target.
        instead_of: A goal that it takes the place of, as it was seen.

    Raises:
        Problem: when that one was changed meanwhile, the data stands in another currency, or an
            import is running.
    """
    with _hold(engine, hand) as connection:
        same = find_same(connection, hand.workspace_id, plan)
        moved = instead_of if instead_of is not None and instead_of.key != plan.key else None
        if same is not None and same.target == plan.target and moved is None:
            return GoalChange(same.target, None)  # pressed twice, or somebody else was quicker
        if instead_of is not None:
            _check_same(connection, hand.workspace_id, instead_of)
        draft, batch_id = _open(connection, hand)
        _put(draft, plan)
        if moved is not None:
            draft.change(moved.id, {"withdrawn": True})
        _close(connection, hand, draft, batch_id)
        return GoalChange(None if same is None else same.target, batch_id)


def withdraw_goal(engine: Engine, hand: Hand, goal: GoalRow) -> int:
    """Make a goal hold no longer; the number of the import that this is.

    Raises:
        Problem: when it was changed meanwhile, or an import is running.
    """
    with _hold(engine, hand) as connection:
        _check_same(connection, hand.workspace_id, goal)
        draft, batch_id = _open(connection, hand)
        draft.change(goal.id, {"withdrawn": True})
        _close(connection, hand, draft, batch_id)
        return batch_id


@contextmanager
def _hold(engine: Engine, hand: Hand) -> Iterator[Connection]:
    """A transaction in which nobody else imports."""
    try:
        with write_soon(engine, _PATIENCE_MS) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MS:d}")
            ensure_workspace(connection, hand.workspace_id, hand.company)
            connection.execute(
                update(Workspace)
                .where(Workspace.id == hand.workspace_id)
                .values(currency=func.coalesce(Workspace.currency, hand.currency))
            )
            _check_currency(connection, hand)
            yield connection
    except Busy:
        raise _tell_busy() from None
    except OperationalError as error:
        if "lock timeout" not in str(error.orig):
            raise
        raise _tell_busy() from None


def _check_currency(connection: Connection, hand: Hand) -> None:
    held = connection.scalar(select(Workspace.currency).where(Workspace.id == hand.workspace_id))
    if held != hand.currency:
        raise Problem(
            "goal-currency",
            what="The goal has not been set.",
            why=f"The data stands in {held}, and salesbell.toml says {hand.currency}.",
            fix="Import the deals again first, which converts them: salesbell import deals FILE",
        )


def _check_same(connection: Connection, workspace_id: int, seen: GoalRow) -> None:
    there = find_goal(connection, workspace_id, seen.id)
    if there != seen:
        raise Problem(
            "goal-changed",
            what="The goal has not been changed.",
            why="Somebody else has changed it meanwhile.",
            fix="Look at it again: /sales goal",
        )


def _open(connection: Connection, hand: Hand) -> tuple[TableDraft, int]:
    newest = connection.scalar(
        select(func.max(ImportBatch.id)).where(ImportBatch.workspace_id == hand.workspace_id)
    )
    batch_id = (newest or 0) + 1
    counts = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_rejected")
    values: dict[str, Any] = {
        "workspace_id": hand.workspace_id,
        "id": batch_id,
        "kind": BY_HAND,
        "file_name": f"{hand.by}, in Slack",
        "started_at": hand.now,
        "finished_at": hand.now,
        "report": {},
    }
    connection.execute(insert(ImportBatch).values(values | dict.fromkeys(counts, 0)))
    batch = _Batch(connection, hand.workspace_id, batch_id)
    return TableDraft(batch, Goal.__table__), batch_id  # type: ignore[arg-type]  # a mapped class has a Table


def _put(draft: TableDraft, plan: GoalPlan) -> None:
    columns = {
        "key": plan.key,
        "metric": plan.metric,
        "start_on": plan.start_on,
        "end_on": plan.end_on,
        "owner_id": plan.owner_id,
        "team": plan.team,
        "target": plan.target,
        "withdrawn": False,
    }
    same = [id_ for id_, row in draft.rows.items() if row["key"] == plan.key]
    if same:
        draft.change(same[0], columns)
    else:
        draft.add(columns)


def _close(connection: Connection, hand: Hand, draft: TableDraft, batch_id: int) -> None:
    told = [draft.tell(id_) for id_ in draft.rows]
    new, changed = told.count("new"), told.count("changed")
    draft.write()
    connection.execute(
        update(ImportBatch)
        .where(ImportBatch.workspace_id == hand.workspace_id, ImportBatch.id == batch_id)
        .values(rows_read=new + changed, rows_new=new, rows_changed=changed)
    )


def _read(connection: Connection, *where: Any) -> list[GoalRow]:
    # As text, because SQLite has no decimals and would hand out a rounded float.
    rows = connection.execute(
        select(
            Goal.id,
            Goal.metric,
            Goal.start_on,
            Goal.end_on,
            Goal.owner_id,
            Goal.team,
            cast(Goal.target, String).label("target"),
        )
        .where(*where)
        .order_by(Goal.start_on, Goal.end_on, Goal.metric, Goal.id)
    )
    return [
        GoalRow(
            row.metric,
            row.start_on,
            row.end_on,
            row.owner_id,
            row.team,
            Decimal(row.target),
            row.id,
        )
        for row in rows
    ]


def _tell_gone() -> Problem:
    return Problem(
        "no-such-goal",
        what="There is no such goal any more.",
        why="Somebody has deleted it.",
        fix="See those there are with: /sales goal",
    )


def _tell_busy() -> Problem:
    return Problem(
        "import-running",
        what="The goal has not been changed.",
        why="The database is being written to, most likely by an import.",
        fix="Try again when it is done.",
    )
