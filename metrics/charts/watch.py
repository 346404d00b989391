"""The chart of what a rule watches: the number day by day, its line, and when it fired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.answer import Number
from metrics.calendar import name_day
from metrics.charts.spec import (
    MOST_BARS,
    Category,
    ChartSpec,
    Kind,
    Mark,
    Point,
    Series,
    Target,
    Turn,
)
from metrics.charts.words import clean_name, join_parts, say_day, write_alt_text
from metrics.money import BLANK, say_value
from metrics.units import Unit

Seen = tuple[date, Number | None, float | None, float | None]
"""Day, value, and between which it lies; None is no data."""
_MOST_TOLD = 16
"""So many days are in the words for those who don't see the picture."""


def chart_of_watch(
    seen: Sequence[Seen],
    *,
    unit: Unit,
    currency: str | None,
    title: str,
    subtitle: str,
    line: Target | None = None,
    recover: Target | None = None,
    turns: Sequence[tuple[date, Turn]] = (),
    looks_down: bool = True,
    band: str = f"95{BLANK}% range",
) -> ChartSpec | None:
    """The level over days, for the message of an alert or the replay of its rule.

    None where fewer than two days have a value: that is no course.

    Args:
        seen: In the order of the days.
        unit: Of the values; money in major units.
        currency: ISO 4217, of money.
        title: The finding.
        subtitle: What is shown, of whom and when.
        line: What it is watched against.
        recover: How far it has to come back, where that is another line.
        turns: When it fired and when it was over, in their order.
        looks_down: Whether small values are what is warned of.
        band: What the pale ranges are.
    """
    values = [float(value) for _, value, _, _ in seen if value is not None]
    if len(values) < 2:
        return None
    start = seen[0][0]
    spans_years = start.year != seen[-1][0].year
    ends = (start, seen[-1][0])
    categories = tuple(
        Category(name_day(day, with_year=spans_years and day in ends), day=(day - start).days)
        for day, _, _, _ in seen
    )
    points = tuple(_mark(one, unit, currency) for one in seen)
    places = {day: place for place, (day, _, _, _) in enumerate(seen)}
    marks = tuple(Mark(places[day], turn) for day, turn in turns if day in places)
    told = [place for place, point in enumerate(points) if point.value is not None]
    sign = 1 if looks_down else -1
    worst = min(told, key=lambda place: (sign * (points[place].value or 0.0), -place))
    shaded = any(point.interval is not None for point in points)
    back = recover if recover != line else None
    footnote = join_parts(
        (
            f"Shaded: {band}" if shaded else "",
            f"Grey line: {back.words}" if back else "",
            _say_turns(turns),
        )
    )
    series = (Series("", points),)
    return ChartSpec(
        kind=Kind.WATCH,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=unit,
        currency=currency,
        highlights=frozenset({told[0], worst, told[-1]}),
        target=line,
        recover=back,
        turns=marks,
        footnote=footnote,
        alt_text=_write_alt_text(
            title, subtitle, categories, points, [told[0], worst, told[-1]], line, footnote
        ),
    )


@dataclass(frozen=True)
class Bar:
    """One group that fires: its value with its words, and what it stands on: "of 40"."""

    label: str
    value: float
    words: str
    interval: tuple[float, float] | None = None
    note: str = ""


def chart_of_firing(
    bars: Sequence[Bar],
    *,
    unit: Unit,
    currency: str | None,
    title: str,
    subtitle: str,
    line: Target | None = None,
) -> ChartSpec | None:
    """The groups that fire as bars, the worst first; None for fewer than two.

    Args:
        bars: In their order; more than fit are counted.
        unit: Of the values.
        currency: ISO 4217, of money.
        title: The finding.
        subtitle: What is shown, of whom and when.
        line: What they are held against.
    """
    if len(bars) < 2:
        return None
    shown = bars[:MOST_BARS]
    categories = tuple(Category(clean_name(one.label), one.note) for one in shown)
    points = tuple(Point(one.value, one.words, one.interval) for one in shown)
    ranges = any(one.interval is not None for one in shown)
    hidden = len(bars) - len(shown)
    notes = (
        f"Thin line: 95{BLANK}% range." if ranges else "",
        f"{hidden:,} more not shown." if hidden else "",
    )
    footnote = " ".join(note for note in notes if note)
    series = (Series("", points),)
    tail = " ".join(part for part in (f"{line.words}." if line else "", footnote) if part)
    return ChartSpec(
        kind=Kind.BARS,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=unit,
        currency=currency,
        highlights=frozenset({0}),
        target=line,
        footnote=footnote,
        alt_text=write_alt_text(title, subtitle, categories, series, tail),
    )


def _mark(one: Seen, unit: Unit, currency: str | None) -> Point:
    _, value, low, high = one
    interval = None if low is None or high is None else (low, high)
    words = say_value(value, unit, currency, short=True)
    return Point(None if value is None else float(value), words, interval)


def _say_turns(turns: Sequence[tuple[date, Turn]]) -> str:
    """When it fired and was over; how often, where that is more than once."""
    fired = [day for day, turn in turns if turn is Turn.FIRED]
    if not fired:
        return ""
    over = [day for day, turn in turns if turn is Turn.OVER]
    if len(fired) > 1:
        return f"Fired {len(fired)} times"
    after = [day for day in over if day > fired[0]]
    return f"Fired on {say_day(fired[0])}" + (f", over on {say_day(after[0])}" if after else "")


def _write_alt_text(
    title: str,
    subtitle: str,
    categories: tuple[Category, ...],
    points: tuple[Point, ...],
    must: Sequence[int],
    line: Target | None,
    footnote: str,
) -> str:
    """The first, the worst, the last, and days evenly between them; the line in words."""
    every = max(1, len(points) // _MOST_TOLD)
    kept = sorted({*must, *range(0, len(points), every)})
    days = tuple(categories[place] for place in kept)
    told = Series("", tuple(Point(None, points[place].words) for place in kept))
    tail = " ".join(part for part in (f"{line.words}." if line else "", footnote) if part)
    return write_alt_text(title, subtitle, days, (told,), tail)
