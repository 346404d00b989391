"""Reading whole columns: every distinct cell once, and which rows have a bad one."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from storage.importing.cells.text import LONGEST, SHORT, BadCell, read_short, read_text, read_texts

Cell = TypeVar("Cell", bound=Hashable)
_MOST_KEPT = 200_000


class ColumnReader(Generic[Cell]):
    """Remembers what it has read, because the same few texts fill most columns.

    Args:
        read: What reads one cell; it raises BadCell.
        blank: What stands in the place of a bad cell.
    """

    def __init__(self, read: Callable[[Cell], Any], blank: Any = None) -> None:
        self._blank = blank
        self.read_cell = read
        self._known: dict[Cell, Any] = {}
        self._bad: dict[Cell, BadCell] = {}
        self._varied = False

    def read_column(self, cells: Sequence[Cell]) -> tuple[list[Any], list[tuple[int, BadCell]]]:
        """The values, and the bad cells with their places."""
        if self._varied:
            return self._read_each(cells)
        if not self._bad:
            try:
                return list(map(self._known.__getitem__, cells)), []
            except KeyError:
                pass
        distinct = dict.fromkeys(cells)  # in the order of the file, so that ids are too
        if len(distinct) > 1000 and len(distinct) * 10 > len(cells) * 9:
            self._varied = True
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
            self._bad.clear()
        for cell in distinct:
            if cell in self._known:
                continue
            try:
                self._known[cell] = self.read_cell(cell)
            except BadCell as error:
                self._known[cell] = self._blank
                self._bad[cell] = error
        values = list(map(self._known.__getitem__, cells))
        if self._bad and not self._bad.keys().isdisjoint(distinct.keys()):
            bad = self._bad
            return values, [(i, bad[cell]) for i, cell in enumerate(cells) if cell in bad]
        return values, []

    def _read_each(self, cells: Sequence[Cell]) -> tuple[list[Any], list[tuple[int, BadCell]]]:
        try:
            return list(map(self.read_cell, cells)), []
        except BadCell:
            pass
        values: list[Any] = []
        errors = []
        for index, cell in enumerate(cells):
            try:
                values.append(self.read_cell(cell))
            except BadCell as error:
                values.append(self._blank)
                errors.append((index, error))
        return values, errors


class DayReader(ColumnReader[str]):
    """Reads days; the instants that some files tell beside them are kept apart.

    Args:
        read: Reads one cell to (day, instant or None), or to None when it is blank.
        day: What turns a day into the driver's value.
        instant: The same for instants.
    """

    def __init__(
        self,
        read: Callable[[str], tuple[Any, Any] | None],
        day: Callable[[Any], Any],
        instant: Callable[[Any], Any],
    ) -> None:
        super().__init__(self._read_day)
        self._read = read
        self._day = day
        self._instant = instant
        self._instants: dict[str, Any] = {}

    def read_column(self, cells: Sequence[str]) -> tuple[list[Any], list[tuple[int, BadCell]]]:
        """The days, and the bad cells with their places."""
        if self._varied:
            self._instants.clear()  # each cell is read anew
        return super().read_column(cells)

    def list_instants(self, cells: Sequence[str]) -> list[Any] | None:
        """The instants of the cells that were read last; None when none of them told one."""
        return list(map(self._instants.get, cells)) if self._instants else None

    def _read_day(self, cell: str) -> Any:
        found = self._read(cell)
        if found is None:
            return None
        if found[1] is not None:
            self._instants[cell] = self._instant(found[1])
        return self._day(found[0])


class TextReader(ColumnReader[str]):
    """Reads plain text; whole columns at once where no cell needs a closer look.

    Args:
        short: Whether the cells are names, ids and words of lists rather than sentences.
    """

    def __init__(self, *, short: bool) -> None:
        super().__init__(read_short if short else read_text)
        self._longest = SHORT if short else LONGEST

    def _read_each(self, cells: Sequence[str]) -> tuple[list[Any], list[tuple[int, BadCell]]]:
        simple = read_texts(cells, self._longest)
        return (simple, []) if simple is not None else super()._read_each(cells)


def pick(values: Iterable[Any], keep: Sequence[int] | None) -> Sequence[Any]:
    """The values at these places; all of them for None."""
    listed = values if isinstance(values, Sequence) else list(values)
    return listed if keep is None else [listed[index] for index in keep]


def then(
    reader: ColumnReader[Cell], change: Callable[[Any], Any], blank: Any = None
) -> ColumnReader[Cell]:
    """A reader that goes on to change what another one reads, once for each distinct cell."""
    read = reader.read_cell
    return ColumnReader(lambda cell: change(read(cell)), blank)
