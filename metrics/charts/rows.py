"""Rows of bars: their names at the left, the scale they share, the words at the bars' ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.charts import style
from metrics.charts.canvas import Align, Canvas
from metrics.charts.lettering import cut, measure, wrap_evenly
from metrics.charts.spec import ChartSpec, Point

LEFT = style.MARGIN
RIGHT = style.WIDTH - style.MARGIN
AFTER = 6.0  # between a bar and its words
_LABEL_ROOM = 120.0
_LABEL_LINES = 2
_LEADING = 14.0
_GAP = 8.0  # between the names and the bars
_AIR = 12.0  # above and below a row's words
_MIDDLE = 0.36  # of a letter's size: from its baseline to the middle of its capitals


@dataclass(frozen=True)
class Row:
    """One category's place on the sheet, its name broken into lines."""

    middle: float
    lines: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Rows:
    """All rows, from `top` to `bottom`; their bars begin at `bars`."""

    rows: tuple[Row, ...]
    bars: float
    top: float
    bottom: float


_FINEST = 1e-9
"""What is smaller has no length: divided by it, a scale would have no end."""


@dataclass(frozen=True)
class Scale:
    """Where a value lies on the sheet, from left to right."""

    zero: float
    pixels: float  # of one unit of value

    def place(self, value: float) -> float:
        """The x of a value."""
        return self.zero + value * self.pixels


@dataclass(frozen=True)
class End:
    """How far a bar reaches in both directions, and the room that the words after it take."""

    low: float
    high: float
    words: float
    before: bool  # the words stand left of the bar

    @classmethod
    def of(cls, point: Point, words: float | None = None) -> "End":
        """The end of a point's bar, its interval included."""
        value = point.value or 0.0
        low, high = point.interval or (value, value)
        room = measure(point.words, style.VALUE_SIZE, bold=True) if words is None else words
        return cls(min(value, low, 0.0), max(value, high, 0.0), room + AFTER, value < 0)


def lay_rows(spec: ChartSpec, top: float, least: float) -> Rows:
    """Rows below each other, each at least `least` high and higher where its name needs it."""
    categories = spec.categories
    size = style.LABEL_SIZE
    names = [
        wrap_evenly(one.label, size, _LABEL_ROOM, _LABEL_LINES, bold=place in spec.highlights)
        for place, one in enumerate(categories)
    ]
    notes = [cut(one.note, style.NOTE_SIZE, _LABEL_ROOM) for one in categories]
    widths = [
        measure(line, size, bold=place in spec.highlights)
        for place, lines in enumerate(names)
        for line in lines
    ]
    widths += [measure(note, style.NOTE_SIZE) for note in notes]
    rows: list[Row] = []
    bottom = top
    for lines, note in zip(names, notes, strict=True):
        height = max(least, _LEADING * (len(lines) + bool(note)) + _AIR)
        rows.append(Row(bottom + height / 2, tuple(lines), note))
        bottom += height
    return Rows(tuple(rows), LEFT + max(widths) + _GAP, top, bottom)


def write_label(canvas: Canvas, row: Row, *, bold: bool = False) -> None:
    """A row's name and, in grey below it, its note."""
    size = style.LABEL_SIZE
    count = len(row.lines) + bool(row.note)
    baseline = row.middle + size * _MIDDLE - (count - 1) * _LEADING / 2
    for line in row.lines:
        canvas.write(LEFT, baseline, line, size, color=style.INK, bold=bold)
        baseline += _LEADING
    if row.note:
        canvas.write(LEFT, baseline, row.note, style.NOTE_SIZE, color=style.GREY)


def fit_scale(ends: Iterable[End], left: float, beyond: float | None = None) -> Scale:
    """The largest scale at which every bar and the words at its end stay on the sheet.

    Args:
        ends: Of every bar.
        left: Where the bars may begin.
        beyond: A value that must have its place too: a target.
    """
    ends = list(ends)
    low = min([end.low for end in ends] + [0.0 if beyond is None else beyond])
    room = RIGHT - left
    if low < 0:
        high = max([end.high for end in ends] + [0.0 if beyond is None else beyond])
        before = max((end.words for end in ends if end.before), default=0.0)
        after = max((end.words for end in ends if not end.before), default=0.0)
        pixels = (room - before - after) / max(high - low, _FINEST)
        return Scale(left + before - low * pixels, pixels)
    fits = [(room - end.words) / end.high for end in ends if end.high > _FINEST]
    if beyond is not None and beyond > _FINEST:
        fits.append(room / beyond)
    return Scale(left, min(fits, default=0.0))


def write_value(
    canvas: Canvas,
    point: Point,
    x: float,
    middle: float,
    *,
    align: Align = "left",
    quiet: bool = False,
    backed: bool = False,
) -> None:
    """The words of a mark; no data in grey, so that it is not taken for a number."""
    plain = quiet or point.value is None
    size = style.NOTE_SIZE if plain else style.VALUE_SIZE
    canvas.write(
        x,
        middle + size * _MIDDLE,
        point.words,
        size,
        bold=not plain,
        color=style.GREY if plain else style.INK,
        align=align,
        backed=backed,
    )
