"""Tables written as text: CSV and its relatives with tabs, semicolons or bars."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from storage.importing.encoding import find_encoding
from storage.importing.sheet import CHUNK_ROWS, Batch, Chunk, cut_chunks
from storage.problem import Problem

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_ROWS = 200
_LONGEST_PREAMBLE = 25
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Latin-1 (Windows)",
    "latin-1": "Latin-1",
    "mac-roman": "Mac Roman",
}


class TextSheet:
    """A CSV file. Reads in a stream: its size does not matter.

    Raises:
        Problem: when the file is no table of text or has no headings.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []
        self.size = path.stat().st_size
        self._encoding = find_encoding(path)
        self._row_length = 100
        self.delimiter = self._find_delimiter()
        self._above, self.headings = self._find_headings()
        if self._above:
            self.notes.append(f"{self._above} lines above the headings were skipped")
        self.description = (
            f"text, {_ENCODINGS[self._encoding]}, {_DELIMITERS[self.delimiter]} between cells"
        )

    def read_chunks(self) -> Iterator[Chunk]:
        """The rows below the headings, from the start."""
        return cut_chunks(self._read_batches(), self._above + 2, len(self.headings))

    def _read_batches(self) -> Iterator[Batch]:
        with self._open() as file:
            for _ in islice(csv.reader(file, delimiter=self.delimiter), self._above + 1):
                pass
            number = self._above + 2
            while True:
                try:
                    batch = self._cut(self._read_block(file), file)
                except (csv.Error, UnicodeDecodeError) as error:
                    raise self._explain(error, number) from None
                if not batch:
                    return
                number += len(batch)
                batch.share = min(file.buffer.tell() / max(self.size, 1), 1.0)
                yield batch

    def _read_block(self, file: TextIO) -> str:
        """About so many rows as a chunk shall have, to the end of a line."""
        block = file.read(CHUNK_ROWS * self._row_length)
        return block + file.readline() if block else ""

    def _cut(self, block: str, file: TextIO) -> Batch:
        """The cells of a block; reads on where its last row ends inside quotation marks."""
        width, mark = len(self.headings), self.delimiter
        if block and width > 1 and '"' not in block:
            columns = _split(block, width, mark)
            if columns is not None:
                return Batch(0.0, columns=columns)
        rows = []
        if block:
            lines = StringIO(block, newline="").readlines()
            reader = csv.reader(chain(lines, file), delimiter=mark)
            for row in reader:
                rows.append(row)
                if reader.line_num >= len(lines):
                    break
        return Batch(0.0, rows=rows)

    def _open(self) -> TextIO:
        return self.path.open(encoding=self._encoding, newline="")

    def _find_delimiter(self) -> str:
        with self._open() as file:
            lines = list(islice(file, _SAMPLE_ROWS))
        self._row_length = sum(map(len, lines)) // max(len(lines), 1) + 1
        if lines and lines[0].strip().lower() in {f"sep={mark}" for mark in _DELIMITERS}:
            return lines[0].strip()[4:] or "\t"
        return max(_DELIMITERS, key=lambda mark: self._rate(lines, mark))

    def _rate(self, lines: list[str], mark: str) -> tuple[int, int]:
        """How many of the first rows have the same number of cells, and how many cells."""
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if any(row))
        except csv.Error:
            return (0, 0)
        widths.pop(1, None)
        if not widths:
            return (0, 1)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
        return (rows, width)

    def _find_headings(self) -> tuple[int, list[str]]:
        """How many rows stand above the headings, and the headings."""
        with self._open() as file:
            try:
                reader = csv.reader(file, delimiter=self.delimiter)
                rows = list(islice(reader, _LONGEST_PREAMBLE))
            except (csv.Error, UnicodeDecodeError) as error:
                raise self._explain(error, 1) from None
        return find_headings(rows, self.path.name)

    def _explain(self, error: Exception, number: int) -> Problem:
        if isinstance(error, UnicodeDecodeError):
            what = f"{self.path.name} has bytes that are not {_ENCODINGS[self._encoding]}."
            return Problem(
                "damaged-text",
                what=what,
                why=f"They come after row {number}.",
                fix="Export it again as CSV in UTF-8.",
            )
        return Problem(
            "damaged-text",
            what=f"{self.path.name} can't be read as a table after row {number}.",
            why="Most likely a quotation mark is opened there and never closed.",
            fix="Mend that row or export the file again.",
        )


def _split(block: str, width: int, mark: str) -> list[Sequence[str]] | None:
    """The columns of a block whose rows all have `width` cells; None when one has not.

    One split of the whole block is several times faster than a reader.
    """
    if "\r" in block:
        block = block.replace("\r\n", "\n")
        if "\r" in block:
            return None
    block = block.removesuffix("\n")
    count = block.count("\n") + 1
    # Line ends become cells of their own: they make one column when all rows are equally wide.
    cells = block.replace("\n", f"{mark}\n{mark}").split(mark)
    if len(cells) != count * (width + 1) - 1:
        return None
    if cells[width :: width + 1].count("\n") != count - 1:
        return None
    return [cells[place :: width + 1] for place in range(width)]


def find_headings(rows: list[list[str]], file_name: str) -> tuple[int, list[str]]:
    """How many rows stand above the headings, and the headings.

    Titles and filters that reports print above their table have one or two cells; the headings
    are the first row that is as wide as the table.

    Raises:
        Problem: when there is no row to be the headings.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    widest = max(filled, default=0)
    for index, count in enumerate(filled):
        if count and count * 2 > widest:
            headings = [
                cell.strip().lstrip("\N{ZERO WIDTH NO-BREAK SPACE}") for cell in rows[index]
            ]
            while headings and not headings[-1]:
                headings.pop()
            return index, headings
    raise Problem(
        "empty-file",
        what=f"{file_name} has no headings.",
        fix="Export it again, with the headings in its first row.",
    )
