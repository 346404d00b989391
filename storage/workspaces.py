"""The companies of this installation."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import Workspace


def ensure_workspace(connection: Connection, id: int, name: str) -> None:  # noqa: A002 - it is the column's name
    """Make sure that the workspace is there; one that is keeps its name."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(Workspace).values(id=id, name=name).on_conflict_do_nothing())


def hold_workspace(connection: Connection, workspace_id: int) -> None:
    """Let whoever else wants to replace a workspace's workings wait until this has committed.

    SQLite's writers wait for each other anyway, but not if they have read something first.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            select(Workspace.id).where(Workspace.id == workspace_id).with_for_update()
        )
