"""Values written along a line, as many as find room without touching it or each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrics.charts import style
from metrics.charts.canvas import Align, Canvas
from metrics.charts.lettering import measure
from metrics.charts.rows import LEFT, RIGHT
from metrics.charts.spec import Point

Dot = tuple[float, float]
Place = tuple[float, float, Align]
"""Where words stand: their end, their middle or their beginning, and their baseline."""
_CLEAR = 3.0  # between words and the line


@dataclass(frozen=True)
class Box:
    """The room that words take."""

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


@dataclass(frozen=True)
class Room:
    """Where words may stand, from `top` to `bottom`.

    Attributes:
        lines: None of them is to run through words.
        taken: What stands there already.
    """

    top: float
    bottom: float
    lines: list[list[Dot]]
    taken: list[Box]

    def find(self, words: str, size: float, tries: Iterable[Place]) -> Place:
        """The first place that is free, which is taken then; else the top of the sheet."""
        found = self.find_free(words, size, tries)
        if found is not None:
            return found
        corner: Place = (RIGHT, self.top + 14, "right")
        self.taken.append(_box(words, size, corner))
        return corner

    def find_free(self, words: str, size: float, tries: Iterable[Place]) -> Place | None:
        """The first place that is free, which is taken then; None where there is none."""
        for place in tries:
            box = _box(words, size, place)
            inside = box.left >= LEFT - 3 and box.right <= RIGHT + 3.5
            inside = inside and box.top > self.top and box.bottom <= self.bottom
            crossed = any(touches(box, line) for line in self.lines)
            if inside and not crossed and not any(map(box.meets, self.taken)):
                self.taken.append(box)
                return place
        return None


def _box(words: str, size: float, place: Place) -> Box:
    x, baseline, align = place
    width = measure(words, size, bold=True)
    left = x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    return Box(left - 3, baseline - size + 1, left + width + 3, baseline + 3)


def write_values(
    canvas: Canvas,
    points: Sequence[Point],
    dots: Sequence[Dot | None],
    room: tuple[float, float, float, float],
) -> None:
    """The latest at the line's end; the highest, the lowest, the first; then what finds room.

    `dots` are where the points lie, None where there is no data; `room` is the left, top, right and
    bottom of where words may stand.
    """
    left, top, right, bottom = room
    taken: list[Box] = []
    for place in _rank(points):
        dot, point = dots[place], points[place]
        if dot is None:
            continue
        last = place == len(points) - 1
        size = style.VALUE_SIZE if last else style.NOTE_SIZE
        width = measure(point.words, size, bold=True)
        if last:
            canvas.write(dot[0] + 8, dot[1] + 4, point.words, size, bold=True)
            taken.append(Box(dot[0] - 4, dot[1] - 9, right, dot[1] + 9))
            continue
        x = min(max(dot[0], left + width / 2 - 6), right - width / 2)
        for baseline in _find_sides(dots, place):
            box = Box(x - width / 2 - 2, baseline - 10, x + width / 2 + 2, baseline + 2)
            inside = top <= box.top and box.bottom <= bottom
            if inside and not any(map(box.meets, taken)) and not touches(box, dots):
                canvas.write(x, baseline, point.words, size, bold=True, align="center", backed=True)
                taken.append(box)
                break


def _rank(points: Sequence[Point]) -> list[int]:
    told = [place for place, point in enumerate(points) if point.value is not None]
    if not told:
        return []
    by_value = sorted(told, key=lambda place: points[place].value or 0)
    return list(dict.fromkeys((told[-1], by_value[-1], by_value[0], told[0], *told)))


def _find_sides(dots: Sequence[Dot | None], place: int) -> tuple[float, float]:
    """Above the dot first, but below it where the line comes from above on both sides."""
    dot = dots[place]
    height = dot[1] if dot else 0.0
    beside = [dots[other] for other in (place - 1, place + 1) if 0 <= other < len(dots)]
    dips = all(one is None or one[1] < height for one in beside)
    above, below = height - 7, height + 17
    return (below, above) if dips else (above, below)


def touches(box: Box, dots: Sequence[Dot | None]) -> bool:
    """Whether the line runs through the box, each stretch of it taken at its full height."""
    for start, end in pairwise(dots):
        if start is None or end is None or end[0] < box.left or start[0] > box.right:
            continue
        heights = [_height_at(max(box.left, start[0]), start, end)]
        heights.append(_height_at(min(box.right, end[0]), start, end))
        if min(heights) - _CLEAR < box.bottom and max(heights) + _CLEAR > box.top:
            return True
    return False


def _height_at(x: float, start: Dot, end: Dot) -> float:
    return start[1] + (end[1] - start[1]) * (x - start[0]) / (end[0] - start[0])
