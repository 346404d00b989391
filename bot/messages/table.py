"""A table: Slack's own block, and the same rows as fields where a workspace refuses that block."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import limits
from bot.messages.blocks import fields
from bot.messages.limits import cut, measure, say_more
from bot.messages.message import Block, Native
from bot.messages.text import clean

ROWS = 30
"""More rows than this nobody reads in a chat; the CSV export has them all."""

CELL = 40

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of short texts. The first column names the row, the others are numbers.

    Attributes:
        headings: One for each column.
        rows: As many cells each as there are headings.
        total: The last row, in bold; empty when there is none.
        left: How many columns from the left are words and stand left; the others stand right.
        right: Which columns stand right, where it is not all but the first ones.
        left_away: How many rows there are besides these.
        noun: What the rows left away are called: "more", "more in the CSV".
    """

    headings: Row
    rows: Sequence[Row]
    total: Row = ()
    left: int = 1
    right: frozenset[int] | None = None
    left_away: int = 0
    noun: str = "more"

    def stands_left(self, column: int) -> bool:
        """Whether the column holds words."""
        return column < self.left if self.right is None else column not in self.right


def show_table(table: Table, most: int = ROWS) -> Native:
    """The table as Slack's block, with fields beside it for workspaces that refuse it."""
    most = min(most, limits.TABLE_ROWS - 2)
    headings, total = _fit_row(table.headings), _fit_row(table.total)
    spare = limits.TABLE_CHARACTERS - _letters(headings) - _letters(total)
    rows = _keep_rows(table, most, spare)
    cells = [[_cell(text, bold=True) for text in headings]]
    cells += [[_cell(text) for text in row] for row in rows]
    if total:
        cells.append([_cell(text, bold=True) for text in total])
    settings = [
        {
            "align": "left" if table.stands_left(column) else "right",
            "is_wrapped": table.stands_left(column),
        }
        for column in range(len(headings))
    ]
    block: Block = {"type": "table", "rows": cells, "column_settings": settings}
    return Native(block, tuple(_show_fields(headings, rows, total)))


def _keep_rows(table: Table, most: int, spare: int) -> list[Row]:
    """All rows, or the first ones that find room and, as the last, how many more there are."""
    count = len(table.rows) + table.left_away
    rows = [_fit_row(row) for row in table.rows[: most if count <= most else most - 1]]
    if count == len(rows) and sum(map(_letters, rows)) <= spare:
        return rows
    spare -= _letters(_more(count, table))
    kept: list[Row] = []
    for row in rows:
        spare -= _letters(row)
        if spare < 0:
            break
        kept.append(row)
    return [*kept, _more(count - len(kept), table)]


def _show_fields(headings: Row, rows: Sequence[Row], total: Row) -> list[Block]:
    """One field a row: its name, and below it each number with what it is."""
    listed = [*rows, total] if total else list(rows)
    texts = [
        row[0]
        + "\n"
        + " · ".join(
            f"{heading} {text}"
            for heading, text in zip(headings[1:], row[1:], strict=False)
            if text and text != "–"
        )
        for row in listed
    ]
    return fields([text.strip() for text in texts])


def _fit_row(row: Row) -> Row:
    return tuple(cut(clean(text), CELL) or "–" for text in row[: limits.TABLE_CELLS])


def _more(count: int, table: Table) -> Row:
    width = min(len(table.headings), limits.TABLE_CELLS)
    return (say_more(count, table.noun), *("–" for _ in range(width - 1)))


def _letters(row: Row) -> int:
    return sum(map(measure, row))


def _cell(text: str, *, bold: bool = False) -> Block:
    # As dicts: slack_sdk's classes take longer than all other work on a table.
    if not bold:
        return {"type": "raw_text", "text": text}
    run = {"type": "text", "text": text, "style": {"bold": True}}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [run]}],
    }
