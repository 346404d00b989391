"""Requests from Slack that have been taken up, so that a doubled delivery is answered once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from storage.engine import BUSY_TIMEOUT_MS, is_locked
from storage.tables import SeenRequest

KEPT = timedelta(days=2)
"""Slack repeats an event for two hours at most; "delayed events" come for a day."""

PATIENCE_MS = 400
"""How long a claim waits for another writer: somebody waits for the answer meanwhile."""


class Busy(Exception):  # noqa: N818 - a state, not an error
    """Another writer, most likely an import, holds the database; nothing has been claimed."""


def take_up(engine: Engine, workspace_id: int, key: str, now: datetime) -> bool:
    """Claim a request; True for the first caller with this key, in any process.

    Raises:
        Busy: when SQLite, which takes one writer at a time, is being written to.
    """
    values = {"workspace_id": workspace_id, "key": key[:255], "seen_at": now}
    dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
    claim = dialect.insert(SeenRequest).values(values).on_conflict_do_nothing()
    with write_soon(engine) as connection:
        return connection.execute(claim.returning(SeenRequest.key)).first() is not None


def forget_old(engine: Engine, now: datetime) -> int:
    """Drop keys that can't come again; gives how many: none while somebody else is writing."""
    try:
        with write_soon(engine) as connection:
            return connection.execute(
                delete(SeenRequest).where(SeenRequest.seen_at < now - KEPT)
            ).rowcount
    except Busy:
        return 0


@contextmanager
def write_soon(engine: Engine, patience_ms: int = PATIENCE_MS) -> Iterator[Connection]:
    """A transaction that waits for another writer only for a moment. Raises Busy.

    PostgreSQL takes many writers: there it waits as long as it has to.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience_ms}")
        try:
            yield connection
            connection.commit()
        except OperationalError as error:
            connection.rollback()
            if is_locked(error):
                raise Busy from None
            raise
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
