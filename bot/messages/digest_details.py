"""What stands behind a digest: tables for its thread, and a CSV with every row of them."""

from collections.abc import Iterator

from bot.messages.blocks import bold as strong
from bot.messages.blocks import paragraph
from bot.messages.csv_export import Cell as CsvCell
from bot.messages.csv_export import write_csv
from bot.messages.digest_grids import LISTED, list_grid, say_grid, show_grid
from bot.messages.digest_pages import Part, lay_pages
from bot.messages.limits import join_lines, say_more
from bot.messages.message import Message
from bot.messages.outgoing import OutgoingFile
from bot.messages.text import escape, name
from metrics.digests.report import Cell, DigestReport, Grid

ROWS = 40
"""Shown of a table in the thread; the CSV has all of them."""

PAGES = 8
"""Messages in a thread; what does not fit is in the CSV."""

_IN_CSV = "more in the CSV"


def say_details(parts: list[Part], report: DigestReport) -> tuple[Message, ...]:
    """The thread: what found no room above, then the tables.

    Args:
        parts: What found no room in the digest itself.
        report: Whose tables follow.
    """
    grids = [grid for section in report.sections for grid in section.details if grid.rows]
    pages = lay_pages([*parts, *map(_show_details, grids)])
    kept = pages[:PAGES]
    missing = sum(len(page.parts) for page in pages[PAGES:])
    messages = []
    for number, page in enumerate(kept, start=1):
        pieces, lines, last = page.pieces, page.lines, ""
        if missing and number == len(kept):
            last = say_more(missing, "more; the CSV has all rows")
            pieces = (*pieces, paragraph([last]))
        messages.append(Message(join_lines(map(escape, lines), last=last), pieces))
    return tuple(messages)


def write_details(report: DigestReport) -> tuple[OutgoingFile, ...]:
    """Every figure and every row of every table, in one CSV; none where there is nothing."""
    entries = list(_list_entries(report))
    if not entries:
        return ()
    columns = list(dict.fromkeys(column for _, _, row in entries for column in row))
    headings = ("section", "table", *columns)
    rows = [
        (section, table, *(row.get(column) for column in columns))
        for section, table, row in entries
    ]
    day = report.period.start.isoformat()
    file = OutgoingFile(
        name=f"digest-{day}.csv",
        content=write_csv(headings, rows),
        comment="All figures and rows of this digest, for a spreadsheet.",
    )
    return (file,)


def _show_details(grid: Grid) -> Part:
    """A table; a short one as a list, several of which stand in one message."""
    title = f"{name(grid.title)} ({len(grid.rows):,})"
    lines = (f"{title}:", *say_grid(grid, 10, _IN_CSV))
    if len(grid.rows) <= LISTED:
        return Part((paragraph([strong(title)]), list_grid(grid, LISTED, _IN_CSV)), lines)
    return Part((paragraph([strong(title)]), show_grid(grid, ROWS, _IN_CSV)), lines)


def _list_entries(report: DigestReport) -> Iterator[tuple[str, str, dict[str, CsvCell]]]:
    for section in report.sections:
        for figure in section.figures:
            value = None if figure.value is None else _round_off(figure.value)
            row: dict[str, CsvCell] = {"number": figure.title, "value": value}
            row["in words"] = figure.words
            row |= {against.name: against.words for against in figure.against}
            yield section.title, "figures", row
        grids = dict.fromkeys([*([section.grid] if section.grid else []), *section.details])
        for grid in grids:
            for cells in grid.rows:
                yield section.title, grid.title, _read_row(grid, cells)


def _read_row(grid: Grid, cells: tuple[Cell, ...]) -> dict[str, CsvCell]:
    return {
        heading: cell.words if cell.number is None else _round_off(cell.number)
        for heading, cell in zip(grid.headings, cells, strict=False)
    }


def _round_off(number: float) -> float:
    """A whole number without ".0", which spreadsheets of some countries take for a text."""
    return int(number) if number % 1 == 0 else number
