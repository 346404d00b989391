"""A column is judged by all of its cells: one odd cell does not change what the others mean."""

import pytest
from openpyxl import Workbook

from tests.storage.importing.desk import Desk, count_rows

FRACTIONS = ["0.1", "0.25", "0.5", "1"]
PERCENT = ["10", "25", "50", "100"]
CHANCES = [0.1, 0.25, 0.5, 1.0]


@pytest.mark.parametrize(
    ("heading", "cells", "odd"),
    [
        ("probability", FRACTIONS, "high"),
        ("probability", FRACTIONS, "-3"),
        ("probability", FRACTIONS, "15"),
        ("probability %", FRACTIONS, ""),
        ("probability", PERCENT, "high"),
        ("probability", PERCENT, "0.5"),
        ("probability %", PERCENT, ""),
        ("probability", [f"{cell} %" for cell in PERCENT], "high"),
    ],
)
def test_chances_are_read_alike_whatever_one_cell_among_them_says(
    desk: Desk, heading: str, cells: list[str], odd: str
) -> None:
    rows = [(f"D{place}", "Demo", cell) for place, cell in enumerate(cells)]
    report = desk.take("deals", [("id", "stage", heading), ("A", "Demo", odd), *rows])
    assert sum(count_rows(report)) == 5
    told = desk.ask("SELECT probability FROM deals WHERE key <> 'A' ORDER BY key")
    assert [float(chance) for (chance,) in told] == CHANCES


def test_a_heading_decides_where_the_numbers_do_not(desk: Desk) -> None:
    rows = [("id", "stage", "probability %"), ("1", "Demo", "1"), ("2", "Demo", "0")]
    desk.take("deals", rows)
    told = desk.ask("SELECT probability FROM deals ORDER BY key")
    assert [float(chance) for (chance,) in told] == [0.01, 0]


OPPORTUNITIES = ["Opportunity ID", "Opportunity Name", "Stage", "Probability (%)"]


def test_the_percent_cells_of_a_workbook_of_salesforce_are_read_as_it_shows_them(
    desk: Desk,
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(OPPORTUNITIES)
    for number, chance in enumerate((0.2, 0.75, 1)):
        sheet.append([f"006{number}", "Deal", "Demo", chance])
        sheet.cell(number + 2, 4).number_format = "0%"
    path = desk.folder / "report.xlsx"
    book.save(path)
    assert desk.take("deals", path).preset == "Salesforce"
    told = desk.ask("SELECT probability FROM deals ORDER BY key")
    assert [float(chance) for (chance,) in told] == [0.2, 0.75, 1]


@pytest.mark.parametrize(("cell", "chance"), [("1", 0.01), ("20", 0.2)])
def test_a_product_that_writes_percent_decides_where_the_numbers_do_not(
    desk: Desk, cell: str, chance: float
) -> None:
    headings = [*OPPORTUNITIES[:3], "Probability"]
    report = desk.take("deals", [headings, ["0061", "Deal", "Demo", cell]])
    assert report.preset == "Salesforce"
    assert float(desk.value("SELECT probability FROM deals")) == chance
