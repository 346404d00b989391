"""A waterfall of rows: a first total, changes that hang on each other, and a last total."""

from itertools import accumulate, pairwise

from metrics.charts import style
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import measure
from metrics.charts.rows import AFTER, RIGHT, Rows, Scale, lay_rows, write_label, write_value
from metrics.charts.spec import ChartSpec, Point

_ROW = 30.0
_BAR = 18.0
_SLIVER = 1.5  # what is not nothing can be seen
_BREAK = 9.0  # from the left end of a bar to the gap that says it is cut
_GAP = 3.0
_SLANT = 5.0

Span = tuple[float, float]


def draw_waterfall(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Rows from the first total to the last; each change begins where the one before it ended."""
    points = spec.series[0].points
    rows = lay_rows(spec, top, _ROW)
    spans = _find_spans([point.value or 0.0 for point in points], spec.floor)
    scale = _fit(points, spans, rows.bars, spec.floor)
    _connect(canvas, scale, rows, spans)
    last = len(points) - 1
    for place, (row, point, span) in enumerate(zip(rows.rows, points, spans, strict=True)):
        is_total = place in (0, last)
        write_label(canvas, row, bold=place in spec.highlights)
        if span[0] != span[1]:
            color = _choose_color(point, is_total=is_total, is_first=place in spec.highlights)
            _fill(canvas, scale, span, row.middle, color)
            if is_total and spec.floor:
                _cut(canvas, scale.place(spec.floor), row.middle)
        x = scale.place(max(span)) + AFTER
        write_value(canvas, point, x, row.middle, quiet=span[0] == span[1], backed=True)
    if not spec.floor:
        zero = scale.place(0.0)
        canvas.draw_line([(zero, rows.top), (zero, rows.bottom)], style.GREY, 1)
    return rows.bottom


def _find_spans(values: list[float], floor: float) -> list[Span]:
    """From where to where each bar reaches."""
    levels = list(accumulate(values[:-1]))
    return [(floor, values[0]), *pairwise(levels), (floor, values[-1])]


def _fit(points: tuple[Point, ...], spans: list[Span], left: float, floor: float) -> Scale:
    """The largest scale at which every bar and the words after it stay on the sheet."""
    low = min(min(span) for span in spans)
    fits = []
    for point, span in zip(points, spans, strict=True):
        words = measure(point.words, style.VALUE_SIZE, bold=True) + AFTER
        reach = max(span) - low
        if reach > 0:
            fits.append((RIGHT - left - words) / reach)
    pixels = min(fits, default=0.0)
    return Scale(left - (low if low < 0 else floor) * pixels, pixels)


def _connect(canvas: Canvas, scale: Scale, rows: Rows, spans: list[Span]) -> None:
    """A thin line from where one bar ended to where the next one begins."""
    for upper, lower, span in zip(rows.rows[:-1], rows.rows[1:], spans[:-1], strict=True):
        x = scale.place(span[1])
        ends = [(x, upper.middle - _BAR / 2), (x, lower.middle + _BAR / 2)]
        canvas.draw_line(ends, style.HAIRLINE, 1)


def _choose_color(point: Point, *, is_total: bool, is_first: bool) -> str:
    if is_total:
        return style.TOTAL
    if is_first:
        return style.STRONG
    return style.MARK if (point.value or 0.0) > 0 else style.LESS


def _fill(canvas: Canvas, scale: Scale, span: Span, middle: float, color: str) -> None:
    start, end = sorted(map(scale.place, span))
    canvas.fill(start, middle - _BAR / 2, max(end - start, _SLIVER), _BAR, color)


def _cut(canvas: Canvas, left: float, middle: float) -> None:
    """A slanted gap near the bar's beginning: it is longer than the sheet shows."""
    ends = [
        (left + _BREAK - _SLANT / 2, middle + _BAR / 2 + 1),
        (left + _BREAK + _SLANT / 2, middle - _BAR / 2 - 1),
    ]
    canvas.draw_line(ends, style.PAPER, _GAP)
