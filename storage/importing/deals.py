"""Deals: a chunk of a file -> checked columns of the deals table. What changed: `deal_writer`."""

from collections.abc import Iterable, Sequence
from typing import Any

from storage.importing.cells.numbers import find_digits
from storage.importing.cells.text import BadCell, read_short
from storage.importing.deal_writer import DealWriter
from storage.importing.exchange import Exchange
from storage.importing.keys import KeyMaker
from storage.importing.names import NameBook
from storage.importing.reading import ColumnReader, pick, then
from storage.importing.run import Rows, Run, make_money_reader, make_readers
from storage.importing.sheet import Chunk
from storage.importing.stages import StageBook, read_status

_DAYS = ("created", "close", "expected_close", "closed", "won_date", "lost_date",
         "stage_entered", "last_activity")  # fmt: skip
_TEXTS = {"name": "name", "source": "source", "region": "region", "segment": "segment",
          "industry": "industry", "lost_reason": "lost_reason", "lead_id": "lead_key"}  # fmt: skip
_STAGE_FIELDS = ("pipeline", "stage", "status", "is_won", "is_lost", "probability")
_NAMES = (
    ("people", "owner", "owner_email", "owner_id"),
    ("accounts", "account", "account_id", "account_id"),
    ("products", "product", "", "product_id"),
)
"""Table, field of the name, field of what tells two equal names apart, column of ours."""
_MOST_DIGITS = 14
_NO_CLOSE = BadCell(
    "The deal is decided but has no close date.",
    "Fill in the day it was won or lost, or set its stage back to an open one.",
)
Columns = dict[str, list[Any]]


class DealImporter:
    """Takes the chunks of a deals file into the deals table."""

    def __init__(self, run: Run, key: KeyMaker) -> None:
        self.run = run
        self._key = key
        where = (run.workspace_id, run.batch_id)
        self._books = {table: NameBook(run.connection, table, *where) for table, *_ in _NAMES}
        self._stages = StageBook(run.connection, *where, run.settings.stages)
        exchange = Exchange(run.connection, run.workspace_id, run.settings.currency)
        self._writer = DealWriter(run, exchange, self._stages)
        self._readers = self._make_readers()
        self._name_readers = {
            table: self._make_name_reader(table, second in run.columns)
            for table, _, second, _ in _NAMES
        }
        self._stage_of = ColumnReader(self._find_stage)
        self._money = make_money_reader(run, "amount")
        self._values = ColumnReader(self._convert)

    def take(self, chunk: Chunk) -> None:
        """Check one chunk and write what it changes."""
        rows = Rows(self.run, chunk)
        values = {
            field: rows.read(reader, field, rows.cells(field))
            for field, reader in self._readers.items()
        }
        table = {column: values[field] for field, column in _TEXTS.items() if field in values}
        self._add_stages(rows, values, table)
        self._add_dates(rows, values, table)
        self._add_names(rows, values, table)
        self._add_money(rows, values, table)
        self._key.add_keys(rows, values, table)
        self.run.behind.wait()
        rows.write_rejects()
        keep = rows.keep()
        kept = {column: pick(cells, keep) for column, cells in table.items()}
        self._warn(kept)
        self._stages.write(kept.get("stage_id", ()))
        for name, _, _, column in _NAMES:
            self._books[name].write(kept.get(column, ()))
        self._writer.write(kept)

    def finish(self) -> None:
        """Tell the report what only the whole file shows."""
        self.run.behind.wait()
        self._writer.finish()
        for book in self._books.values():
            book.tell(self.run.report)

    def _make_readers(self) -> dict[str, ColumnReader[Any]]:
        skip = {"amount"} | {name for _, *fields, _ in _NAMES for name in fields if name}
        readers = make_readers(self.run, frozenset(skip - {"owner_email", "account_id"}))
        to_driver = self._writer.ledger.to_driver
        day, instant = to_driver("created_on"), to_driver("created_at")

        def split(found: tuple[Any, Any] | None) -> tuple[Any, Any]:
            return (None, None) if found is None else (day(found[0]), instant(found[1]))

        for field in _DAYS:
            if field in readers:
                readers[field] = then(readers[field], split, (None, None))
        return readers

    def _make_name_reader(self, table: str, pairs: bool) -> ColumnReader[Any]:
        find = self._books[table].find
        if pairs:
            return ColumnReader(lambda cell: find(read_short(cell[0]), cell[1]))
        return ColumnReader(lambda cell: find(read_short(cell)))

    def _find_stage(self, cell: tuple[Any, ...]) -> tuple[int, str]:
        found = dict(zip(self._stage_fields(), cell, strict=True))
        status, is_won, is_lost = (found.get(name) for name in ("status", "is_won", "is_lost"))
        said = read_status(status) if status else None
        preset = self.run.columns.preset
        of_stage = preset is not None and preset.status_is_stage
        if is_won or is_lost:
            said, of_stage = ("won" if is_won else "lost"), True
        elif is_won is False and is_lost is False and said is None:
            said, of_stage = "open", True
        if found.get("stage") is None and said is None:
            raise BadCell("A deal needs a stage.", "Fill in its stage, or leave the row out.")
        return self._stages.find(
            found.get("pipeline") or "",
            found.get("stage"),
            said,
            found.get("probability"),
            status_is_stage=of_stage,
        )

    def _stage_fields(self) -> list[str]:
        return [field for field in _STAGE_FIELDS if field in self.run.columns]

    def _add_stages(self, rows: Rows, values: Columns, table: Columns) -> None:
        cells = list(zip(*(values[field] for field in self._stage_fields()), strict=True))
        field = "stage" if "stage" in self.run.columns else "status"
        found = rows.read(self._stage_of, field, cells)
        table["stage_id"] = [each and each[0] for each in found]
        table["status"] = [each and each[1] for each in found]
        if "probability" in values:
            share = self._writer.ledger.to_driver("probability")
            shares = {value: share(value) for value in set(values["probability"])}
            table["probability"] = [shares[value] for value in values["probability"]]

    def _add_dates(self, rows: Rows, values: Columns, table: Columns) -> None:
        def days(field: str) -> list[Any]:
            return [pair[0] for pair in values[field]]

        if "created" in values:
            table["created_on"] = days("created")
            table["created_at"] = [pair[1] for pair in values["created"]]
        if "last_activity" in values:
            table["last_activity_on"] = days("last_activity")
        if "stage_entered" in values:
            table["stage_entered_on"] = days("stage_entered")
        nothing = [None] * len(rows)
        pairs = {field: values.get(field) for field in ("close", "closed", "won_date", "lost_date")}
        status = table["status"]
        closings = self._choose_closings(status, pairs)
        table["closed_on"] = [pair and pair[0] for pair in closings]
        table["closed_at"] = [pair and pair[1] for pair in closings]
        close = days("close") if "close" in values else nothing
        expected = days("expected_close") if "expected_close" in values else nothing
        if "close" in values or "expected_close" in values:
            table["expected_close_on"] = [
                planned or (due if kind == "open" else None)
                for planned, due, kind in zip(expected, close, status, strict=True)
            ]
        field = next((f for f in ("close", "closed", "won_date") if f in self.run.columns), "close")
        if table["closed_on"].count(None) > status.count("open"):
            for place, (day, kind) in enumerate(zip(table["closed_on"], status, strict=True)):
                if day is None and kind in {"won", "lost"}:
                    rows.reject(place, field, _NO_CLOSE)

    @staticmethod
    def _choose_closings(status: list[Any], pairs: dict[str, Any]) -> list[Any]:
        """The (day, instant) each decided deal was closed; None for open deals."""
        if pairs["closed"] is pairs["won_date"] is pairs["lost_date"] is None:
            if pairs["close"] is None:
                return [None] * len(status)
            return [
                None if kind == "open" else pair
                for kind, pair in zip(status, pairs["close"], strict=True)
            ]
        empty = [(None, None)] * len(status)
        closings: list[Any] = []
        sources = [pairs[field] or empty for field in ("won_date", "lost_date", "closed", "close")]
        for kind, won, lost, closed, close in zip(status, *sources, strict=True):
            if kind == "open" or kind is None:
                closings.append(None)
                continue
            own = won if kind == "won" else lost
            closings.append(next((pair for pair in (own, closed, close) if pair[0]), (None, None)))
        return closings

    def _add_names(self, rows: Rows, values: Columns, table: Columns) -> None:
        for name, field, second, column in _NAMES:
            if field not in self.run.columns and second not in self.run.columns:
                continue
            cells: Any = rows.cells(field)
            book = self._books[name]
            if second in self.run.columns:
                found = rows.read(
                    self._name_readers[name],
                    field if field in self.run.columns else second,
                    list(zip(cells, values[second], strict=True)),
                )
            else:
                found = rows.read(self._name_readers[name], field, cells)
            book.count_rows(cells)
            table[column] = found

    def _add_money(self, rows: Rows, values: Columns, table: Columns) -> None:
        if "amount" not in self.run.columns:
            return
        simple = self._read_whole(rows.cells("amount")) if "currency" not in values else None
        if simple is not None:
            table["amount_minor"] = table["value_minor"] = simple
            table["currency"] = [self.run.settings.currency] * len(rows)
            return
        currencies = values.get("currency") or [None] * len(rows)
        cells = list(zip(rows.cells("amount"), currencies, strict=True))
        found = [pair or (None, None) for pair in rows.read(self._money, "amount", cells)]
        table["amount_minor"] = [pair[0] for pair in found]
        table["currency"] = [pair[1] for pair in found]
        if set(table["currency"]) <= {None, self.run.settings.currency}:
            table["value_minor"] = table["amount_minor"]
            return
        keys = list(zip(table["amount_minor"], table["currency"], table["closed_on"], strict=True))
        table["value_minor"], _ = self._values.read_column(keys)

    def _read_whole(self, cells: Sequence[str]) -> list[Any] | None:
        """Amounts that are all bare digits, in minor units; None when any is something else."""
        whole = "".join(cells)
        if not (whole.isascii() and whole.isdigit() and "" not in cells):
            return None
        if max(map(len, cells)) > _MOST_DIGITS:
            return None
        factor = 10 ** find_digits(self.run.settings.currency)
        return [number * factor for number in map(int, cells)]

    def _convert(self, cell: tuple[int | None, str | None, Any]) -> int | None:
        minor, currency, closed_on = cell
        if minor is None or currency is None:
            return None
        return self._writer.convert(minor, currency, closed_on)

    def _warn(self, kept: dict[str, Any]) -> None:
        warnings = self.run.report.warnings
        count = len(kept["key"])
        created: Iterable[Any] = kept.get("created_on") or [None] * count
        early = sum(
            1
            for first, last in zip(created, kept["closed_on"], strict=True)
            if last is not None and first is not None and last < first
        )
        if early:
            warnings["closed before they were created"] += early
        if kept.get("value_minor") is not kept.get("amount_minor"):
            unconverted = sum(
                1
                for amount, value in zip(kept["amount_minor"], kept["value_minor"], strict=True)
                if value is None and amount is not None
            )
            if unconverted:
                warnings["without an exchange rate, so without a value"] += unconverted
