"""What a row is known by from one import to the next: its id, or a key made of its columns."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from storage.importing.cells.text import SHORT, BadCell
from storage.importing.columns import Columns
from storage.importing.run import Rows
from storage.importing.sheet import Sheet
from storage.naming import fold_name

_SEPARATOR = " · "


class KeyMaker:
    """Gives every row of a file its key.

    Args:
        columns: The file's columns.
        parts: Fields to make the key of where the file has no id.
    """

    def __init__(self, columns: Columns, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self._has_id = "id" in columns
        self._one = columns.kind.one
        self._simple: set[str] | None = set()
        self._chunks: list[tuple[list[Any], Sequence[int]]] = []
        self._seen: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def add_keys(
        self, rows: Rows, values: dict[str, list[Any]], table: dict[str, list[Any]]
    ) -> None:
        """Put `key` into the table's columns; rows without one or with one seen before fall out."""
        if not self._has_id:
            table["key"] = self._make_keys(rows)
            return
        keys = table["key"] = values["id"]
        if self._are_new(keys, rows):
            return
        seen, rejected = self._seen, rows.rejected
        for place, (key, number) in enumerate(zip(keys, rows.chunk.numbers, strict=True)):
            if key is None:
                rows.reject(place, "id", BadCell(f"The {self._one} has no id.", "Fill in its id."))
            elif place not in rejected:
                first = seen.setdefault(key, number)
                if first != number:
                    rows.reject(
                        place,
                        "id",
                        BadCell(
                            f"Row {first} has the same id.",
                            "Keep one of the two rows, or give this one an id of its own.",
                        ),
                    )

    def _are_new(self, keys: list[Any], rows: Rows) -> bool:
        """Whether all keys of a chunk are there, and none was before; then they are noted.

        Until the first chunk where it is not so, a set tells, and costs a third of a dictionary.
        """
        if self._simple is not None:
            count = len(self._simple)
            self._simple.update(keys)
            self._chunks.append((keys, rows.chunk.numbers))
            if (
                len(self._simple) == count + len(keys)
                and None not in self._simple
                and not rows.rejected
            ):
                return True
            self._chunks.pop()
            self._simple = None
            for earlier, numbers in self._chunks:
                self._seen.update(zip(earlier, numbers, strict=True))
            self._chunks.clear()
            return False
        distinct = set(keys)
        if len(distinct) < len(keys) or None in distinct or rows.rejected:
            return False
        if not self._seen.keys().isdisjoint(distinct):
            return False
        self._seen.update(zip(keys, rows.chunk.numbers, strict=True))
        return True

    def _make_keys(self, rows: Rows) -> list[str]:
        columns = [rows.cells(part) for part in self.parts]
        keys = []
        for place, cells in enumerate(zip(*columns, strict=True)):
            key = join_key(cells)
            if place not in rows.rejected:
                self._times[key] += 1
                times = self._times[key]
                # Rows that are equal in the key are kept apart by their order.
                key = key if times == 1 else f"{key}{_SEPARATOR}{times}"
            keys.append(key)
        return keys


def join_key(cells: Sequence[str]) -> str:
    """The key of these cells; case, blanks and punctuation do not count.

    A key too long for an index ends in what stands for its rest.
    """
    key = _SEPARATOR.join(fold_name(cell) for cell in cells)
    if len(key) > SHORT:
        key = f"{key[: SHORT // 2]}{_SEPARATOR}{sha256(key.encode()).hexdigest()}"
    return key


def propose_key(sheet: Sheet, columns: Columns, earlier: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that make a file's rows unique, fewest first; all of them when nothing does.

    Args:
        sheet: Read once more, in full.
        columns: Only fields that stay the same over a row's life are tried.
        earlier: What an earlier import of this kind used; kept where the file has it, because
            another key would bring every row in anew.
    """
    if earlier and all(field in columns for field in earlier):
        return earlier
    there = [field for field in columns.kind.identity if field in columns]
    candidates = [tuple(there[:count]) for count in range(1, len(there) + 1)]
    if not candidates:
        return ()
    seen: list[set[int]] = [set() for _ in candidates]
    unique = [True] * len(candidates)
    for chunk in sheet.read_chunks():
        for index, fields in enumerate(candidates):
            if not unique[index]:
                continue
            cells = [chunk.columns[columns.taken[field]] for field in fields]
            before = len(seen[index])
            seen[index].update(hash(join_key(row)) for row in zip(*cells, strict=True))
            unique[index] = len(seen[index]) - before == len(chunk)
    return next(
        (fields for fields, good in zip(candidates, unique, strict=True) if good), candidates[-1]
    )
