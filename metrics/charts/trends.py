"""The chart of what has been reached by each day of a period, beside the pace of its goal."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from metrics.calendar import name_day
from metrics.charts.spec import Category, ChartSpec, Kind, Point, Series
from metrics.charts.words import say_day, write_alt_text
from metrics.money import say_value
from metrics.units import Unit

Course = Sequence[tuple[date, Decimal]]
_NOT_YET = Point(None, "")


def chart_of_trend(
    points: Course, goal: Course | None, currency: str, title: str, subtitle: str
) -> ChartSpec:
    """A line of what has been booked by each day, and the goal's line to its end.

    Args:
        points: What had been reached by the end of each day, in the order of the days; the last
            one is the day the chart is made for.
        goal: What the goal asks for by each day, as far as the period goes.
        currency: ISO 4217.
        title: The finding.
        subtitle: What is shown, of whom and when.
    """
    reached, asked = dict(points), dict(goal or ())
    days = sorted({*reached, *asked})
    if points and asked and points[-1][0] not in asked:
        pace = _find_pace(goal or (), points[-1][0])
        asked |= {} if pace is None else {points[-1][0]: pace}
    categories = tuple(
        Category(name_day(day, with_year=False), day=(day - days[0]).days) for day in days
    )
    series = [Series("booked", tuple(_mark(reached.get(day), currency) for day in days))]
    if asked:
        series.append(Series("goal", tuple(_mark(asked.get(day), currency) for day in days)))
    footnote = _say_gap(points, asked, currency)
    return ChartSpec(
        kind=Kind.TREND,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=tuple(series),
        unit=Unit.MONEY,
        currency=currency,
        footnote=footnote,
        alt_text=_write_alt_text(title, subtitle, categories, series, footnote),
    )


def _mark(value: Decimal | None, currency: str) -> Point:
    if value is None:
        return _NOT_YET
    return Point(float(value), say_value(value, Unit.MONEY, currency, short=True))


def _find_pace(goal: Course, day: date) -> Decimal | None:
    """What the goal asks for by a day between two of its own; None beyond them."""
    after = bisect_left([other for other, _ in goal], day)
    if after in (0, len(goal)):
        return None
    (first, low), (last, high) = goal[after - 1], goal[after]
    return low + (high - low) * (day - first).days / (last - first).days


def _say_gap(points: Course, asked: dict[date, Decimal], currency: str) -> str:
    """How far the last day is from the pace of the goal."""
    if not points or points[-1][0] not in asked:
        return ""
    day, value = points[-1]
    gap = value - asked[day]
    words = say_value(abs(gap), Unit.MONEY, currency, short=True)
    if not gap:
        return f"On the pace of the goal on {say_day(day)}."
    pace = say_value(asked[day], Unit.MONEY, currency, short=True)
    where = "behind" if gap < 0 else "ahead of"
    return f"{words} {where} the pace of the goal, which is {pace} by {say_day(day)}."


def _write_alt_text(
    title: str,
    subtitle: str,
    categories: tuple[Category, ...],
    series: Sequence[Series],
    footnote: str,
) -> str:
    """All numbers day by day, what is still to come with the goal alone."""
    words = [
        Point(
            None,
            ", ".join(
                f"{one.points[place].words} {one.name}" for one in series if one.points[place].words
            ),
        )
        for place in range(len(categories))
    ]
    return write_alt_text(title, subtitle, categories, (Series("", tuple(words)),), footnote)
