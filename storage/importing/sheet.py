"""A table of text as it stands in a file: headings, then rows in chunks, turned into columns.

Knows how files are written (delimiter, quotes, blank lines, footers), not what their columns mean.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

CHUNK_ROWS = 20_000
_LONGEST_FOOT = 12
_FOOTER = re.compile(
    r"(grand\s+)?(sub)?totals?\b|total general\b|gesamtsumme|confidential information"
    r"|copyright\b|©|generated (by|on)\b|report generated|\(?\d[\d.,]* records?\)?$",
    re.IGNORECASE,
)


@dataclass
class OddRow:
    """A row that has more cells than the table has headings."""

    number: int
    cells: list[str]


@dataclass
class Chunk:
    """Some rows of a sheet, column by column.

    Attributes:
        numbers: The row's number in the file, as a spreadsheet counts: the headings are in row 1.
        columns: The cells under each heading.
        odd: Rows that don't fit the headings; they are in no column.
        share: How much of the file has been read by now, 0 to 1.
    """

    numbers: Sequence[int]
    columns: list[Sequence[str]]
    odd: list[OddRow] = field(default_factory=list)
    blank: int = 0
    footers: int = 0
    share: float = 1.0

    def __len__(self) -> int:
        """How many rows stand in the columns."""
        return len(self.numbers)


class Sheet(Protocol):
    """One table in a file. It can be read more than once."""

    headings: list[str]
    description: str
    """How the file was read, in words: "CSV, UTF-8, comma"."""
    notes: list[str]
    delimiter: str
    size: int
    """Bytes of the file, for a guess at its number of rows."""

    def read_chunks(self) -> Iterator[Chunk]:
        """The rows below the headings, from the start."""
        ...


@dataclass
class Batch:
    """Rows as a reader hands them over: as columns where they are regular, else row by row."""

    share: float
    columns: list[Sequence[str]] | None = None
    rows: list[list[str]] | None = None

    def __len__(self) -> int:
        """How many rows."""
        if self.columns is not None:
            return len(self.columns[0])
        return len(self.rows or ())

    def list_rows(self) -> list[list[str]]:
        """The rows one by one, however they came."""
        if self.columns is not None:
            return [list(row) for row in zip(*self.columns, strict=True)]
        return self.rows or []


def cut_chunks(batches: Iterable[Batch], first_row: int, width: int) -> Iterator[Chunk]:
    """Turn batches of rows into chunks; footers are known by standing at the end of the file.

    Args:
        batches: Rows with the share of the file read so far.
        first_row: The number of the first row.
        width: How many headings there are.
    """
    held: Batch | None = None
    number = first_row
    for batch in batches:
        if held is not None and len(batch) < _LONGEST_FOOT:
            held = Batch(batch.share, rows=[*held.list_rows(), *batch.list_rows()])
            continue
        if held is not None:
            yield _turn(held, number, width)
            number += len(held)
        held = batch
    if held is not None:
        rows = held.list_rows()
        body = _cut_footers(rows)
        chunk = _turn(Batch(1.0, rows=body), number, width)
        for row in rows[len(body) :]:
            if any(row):
                chunk.footers += 1
            else:
                chunk.blank += 1
        yield chunk


def _cut_footers(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the lines that a report writes below its data."""
    end = len(rows)
    for index in range(len(rows) - 1, max(len(rows) - _LONGEST_FOOT, 0) - 1, -1):
        filled = [cell.strip() for cell in rows[index] if cell.strip()]
        if not filled:
            continue
        if len(filled) > 1 and not (filled[0].casefold() in _TOTALS and _only_numbers(filled[1:])):
            break
        if not _FOOTER.match(filled[0]):
            break
        end = index
    return rows[:end]


_TOTALS = {"total", "totals", "grand total", "grand totals"}


def _only_numbers(cells: list[str]) -> bool:
    return all(re.fullmatch(r"[^A-Za-z]{0,4}[\d.,\s]+[^A-Za-z]{0,4}", cell) for cell in cells)


def _turn(batch: Batch, first: int, width: int) -> Chunk:
    numbers: Sequence[int] = range(first, first + len(batch))
    if batch.columns is not None:
        return _drop_blank(Chunk(numbers, batch.columns, share=batch.share))
    rows, share = batch.rows or [], batch.share
    if set(map(len, rows)) == {width}:
        return _drop_blank(Chunk(numbers, list(zip(*rows, strict=True)), share=share))
    odd, kept, kept_numbers = [], [], []
    for number, row in zip(numbers, rows, strict=True):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            odd.append(OddRow(number, row))
            continue
        kept.append((row + [""] * (width - len(row)))[:width])
        kept_numbers.append(number)
    columns: list[Sequence[str]] = list(zip(*kept, strict=True)) if kept else [()] * width
    return _drop_blank(Chunk(kept_numbers, columns, odd, share=share))


def _drop_blank(chunk: Chunk) -> Chunk:
    """Take rows out that have nothing in any cell, and count them."""
    if "" not in chunk.columns[0] and not any(map(str.isspace, chunk.columns[0])):
        return chunk
    suspects = [index for index, cell in enumerate(chunk.columns[0]) if not cell or cell.isspace()]
    blank = {
        index for index in suspects if not any(column[index].strip() for column in chunk.columns)
    }
    if not blank:
        return chunk
    keep = [index for index in range(len(chunk)) if index not in blank]
    chunk.columns = [tuple(column[index] for index in keep) for column in chunk.columns]
    chunk.numbers = [chunk.numbers[index] for index in keep]
    chunk.blank += len(blank)
    return chunk
