"""Writing many rows of one table at once, in the database driver's own values, with undo.

Reads and writes raw driver values (on SQLite days are text), so that a million rows need no
conversion one by one; `to_driver` converts a value once for all rows that have it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, CursorResult, Table

Row = tuple[Any, ...]
_MANY_ROWS = 100


class Ledger:
    """One table of one workspace, for one import batch."""

    def __init__(
        self, connection: Connection, table: Table, workspace_id: int, batch_id: int
    ) -> None:
        self.connection = connection
        self.table = table
        self.workspace_id = workspace_id
        self.batch_id = batch_id
        self._postgresql = connection.dialect.name == "postgresql"
        self._mark = "%s" if self._postgresql else "?"
        self._quote = connection.dialect.identifier_preparer.quote
        self._has_batch = "batch_id" in table.c
        self.next_id = 1 + self._read_number("SELECT max(id)")
        self.was_empty = not self._read_number("SELECT count(*) FROM (SELECT 1", ") AS t", limit=1)

    def to_driver(self, column: str) -> Callable[[Any], Any]:
        """What turns a Python value of a column into the driver's."""
        dialect = self.connection.dialect
        process = self.table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
        return process if process is not None else _keep

    def take_ids(self, count: int) -> range:
        """The next free ids."""
        first = self.next_id
        self.next_id += count
        return range(first, self.next_id)

    def insert(
        self, columns: Sequence[str], rows: Iterable[Row], constants: Mapping[str, Any]
    ) -> None:
        """Add rows.

        Args:
            columns: The names of what stands in the rows, `id` among them.
            rows: Driver values.
            constants: Columns that are the same in all rows; the workspace and, where the table
                has one, the batch are added.
        """
        fixed = {"workspace_id": self.workspace_id, **constants}
        if self._has_batch:
            fixed.setdefault("batch_id", self.batch_id)
        names = ", ".join(self._quote(name) for name in (*columns, *fixed))
        table = self._quote(self.table.name)
        if self._postgresql:
            cursor = self.connection.connection.cursor()
            tail = tuple(fixed.values())
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + tail)
            return
        marks = ", ".join(["?"] * len(columns) + [_literal(value) for value in fixed.values()])
        head = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - names of our own tables and columns
        listed = list(rows)
        at = 0
        # Many rows in one statement: a third faster than one by one.
        for count in (_MANY_ROWS, 1):
            whole = at + (len(listed) - at) // count * count
            cells = chain.from_iterable(islice(listed, at, whole))
            statement = head + ", ".join([f"({marks})"] * count)
            self.execute_many(statement, zip(*[cells] * (count * len(columns)), strict=True))
            at = whole

    def insert_columns(
        self, ids: range, columns: Mapping[str, Sequence[Any]], constants: Mapping[str, Any]
    ) -> None:
        """Add rows that stand column by column.

        Args:
            ids: The rows' ids.
            columns: Driver values by column. One that stands under two names is sent once.
            constants: As for `insert`.
        """
        if self._postgresql:
            self.insert(("id", *columns), zip(ids, *columns.values(), strict=True), constants)
            return
        fixed = {"workspace_id": self.workspace_id, "batch_id": self.batch_id, **constants}
        names = ", ".join(self._quote(name) for name in ("id", *columns, *fixed))
        head = f"INSERT INTO {self._quote(self.table.name)} ({names}) VALUES "  # noqa: S608 - names of our own tables and columns
        sent = {id(column): column for column in columns.values()}
        places = {each: place for place, each in enumerate(sent)}
        tail = [_literal(value) for value in fixed.values()]
        rows = zip(*sent.values(), strict=True)
        at = 0
        for count in (_MANY_ROWS, 1):
            marks = []
            for row in range(count):
                first = 2 + row * len(sent)
                marked = [f"?{first + places[id(column)]}" for column in columns.values()]
                marks.append(f"({', '.join([f'?1 + {row}', *marked, *tail])})")
            whole = at + (len(ids) - at) // count * count
            cells = chain.from_iterable(islice(rows, whole - at))
            self.execute_many(
                head + ", ".join(marks),
                zip(ids[at:whole:count], *[cells] * (count * len(sent)), strict=True),
            )
            at = whole

    def remember_inserts(self, ids: Iterable[int]) -> None:
        """Note for undo that these rows were not there before; for tables without batch_id."""
        self._write_undo((id_, None) for id_ in ids)

    def update(self, changes: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Change rows, and note for undo what was there.

        Args:
            changes: (id, values before, values after), driver values, of the changed columns only.
        """
        self._write_undo((id_, before) for id_, before, _ in changes)
        groups: dict[tuple[str, ...], list[Row]] = {}
        for id_, _, after in changes:
            groups.setdefault(tuple(after), []).append((*after.values(), id_))
        for columns, rows in groups.items():
            assignments = ", ".join(f"{self._quote(name)} = {self._mark}" for name in columns)
            self.execute_many(
                f"UPDATE {self._quote(self.table.name)} SET {assignments} "  # noqa: S608 - names of our own tables and columns
                f"WHERE workspace_id = {self.workspace_id:d} AND id = {self._mark}",
                rows,
            )

    def read_by_key(self, column: str, keys: Sequence[str], wanted: Sequence[str]) -> list[Row]:
        """The rows whose `column` is one of `keys`: raw driver values, ordered as `wanted`."""
        names = ", ".join(f"t.{self._quote(name)}" for name in wanted)
        own = f"t.workspace_id = {self.workspace_id:d} AND t.{self._quote(column)}"
        table = self._quote(self.table.name)
        if self._postgresql:
            result = self.connection.exec_driver_sql(
                f"SELECT {names} FROM {table} AS t WHERE {own} = ANY(%s)",  # noqa: S608 - names of our own tables and columns
                (list(keys),),
            )
        else:
            # A cross join keeps SQLite from scanning the table: it looks each key up in the index.
            result = self.connection.exec_driver_sql(
                f"SELECT {names} FROM json_each(?) AS wanted CROSS JOIN {table} AS t "  # noqa: S608 - the same
                f"WHERE {own} = wanted.value",
                (json.dumps(keys, ensure_ascii=False),),
            )
        return _fetch(result)

    def read_between(self, first: int, last: int, wanted: Sequence[str]) -> list[Row]:
        """The rows with ids from `first` to `last`, raw, by id."""
        names = ", ".join(self._quote(name) for name in wanted)
        result = self.connection.exec_driver_sql(
            f"SELECT {names} FROM {self._quote(self.table.name)} "  # noqa: S608 - names of our own tables and columns
            f"WHERE workspace_id = {self.workspace_id:d} AND id BETWEEN {first:d} AND {last:d} "
            "ORDER BY id"
        )
        return _fetch(result)

    def read_all(self, wanted: Sequence[str]) -> list[Row]:
        """All rows of the workspace, raw, by id."""
        names = ", ".join(self._quote(name) for name in wanted)
        result = self.connection.exec_driver_sql(
            f"SELECT {names} FROM {self._quote(self.table.name)} "  # noqa: S608 - names of our own tables and columns
            f"WHERE workspace_id = {self.workspace_id:d} ORDER BY id"
        )
        return [tuple(row) for row in result]

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows, on the driver itself."""
        cursor = self.connection.connection.cursor()
        try:
            cursor.executemany(sql, rows)  # type: ignore[arg-type]  # drivers take any iterable
        finally:
            cursor.close()

    def _write_undo(self, rows: Iterable[tuple[int, Mapping[str, Any] | None]]) -> None:
        mark = self._mark
        sql = (
            "INSERT INTO import_undo (workspace_id, batch_id, table_name, row_id, before) "  # noqa: S608 - numbers and names of our own
            f"VALUES ({self.workspace_id:d}, {self.batch_id:d}, "
            f"'{self.table.name}', {mark}, {mark}) "
            "ON CONFLICT DO NOTHING"
        )
        self.execute_many(
            sql,
            (
                (id_, None if before is None else json.dumps(before, default=_write_value))
                for id_, before in rows
            ),
        )

    def _read_number(self, head: str, tail: str = "", limit: int = 0) -> int:
        sql = (
            f"{head} FROM {self._quote(self.table.name)} WHERE workspace_id = {self.workspace_id:d}"
        )
        if limit:
            sql += f" LIMIT {limit:d}"
        return self.connection.exec_driver_sql(sql + tail).scalar() or 0


def _fetch(result: CursorResult[Any]) -> list[Row]:
    # The driver's own tuples: SQLAlchemy's rows would be three times slower.
    return list(result.cursor.fetchall()) if result.cursor else []


def _keep(value: Any) -> Any:
    return value


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _write_value(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no way to keep {type(value).__name__} for undo")
