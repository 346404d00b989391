"""Numbers of many small groups of rows, and how they are put together to larger ones; pure.

Counts and sums are added up as columns of numbers. What is weighed with chances and the values
that medians are taken from are added up one by one: there is little of either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from metrics.alerts.sieves import Raw, Sieve
from metrics.tally import Cells, PartKey, Tally, Weight, find_middle

if TYPE_CHECKING:  # imported where it is used: who asks for a number must not wait for it
    import numpy as np
    from numpy.typing import NDArray

Key = tuple[Raw, ...]
Values = Mapping[Key, Counter[int]]
"""How often each value occurs in each cell."""
_Numbers: TypeAlias = "NDArray[np.int64]"


class Codebook:
    """A number for every value of every dimension."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[Raw, int]] = {}

    def encode(self, dimension: str, values: Sequence[Raw]) -> _Numbers:
        """The values' numbers."""
        import numpy as np

        codes = self._codes.setdefault(dimension, {})
        numbers = (codes.setdefault(value, len(codes)) for value in values)
        return np.fromiter(numbers, np.int64, len(values))

    def list_values(self, dimension: str) -> list[Raw]:
        """The values, each at the place of its number."""
        return list(self._codes.get(dimension, ()))


@dataclass(frozen=True, eq=False)
class Block:
    """The cells of one piece of time.

    Attributes:
        codes: Dimension -> the number of each cell's value.
        numbers: Part -> what each cell has of it.
        weighed: The cells once more with what is weighed, where anything is.
        values: Part of a median -> the values of each cell; keys in the order of `codes`.
    """

    codes: Mapping[str, _Numbers]
    numbers: Mapping[PartKey, _Numbers]
    weighed: Cells = field(default_factory=dict)
    values: Mapping[PartKey, Values] = field(default_factory=dict)


def make_block(
    dimensions: Sequence[str],
    parts: Sequence[PartKey],
    rows: Sequence[Sequence[Any]],
    codebook: Codebook,
    weighed: Cells,
    values: Mapping[PartKey, Values],
) -> Block:
    """A block of rows that begin with a cell's values and go on with its parts."""
    import numpy as np

    columns = list(zip(*rows, strict=True)) or [()] * (len(dimensions) + len(parts))
    codes = {
        name: codebook.encode(name, column)
        for name, column in zip(dimensions, columns, strict=False)
    }
    numbers = {
        part: np.fromiter((int(one or 0) for one in column), np.int64, len(rows))
        for part, column in zip(parts, columns[len(dimensions) :], strict=True)
    }
    return Block(codes, numbers, weighed, values)


@dataclass
class Sum:
    """The numbers of one group."""

    parts: dict[PartKey, int] = field(default_factory=dict)
    weights: dict[PartKey, Weight] = field(default_factory=dict)
    values: dict[PartKey, Counter[int]] = field(default_factory=dict)

    def add(self, other: "Sum") -> None:
        """Take in another group's."""
        for part, number in other.parts.items():
            self.parts[part] = self.parts.get(part, 0) + number
        self.take_in(other.weights, other.values)

    def take_in(
        self, weights: Mapping[PartKey, Weight], values: Mapping[PartKey, Counter[int]]
    ) -> None:
        """Take in what is added up one by one."""
        for part, weight in weights.items():
            self.weights.setdefault(part, Weight()).add(weight)
        for part, counter in values.items():
            self.values.setdefault(part, Counter()).update(counter)

    def close(self) -> Tally:
        """All of it, with the medians of its values."""
        middles = {part: find_middle(counter) for part, counter in self.values.items()}
        known = {part: middle for part, middle in middles.items() if middle is not None}
        return Tally(self.parts, self.weights, known)


class Index:
    """The numbers of one window, by the values of the filtered dimensions and by group.

    Args:
        blocks: Of the pieces that make the window.
        sieve: What rows are told apart by.
        codebook: The one the blocks were made with.
    """

    def __init__(self, blocks: Sequence[Block], sieve: Sieve, codebook: Codebook) -> None:
        self._sums: dict[Key, dict[Raw, Sum]] = {}
        filtered = tuple(sieve.allowed)
        told_by = filtered if sieve.by is None else (*filtered, sieve.by)
        for *key, numbers in _add_up(blocks, told_by, codebook):
            self._find(key, len(filtered)).parts = numbers
        for block in blocks:
            self._take_in(block, told_by, len(filtered))

    def find(self, sieve: Sieve) -> dict[Raw, Tally]:
        """The numbers of each group of the rows that a sieve lets through."""
        keys = list(self._list_keys(tuple(sieve.allowed.values())))
        if len(keys) == 1:
            return {group: numbers.close() for group, numbers in self._sums[keys[0]].items()}
        found: dict[Raw, Sum] = {}
        for key in keys:
            for group, numbers in self._sums[key].items():
                found.setdefault(group, Sum()).add(numbers)
        return {group: numbers.close() for group, numbers in found.items()}

    def _list_keys(self, allowed: Sequence[frozenset[Raw]]) -> Iterable[Key]:
        """The keys whose every value is allowed, by whichever way is shorter."""
        if prod(len(values) for values in allowed) <= len(self._sums):
            return (key for key in product(*allowed) if key in self._sums)
        return (
            key
            for key in self._sums
            if all(value in values for value, values in zip(key, allowed, strict=True))
        )

    def _find(self, key: Sequence[Raw], filtered: int) -> Sum:
        groups = self._sums.setdefault(tuple(key[:filtered]), {})
        return groups.setdefault(key[-1] if len(key) > filtered else None, Sum())

    def _take_in(self, block: Block, told_by: Sequence[str], filtered: int) -> None:
        order = list(block.codes)
        places = [order.index(name) for name in told_by]
        for cell, tally in block.weighed.items():
            key = [cell[place] for place in places]
            sums = self._find(key, filtered)
            sums.take_in(tally.weights, {})
            for part, number in tally.parts.items():
                if part not in block.numbers:  # else these rows have been counted
                    sums.parts[part] = sums.parts.get(part, 0) + number
        for part, by_cell in block.values.items():
            for cell, counter in by_cell.items():
                key = [cell[place] for place in places]
                self._find(key, filtered).take_in({}, {part: counter})


def _add_up(
    blocks: Sequence[Block], told_by: Sequence[str], codebook: Codebook
) -> Iterable[tuple[Any, ...]]:
    """Every combination of some dimensions' values, and the sums of the parts all blocks have."""
    import numpy as np

    parts = [part for part in blocks[0].numbers if all(part in one.numbers for one in blocks)]
    cells = sum(len(next(iter(one.numbers.values()), ())) for one in blocks)
    if not parts or not cells:
        return
    combined = np.zeros(cells, np.int64)
    values = [codebook.list_values(name) for name in told_by]
    for name, known in zip(told_by, values, strict=True):
        codes = np.concatenate([one.codes[name] for one in blocks])
        combined = combined * len(known) + codes
    order = np.argsort(combined, kind="stable")
    combined = combined[order]
    starts = np.flatnonzero(np.diff(combined, prepend=combined[0] - 1))
    sums = [
        np.add.reduceat(np.concatenate([one.numbers[part] for one in blocks])[order], starts)
        for part in parts
    ]
    columns = [one.tolist() for one in sums]
    for place, code in enumerate(combined[starts].tolist()):
        key, rest = [], code
        for known in reversed(values):
            rest, here = divmod(rest, len(known))
            key.append(known[here])
        numbers = {part: column[place] for part, column in zip(parts, columns, strict=True)}
        yield (*reversed(key), numbers)
