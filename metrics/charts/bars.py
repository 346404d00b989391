"""Horizontal bars: one a category, two a category, a part of a whole, or centred as a funnel."""

from metrics.charts import style
from metrics.charts.canvas import Align, Canvas
from metrics.charts.lettering import cut, measure
from metrics.charts.rows import (
    AFTER,
    LEFT,
    RIGHT,
    End,
    Scale,
    fit_scale,
    lay_rows,
    write_label,
    write_value,
)
from metrics.charts.spec import ChartSpec, Point

_ROW = 28.0
_BAR = 16.0
_PAIR_ROW = 44.0
_PAIR_BAR = 14.0
_STAGE_BAR = 20.0
_FUNNEL_BAR = 24.0
_SLIVER = 1.5  # what is not nothing can be seen
_CAP = 3.0


def draw_bars(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """One bar a category, its value at its end, its interval as a thin line."""
    points = spec.series[0].points
    target = spec.target
    if target:
        top += style.NOTE_SIZE + 5
    rows = lay_rows(spec, top, _ROW)
    scale = fit_scale(map(End.of, points), rows.bars, target.value if target else None)
    for place, (row, point) in enumerate(zip(rows.rows, points, strict=True)):
        write_label(canvas, row, bold=place in spec.highlights)
        fill_bar(canvas, scale, point, row.middle, _BAR, _choose_color(spec, place))
    _draw_zero(canvas, scale, rows.top, rows.bottom)
    if target:
        x = scale.place(target.value)
        canvas.draw_line([(x, rows.top - 2), (x, rows.bottom)], style.TARGET, 1.25, dashed=True)
        _write_target(canvas, target.words, x, rows.top - 5)
    for row, point in zip(rows.rows, points, strict=True):
        end_bar(canvas, scale, point, row.middle, backed=target is not None)
    return rows.bottom


def draw_pairs(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Two bars a category: now above, what it is held against below."""
    now, before = spec.series
    top = _draw_key(canvas, ((now.name, style.STRONG), (before.name, style.SOFT)), top)
    rows = lay_rows(spec, top, _PAIR_ROW)
    scale = fit_scale(map(End.of, (*now.points, *before.points)), rows.bars)
    for row, point, earlier in zip(rows.rows, now.points, before.points, strict=True):
        write_label(canvas, row)
        above, below = row.middle - 8.5, row.middle + 8.5
        fill_bar(canvas, scale, point, above, _PAIR_BAR, style.STRONG)
        end_bar(canvas, scale, point, above)
        fill_bar(canvas, scale, earlier, below, _PAIR_BAR, style.SOFT)
        end_bar(canvas, scale, earlier, below, quiet=True)
    _draw_zero(canvas, scale, rows.top, rows.bottom)
    return rows.bottom


def draw_stages(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """The value of each stage with its weighted part inside, both in words at the end."""
    whole, part = spec.series
    top = _draw_key(canvas, ((whole.name, style.SOFT), (part.name, style.STRONG)), top)
    rows = lay_rows(spec, top, _ROW)
    pairs = list(zip(whole.points, part.points, strict=True))
    rooms = [_measure_pair(*pair) for pair in pairs]
    ends = [End.of(point, room) for pair, room in zip(pairs, rooms, strict=True) for point in pair]
    scale = fit_scale(ends, rows.bars)
    for place, (row, (value, weighted)) in enumerate(zip(rows.rows, pairs, strict=True)):
        write_label(canvas, row, bold=place in spec.highlights)
        fill_bar(canvas, scale, value, row.middle, _STAGE_BAR, style.SOFT)
        fill_bar(canvas, scale, weighted, row.middle, _STAGE_BAR, style.STRONG)
        _write_stage(canvas, scale, value, weighted, row.middle)
    _draw_zero(canvas, scale, rows.top, rows.bottom)
    return rows.bottom


def draw_funnel(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Centred bars in the order of the stages, the words at the right."""
    points = spec.series[0].points
    rows = lay_rows(spec, top, _ROW)
    right = RIGHT - AFTER - max(End.of(point).words for point in points)
    largest = max(abs(point.value or 0) for point in points) or 1.0
    for place, (row, point) in enumerate(zip(rows.rows, points, strict=True)):
        write_label(canvas, row, bold=place in spec.highlights)
        if point.value:
            width = max(abs(point.value) / largest * (right - rows.bars), _SLIVER)
            x = (rows.bars + right - width) / 2
            color = _choose_color(spec, place)
            canvas.fill(x, row.middle - _FUNNEL_BAR / 2, width, _FUNNEL_BAR, color)
        write_value(canvas, point, RIGHT, row.middle, align="right")
    return rows.bottom


def fill_bar(
    canvas: Canvas, scale: Scale, point: Point, middle: float, thickness: float, color: str
) -> None:
    """A bar alone; none where there is no data or nothing."""
    if not point.value:
        return
    end = scale.place(point.value)
    canvas.fill(
        min(scale.zero, end),
        middle - thickness / 2,
        max(abs(end - scale.zero), _SLIVER),
        thickness,
        style.FAINT if point.faint else color,
        outline=style.MARK if point.faint else None,
    )


def end_bar(
    canvas: Canvas,
    scale: Scale,
    point: Point,
    middle: float,
    *,
    quiet: bool = False,
    backed: bool = False,
) -> None:
    """What stands at a bar's end: its interval and its words."""
    end = scale.place(point.value or 0)
    if point.value is not None and point.interval is not None:
        low, high = (scale.place(value) for value in point.interval)
        canvas.draw_range((low, middle), (high, middle), _CAP)
        end = max(end, high)
    before = (point.value or 0) < 0
    x, align = _find_side(end, before=before)
    write_value(canvas, point, x, middle, align=align, quiet=quiet, backed=backed)


def _choose_color(spec: ChartSpec, place: int) -> str:
    if place in spec.highlights:
        return style.STRONG
    return style.SOFT if spec.categories[place].rest else style.MARK


def _find_side(end: float, *, before: bool) -> tuple[float, Align]:
    return (end - AFTER, "right") if before else (end + AFTER, "left")


def _measure_pair(whole: Point, part: Point) -> float:
    if whole.value is None:
        return measure(whole.words, style.NOTE_SIZE)
    return max(
        measure(whole.words, style.VALUE_SIZE, bold=True), measure(part.words, style.NOTE_SIZE)
    )


def _write_stage(canvas: Canvas, scale: Scale, whole: Point, part: Point, middle: float) -> None:
    values = (whole.value or 0, part.value or 0)
    before = values[0] < 0
    end = scale.place(min(values) if before else max(values))
    x, align = _find_side(end, before=before)
    if whole.value is None:
        write_value(canvas, whole, x, middle, align=align)
        return
    canvas.write(x, middle - 3, whole.words, style.VALUE_SIZE, bold=True, align=align)
    canvas.write(x, middle + 11, part.words, style.NOTE_SIZE, color=style.STRONG, align=align)


def _draw_zero(canvas: Canvas, scale: Scale, top: float, bottom: float) -> None:
    canvas.draw_line([(scale.zero, top), (scale.zero, bottom)], style.GREY, 1)


def _draw_key(canvas: Canvas, names: tuple[tuple[str, str], ...], top: float) -> float:
    """Small squares with the names of the two colours; returns where the rows begin."""
    x: float = LEFT
    room = (RIGHT - LEFT) / len(names) - 31
    for name, color in names:
        # The days behind "last 7 days" stand in the subtitle too.
        is_long = measure(name, style.NOTE_SIZE) > room
        words = cut(name.partition(" (")[0] if is_long else name, style.NOTE_SIZE, room)
        canvas.fill(x, top, 10, 10, color)
        canvas.write(x + 15, top + 9, words, style.NOTE_SIZE, color=style.GREY)
        x += measure(words, style.NOTE_SIZE) + 31
    return top + 18


def _write_target(canvas: Canvas, words: str, x: float, baseline: float) -> None:
    half = measure(words, style.NOTE_SIZE, bold=True) / 2
    center = min(max(x, LEFT + half), RIGHT - half)
    canvas.write(
        center,
        baseline,
        words,
        style.NOTE_SIZE,
        bold=True,
        color=style.TARGET,
        align="center",
    )
