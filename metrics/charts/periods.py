"""Periods in their order: a few as columns, many as a line."""

import math
from dataclasses import dataclass

from metrics.charts import style
from metrics.charts.bars import draw_bars
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import cut, measure, wrap
from metrics.charts.spec import Category, ChartSpec, Point
from metrics.money import say_value

_LEFT = style.MARGIN
_RIGHT = style.WIDTH - style.MARGIN
_HEIGHT = 150.0
_WIDEST_COLUMN = 52.0
_BETWEEN = 6.0
_LEADING = 14.0
_FLAT = 0.5  # a line whose lowest value is above this part of its highest need not start at zero
_STEPS = 3
_SLIVER = 1.5


@dataclass(frozen=True)
class Level:
    """Where a value lies on the sheet, from bottom to top."""

    low: float
    high: float
    top: float
    bottom: float

    def place(self, value: float) -> float:
        """The y of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


@dataclass(frozen=True)
class Box:
    """The room words take."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rooms overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def draw_columns(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """One column a period, its value on it; as bars where the words need more room than that."""
    points = spec.series[0].points
    pitch = (_RIGHT - _LEFT) / len(points)
    widest = max(measure(point.words, style.VALUE_SIZE, bold=True) for point in points)
    if widest > pitch - _BETWEEN:
        return draw_bars(canvas, spec, top)
    level = _fit_columns(spec, top)
    width = min(_WIDEST_COLUMN, pitch * 0.64)
    _draw_target(canvas, spec, level)
    for place, point in enumerate(points):
        color = style.STRONG if place in spec.highlights else style.MARK
        _draw_column(canvas, level, point, _LEFT + pitch * (place + 0.5), width, color)
    zero = level.place(0)
    canvas.draw_line([(_LEFT, zero), (_RIGHT, zero)], style.GREY, 1)
    below = any((point.value or 0) < 0 for point in points)
    bottom = level.bottom + (_LEADING if below else 0)
    return max(
        _write_name(canvas, category, _LEFT + pitch * (place + 0.5), bottom, pitch - _BETWEEN)
        for place, category in enumerate(spec.categories)
    )


def draw_line(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """A line through the periods, broken where there is no data, its values where they fit."""
    points = spec.series[0].points
    level = _fit_line(spec, top)
    first, last = _LEFT + 20, _RIGHT - 24
    pitch = (last - first) / max(len(points) - 1, 1)
    places = [first + pitch * place for place in range(len(points))]
    taken = _draw_grid(canvas, spec, level)
    _draw_target(canvas, spec, level)
    for stretch in _find_stretches(points):
        canvas.draw_line(
            [(places[place], level.place(points[place].value or 0)) for place in stretch],
            style.STRONG,
            2,
        )
    for place, point in enumerate(points):
        _draw_mark(canvas, level, point, places[place], strong=place in spec.highlights)
    _write_values(canvas, spec, level, places, taken)
    return _write_names(canvas, spec, places, level.bottom)


def _fit_columns(spec: ChartSpec, top: float) -> Level:
    low, high = _find_ends(spec)
    low, high = min(low, 0.0), max(high, 0.0)
    top += 20
    return Level(low, high if high > low else low + 1, top, top + _HEIGHT)


def _fit_line(spec: ChartSpec, top: float) -> Level:
    low, high = _find_ends(spec)
    if low >= 0 and low < high * _FLAT:
        low = 0.0
    step = _find_step(high - low) if high > low else abs(high) or 1.0
    low = math.floor(low / step + 1e-9) * step
    high = math.ceil(high / step - 1e-9) * step
    top += 22
    return Level(low, high if high > low else low + step, top, top + _HEIGHT)


def _find_ends(spec: ChartSpec) -> tuple[float, float]:
    values = [spec.target.value] if spec.target else []
    for point in spec.series[0].points:
        if point.value is not None:
            values += [point.value, *(point.interval or ())]
    return min(values, default=0.0), max(values, default=1.0)


def _find_step(span: float) -> float:
    """A round step that cuts a span into about three."""
    size = 10.0 ** math.floor(math.log10(span / _STEPS))
    return next(size * by for by in (1, 2, 2.5, 5, 10) if size * by * (_STEPS + 1) > span)


def _draw_column(
    canvas: Canvas, level: Level, point: Point, center: float, width: float, color: str
) -> None:
    zero = level.place(0)
    if point.value is None:
        canvas.write(
            center, zero - 6, point.words, style.NOTE_SIZE, color=style.GREY, align="center"
        )
        return
    end = level.place(point.value)
    if point.value:
        top, height = min(end, zero), max(abs(end - zero), _SLIVER)
        fill, outline = (style.FAINT, style.MARK) if point.faint else (color, None)
        canvas.fill(center - width / 2, top, width, height, fill, outline=outline)
    if point.interval is not None:
        low, high = (level.place(value) for value in point.interval)
        canvas.draw_line([(center, low), (center, high)], style.RANGE, 1)
        for y in (low, high):
            canvas.draw_line([(center - 3, y), (center + 3, y)], style.RANGE, 1)
        end = min(end, high)
    baseline = end + 13 if point.value < 0 else end - 5
    canvas.write(center, baseline, point.words, style.VALUE_SIZE, bold=True, align="center")


def _draw_grid(canvas: Canvas, spec: ChartSpec, level: Level) -> list[Box]:
    step = _find_step(level.high - level.low)
    taken: list[Box] = []
    count = round((level.high - level.low) / step)
    for number in range(count + 1):
        value = level.low + number * step
        y = level.place(value)
        base = number == 0
        canvas.draw_line([(_LEFT, y), (_RIGHT, y)], style.GREY if base else style.HAIRLINE, 1)
        words = say_value(round(value, 9), spec.unit, spec.currency, short=True)
        canvas.write(_LEFT, y - 3, words, style.NOTE_SIZE, color=style.GREY)
        taken.append(Box(_LEFT, y - 13, _LEFT + measure(words, style.NOTE_SIZE), y))
    return taken


def _find_stretches(points: tuple[Point, ...]) -> list[list[int]]:
    stretches: list[list[int]] = [[]]
    for place, point in enumerate(points):
        if point.value is not None:
            stretches[-1].append(place)
        elif stretches[-1]:
            stretches.append([])
    return [stretch for stretch in stretches if len(stretch) > 1]


def _draw_mark(canvas: Canvas, level: Level, point: Point, x: float, *, strong: bool) -> None:
    if point.value is None:
        return
    if point.interval is not None:
        low, high = (level.place(value) for value in point.interval)
        canvas.draw_line([(x, low), (x, high)], style.SOFT, 3)
    radius = 4.0 if strong else 2.5
    canvas.draw_dot(x, level.place(point.value), radius, style.STRONG, hollow=point.faint)


def _write_values(
    canvas: Canvas, spec: ChartSpec, level: Level, places: list[float], taken: list[Box]
) -> None:
    """The latest, the highest, the lowest and the first; then as many others as find room."""
    points = spec.series[0].points
    dots = [
        Box(x - 3, level.place(point.value) - 3, x + 3, level.place(point.value) + 3)
        for x, point in zip(places, points, strict=True)
        if point.value is not None
    ]
    taken = [*taken, *dots]
    for place in _rank(points):
        point = points[place]
        size = style.VALUE_SIZE if place in spec.highlights else style.NOTE_SIZE
        width = measure(point.words, size, bold=True)
        x = min(max(places[place], _LEFT + width / 2), _RIGHT - width / 2)
        y = level.place(point.value or 0)
        for baseline in _find_sides(points, place, y):
            box = Box(x - width / 2 - 2, baseline - 10, x + width / 2 + 2, baseline + 2)
            if box.bottom < level.bottom and not any(box.meets(other) for other in taken):
                canvas.write(x, baseline, point.words, size, bold=True, align="center")
                taken.append(box)
                break


def _rank(points: tuple[Point, ...]) -> list[int]:
    told = [place for place, point in enumerate(points) if point.value is not None]
    if not told:
        return []
    order = [
        told[-1],
        max(told, key=lambda place: points[place].value or 0),
        min(told, key=lambda place: points[place].value or 0),
        told[0],
        *told,
    ]
    return list(dict.fromkeys(order))


def _find_sides(points: tuple[Point, ...], place: int, y: float) -> tuple[float, float]:
    """Above the dot first, but below it where the line comes from above on both sides."""
    value = points[place].value or 0
    beside = [
        points[other].value
        for other in (place - 1, place + 1)
        if 0 <= other < len(points) and points[other].value is not None
    ]
    above, below = y - 8, y + 17
    dips = bool(beside) and all(one is not None and one > value for one in beside)
    return (below, above) if dips else (above, below)


def _draw_target(canvas: Canvas, spec: ChartSpec, level: Level) -> None:
    if spec.target is None:
        return
    y = level.place(spec.target.value)
    canvas.draw_line([(_LEFT, y), (_RIGHT, y)], style.TARGET, 1.25, dashed=True)
    canvas.write(
        _RIGHT,
        y - 4,
        cut(spec.target.words, style.NOTE_SIZE, _RIGHT - _LEFT, bold=True),
        style.NOTE_SIZE,
        bold=True,
        color=style.TARGET,
        align="right",
    )


def _write_names(canvas: Canvas, spec: ChartSpec, places: list[float], top: float) -> float:
    """The names of the latest and the first period, and of those between that find room."""
    room = 54.0
    pitch = places[1] - places[0] if len(places) > 1 else room
    every = max(1, math.ceil((room + _BETWEEN) / pitch))
    chosen = range(len(places) - 1, -1, -every)
    bottom = top
    for place in chosen:
        x = min(max(places[place], _LEFT + room / 2 - 6), _RIGHT - room / 2 + 2)
        name = Category(spec.categories[place].label)
        bottom = max(bottom, _write_name(canvas, name, x, top, room))
    return bottom


def _write_name(canvas: Canvas, category: Category, x: float, top: float, room: float) -> float:
    baseline = top + 15
    for line in wrap(category.label, style.NOTE_SIZE, room, 2):
        canvas.write(x, baseline, line, style.NOTE_SIZE, align="center")
        baseline += _LEADING
    if category.note:
        note = cut(category.note, style.NOTE_SIZE, room)
        canvas.write(x, baseline, note, style.NOTE_SIZE, color=style.GREY, align="center")
        baseline += _LEADING
    return baseline - _LEADING + 5
