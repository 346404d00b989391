"""One import on its way: the file's columns, the company's settings, the open transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from storage.importing.behind import WriteBehind
from storage.importing.cells.dates import DateReader, needs_order
from storage.importing.cells.numbers import MoneyReader, read_count, read_share
from storage.importing.cells.text import (
    BadCell,
    read_currency,
    read_email,
    read_flag,
)
from storage.importing.columns import Columns
from storage.importing.evidence import Evidence
from storage.importing.fields import Reads
from storage.importing.reading import ColumnReader, TextReader
from storage.importing.report import SHOWN_REJECTS, ImportReport, Reject
from storage.importing.settings import ImportSettings
from storage.importing.sheet import Chunk
from storage.tables import ImportReject


@dataclass
class Run:
    """What every importer is given.

    Attributes:
        today: The day of `now` in the company's zone; the day of the history rows.
        behind: Where large writes go; to be waited for before the connection is used.
        pointed: By column of the deals, the ids that were written into it.
        reporting_changed: True when values stand in another reporting currency until now.
    """

    connection: Connection
    workspace_id: int
    batch_id: int
    settings: ImportSettings
    now: datetime
    today: date
    columns: Columns
    evidence: Evidence
    report: ImportReport
    behind: WriteBehind
    pointed: dict[str, set[int | None]]
    reporting_changed: bool = False


class BadRow(BadCell):
    """A row that can't be taken because of one of its fields."""

    def __init__(self, field: str, reason: str, mend: str) -> None:
        super().__init__(reason, mend)
        self.field = field


class Rows:
    """One chunk on its way: the values of its fields, and the rows that fell out."""

    def __init__(self, run: Run, chunk: Chunk) -> None:
        self.run = run
        self.chunk = chunk
        self.rejected: dict[int, tuple[str, str | None, BadCell]] = {}

    def __len__(self) -> int:
        """How many rows the chunk has, the rejected ones among them."""
        return len(self.chunk)

    def cells(self, field: str) -> Sequence[str]:
        """A field's cells as they stand in the file; empty ones where it has no such column."""
        index = self.run.columns.taken.get(field)
        return ("",) * len(self.chunk) if index is None else self.chunk.columns[index]

    def reject(self, place: int, field: str, error: BadCell) -> None:
        """Let a row fall out; only its first reason is kept."""
        value = self.cells(field)[place] if field in self.run.columns else None
        self.rejected.setdefault(place, (self.run.columns.heading_of(field), value, error))

    def read(self, reader: ColumnReader[Any], field: str, cells: Sequence[Any]) -> list[Any]:
        """The values of cells, letting rows with a bad one fall out."""
        values, bad = reader.read_column(cells)
        for place, error in bad:
            self.reject(place, field, error)
        return values

    def keep(self) -> list[int] | None:
        """The places of the rows that are still there; None for all."""
        if not self.rejected:
            return None
        return [place for place in range(len(self)) if place not in self.rejected]

    def write_rejects(self) -> None:
        """Keep the rejected rows, in the report and in the database."""
        headings = self.run.columns.headings
        rejects: list[tuple[Reject, dict[str, str]]] = []
        for place, (column, value, error) in sorted(self.rejected.items()):
            cells = [column_cells[place] for column_cells in self.chunk.columns]
            number = self.chunk.numbers[place]
            reject = Reject(number, column, _clean(value), error.reason, error.mend)
            rejects.append((reject, _name_cells(headings, cells)))
        for odd in self.chunk.odd:
            more = odd.cells[len(headings)]
            reject = Reject(
                odd.number,
                f"column {len(headings) + 1}",
                _clean(more),
                f"The row has {len(odd.cells)} cells, the headings only {len(headings)}.",
                "Put quotation marks round cells that contain the delimiter.",
            )
            rejects.append((reject, _name_cells(headings, odd.cells)))
        write_rejects(self.run, rejects)


def write_rejects(run: Run, rejects: Sequence[tuple[Reject, dict[str, str]]]) -> None:
    """Count rejected rows and keep them with their cells."""
    run.report.rejected += len(rejects)
    room = SHOWN_REJECTS - len(run.report.rejects)
    run.report.rejects += [reject for reject, _ in rejects[: max(room, 0)]]
    if rejects:
        run.connection.execute(
            insert(ImportReject),
            [
                {
                    "workspace_id": run.workspace_id,
                    "batch_id": run.batch_id,
                    "row_number": reject.row,
                    "column_name": reject.column,
                    "value": reject.value,
                    "reason": reject.reason,
                    "mend": reject.mend,
                    "row": row,
                }
                for reject, row in rejects
            ],
        )


def _clean(value: str | None) -> str | None:
    # Zero bytes can't be kept by PostgreSQL.
    return None if value is None else value.replace("\0", "�")[:2_000]


def _name_cells(headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for index, cell in enumerate(cells):
        heading = headings[index] if index < len(headings) else f"column {index + 1}"
        named[heading if heading not in named else f"{heading}[{index + 1}]"] = _clean(cell) or ""
    return named


def make_readers(run: Run, skip: frozenset[str] = frozenset()) -> dict[str, ColumnReader[Any]]:
    """A reader for every field that the file has and that can be read cell by cell."""
    readers: dict[str, ColumnReader[Any]] = {}
    for field in run.columns.kind.fields:
        if field.name in run.columns and field.name not in skip:
            if field.reads in {Reads.TEXT, Reads.PROSE}:
                readers[field.name] = TextReader(short=field.reads is Reads.TEXT)
            else:
                readers[field.name] = ColumnReader(_choose_reader(run, field.name, field.reads))
    return readers


def _choose_reader(run: Run, field: str, reads: Reads) -> Callable[[str], Any]:
    simple: dict[Reads, Callable[[str], Any]] = {
        Reads.FLAG: read_flag,
        Reads.EMAIL: read_email,
        Reads.CURRENCY: read_currency,
        Reads.COUNT: read_count,
    }
    if reads in simple:
        return simple[reads]
    if reads is Reads.DATE:
        return make_date_reader(run, field)
    if reads is Reads.SHARE:
        return _make_share_reader(run, field)
    raise ValueError(f"{field} can't be read by itself")


def make_date_reader(run: Run, field: str) -> Callable[[str], Any]:
    """Reads (day, instant); looks for the date order when a cell first needs it."""
    reader = DateReader(run.settings.zone)

    def read(text: str) -> tuple[date, datetime | None] | None:
        if reader.order is None and needs_order(text):
            reader.order = run.evidence.find_order(field)
        return reader.read(text)

    return read


def _make_share_reader(run: Run, field: str) -> Callable[[str], Any]:
    percent: list[bool] = []

    def read(text: str) -> Any:
        if not percent and text.strip():
            found = run.evidence.is_percent(field)
            percent.append(_is_usually_percent(run, field) if found is None else found)
        return read_share(text, percent=bool(percent and percent[0]))

    return read


def _is_usually_percent(run: Run, field: str) -> bool:
    """What the product or the heading says: a workbook may hold 0.2 where both speak of percent."""
    preset = run.columns.preset
    return (preset is not None and preset.percent) or "%" in run.columns.heading_of(field)


def make_money_reader(run: Run, field: str) -> ColumnReader[Any]:
    """Reads (amount cell, currency or None) to (minor units, currency)."""
    reader = MoneyReader(run.settings.currency, run.settings.decimal_mark)
    looked: list[bool] = []

    def read(cell: tuple[str, str | None]) -> tuple[int, str] | tuple[None, None]:
        text, currency = cell
        if not looked and reader.mark is None and ("." in text or "," in text):
            looked.append(True)
            reader.mark = run.evidence.find_mark(field)
        return reader.read(text, currency)

    return ColumnReader(read)
