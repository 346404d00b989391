"""A table of a digest: as Slack's own, as a list, in words. What it leaves away is in the CSV."""

import contextlib
import re
from datetime import date

from bot.messages.blocks import Line, bold, bullets
from bot.messages.freshness import say_day
from bot.messages.limits import cut, say_more
from bot.messages.message import Block, Native
from bot.messages.table import Table, show_table
from bot.messages.text import clean, name
from metrics.digests.report import Cell, Grid

ROWS = 12
"""Shown of a section's table, which is read on a phone."""

LISTED = 5
"""Shown where the same rows are a list."""

LINE = 280
NAME = 60
_ONLY_CSV = frozenset({"key", "id", "account"})
"""Columns that say nothing to people who read the deal's name beside them."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def show_grid(grid: Grid, most: int = ROWS, noun: str = "more") -> Native:
    """A table of Slack's own; words stand left and numbers right."""
    columns, numbers = _choose_columns(grid), _find_numbers(grid)
    return show_table(
        Table(
            headings=tuple(grid.headings[place] for place in columns),
            rows=[tuple(_show_cell(row[place]) for place in columns) for row in grid.rows[:most]],
            right=frozenset(n for n, place in enumerate(columns) if place in numbers),
            left_away=max(0, len(grid.rows) - most),
            noun=noun,
        ),
        most,
    )


def list_grid(grid: Grid, most: int = LISTED, noun: str = "more") -> Block:
    """The same rows as a list, where a table may not stand or is not worth it."""
    lines: list[Line] = [
        [bold(first), f" · {rest}"] if rest else [bold(first)]
        for first, rest in _say_rows(grid, most)
    ]
    missing = len(grid.rows) - len(lines)
    if missing:
        lines.append(say_more(missing, noun))
    return bullets(lines, most + 1)


def say_grid(grid: Grid, most: int = LISTED, noun: str = "more") -> list[str]:
    """The first rows in words."""
    lines = [
        f"• {first}: {rest}" if rest else f"• {first}" for first, rest in _say_rows(grid, most)
    ]
    missing = len(grid.rows) - len(lines)
    return [*lines, f"• {say_more(missing, noun)}"] if missing else lines


def _find_numbers(grid: Grid) -> frozenset[int]:
    """The columns that hold numbers."""
    columns = range(1, len(grid.headings))
    return frozenset(
        place for place in columns if any(row[place].number is not None for row in grid.rows)
    )


def _choose_columns(grid: Grid) -> list[int]:
    """The name first, then the numbers, then words: on a phone the last ones are off the side."""
    kept = [
        place
        for place, heading in enumerate(grid.headings)
        if place and heading.casefold() not in _ONLY_CSV
    ]
    numbers = _find_numbers(grid)
    return [0, *sorted(kept, key=lambda place: place not in numbers)]


def _show_cell(cell: Cell) -> str:
    """Days as people write them; the CSV has them as spreadsheets do."""
    words = clean(cell.words)
    if cell.number is None and _DAY.fullmatch(words):
        with contextlib.suppress(ValueError):
            return say_day(date.fromisoformat(words))
    return words


def _say_rows(grid: Grid, most: int) -> list[tuple[str, str]]:
    """The first cell of each row, and the others; several numbers with what each one is."""
    columns = _choose_columns(grid)[1:]
    named = len(_find_numbers(grid)) > 1
    told = []
    for row in grid.rows[:most]:
        rest = []
        for place in columns:
            words, is_number = _show_cell(row[place]), row[place].number is not None
            if words not in ("", "–"):
                heading = f"{name(grid.headings[place])} " if named and is_number else ""
                rest.append(heading + words)
        told.append((cut(clean(row[0].words), NAME) or "–", cut(" · ".join(rest), LINE)))
    return told
