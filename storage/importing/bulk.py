"""Loading a large file into SQLite: indexes are built and keys checked once, at the end.

PostgreSQL needs none of this: there a dropped index would lock readers out, and COPY is quick.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table

from storage.tables import Deal

_LARGE_BYTES = 4_000_000
_LEAST_BYTES_OF_A_ROW = 60


class BulkLoad:
    """Drops the indexes of the deals, and builds them again in the same transaction.

    Args:
        connection: In the transaction of the import.
        size: Of the file, in bytes.
    """

    def __init__(self, connection: Connection, size: int) -> None:
        self._connection = connection
        self._table: Table = Deal.__table__  # type: ignore[assignment]  # a mapped class has a Table
        there = connection.exec_driver_sql("SELECT count(*) FROM deals").scalar() or 0
        # Worth it only when the file is large against what is there already.
        self._dropped = []
        if there * 4 < size // _LEAST_BYTES_OF_A_ROW:
            for index in sorted(self._table.indexes, key=lambda each: str(each.name)):
                if not there or not index.unique:
                    index.drop(connection)
                    self._dropped.append(index)

    def finish(self) -> None:
        """Build the indexes, and make sure that no row points to nothing."""
        for index in self._dropped:
            index.create(self._connection)
        dangling = self._connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if dangling:
            raise RuntimeError(f"rows point to nothing: {dangling}")


def is_large(connection: Connection, kind: str, size: int) -> bool:
    """Whether a file is worth the trouble."""
    return kind == "deals" and size > _LARGE_BYTES and connection.dialect.name == "sqlite"


@contextmanager
def check_keys_later(connection: Connection) -> Iterator[None]:
    """Let rows in unchecked; whoever asks for it must call `BulkLoad.finish` before the commit.

    SQLite changes this only outside of a transaction.
    """
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101 - it is open: the connection has just been taken
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        raw.execute("PRAGMA cache_size = -2000")
        raw.execute("PRAGMA foreign_keys = ON")
