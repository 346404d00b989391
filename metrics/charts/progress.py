"""A trend over days: the line of what has been reached, and the goal's line beside it."""

from dataclasses import dataclass

from metrics.charts import style
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import measure
from metrics.charts.periods import Level, draw_grid, find_step
from metrics.charts.rows import LEFT, RIGHT
from metrics.charts.spec import ChartSpec, Series
from metrics.charts.values import Box, Dot, Place, Room

_ABOVE = 24.0  # room for the words of the goal
_END = RIGHT - 6  # where the last day lies
_BELOW = 15.0  # from the ground to the names of days
_MOST_DOTS = 14
_BETWEEN = 10.0


@dataclass(frozen=True)
class _Name:
    """The name of a day below the ground, and the room it takes."""

    words: str
    left: float
    right: float
    bold: bool


def draw_trend(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """The goal's line dashed, what has been reached in full, the latest of both in words."""
    reached = spec.series[0]
    asked = spec.series[1] if len(spec.series) > 1 else None
    level = _fit(spec, top + _ABOVE)
    first = draw_grid(canvas, spec, level) + 8
    days = [category.day for category in spec.categories]
    pitch = (_END - first) / max(days[-1], 1)
    places = [first + pitch * day for day in days]
    line, goal = _lay(reached, places, level), _lay(asked, places, level)
    if len(goal) > 1:
        canvas.draw_line(goal, style.TARGET, 1.5, dashed=True)
    if line:
        _draw_gap(canvas, line[-1], goal)
    if len(line) > 1:
        canvas.draw_line(line, style.STRONG, 2.5)
    for dot in line if len(line) <= _MOST_DOTS else line[-1:]:
        canvas.draw_dot(*dot, 4.0 if dot is line[-1] else 2.0, style.STRONG, hollow=False)
    _write_words(canvas, spec, line, goal, level)
    return _write_days(canvas, spec, places, level.bottom)


def _fit(spec: ChartSpec, top: float) -> Level:
    values = [point.value for one in spec.series for point in one.points if point.value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    step = find_step((high - low) or 1.0)
    low, high = step * _round_down(low / step), step * -_round_down(-high / step)
    return Level(low, high if high > low else low + step, step, top)


def _round_down(number: float) -> int:
    return int(number // 1) if abs(number - round(number)) > 1e-9 else round(number)


def _lay(series: Series | None, places: list[float], level: Level) -> list[Dot]:
    if series is None:
        return []
    return [
        (x, level.place(point.value))
        for x, point in zip(places, series.points, strict=True)
        if point.value is not None
    ]


def _draw_gap(canvas: Canvas, latest: Dot, goal: list[Dot]) -> None:
    """A thin line from the latest point to the goal's line: what is missing to its pace."""
    on_pace = next((dot for dot in goal if dot[0] == latest[0]), None)
    if on_pace is not None:
        canvas.draw_line([latest, on_pace], style.GREY, 1)
        canvas.draw_dot(*on_pace, 2.5, style.TARGET, hollow=False)


def _write_words(
    canvas: Canvas, spec: ChartSpec, line: list[Dot], goal: list[Dot], level: Level
) -> None:
    """The goal at the end of its line, the latest value at its point; neither on a line."""
    room = Room(level.top - _ABOVE, level.bottom, [line, goal], [])
    if line:
        x, y = line[-1]
        room.taken.append(Box(x - 5, y - 5, x + 5, y + 5))
    if goal:
        y = goal[-1][1]
        tries: list[Place] = [(RIGHT, y - 8, "right"), (RIGHT, y + 18, "right")]
        tries += [(RIGHT, y - up, "right") for up in range(20, 90, 10)]
        words = f"{spec.series[1].name} {_say_last(spec.series[1])}"
        _write(
            canvas, words, style.NOTE_SIZE, style.TARGET, room.find(words, style.NOTE_SIZE, tries)
        )
    if line:
        x, y = line[-1]
        tries = [
            (x + 9, y + 4, "left"),
            (x + 9, y - 6, "left"),
            (x + 6, y + 20, "left"),
            (RIGHT, y + 20, "right"),
            (x - 8, y - 10, "right"),
            (RIGHT, y - 12, "right"),
        ]
        tries += [(RIGHT, y + down, "right") for down in range(36, 120, 16)]
        words = f"{_say_last(spec.series[0])} {spec.series[0].name}"
        _write(
            canvas, words, style.VALUE_SIZE, style.STRONG, room.find(words, style.VALUE_SIZE, tries)
        )


def _write(canvas: Canvas, words: str, size: float, color: str, place: Place) -> None:
    x, baseline, align = place
    canvas.write(x, baseline, words, size, bold=True, color=color, align=align, backed=True)


def _say_last(series: Series) -> str:
    return next(point.words for point in reversed(series.points) if point.value is not None)


def _write_days(canvas: Canvas, spec: ChartSpec, places: list[float], ground: float) -> float:
    """The latest day in bold; the last and the first one where they find room."""
    reached = [n for n, point in enumerate(spec.series[0].points) if point.value is not None]
    wanted = dict.fromkeys([*reached[-1:], len(places) - 1, 0])
    names: list[_Name] = []
    for place in wanted:
        name = _name(spec, places[place], place, bold=place in reached[-1:])
        apart = all(
            name.right + _BETWEEN <= other.left or other.right + _BETWEEN <= name.left
            for other in names
        )
        if apart:
            names.append(name)
            x = places[place]
            canvas.draw_line([(x, ground), (x, ground + 4)], style.GREY, 1)
    for name in names:
        canvas.write(name.left, ground + _BELOW, name.words, style.NOTE_SIZE, bold=name.bold)
    return ground + _BELOW + 5


def _name(spec: ChartSpec, x: float, place: int, *, bold: bool) -> _Name:
    words = spec.categories[place].label
    width = measure(words, style.NOTE_SIZE, bold=bold)
    left = min(max(x - width / 2, LEFT), RIGHT - width)
    return _Name(words, left, left + width, bold)
