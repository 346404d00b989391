"""Words on a terminal: what comes from files, settings or Slack is seen there, never obeyed."""

from unicodedata import category

from rich.console import Console
from rich.table import Table

_JOINERS = "\u200c\u200d"
"""Seen only in how the letters beside them look; Persian and families of emoji need them."""


def show(*lines: str, errors: bool = False) -> None:
    """Print lines as they are written, on standard output or on standard error."""
    console = Console(stderr=errors, highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(tame(line))


def show_table(headings: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    table = Table(*headings)
    for row in rows:
        table.add_row(*map(tame, row))
    Console(markup=False).print(table)


def tame(text: str) -> str:
    """`text` without anything that moves a cursor, changes colours or turns the direction."""
    return "".join(letter if _can_be_seen(letter) else "\ufffd" for letter in text)


def _can_be_seen(letter: str) -> bool:
    return letter.isprintable() or letter in _JOINERS or letter == "\n" or category(letter) == "Zs"
