"""Deals: a chunk of a file -> checked columns of the deals table. What changed: `deal_writer`."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from storage.importing.cells.numbers import find_digits
from storage.importing.cells.text import BadCell, read_short
from storage.importing.deal_writer import DealWriter
from storage.importing.exchange import Exchange
from storage.importing.keys import KeyMaker
from storage.importing.names import NameBook
from storage.importing.reading import ColumnReader, DayReader, pick
from storage.importing.run import Rows, Run, make_money_reader, make_readers
from storage.importing.sheet import Chunk
from storage.importing.stages import StageBook, read_status

_DAYS = ("created", "close", "expected_close", "closed", "won_date", "lost_date",
         "stage_entered", "last_activity")  # fmt: skip
_CLOSINGS = ("won_date", "lost_date", "closed", "close")
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
        self._day_readers: dict[str, DayReader] = {}
        self._readers = self._make_readers()
        self._name_readers = {
            table: self._make_name_reader(table, second in run.columns)
            for table, _, second, _ in _NAMES
        }
        self._stage_of = self._make_stage_reader()
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
        for field in _DAYS:
            if field in readers:
                self._day_readers[field] = DayReader(readers[field].read_cell, day, instant)
        return readers | self._day_readers

    def _make_name_reader(self, table: str, pairs: bool) -> ColumnReader[Any]:
        find = self._books[table].find
        if pairs:
            return ColumnReader(lambda cell: find(read_short(cell[0]), cell[1]))
        return ColumnReader(lambda cell: find(read_short(cell)))

    def _make_stage_reader(self) -> ColumnReader[Any]:
        if len(self._stage_fields()) == 1:
            return ColumnReader(lambda cell: self._find_stage((cell,)), (None, None))
        return ColumnReader(self._find_stage, (None, None))

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
        fields = self._stage_fields()
        cells = values[fields[0]]
        if len(fields) > 1:
            cells = list(zip(*(values[field] for field in fields), strict=True))
        field = "stage" if "stage" in self.run.columns else "status"
        found = rows.read(self._stage_of, field, cells)
        table["stage_id"] = list(map(itemgetter(0), found))
        table["status"] = list(map(itemgetter(1), found))
        if "probability" in values:
            share = self._writer.ledger.to_driver("probability")
            shares = {value: share(value) for value in set(values["probability"])}
            table["probability"] = [shares[value] for value in values["probability"]]

    def _add_dates(self, rows: Rows, values: Columns, table: Columns) -> None:
        nothing = [None] * len(rows)

        def instants(field: str) -> list[Any]:
            return self._day_readers[field].list_instants(rows.cells(field)) or nothing

        if "created" in values:
            table["created_on"] = values["created"]
            table["created_at"] = instants("created")
        if "last_activity" in values:
            table["last_activity_on"] = values["last_activity"]
        if "stage_entered" in values:
            table["stage_entered_on"] = values["stage_entered"]
        status = table["status"]
        dates = {field: (values[field], instants(field)) for field in _CLOSINGS if field in values}
        table["closed_on"], table["closed_at"] = self._choose_closings(status, dates, nothing)
        if "expected_close" in values:
            table["expected_close_on"] = [
                planned or (due if kind == "open" else None)
                for planned, due, kind in zip(
                    values["expected_close"], values.get("close", nothing), status, strict=True
                )
            ]
        elif "close" in values:
            table["expected_close_on"] = [
                due if kind == "open" else None
                for due, kind in zip(values["close"], status, strict=True)
            ]
        field = next((f for f in ("close", "closed", "won_date") if f in self.run.columns), "close")
        if table["closed_on"].count(None) > status.count("open"):
            for place, (day, kind) in enumerate(zip(table["closed_on"], status, strict=True)):
                if day is None and kind in {"won", "lost"}:
                    rows.reject(place, field, _NO_CLOSE)

    @staticmethod
    def _choose_closings(
        status: list[Any], dates: dict[str, tuple[list[Any], list[Any]]], nothing: list[Any]
    ) -> tuple[list[Any], list[Any]]:
        """The day and the instant each decided deal was closed; None for open deals."""
        if not dates:
            return nothing, nothing
        if dates.keys() == {"close"}:
            days, instants = (
                column
                if column is nothing
                else [
                    None if kind == "open" else one
                    for kind, one in zip(status, column, strict=True)
                ]
                for column in dates["close"]
            )
            return days, instants
        empty = [(None, None)] * len(status)
        sources = [
            list(zip(*dates[field], strict=True)) if field in dates else empty
            for field in _CLOSINGS
        ]
        closings: list[tuple[Any, Any]] = []
        for kind, won, lost, closed, close in zip(status, *sources, strict=True):
            if kind == "open" or kind is None:
                closings.append((None, None))
                continue
            own = won if kind == "won" else lost
            closings.append(next((pair for pair in (own, closed, close) if pair[0]), (None, None)))
        return [pair[0] for pair in closings], [pair[1] for pair in closings]

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
