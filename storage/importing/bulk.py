"""Loading a large file into SQLite: indexes are built and keys checked once, at the end.

PostgreSQL needs none of this: there a dropped index would lock readers out, and COPY is quick.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Index, Table, select

from storage.importing.run import Run
from storage.tables import Deal, Workspace

LARGE_BYTES = 4_000_000
"""From this size on a file is worth some preparation."""
_LEAST_BYTES_OF_A_ROW = 60
_SORT_KB = 4_096
_SORTING_THREADS = 2
_NAMED = ("people", "accounts", "products", "stages")


class BulkLoad:
    """Drops the indexes of the deals, and builds them again in the same transaction."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._connection = connection = run.connection
        table: Table = Deal.__table__  # type: ignore[assignment]  # a mapped class has a Table
        empty = not connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM deals)").scalar()
        # Deals that are there already are looked up by their key. An index that only holds deals
        # with a lead stays as it is where the file has none.
        self._dropped: list[Index] = [
            index
            for index in sorted(table.indexes, key=lambda each: str(each.name))
            if (empty or not index.unique)
            and ("lead_key" not in index.columns or "lead_id" in run.columns)
        ]
        for index in self._dropped:
            index.drop(connection)

    def finish(self) -> None:
        """Build the indexes, and make sure that every row points to one that is there."""
        # Sorting in small portions that fit the processor's cache is faster than all at once, and
        # lets a second thread sort while the first one reads.
        self._connection.exec_driver_sql(f"PRAGMA cache_size = {-_SORT_KB}")
        self._connection.exec_driver_sql(f"PRAGMA threads = {_SORTING_THREADS}")
        for index in self._dropped:
            index.create(self._connection)
        self._check_pointers()

    def _check_pointers(self) -> None:
        """Prove that no row points to nothing: what was written is known, row by row it is dear."""
        table: Table = Deal.__table__  # type: ignore[assignment]  # a mapped class has a Table
        for constraint in table.foreign_key_constraints:
            parent = constraint.referred_table
            if parent is Workspace.__table__:
                continue  # held locked by this import
            ids = select(parent.c.id).where(parent.c.workspace_id == self._run.workspace_id)
            there = set(self._connection.scalars(ids))
            for column in constraint.column_keys:
                if self._run.pointed.get(column, set()) - there - {None}:
                    raise RuntimeError(f"{column} of some deals points to nothing")
        for name in _NAMED:
            check = self._connection.exec_driver_sql(f"PRAGMA foreign_key_check({name})")
            if broken := check.fetchmany(5):
                raise RuntimeError(f"rows point to nothing: {broken}")


def is_worth_it(connection: Connection, kind: str, size: int) -> bool:
    """Whether a file is large by itself and against the deals that are there already."""
    if kind != "deals" or size < LARGE_BYTES or connection.dialect.name != "sqlite":
        return False
    with connection.begin():
        there = connection.exec_driver_sql("SELECT count(*) FROM deals").scalar() or 0
    return there * 4 < size // _LEAST_BYTES_OF_A_ROW


@contextmanager
def check_later(connection: Connection) -> Iterator[None]:
    """Let rows point anywhere; whoever asks for it must call `BulkLoad.finish` before the commit.

    SQLite changes this only outside of a transaction.
    """
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        raw.execute("PRAGMA cache_size = -2000")
        raw.execute("PRAGMA threads = 0")
        raw.execute("PRAGMA foreign_keys = ON")


@contextmanager
def rest_collector(size: int) -> Iterator[None]:
    """Keep Python from looking for cycles among millions of cells, which have none."""
    if size < LARGE_BYTES or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
