"""Leads: a chunk of a file -> checked columns of the leads table -> new, changed or unchanged."""

from typing import Any

from storage.importing.cells.text import read_short
from storage.importing.keys import KeyMaker
from storage.importing.ledger import Ledger
from storage.importing.names import NameBook
from storage.importing.reading import ColumnReader, pick, then
from storage.importing.run import Rows, Run, make_readers
from storage.importing.sheet import Chunk
from storage.tables import Lead

_TEXTS = ("company", "email", "status", "source", "segment", "industry", "region")
Columns = dict[str, list[Any]]


class LeadImporter:
    """Takes the chunks of a leads file into the leads table."""

    def __init__(self, run: Run, key: KeyMaker) -> None:
        self.run = run
        self._key = key
        where = (run.workspace_id, run.batch_id)
        self._ledger = Ledger(run.connection, Lead.__table__, *where)  # type: ignore[arg-type]  # a mapped class has a Table
        self._people = NameBook(run.connection, "people", *where)
        self._accounts = NameBook(run.connection, "accounts", *where)
        self._readers = make_readers(run, frozenset({"owner"}))
        day = self._ledger.to_driver("created_on")
        for field in ("created", "customer_on"):
            if field in self._readers:
                self._readers[field] = then(
                    self._readers[field], lambda found: None if found is None else day(found[0])
                )
        self._owner_of: ColumnReader[tuple[str, str | None]] = ColumnReader(
            lambda cell: self._people.find(read_short(cell[0]), cell[1])
        )

    def take(self, chunk: Chunk) -> None:
        """Check one chunk and write what it changes."""
        rows = Rows(self.run, chunk)
        values = {
            field: rows.read(reader, field, rows.cells(field))
            for field, reader in self._readers.items()
        }
        table: Columns = {field: values[field] for field in _TEXTS if field in values}
        self._add_name(values, table)
        for field, column in (("created", "created_on"), ("customer_on", "customer_on")):
            if field in values:
                table[column] = values[field]
        self._add_owner(rows, values, table)
        if "company" in values:
            table["account_id"] = [self._accounts.look_up(name) for name in values["company"]]
        self._key.add_keys(rows, values, table)
        rows.write_rejects()
        self._warn(rows, values)
        kept = {column: list(pick(cells, rows.keep())) for column, cells in table.items()}
        self._people.write(kept.get("owner_id", ()))
        self._write(kept)

    def finish(self) -> None:
        """Tell the report what only the whole file shows."""
        self._people.tell(self.run.report)

    @staticmethod
    def _add_name(values: Columns, table: Columns) -> None:
        if "name" not in values and "first_name" not in values:
            return
        last = values.get("name") or [None] * len(values["first_name"])
        first = values.get("first_name") or [None] * len(last)
        table["name"] = [
            " ".join(part for part in parts if part) or None
            for parts in zip(first, last, strict=True)
        ]

    def _add_owner(self, rows: Rows, values: Columns, table: Columns) -> None:
        there = [field for field in ("owner", "owner_email") if field in self.run.columns]
        if not there:
            return
        emails = values.get("owner_email") or [None] * len(rows)
        cells = list(zip(rows.cells("owner"), emails, strict=True))
        table["owner_id"] = rows.read(self._owner_of, there[0], cells)
        self._people.count_rows(rows.cells("owner"))

    def _warn(self, rows: Rows, values: Columns) -> None:
        converted = values.get("converted")
        if converted is None:
            return
        days = values.get("customer_on") or [None] * len(rows)
        undated = sum(
            1
            for place, (flag, day) in enumerate(zip(converted, days, strict=True))
            if flag and day is None and place not in rows.rejected
        )
        if undated:
            text = "converted without a date: they count once a won deal names them"
            self.run.report.warnings[text] += undated

    def _write(self, columns: Columns) -> None:
        report = self.run.report
        names = [name for name in columns if name != "key"]
        known: dict[str, tuple[Any, ...]] = {}
        if not self._ledger.was_empty:
            wanted = ("key", "id", *names)
            known = {row[0]: row for row in self._ledger.read_by_key("key", columns["key"], wanted)}
        fresh = []
        changes = []
        rows = list(zip(*(columns[name] for name in names), strict=True)) if names else []
        for place, key in enumerate(columns["key"]):
            row = rows[place] if names else ()
            old = known.get(key)
            if old is None:
                fresh.append((key, *row))
            elif row == old[2:]:
                report.unchanged += 1
            else:
                before = dict(zip(names, old[2:], strict=True))
                new = dict(zip(names, row, strict=True))
                after = {name: value for name, value in new.items() if value != before[name]}
                changes.append((old[1], {name: before[name] for name in after}, after))
        if changes:
            self._ledger.update(changes)
            report.changed += len(changes)
        if fresh:
            ids = self._ledger.take_ids(len(fresh))
            numbered = ((id_, *row) for id_, row in zip(ids, fresh, strict=True))
            self._ledger.insert(("id", "key", *names), numbered, {})
            report.new += len(fresh)
