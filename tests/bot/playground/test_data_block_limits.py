"""Slack's limits of tables and charts, row by row: what just fits, and one more."""

import pytest

from bot.playground.blocks import Surface
from tests.bot.playground.block_samples import (
    Json,
    Limit,
    chart,
    data_table,
    findings,
    line,
    pie,
    raw,
    rows,
    table,
)

LIMITS: list[Limit] = [
    ("rows of a table", "message", [table(rows(100))], [table(rows(101))], "/blocks/0/rows"),
    (
        "cells of a table's row",
        "message",
        [table(rows(1, 20))],
        [table(rows(1, 21))],
        "/blocks/0/rows/0",
    ),
    (
        "characters of a table",
        "message",
        [table(rows(10, 10, "x" * 100))],
        [table([*rows(9, 10, "x" * 100), *rows(1, 10, "x" * 101)])],
        "/blocks/0/rows",
    ),
    (
        "settings of a table's columns",
        "message",
        [table(rows(1), column_settings=[None] * 20)],
        [table(rows(1), column_settings=[None] * 21)],
        "/blocks/0/column_settings",
    ),
    ("one table", "message", [table(rows(1))], [table(rows(1)), table(rows(1))], "/blocks/1"),
    (
        "rows of a data_table",
        "message",
        [data_table(rows(201))],
        [data_table(rows(202))],
        "/blocks/0/rows",
    ),
    (
        "a header and a row",
        "message",
        [data_table(rows(2))],
        [data_table(rows(1))],
        "/blocks/0/rows",
    ),
    (
        "columns of a data_table",
        "message",
        [data_table(rows(2, 20))],
        [data_table(rows(2, 21))],
        "/blocks/0/rows/0",
    ),
    (
        "rows equally long",
        "message",
        [data_table(rows(2, 2))],
        [data_table([*rows(1, 2), *rows(1, 1)])],
        "/blocks/0/rows/1",
    ),
    (
        "page of a data_table",
        "message",
        [data_table(rows(2), page_size=100)],
        [data_table(rows(2), page_size=101)],
        "/blocks/0/page_size",
    ),
    (
        "naming column of a data_table",
        "message",
        [data_table(rows(2, 2), row_header_column_index=1)],
        [data_table(rows(2, 2), row_header_column_index=2)],
        "/blocks/0/row_header_column_index",
    ),
    (
        "no empty cells",
        "message",
        [data_table(rows(2))],
        [data_table([*rows(1), [raw("")]])],
        "/blocks/0/rows/1/0/text",
    ),
    (
        "characters of all data_tables",
        "message",
        [data_table(rows(100, 1, "x" * 100)), data_table(rows(100, 1, "x" * 100))],
        [data_table(rows(100, 1, "x" * 100)), data_table(rows(101, 1, "x" * 100))],
        "/blocks/1/rows",
    ),
    ("charts of a message", "message", [line()] * 2, [line()] * 3, "/blocks/2"),
    (
        "title of a chart",
        "message",
        [chart(pie()["chart"], title=50)],
        [chart(pie()["chart"], title=51)],
        "/blocks/0/title",
    ),
    ("segments of a pie", "message", [pie(12)], [pie(13)], "/blocks/0/chart/segments"),
    (
        "label of a segment",
        "message",
        [pie(1, label=20)],
        [pie(1, label=21)],
        "/blocks/0/chart/segments/0/label",
    ),
    (
        "segments above zero",
        "message",
        [pie(1, value=0.1)],
        [pie(1, value=0)],
        "/blocks/0/chart/segments/0/value",
    ),
    (
        "series of a chart",
        "message",
        [line(series=12)],
        [line(series=13)],
        "/blocks/0/chart/series",
    ),
    (
        "name of a series",
        "message",
        [line(name=20)],
        [line(name=21)],
        "/blocks/0/chart/series/0/name",
    ),
    (
        "points of a series",
        "message",
        [line(points=20)],
        [line(points=21)],
        "/blocks/0/chart/series/0/data",
    ),
    (
        "label of a category",
        "message",
        [line(label=20)],
        [line(label=21)],
        "/blocks/0/chart/axis_config/categories/0",
    ),
    (
        "label of an axis",
        "message",
        [line(x_label="x" * 50)],
        [line(x_label="x" * 51)],
        "/blocks/0/chart/axis_config/x_label",
    ),
]


@pytest.mark.parametrize(
    ("surface", "fits", "breaks", "where"),
    [pytest.param(*row[1:], id=row[0]) for row in LIMITS],
)
def test_what_just_fits_passes_and_one_more_is_refused(
    surface: Surface, fits: Json, breaks: Json, where: str
) -> None:
    assert findings(fits, surface) == []
    assert any(f"[json-pointer:{where}]" in line for line in findings(breaks, surface))
