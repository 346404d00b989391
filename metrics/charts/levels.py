"""A level day by day: its range pale behind it, the line it is watched against, when it fired."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from metrics.charts import style
from metrics.charts.canvas import Canvas
from metrics.charts.lettering import measure
from metrics.charts.periods import Level, draw_grid, find_step
from metrics.charts.rows import LEFT, RIGHT
from metrics.charts.spec import Category, ChartSpec, Mark, Point, Target, Turn
from metrics.charts.values import Box, Dot, Place, Room

_ABOVE = 20.0  # room for the words on the highest value
_BELOW = 15.0  # from the ground to the names of days
_BETWEEN = 10.0
_REACH = 0.5  # so much of the span of values and lines is left to ranges, above and below
_TIP = 0.3  # of a step
_FLAT = 0.5  # what lies above this part of its highest value need not start at zero
_FEW_TURNS = 4
"""More than so many are not named one by one."""

Dots = list[Dot | None]


def draw_watch(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """The band, the lines, the level itself, its turns, and as many words as find room."""
    points = spec.series[0].points
    level = _fit(spec, top + _ABOVE)
    first = LEFT + _measure_grid(spec, level) + 8
    days = [category.day for category in spec.categories]
    # The latest value stands behind the last day.
    last = RIGHT - 10 - measure(points[-1].words, style.VALUE_SIZE, bold=True)
    pitch = (last - first) / max(days[-1], 1)
    places = [first + pitch * day for day in days]
    dots: Dots = [
        None if point.value is None else (x, level.place(point.value))
        for x, point in zip(places, points, strict=True)
    ]
    for band in _find_bands(points, places, level):
        canvas.fill_area(band, style.BAND)
    draw_grid(canvas, spec, level)
    _draw_lines(canvas, spec, level, first)
    for stretch, fires in _cut_stretches(dots, spec.turns):
        canvas.draw_line(stretch, style.TARGET if fires else style.STRONG, 2.25)
    _draw_turns(canvas, spec, dots)
    _write_words(canvas, spec, dots, level, first)
    return _write_days(canvas, spec, places, level.bottom)


def _fit(spec: ChartSpec, top: float) -> Level:
    """From the lowest to the highest value or line; wide ranges are cut off."""
    points = spec.series[0].points
    values = [point.value for point in points if point.value is not None]
    values += [one.value for one in (spec.target, spec.recover) if one is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 <= low < high * _FLAT or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    ranges = [point.interval for point in points if point.interval is not None]
    reach = (high - low) * _REACH
    if ranges:
        lowest, highest = min(one[0] for one in ranges), max(one[1] for one in ranges)
        low = max(min(low, lowest), low - reach) if low else low
        high = min(max(high, highest), high + reach)
    step = find_step((high - low) or 1.0)
    floor, roof = step * _round_down(low / step), step * -_round_down(-high / step)
    # Where only the tip of a range would reach into the highest step, it is cut off.
    if ranges and high - (roof - step) < _TIP * step and max(values, default=0.0) <= roof - step:
        roof -= step
    return Level(floor, roof if roof > floor else floor + step, step, top)


def _round_down(number: float) -> int:
    return int(number // 1) if abs(number - round(number)) > 1e-9 else round(number)


def _measure_grid(spec: ChartSpec, level: Level) -> float:
    """How wide the names of the grid's lines get: drawn where nobody sees it."""
    return draw_grid(Canvas(), spec, level) - LEFT


def _find_bands(
    points: Sequence[Point], places: Sequence[float], level: Level
) -> Iterator[list[Dot]]:
    """The outlines of the ranges of days in a row, within the sheet."""
    upper: list[Dot] = []
    lower: list[Dot] = []
    for point, x in zip(points, places, strict=True):
        if point.interval is not None:
            low, high = (min(max(one, level.low), level.high) for one in point.interval)
            lower.append((x, level.place(low)))
            upper.append((x, level.place(high)))
            continue
        if len(upper) > 1:
            yield [*upper, *reversed(lower)]
        upper, lower = [], []
    if len(upper) > 1:
        yield [*upper, *reversed(lower)]


def _draw_lines(canvas: Canvas, spec: ChartSpec, level: Level, first: float) -> None:
    for target, color in ((spec.recover, style.GREY), (spec.target, style.TARGET)):
        if target is not None:
            y = level.place(target.value)
            canvas.draw_line([(first, y), (RIGHT, y)], color, 1.25, dashed=True)


def _cut_stretches(dots: Dots, turns: Sequence[Mark]) -> Iterator[tuple[list[Dot], bool]]:
    """Stretches without a gap, each firing or not."""
    firing = _find_firing(len(dots), turns)
    stretch: list[Dot] = []
    fires = False
    for place, (start, end) in enumerate(pairwise(dots)):
        if start is None or end is None or (stretch and firing[place] != fires):
            if len(stretch) > 1:
                yield stretch, fires
            stretch = []
        if start is not None and end is not None:
            fires = firing[place]
            stretch = stretch or [start]
            stretch.append(end)
    if len(stretch) > 1:
        yield stretch, fires


def _find_firing(days: int, turns: Sequence[Mark]) -> list[bool]:
    """Whether it fires from one day to the next."""
    firing = [bool(turns) and turns[0].turn is Turn.OVER] * days
    for mark in turns:
        firing[mark.place :] = [mark.turn is Turn.FIRED] * (days - mark.place)
    return firing


def _draw_turns(canvas: Canvas, spec: ChartSpec, dots: Dots) -> None:
    """Filled where it fired, hollow where it was over."""
    for mark in spec.turns:
        if (dot := dots[mark.place]) is not None:
            fired = mark.turn is Turn.FIRED
            color = style.TARGET if fired else style.STRONG
            canvas.draw_dot(*dot, 4.0, color, hollow=not fired)
    turned = {mark.place for mark in spec.turns}
    last = dots[-1]
    if last is not None and len(dots) - 1 not in turned:
        fires = _find_firing(len(dots), spec.turns)[-1]
        canvas.draw_dot(*last, 3.0, style.TARGET if fires else style.STRONG, hollow=False)


def _write_words(canvas: Canvas, spec: ChartSpec, dots: Dots, level: Level, first: float) -> None:
    """The latest value at the end; the line's name; the worst and the first; then the turns."""
    points = spec.series[0].points
    line = [dot for dot in dots if dot is not None]
    room = Room(level.top - _ABOVE, level.bottom, [line, *_list_lines(spec, level, first)], [])
    if (last := dots[-1]) is not None:
        words, size = points[-1].words, style.VALUE_SIZE
        fires = _find_firing(len(dots), spec.turns)[-1]
        color = style.TARGET if fires else style.INK
        canvas.write(last[0] + 8, last[1] + 4, words, size, bold=True, color=color, backed=True)
        room.taken.append(Box(last[0] - 5, last[1] - 9, RIGHT, last[1] + 9))
    room.taken.append(Box(0, level.top - _ABOVE, first - 4, level.bottom))  # the grid's names
    for mark in spec.turns:
        if (dot := dots[mark.place]) is not None:
            room.taken.append(Box(dot[0] - 5, dot[1] - 5, dot[0] + 5, dot[1] + 5))
    _name_line(canvas, room, spec.target, level, first)
    others = [place for place in sorted(spec.highlights) if place != len(dots) - 1]
    for place in others:
        if (dot := dots[place]) is not None:
            _write(canvas, room, points[place].words, _around(dot), style.INK)
    if len(spec.turns) <= _FEW_TURNS:
        for mark in spec.turns:
            if (dot := dots[mark.place]) is not None:
                color = style.TARGET if mark.turn is Turn.FIRED else style.STRONG
                _write(canvas, room, mark.turn.value, _around(dot), color)


def _list_lines(spec: ChartSpec, level: Level, first: float) -> Iterator[list[Dot]]:
    for target in (spec.target, spec.recover):
        if target is not None:
            y = level.place(target.value)
            yield [(first, y), (RIGHT, y)]


def _name_line(
    canvas: Canvas, room: Room, target: Target | None, level: Level, first: float
) -> None:
    if target is None:
        return
    y = level.place(target.value)
    tries: list[Place] = []
    for baseline in (y - 5, y + 14):
        tries += [(RIGHT, baseline, "right"), (first, baseline, "left")]
        tries += [(first + step, baseline, "left") for step in range(20, 240, 20)]
    words = target.words
    x, baseline, align = room.find(words, style.NOTE_SIZE, tries)
    canvas.write(x, baseline, words, style.NOTE_SIZE, bold=True, color=style.TARGET, align=align)


def _around(dot: Dot) -> Iterator[Place]:
    """Above and below a dot, then further away and to its sides."""
    x, y = dot
    yield x, y - 8, "left"
    for up in (8, -17, 14, -23, 20, -29):
        yield x, y - up, "center"
        yield x + 4, y - up, "left"
        yield x - 4, y - up, "right"


def _write(canvas: Canvas, room: Room, words: str, tries: Iterator[Place], color: str) -> None:
    place = room.find_free(words, style.NOTE_SIZE, tries)
    if place is not None:
        x, baseline, align = place
        canvas.write(x, baseline, words, style.NOTE_SIZE, bold=True, color=color, align=align)


def _write_days(canvas: Canvas, spec: ChartSpec, places: Sequence[float], ground: float) -> float:
    """The last day, the days of the turns, the first one: each where it finds room."""
    turned = [mark.place for mark in spec.turns] if len(spec.turns) <= _FEW_TURNS else []
    spread = [] if turned else _spread(len(places))
    taken: list[tuple[float, float]] = []
    for place in dict.fromkeys([len(places) - 1, *turned, 0, *spread]):
        category: Category = spec.categories[place]
        width = measure(category.label, style.NOTE_SIZE)
        left = min(max(places[place] - width / 2, LEFT), RIGHT - width)
        right = left + width
        if any(left < end + _BETWEEN and start < right + _BETWEEN for start, end in taken):
            continue
        taken.append((left, right))
        x = places[place]
        canvas.draw_line([(x, ground), (x, ground + 4)], style.GREY, 1)
        canvas.write(left, ground + _BELOW, category.label, style.NOTE_SIZE)
    return ground + _BELOW + 5


def _spread(days: int) -> list[int]:
    """Thirds of the time, where no turn is named."""
    return [days // 3, days * 2 // 3] if days > 3 else []
