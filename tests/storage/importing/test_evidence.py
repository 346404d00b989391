"""A column is judged by all of its cells: one odd cell does not change what the others mean."""

import pytest

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
