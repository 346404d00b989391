"""Horizontal bars: one a category, two a category, a part of a whole, or centred as a funnel."""

from dataclasses import dataclass

from metrics.charts import style
from metrics.charts.canvas import Align, Canvas
from metrics.charts.lettering import cut, measure, wrap
from metrics.charts.spec import Category, ChartSpec, Point

_LABEL_ROOM = 118.0
_GAP = 8.0  # between label and bar
_AFTER = 6.0  # between bar and value
_RIGHT = style.WIDTH - style.MARGIN
_ROW = 28.0
_TALL_ROW = 38.0
_BAR = 16.0
_SLIVER = 1.5  # a value that is not nothing can be seen, and nothing is a line of its own
_MIDDLE = 0.36  # of a letter's size: from its baseline to the middle of its capitals


@dataclass(frozen=True)
class Scale:
    """Where a value lies on the sheet, from left to right."""

    zero: float
    pixels: float  # of one unit of value

    def place(self, value: float) -> float:
        """The x of a value."""
        return self.zero + value * self.pixels


def draw_bars(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """One bar a category, its value at its end, its interval as a thin line."""
    points = spec.series[0].points
    left = _measure_labels(spec)
    beyond = [spec.target.value] if spec.target else []
    scale = fit_scale(points, left, beyond)
    if spec.target:
        top += style.NOTE_SIZE + 4
    row = _TALL_ROW if any(category.note for category in spec.categories) else _ROW
    bottom = top + row * len(points)
    for place, point in enumerate(points):
        middle = top + row * (place + 0.5)
        write_label(canvas, spec.categories[place], middle, left - _GAP - style.MARGIN)
        color = style.STRONG if place in spec.highlights else style.MARK
        draw_bar(canvas, scale, point, middle, _BAR, color)
    _draw_zero(canvas, scale, top, bottom)
    if spec.target:
        x = scale.place(spec.target.value)
        canvas.draw_line([(x, top - 2), (x, bottom)], style.TARGET, 1.25, dashed=True)
        _write_target(canvas, spec.target.words, x, top - 5)
    return bottom


def draw_pairs(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Two bars a category: now above, what it is held against below."""
    now, before = spec.series
    left = _measure_labels(spec)
    scale = fit_scale((*now.points, *before.points), left)
    top = _draw_key(canvas, ((now.name, style.STRONG), (before.name, style.SOFT)), top)
    row = 44.0
    for place, category in enumerate(spec.categories):
        middle = top + row * (place + 0.5)
        write_label(canvas, category, middle, left - _GAP - style.MARGIN)
        draw_bar(canvas, scale, now.points[place], middle - 8.5, 14, style.STRONG)
        draw_bar(canvas, scale, before.points[place], middle + 8.5, 14, style.SOFT, quiet=True)
    bottom = top + row * len(spec.categories)
    _draw_zero(canvas, scale, top, bottom)
    return bottom


def draw_stages(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """The value of each stage with its weighted part inside, both in words at the end."""
    whole, part = spec.series
    left = _measure_labels(spec)
    scale = fit_scale(whole.points, left, also=part.points)
    top = _draw_key(canvas, ((whole.name, style.SOFT), (part.name, style.STRONG)), top)
    for place, category in enumerate(spec.categories):
        middle = top + _TALL_ROW * (place + 0.5)
        write_label(canvas, category, middle, left - _GAP - style.MARGIN)
        end = _fill_bar(canvas, scale, whole.points[place], middle, 20, style.SOFT)
        _fill_bar(canvas, scale, part.points[place], middle, 20, style.STRONG)
        inner = part.points[place].value
        end = max(end, scale.place(inner)) if inner is not None and inner > 0 else end
        _write_stage(canvas, whole.points[place], part.points[place], end, middle)
    bottom = top + _TALL_ROW * len(spec.categories)
    _draw_zero(canvas, scale, top, bottom)
    return bottom


def draw_funnel(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Centred bars in the order of the stages, the words at the right."""
    points = spec.series[0].points
    left = _measure_labels(spec)
    room = max(_measure_value(point) for point in points)
    right = _RIGHT - room - _AFTER
    largest = max((abs(point.value or 0) for point in points), default=0) or 1
    for place, point in enumerate(points):
        middle = top + _ROW * (place + 0.5)
        write_label(canvas, spec.categories[place], middle, left - _GAP - style.MARGIN)
        color = style.STRONG if place in spec.highlights else style.MARK
        if point.value:
            width = max(abs(point.value) / largest * (right - left), _SLIVER)
            canvas.fill((left + right - width) / 2, middle - 11, width, 22, color)
        write_value(canvas, point, right + _AFTER, middle)
    return top + _ROW * len(points)


def fit_scale(
    points: tuple[Point, ...],
    left: float,
    beyond: list[float] | None = None,
    *,
    also: tuple[Point, ...] = (),
) -> Scale:
    """The largest scale at which every bar and the words at its end stay on the sheet."""
    ends = [(_reach(point), point) for point in (*points, *also) if point.value is not None]
    low = min([0.0, *(low for (low, _), _ in ends), *(beyond or [])])
    high = max([0.0, *(high for (_, high), _ in ends), *(beyond or [])])
    words = {id(point): _measure_value(point) + _AFTER for point in (*points, *also)}
    before = max((words[id(p)] for _, p in ends if (p.value or 0) < 0), default=0.0)
    room = _RIGHT - left
    if before:
        after = max((words[id(p)] for _, p in ends if (p.value or 0) >= 0), default=0.0)
        pixels = (room - before - after) / (high - low)
        return Scale(left + before - low * pixels, pixels)
    widest = max(words.values(), default=0.0)
    fits = [
        (room - max(words[id(point)], widest if also else 0.0)) / end
        for (_, end), point in ends
        if end > 0
    ]
    fits += [room / value for value in beyond or [] if value > 0]
    return Scale(left, min(fits, default=0.0))


def draw_bar(
    canvas: Canvas,
    scale: Scale,
    point: Point,
    middle: float,
    thickness: float,
    color: str,
    *,
    quiet: bool = False,
) -> None:
    """A bar with its value at its end; no bar where there is no data."""
    end = _fill_bar(canvas, scale, point, middle, thickness, color)
    if point.value is not None and point.interval is not None:
        low, high = (scale.place(value) for value in point.interval)
        canvas.draw_line([(low, middle), (high, middle)], style.RANGE, 1)
        for x in (low, high):
            canvas.draw_line([(x, middle - 3), (x, middle + 3)], style.RANGE, 1)
        end = max(end, high)
    if point.value is not None and point.value < 0:
        write_value(canvas, point, end - _AFTER, middle, align="right", quiet=quiet)
    else:
        write_value(canvas, point, end + _AFTER, middle, quiet=quiet)


def write_value(
    canvas: Canvas,
    point: Point,
    x: float,
    middle: float,
    *,
    align: Align = "left",
    quiet: bool = False,
) -> None:
    """The words of a mark; no data in grey, so that it is not taken for a number."""
    missing = point.value is None
    size = style.NOTE_SIZE if missing or quiet else style.VALUE_SIZE
    canvas.write(
        x,
        middle + size * _MIDDLE,
        point.words,
        size,
        bold=not missing and not quiet,
        color=style.GREY if missing or quiet else style.INK,
        align=align,
    )


def write_label(canvas: Canvas, category: Category, middle: float, room: float) -> None:
    """A category's name, on two lines where it needs them, or with its note below."""
    size = style.LABEL_SIZE
    if category.note:
        canvas.write(style.MARGIN, middle - 3, cut(category.label, size, room), size)
        note = cut(category.note, style.NOTE_SIZE, room)
        canvas.write(style.MARGIN, middle + 11, note, style.NOTE_SIZE, color=style.GREY)
        return
    lines = wrap(category.label, size, room, 2)
    baseline = middle + size * _MIDDLE - (len(lines) - 1) * 6.5
    for line in lines:
        canvas.write(style.MARGIN, baseline, line, size)
        baseline += 13


def _measure_labels(spec: ChartSpec) -> float:
    """Where the bars begin: after the widest label, or what a label may take."""
    widths = [measure(category.label, style.LABEL_SIZE) for category in spec.categories]
    widths += [measure(category.note, style.NOTE_SIZE) for category in spec.categories]
    return style.MARGIN + min(max(widths), _LABEL_ROOM) + _GAP


def _measure_value(point: Point) -> float:
    return measure(point.words, style.VALUE_SIZE, bold=True)


def _reach(point: Point) -> tuple[float, float]:
    value = point.value or 0.0
    low, high = point.interval or (value, value)
    return min(value, low), max(value, high)


def _fill_bar(
    canvas: Canvas, scale: Scale, point: Point, middle: float, thickness: float, color: str
) -> float:
    """Draw the bar alone; returns the x of its end."""
    if not point.value:
        return scale.zero
    end = scale.place(point.value)
    start, width = min(scale.zero, end), max(abs(end - scale.zero), _SLIVER)
    outline = style.MARK if point.faint else None
    canvas.fill(
        start,
        middle - thickness / 2,
        width,
        thickness,
        style.FAINT if point.faint else color,
        outline=outline,
    )
    return end


def _write_stage(canvas: Canvas, whole: Point, part: Point, end: float, middle: float) -> None:
    if whole.value is None:
        write_value(canvas, whole, end + _AFTER, middle)
        return
    align: Align = "left" if whole.value >= 0 else "right"
    x = end + _AFTER if whole.value >= 0 else end - _AFTER
    size = style.VALUE_SIZE
    canvas.write(x, middle - 3, whole.words, size, bold=True, align=align)
    size = style.NOTE_SIZE
    canvas.write(x, middle + 11, part.words, size, color=style.STRONG, align=align)


def _draw_zero(canvas: Canvas, scale: Scale, top: float, bottom: float) -> None:
    canvas.draw_line([(scale.zero, top), (scale.zero, bottom)], style.GREY, 1)


def _draw_key(canvas: Canvas, names: tuple[tuple[str, str], ...], top: float) -> float:
    """Small squares with the names of the two colours; returns where the rows begin."""
    x: float = style.MARGIN
    room = (_RIGHT - style.MARGIN) / len(names) - 24
    for name, color in names:
        words = cut(name, style.NOTE_SIZE, room)
        canvas.fill(x, top, 10, 10, color)
        canvas.write(x + 15, top + 9, words, style.NOTE_SIZE, color=style.GREY)
        x += measure(words, style.NOTE_SIZE) + 31
    return top + 18


def _write_target(canvas: Canvas, words: str, x: float, baseline: float) -> None:
    half = measure(words, style.NOTE_SIZE, bold=True) / 2
    center = min(max(x, style.MARGIN + half), _RIGHT - half)
    canvas.write(
        center,
        baseline,
        words,
        style.NOTE_SIZE,
        bold=True,
        color=style.TARGET,
        align="center",
    )
