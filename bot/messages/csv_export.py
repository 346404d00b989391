"""Tables to take away: CSV that Excel opens right and that can carry no formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal

from bot.messages.text import clean_lines
from metrics.answer import Answer, Reading
from metrics.deal_list import DealRow

Cell = str | int | float | Decimal | date | datetime | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV: UTF-8 with a byte-order mark, ISO dates, plain numbers, CRLF.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which
    spreadsheets show as text.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([_write_cell(heading) for heading in headings])
    for row in rows:
        writer.writerow([_write_cell(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig", errors="replace")


def export_deals(rows: Sequence[DealRow], currency: str) -> bytes:
    """The deals behind a pipeline, a row each."""
    headings = (
        "deal id", "deal", "account", "owner", "stage", "product", f"value ({currency})",
        "created", "expected close", "last activity",
    )  # fmt: skip
    return write_csv(headings, (astuple(row) for row in rows))


def export_answers(answers: Sequence[Answer]) -> bytes:
    """Every number and every group of it, a row each."""
    headings = (
        "number", "unit", "currency", "from", "until (not included)", "as of", "by", "group",
        "value", "numerator", "denominator", "rows",
    )  # fmt: skip

    def lay(answer: Answer, reading: Reading, label: str) -> tuple[Cell, ...]:
        period = answer.period
        return (
            answer.metric, answer.unit.value, answer.currency,
            period.start if period else None, period.end if period else None, answer.as_of,
            answer.by, label, reading.value, reading.numerator, reading.denominator, reading.n,
        )  # fmt: skip

    rows: list[tuple[Cell, ...]] = []
    for answer in answers:
        rows.extend(lay(answer, group, group.label) for group in answer.groups)
        rows.append(lay(answer, answer.total, "Total"))
    return write_csv(headings, rows)


def _write_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, int | float):
        return repr(cell)
    text = clean_lines(cell)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
