"""CSV to take away: reads back exactly, and carries no formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.csv_export import export_answers, export_deals, write_csv
from metrics.deal_list import DealRow
from tests.bot.messages.samples import bookings, win_rate


def read_back(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-5 apples", "'-5 apples"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'=1+1"),
        (" =1+1", "'=1+1"),
        ("\u200b=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("Acme, Inc.", "Acme, Inc."),
        ('say "hi"\nthere', 'say "hi"\nthere'),
        (None, ""),
        (-5, "-5"),
        (0.25, "0.25"),
        (Decimal("-1234567.80"), "-1234567.80"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1, 9, tzinfo=UTC), "2026-05-01T09:00:00+00:00"),
    ],
)
def test_a_cell_is_written_plainly_and_never_as_a_formula(cell: object, written: str) -> None:
    assert read_back(write_csv(["a"], [[cell]]))[1] == ([written] if written else [""])  # type: ignore[list-item] # every kind of cell


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_stands_in_a_cell_no_row_and_no_column_is_made_of_it(
    rows: list[list[str]],
) -> None:
    back = read_back(write_csv(["a", "b"], rows))
    assert [len(row) for row in back] == [2] * (len(rows) + 1)
    for row in back:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_deals_are_exported_a_row_each_with_their_own_spelling() -> None:
    known = DealRow("D-1", "=Acme", "Acme, Inc.", None, "Proposal", None, Decimal("1200.50"),
                    date(2026, 5, 1), None, None)  # fmt: skip
    headings, *rows = read_back(export_deals([known] * 5_000, "EUR"))
    assert len(rows) == 5_000
    row = dict(zip(headings, rows[0], strict=True))
    assert row["deal"] == "'=Acme"
    assert row["value (EUR)"] == "1200.50"
    assert row["created"] == "2026-05-01"
    assert row["owner"] == ""


def test_answers_are_exported_a_row_a_group() -> None:
    headings, *rows = read_back(export_answers([win_rate(), bookings()]))
    assert len(rows) == 8
    west = dict(zip(headings, rows[0], strict=True))
    assert west["group"] == "West"
    assert west["numerator"] == "500"
    assert west["from"] == "2017-04-01"
    assert west["until (not included)"] == "2017-07-01"
    nothing = dict(zip(headings, rows[6], strict=True))
    assert (nothing["group"], nothing["value"]) == ("(no region)", "")
