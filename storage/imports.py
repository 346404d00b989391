"""Imports that have been: their list, the version of the data they make, and taking one back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.engine import is_locked
from storage.importing.undo import Undo, UndoReport
from storage.problem import Problem
from storage.tables import ImportBatch, Workspace

__all__ = [
    "BY_HAND",
    "DataVersion",
    "ImportRow",
    "UndoReport",
    "list_imports",
    "read_arrivals",
    "read_data_version",
    "undo_import",
]

BY_HAND = "goals-by-hand"
"""The kind of what came without a file: goals that somebody set in Slack."""


@dataclass(frozen=True)
class ImportRow:
    """One import, as its list shows it."""

    id: int
    kind: str
    file_name: str
    finished_at: datetime
    undone_at: datetime | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_rejected: int


@dataclass(frozen=True)
class DataVersion:
    """The state of the data: which import made it, and how fresh the numbers are.

    Attributes:
        number: Higher after every import, every undoing of one, and every goal set by hand.
        batch_id: The newest import of a file that has not been undone.
    """

    number: int
    batch_id: int
    finished_at: datetime
    file_name: str


def list_imports(connection: Connection, workspace_id: int) -> list[ImportRow]:
    """All imports of a workspace, the newest first."""
    columns = [getattr(ImportBatch, name) for name in ImportRow.__dataclass_fields__]
    rows = connection.execute(
        select(*columns)
        .where(ImportBatch.workspace_id == workspace_id)
        .order_by(ImportBatch.id.desc())
    )
    return [ImportRow(*row) for row in rows]


def read_data_version(connection: Connection, workspace_id: int) -> DataVersion | None:
    """The newest import that has not been undone; None before the first.

    A goal set by hand makes another version, but no older deals fresher.
    """
    number = (
        select(func.max(ImportBatch.id) + func.count(ImportBatch.undone_at))
        .where(ImportBatch.workspace_id == workspace_id)
        .scalar_subquery()
    )
    row = connection.execute(
        select(number, ImportBatch.id, ImportBatch.finished_at, ImportBatch.file_name)
        .where(
            ImportBatch.workspace_id == workspace_id,
            ImportBatch.undone_at.is_(None),
            ImportBatch.kind != BY_HAND,
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else DataVersion(*row)


def read_arrivals(
    connection: Connection, workspace_id: int, kinds: Collection[str], most: int
) -> list[datetime]:
    """When the newest files of some kinds came that have not been undone, the newest first."""
    statement = (
        select(ImportBatch.finished_at)
        .where(
            ImportBatch.workspace_id == workspace_id,
            ImportBatch.undone_at.is_(None),
            ImportBatch.kind.in_(kinds),
        )
        .order_by(ImportBatch.finished_at.desc())
        .limit(most)
    )
    return list(connection.scalars(statement))


def undo_import(engine: Engine, workspace_id: int, batch_id: int, now: datetime) -> UndoReport:
    """Put back exactly what was there before an import, in one transaction.

    Raises:
        Problem: when there is no such import, it has been undone, or a later one stands on it;
            the Problem names those to undo first.
    """
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.execute(
                update(Workspace).where(Workspace.id == workspace_id).values(name=Workspace.name)
            )
            return Undo(connection, workspace_id, batch_id).run(now)
    except IntegrityError:
        raise Problem(
            "undo-order",
            what=f"Import {batch_id} can't be undone: something newer points to what it brought.",
            fix="Undo the imports after it first: salesbell imports",
        ) from None
    except OperationalError as error:
        if not is_locked(error):
            raise
        raise Problem(
            "import-running",
            what="The database is being written to, most likely by an import.",
            fix="Wait until it is done and try again.",
        ) from None
