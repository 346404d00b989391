"""Tables that stay small: their rows are taken one by one, after the whole file has been read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Table

from storage.importing.cells.text import BadCell
from storage.importing.ledger import Ledger
from storage.importing.report import Reject
from storage.importing.run import BadRow, Rows, Run, make_money_reader, make_readers, write_rejects
from storage.importing.sheet import Chunk

Values = dict[str, Any]


@dataclass
class FileRow:
    """One row that could be read, with its cells as they stand in the file.

    Attributes:
        values: By field; fields that the file does not have are missing.
    """

    number: int
    values: Values
    cells: dict[str, str]


class Batch(Protocol):
    """What a draft needs to know of the import that it is for."""

    @property
    def connection(self) -> Connection:
        """In the import's transaction."""

    @property
    def workspace_id(self) -> int:
        """Whose table."""

    @property
    def batch_id(self) -> int:
        """The import's number."""


class TableDraft:
    """A small table in memory: what it has, what a file adds and changes. Written at the end."""

    def __init__(self, run: Batch, table: Table) -> None:
        self.ledger = Ledger(run.connection, table, run.workspace_id, run.batch_id)
        self.columns = [c.name for c in table.c if c.name not in {"workspace_id", "batch_id"}]
        self._has_batch = "batch_id" in table.c
        self.rows: dict[int, Values] = {}
        for row in self.ledger.read_all(self.columns):
            self.rows[row[0] if self.columns[0] == "id" else row[self.columns.index("id")]] = dict(
                zip(self.columns, row, strict=True)
            )
        self._before: dict[int, Values] = {}
        self._new: set[int] = set()
        self._converters = {name: self.ledger.to_driver(name) for name in self.columns}

    def add(self, values: Mapping[str, Any]) -> int:
        """A new row, of Python values; columns left out are NULL. Gives its id."""
        (id_,) = self.ledger.take_ids(1)
        self.rows[id_] = dict.fromkeys(self.columns) | self._convert(values) | {"id": id_}
        self._new.add(id_)
        return id_

    def change(self, id_: int, values: Mapping[str, Any]) -> None:
        """Set columns of a row, Python values."""
        row = self.rows[id_]
        for name, value in self._convert(values).items():
            if row[name] != value:
                if id_ not in self._new:
                    self._before.setdefault(id_, {}).setdefault(name, row[name])
                row[name] = value

    def convert(self, column: str, value: Any) -> Any:
        """A Python value as the driver's."""
        return None if value is None else self._converters[column](value)

    def tell(self, id_: int) -> str:
        """new, changed or unchanged: what became of a row; 0 stands for none."""
        if id_ in self._new:
            return "new"
        if id_ not in self.rows:
            return "unchanged"
        return "changed" if self._changed_columns(id_) else "unchanged"

    def write(self) -> None:
        """Insert and update, leaving what is needed for undo."""
        if self._new:
            rows = [
                tuple(self.rows[id_][name] for name in self.columns) for id_ in sorted(self._new)
            ]
            self.ledger.insert(self.columns, rows, {})
            if not self._has_batch:
                self.ledger.remember_inserts(sorted(self._new))
        changes = []
        for id_, before in self._before.items():
            names = self._changed_columns(id_)
            if names:
                row = self.rows[id_]
                changes.append(
                    (
                        id_,
                        {name: before[name] for name in names},
                        {name: row[name] for name in names},
                    )
                )
        if changes:
            self.ledger.update(changes)

    def _changed_columns(self, id_: int) -> list[str]:
        before = self._before.get(id_, {})
        return [name for name, value in before.items() if self.rows[id_][name] != value]

    def _convert(self, values: Mapping[str, Any]) -> Values:
        return {name: self.convert(name, value) for name, value in values.items()}


class RowImporter:
    """Reads a file's rows; a kind says in `settle` what becomes of them."""

    def __init__(self, run: Run, table: Table) -> None:
        self.run = run
        self.draft = TableDraft(run, table)
        self.pending: list[FileRow] = []
        self._money_field = next((f for f in ("amount", "list_price") if f in run.columns), None)
        self._money = make_money_reader(run, self._money_field) if self._money_field else None
        skip = {"rate"} | ({self._money_field} if self._money_field else set())
        self._readers = make_readers(run, frozenset(skip))

    def take(self, chunk: Chunk) -> None:
        """Read one chunk and keep its rows for the end."""
        rows = Rows(self.run, chunk)
        values = {
            field: rows.read(reader, field, rows.cells(field))
            for field, reader in self._readers.items()
        }
        if self._money is not None and self._money_field is not None:
            currencies = values.get("currency") or [None] * len(rows)
            cells = list(zip(rows.cells(self._money_field), currencies, strict=True))
            values[self._money_field] = rows.read(self._money, self._money_field, cells)
        rows.write_rejects()
        headings = self.run.columns.headings
        for place in range(len(rows)):
            if place in rows.rejected:
                continue
            cells_of_row = {
                heading: column[place]
                for heading, column in zip(headings, chunk.columns, strict=True)
            }
            read = {field: column[place] for field, column in values.items()}
            self.pending.append(FileRow(chunk.numbers[place], read, cells_of_row))

    def finish(self) -> None:
        """Settle every row, then write."""
        self.prepare()
        taken: list[int] = []
        rejects = []
        for row in self.pending:
            try:
                taken.append(self.settle(row))
            except BadRow as error:
                heading = self.run.columns.heading_of(error.field)
                value = row.cells.get(heading)
                reject = Reject(row.number, heading, value, error.reason, error.mend)
                rejects.append((reject, row.cells))
        self.conclude()
        for id_ in taken:
            word = self.draft.tell(id_)
            setattr(self.run.report, word, getattr(self.run.report, word) + 1)
        write_rejects(self.run, rejects)
        self.draft.write()

    def prepare(self) -> None:
        """Look at all rows before the first is settled."""

    def settle(self, row: FileRow) -> int:
        """Put one row into the draft and give its id. Raises BadRow."""
        raise NotImplementedError

    def conclude(self) -> None:
        """Do what needs all rows settled, such as rows that point to each other."""

    def find_cell(self, row: FileRow, field: str) -> str:
        """A field's cell as it stands in the file."""
        return row.cells.get(self.run.columns.heading_of(field), "")


def fail(field: str, error: BadCell) -> BadRow:
    """The same complaint, about a field of a row."""
    return BadRow(field, error.reason, error.mend)
