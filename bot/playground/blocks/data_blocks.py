"""The blocks that carry figures: table, data_table and data_visualization."""

from typing import Any

from bot.playground.blocks.rich_text import RICH_TEXT
from bot.playground.blocks.shape import (
    Check,
    Inspection,
    Json,
    array,
    boolean,
    enum,
    is_type,
    number,
    text,
    thing,
    typed,
    unique,
)

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000
CHARTS_PER_MESSAGE = 2

RAW_TEXT = thing({"type": is_type, "text": text(DATA_TABLE_CHARACTERS)})
RAW_NUMBER = thing({"type": is_type, "value": number(), "text": text(255)})
CELLS: dict[str, Check] = {
    "raw_text": RAW_TEXT,
    "raw_number": RAW_NUMBER,
    "rich_text": RICH_TEXT,
}


def letters(cell: Json) -> int:
    """How many characters a cell shows, however deep they are nested."""
    if isinstance(cell, list):
        return sum(letters(entry) for entry in cell)
    if not isinstance(cell, dict):
        return 0
    own = cell.get("text")
    below = sum(letters(cell.get(name)) for name in ("elements",))
    return (len(own) if isinstance(own, str) else 0) + below


def characters(kind: str, most: int) -> Check:
    """A rule: the cells of all such tables of one message stay within `most` characters."""

    def check(value: Json, at: str, seen: Inspection) -> None:
        rows = value.get("rows")
        seen.counted[kind] += letters([cell for row in _lists(rows) for cell in _lists(row)])
        if seen.counted[kind] > most:
            seen.complain(f"{at}/rows", f"must be less than {most + 1} characters in all cells")

    return check


def equally_long(value: Json, at: str, seen: Inspection) -> None:
    """A rule: every row of a data_table has as many cells as its header."""
    rows = [row for row in _lists(value.get("rows")) if isinstance(row, list)]
    for position, row in enumerate(rows):
        if len(row) != len(rows[0]):
            seen.complain(f"{at}/rows/{position}", "all rows must have the same number of cells")


def header_is_plain(value: Json, at: str, seen: Inspection) -> None:
    """A rule: the cells of a data_table's header are never rich_text."""
    rows = _lists(value.get("rows"))
    for position, cell in enumerate(_lists(rows[0]) if rows else []):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            seen.complain(f"{at}/rows/0/{position}/type", "rich_text is not allowed in the header")


def row_header_exists(value: Json, at: str, seen: Inspection) -> None:
    """A rule: the column that names the rows is one of the columns."""
    rows, index = _lists(value.get("rows")), value.get("row_header_column_index")
    if isinstance(index, int) and rows and index >= len(_lists(rows[0])):
        seen.complain(f"{at}/row_header_column_index", "must be the index of a column")


def column_setting(value: Json, at: str, seen: Inspection) -> None:
    """How one column of a table stands; null leaves it as it is."""
    if value is not None:
        thing({}, {"align": enum("left", "center", "right"), "is_wrapped": boolean})(
            value, at, seen
        )


def one_table(_value: Json, at: str, seen: Inspection) -> None:
    """A rule: a message holds one table; that is the safe reading of Slack's two pages."""
    seen.counted["table blocks"] += 1
    if seen.counted["table blocks"] > 1:
        seen.complain(at, "only one table is allowed")


TABLE = thing(
    {"type": is_type, "rows": array(array(typed(CELLS), 20), 100)},
    {"block_id": text(255), "column_settings": array(column_setting, 20)},
    one_table,
    characters("table", TABLE_CHARACTERS),
)

DATA_TABLE = thing(
    {
        "type": is_type,
        "caption": text(3000),
        "rows": array(array(typed(CELLS), 20), 201, 2),
    },
    {
        "block_id": text(255),
        "page_size": number(1, 100, whole=True),
        "row_header_column_index": number(0, 19, whole=True),
    },
    equally_long,
    header_is_plain,
    row_header_exists,
    characters("data_table", DATA_TABLE_CHARACTERS),
)

LABEL = text(20)
POINT = thing({"label": LABEL, "value": number()})
SERIES = thing({"name": LABEL, "data": array(POINT, 20)})
AXIS = thing({"categories": array(LABEL, 20)}, {"x_label": text(50), "y_label": text(50)})


def positive(value: Json, at: str, seen: Inspection) -> None:
    """A number above zero."""
    number()(value, at, seen)
    if isinstance(value, (int, float)) and value <= 0:
        seen.complain(at, "must be greater than 0")


def one_point_a_category(value: Json, at: str, seen: Inspection) -> None:
    """A rule: each series has exactly one point for each category, and no gaps."""
    axis: Any = value.get("axis_config")
    categories = _lists(axis.get("categories")) if isinstance(axis, dict) else []
    if not unique(categories):
        seen.complain(f"{at}/axis_config/categories", "categories must be unique")
    for position, series in enumerate(_lists(value.get("series"))):
        points = _lists(series.get("data")) if isinstance(series, dict) else []
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            seen.complain(
                f"{at}/series/{position}/data",
                "must have exactly one point for each of axis_config.categories",
            )


def series_differ(value: Json, at: str, seen: Inspection) -> None:
    """A rule: no two series of a chart share a name."""
    names = [line.get("name") for line in _lists(value.get("series")) if isinstance(line, dict)]
    if not unique(names):
        seen.complain(f"{at}/series", "series names must be unique")


def few_charts(_value: Json, at: str, seen: Inspection) -> None:
    """A rule: a message holds two charts."""
    seen.counted["charts"] += 1
    if seen.counted["charts"] > CHARTS_PER_MESSAGE:
        seen.complain(at, f"no more than {CHARTS_PER_MESSAGE} data_visualization blocks allowed")


AXES = thing(
    {"type": is_type, "series": array(SERIES, 12), "axis_config": AXIS},
    {},
    series_differ,
    one_point_a_category,
)
PIE = thing(
    {"type": is_type, "segments": array(thing({"label": LABEL, "value": positive}), 12)},
)

DATA_VISUALIZATION = thing(
    {
        "type": is_type,
        "title": text(50),
        "chart": typed({"pie": PIE, "bar": AXES, "area": AXES, "line": AXES}),
    },
    {"block_id": text(255)},
    few_charts,
)


def _lists(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
