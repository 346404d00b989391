"""Periods in their order: a few as columns, many as a line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.calendar import MONTHS
from metrics.charts import style
from metrics.charts.bars import draw_bars
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import cut, measure, wrap
from metrics.charts.rows import LEFT, RIGHT
from metrics.charts.spec import Category, ChartSpec, Point
from metrics.charts.values import write_values
from metrics.money import say_value
from metrics.tiles import SO_FAR
from metrics.units import Unit

_HEIGHT = 150.0
_WIDEST_COLUMN = 52.0
_BETWEEN = 6.0
_LEADING = 14.0
_ABOVE = 20.0  # room for the words on the highest mark
_NAME_ROOM = 64.0
_FLAT = 0.5  # a line whose lowest value is above this part of its highest need not start at zero
_STEPS = 3
_BELOW = 0.4  # of a step: the words of the lowest value need room below it
_SLIVER = 1.5


@dataclass(frozen=True)
class Level:
    """Where a value lies on the sheet, from bottom to top."""

    low: float
    high: float
    step: float  # between the lines of a grid
    top: float

    @property
    def bottom(self) -> float:
        """The y of the lowest value."""
        return self.top + _HEIGHT

    def place(self, value: float) -> float:
        """The y of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * _HEIGHT


def draw_columns(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """One column a period, its value on it; as bars where the words need more room than that."""
    points = spec.series[0].points
    pitch = (RIGHT - LEFT) / len(points)
    widest = max(measure(point.words, style.VALUE_SIZE, bold=True) for point in points)
    if widest > pitch - _BETWEEN:
        return draw_bars(canvas, spec, top)
    level = _fit_columns(spec, top + _ABOVE)
    width = min(_WIDEST_COLUMN, pitch * 0.64)
    centers = [LEFT + pitch * (place + 0.5) for place in range(len(points))]
    for place, point in enumerate(points):
        color = style.STRONG if place in spec.highlights else style.MARK
        _fill_column(canvas, level, point, centers[place], width, color)
    zero = level.place(0)
    canvas.draw_line([(LEFT, zero), (RIGHT, zero)], style.GREY, 1)
    _draw_target(canvas, spec, level)
    for point, center in zip(points, centers, strict=True):
        _end_column(canvas, level, point, center)
    bottom = level.bottom + (_LEADING if level.low < 0 else 0.0)
    names = _break_names(spec.categories, pitch - _BETWEEN)
    return max(
        _write_name(canvas, lines, cut(one.note, style.NOTE_SIZE, pitch - 2), center, bottom)
        for one, lines, center in zip(spec.categories, names, centers, strict=True)
    )


def draw_line(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """A line through the periods, broken where there is no data, its values where they fit."""
    points = spec.series[0].points
    level = _fit_line(spec, top + _ABOVE)
    first = draw_grid(canvas, spec, level) + 12
    last = RIGHT - 10 - measure(points[-1].words, style.VALUE_SIZE, bold=True)
    pitch = (last - first) / max(len(points) - 1, 1)
    places = [first + pitch * place for place in range(len(points))]
    dots = [
        None if point.value is None else (x, level.place(point.value))
        for x, point in zip(places, points, strict=True)
    ]
    _draw_target(canvas, spec, level)
    for point, x in zip(points, places, strict=True):
        if point.value is not None and point.interval is not None:
            ends = [(x, level.place(value)) for value in point.interval]
            canvas.draw_line(ends, style.SOFT, 3)
    for stretch in _find_stretches(dots):
        canvas.draw_line(stretch, style.STRONG, 2)
    for place, (point, dot) in enumerate(zip(points, dots, strict=True)):
        if dot is None:
            canvas.write(places[place], level.bottom - 4, "×", 11, color=style.GREY, align="center")
        else:
            radius = 4.0 if place in spec.highlights else 2.5
            canvas.draw_dot(*dot, radius, style.STRONG, hollow=point.faint)
    write_values(canvas, points, dots, (first, level.top - _ABOVE, RIGHT, level.bottom))
    return _write_names(canvas, spec.categories, places, level.bottom)


def _fit_columns(spec: ChartSpec, top: float) -> Level:
    low, high = _find_ends(spec)
    low, high = min(low, 0.0), max(high, 0.0)
    return Level(low, high if high > low else low + 1, 1, top)


def _fit_line(spec: ChartSpec, top: float) -> Level:
    low, high = _find_ends(spec)
    if 0 <= low < high * _FLAT or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    step = find_step((high - low) or 1.0)
    if spec.unit in {Unit.DEALS, Unit.LEADS}:
        step = math.ceil(step)
    least = low
    low = math.floor(low / step + 1e-9) * step
    if low and least - low < step * _BELOW:
        low -= step
    high = math.ceil(high / step - 1e-9) * step
    return Level(low, high if high > low else low + step, step, top)


def _find_ends(spec: ChartSpec) -> tuple[float, float]:
    values = [spec.target.value] if spec.target else []
    for point in spec.series[0].points:
        if point.value is not None:
            values += [point.value, *(point.interval or ())]
    return min(values, default=0.0), max(values, default=1.0)


def find_step(span: float) -> float:
    """A round step that cuts a span into about three."""
    size = 10.0 ** math.floor(math.log10(span / _STEPS))
    return next(size * by for by in (1, 2, 2.5, 5, 10) if size * by * (_STEPS + 1) > span)


def _fill_column(
    canvas: Canvas, level: Level, point: Point, center: float, width: float, color: str
) -> None:
    if not point.value:
        return
    zero, end = level.place(0), level.place(point.value)
    canvas.fill(
        center - width / 2,
        min(end, zero),
        width,
        max(abs(end - zero), _SLIVER),
        style.FAINT if point.faint else color,
        outline=style.MARK if point.faint else None,
    )


def _end_column(canvas: Canvas, level: Level, point: Point, center: float) -> None:
    """What stands on a column: its interval and its words."""
    if point.value is None:
        canvas.write(
            center,
            level.place(0) - 6,
            point.words,
            style.NOTE_SIZE,
            color=style.GREY,
            align="center",
        )
        return
    end = level.place(point.value)
    if point.interval is not None:
        low, high = (level.place(value) for value in point.interval)
        canvas.draw_range((center, low), (center, high), 3)
        end = min(end, high)
    baseline = end + 13 if point.value < 0 else end - 5
    canvas.write(
        center, baseline, point.words, style.VALUE_SIZE, bold=True, align="center", backed=True
    )


def draw_grid(canvas: Canvas, spec: ChartSpec, level: Level) -> float:
    """Thin lines at round values, named at their left; returns where the names end."""
    right = 0.0
    for number in range(round((level.high - level.low) / level.step) + 1):
        value = round(level.low + number * level.step, 9)
        y = level.place(value)
        canvas.draw_line([(LEFT, y), (RIGHT, y)], style.HAIRLINE if value else style.GREY, 1)
        short = spec.unit is not Unit.PERCENT  # in full, because round: "80 %", not "80.0 %"
        words = say_value(value, spec.unit, spec.currency, short=short)
        canvas.write(LEFT, y - 3, words, style.NOTE_SIZE, color=style.GREY)
        right = max(right, LEFT + measure(words, style.NOTE_SIZE))
    return right


def _find_stretches(
    dots: Sequence[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    stretches: list[list[tuple[float, float]]] = [[]]
    for dot in dots:
        if dot is not None:
            stretches[-1].append(dot)
        elif stretches[-1]:
            stretches.append([])
    return [stretch for stretch in stretches if len(stretch) > 1]


def _draw_target(canvas: Canvas, spec: ChartSpec, level: Level) -> None:
    if spec.target is None:
        return
    y = level.place(spec.target.value)
    canvas.draw_line([(LEFT, y), (RIGHT, y)], style.TARGET, 1.25, dashed=True)
    words = cut(spec.target.words, style.NOTE_SIZE, RIGHT - LEFT, bold=True)
    canvas.write(RIGHT, y - 4, words, style.NOTE_SIZE, bold=True, color=style.TARGET, align="right")


def _write_names(
    canvas: Canvas, categories: Sequence[Category], places: list[float], top: float
) -> float:
    """The name of the latest period, and of every second, third … before it that finds room."""
    pitch = places[1] - places[0] if len(places) > 1 else _NAME_ROOM
    every = max(1, math.ceil((_NAME_ROOM + _BETWEEN) / pitch))
    names = _break_names(categories, _NAME_ROOM)
    bottom = top
    edge: float = RIGHT
    for place in range(len(places) - 1, -1, -every):
        lines = names[place]
        half = max(measure(line, style.NOTE_SIZE) for line in lines) / 2
        x = max(min(places[place], edge - half), LEFT + half)
        if x + half <= edge:
            bottom = max(bottom, _write_name(canvas, lines, "", x, top))
        edge = x - half - _BETWEEN
    return bottom


def _break_names(categories: Sequence[Category], room: float) -> list[list[str]]:
    """Names on one line each, or all broken: "April 2025" beside "December / 2025" is unquiet.

    Where a month still finds no room, all are shortened: "Sep", and not "Septem…".
    """
    labels = [category.label for category in categories]
    names = [[label] for label in labels]
    if not _fit(names, room):
        names = [_part_running(label) for label in labels]
    if not _fit(names, room):
        names = [_break_name(label, room) for label in labels]
    if not _fit(names, room):
        names = [[line[:3] if line in MONTHS else line for line in lines] for lines in names]
    return [[cut(line, style.NOTE_SIZE, room) for line in lines] for lines in names]


def _fit(names: Sequence[Sequence[str]], room: float) -> bool:
    return all(measure(line, style.NOTE_SIZE) <= room for lines in names for line in lines)


def _part_running(label: str) -> list[str]:
    """The name, and "so far" where it is still running."""
    name = label.removesuffix(SO_FAR)
    return [name] if name == label else [name, SO_FAR.strip()]


def _break_name(label: str, room: float) -> list[str]:
    name, *running = _part_running(label)
    lines = name.split(" ") if name.count(" ") == 1 else wrap(name, style.NOTE_SIZE, room, 3)
    return [*lines, *running]


def _write_name(canvas: Canvas, lines: Sequence[str], note: str, x: float, top: float) -> float:
    baseline = top + 15
    for line in lines:
        canvas.write(x, baseline, line, style.NOTE_SIZE, align="center")
        baseline += _LEADING
    if note:
        canvas.write(x, baseline, note, style.NOTE_SIZE, color=style.GREY, align="center")
        baseline += _LEADING
    return baseline - _LEADING + 5
