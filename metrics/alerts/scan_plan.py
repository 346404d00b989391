"""What is read together for many rules: pieces of time, and sets of dimensions; pure."""

from collections.abc import Iterable
from itertools import pairwise
from math import prod

from metrics.period import Period

_SIZES = {
    "owner": 300, "segment": 6, "region": 8, "industry": 15, "source": 10, "product": 20,
    "stage": 10, "lost_reason": 10, "account": 20_000, "created_month": 36,
}  # fmt: skip
"""About how many values a dimension has."""
_FOLLOWS = {
    "team": "owner", "manager": "owner", "product_family": "product", "pipeline": "stage",
    "account_region": "account", "parent_account": "account",
}  # fmt: skip
"""A dimension whose value is known with the other's; alone it has fewer values."""
_FEWER = 10
_MOST_CELLS = 4_000
"""Up to so many combinations of dimensions are read together; most of them never occur."""
_MANY = 100
_MOST_CELLS_OF_MANY = 600
"""The same with a dimension of more values than `_MANY`: by owners alone rows are told apart by a
number and without a look at their accounts, which is quick enough to be done once more."""


def cut_apart(windows: Iterable[Period]) -> list[Period]:
    """The same days without overlap, cut wherever a window begins or ends."""
    known = sorted(set(windows), key=lambda window: window.start)
    ends = sorted({day for window in known for day in (window.start, window.end)})
    return [
        Period(start, end)
        for start, end in pairwise(ends)
        if any(window.start <= start and end <= window.end for window in known)
    ]


def plan_reads(wanted: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Which dimensions are read together, so that each wanted set lies in one of them.

    Rows are read again rather than told apart by thousands of combinations that nobody asked for.
    """
    plan: list[frozenset[str]] = []
    for one in sorted(set(wanted), key=lambda some: (-_count_cells(some), sorted(some))):
        for place, planned in enumerate(plan):
            if one <= planned or _may_be_read_together(one | planned):
                plan[place] = one | planned
                break
        else:
            plan.append(one)
    return plan


def _may_be_read_together(dimensions: frozenset[str]) -> bool:
    largest = max(map(_size, dimensions), default=0)
    return _count_cells(dimensions) <= (_MOST_CELLS_OF_MANY if largest > _MANY else _MOST_CELLS)


def _count_cells(dimensions: frozenset[str]) -> int:
    """About how many combinations there are."""
    return prod(_size(name) for name in dimensions if _FOLLOWS.get(name) not in dimensions)


def _size(name: str) -> int:
    return _SIZES[name] if name in _SIZES else _SIZES[_FOLLOWS[name]] // _FEWER
