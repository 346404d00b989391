"""Tables in spreadsheets (XLSX, XLS, ODS), their cells turned into unmistakable text."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from storage.importing.delimited import find_headings
from storage.importing.sheet import CHUNK_ROWS, Batch, Chunk, cut_chunks
from storage.problem import Problem

_TOP_ROWS = 25


class WorkbookSheet:
    """The first visible sheet of a workbook that has anything in it.

    Raises:
        Problem: when the file can't be opened as a workbook or is empty.
    """

    def __init__(self, path: Path) -> None:
        self.notes: list[str] = []
        self.size = path.stat().st_size
        self.delimiter = ""
        self._sheet = self._choose_sheet(path)
        top = [_write_row(row) for row in islice(self._sheet.iter_rows(), _TOP_ROWS)]
        self._skipped, self.headings = find_headings(top, path.name)
        self._first_row = self._skipped + 2
        self.description = f'workbook, sheet "{self._sheet.name}"'

    def read_chunks(self) -> Iterator[Chunk]:
        """The rows below the headings, from the start."""
        return cut_chunks(self._read_batches(), self._first_row, len(self.headings))

    def _read_batches(self) -> Iterator[Batch]:
        rows = islice(self._sheet.iter_rows(), self._skipped + 1, None)
        done, total = 0, max(self._sheet.height, 1)
        while batch := [_write_row(row) for row in islice(rows, CHUNK_ROWS)]:
            done += len(batch)
            yield Batch(min(done / total, 1.0), rows=batch)

    def _choose_sheet(self, path: Path) -> CalamineSheet:
        try:
            book = CalamineWorkbook.from_path(str(path))
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
            ]
            sheets = [book.get_sheet_by_name(name) for name in names]
        except (CalamineError, OSError) as error:
            raise Problem(
                "not-a-workbook",
                what=f"{path.name} can't be opened as a workbook.",
                why=f"{error}.",
                fix="Save it again as XLSX or CSV, without a password.",
            ) from None
        filled = [sheet for sheet in sheets if sheet.height]
        if not filled:
            raise Problem(
                "empty-file",
                what=f"{path.name} has no sheet with anything in it.",
                fix="Export it again, with the headings in the first row.",
            )
        others = ", ".join(sheet.name for sheet in filled[1:])
        if others:
            self.notes.append(f'only the sheet "{filled[0].name}" was read, not: {others}')
        return filled[0]


def _write_row(row: Sequence[object]) -> list[str]:
    return [cell if type(cell) is str else _write_cell(cell) for cell in row]


def _write_cell(cell: object) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return _write_number(cell)
        case datetime():
            # Midnight is how spreadsheets write a day without a time.
            return str(cell.date()) if cell.time() == time() else str(cell)[:19]
        case date() | time() | timedelta() | int() | str():
            return str(cell)
    return str(cell)


def _write_number(number: float) -> str:
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = format(Decimal(repr(number)), "f")
    # A fourth digit keeps "1.234" from being taken for a thousand.
    return text + "0" if len(text.rpartition(".")[2]) == 3 else text
