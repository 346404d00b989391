"""The months or quarters that a period is cut into, and what a part of one is called; pure."""

from dataclasses import dataclass

from metrics.calendar import MONTHS, Calendar, month_of, name_period, quarter_of
from metrics.period import Period
from storage.problem import Problem

MOST_TILES = 240
"""More than twenty years of months are a mistake in the question, not a chart."""

SO_FAR = " so far"
"""Ends the name of a piece that is still running."""


@dataclass(frozen=True)
class Tile:
    """One calendar piece of a period.

    Attributes:
        key: "2017-03", "2017-Q2"; a fiscal quarter: "FY2018-Q1". A part has the key of its piece.
        label: "March 2017", "Q2 2017"; a part is called by its days: "23–31 May 2026".
        period: Cut to the ends of the period asked for.
        whole: The calendar piece itself.
    """

    key: str
    label: str
    period: Period
    whole: Period


def cut_period(period: Period, by: str, calendar: Calendar) -> tuple[Tile, ...]:
    """The "month"s or (fiscal) "quarter"s of a period, in order, without gap or overlap.

    Raises:
        Problem: when there would be more than `MOST_TILES`.
    """
    tiles: list[Tile] = []
    start = period.start
    while start < period.end:
        piece = month_of(start) if by == "month" else quarter_of(start, calendar)
        name = name_period(piece, calendar)
        key = f"{start:%Y-%m}" if by == "month" else "-".join(reversed(name.split()))
        whole = Period(piece.start, piece.end, name)
        part = Period(start, min(piece.end, period.end))
        label = name if part == whole else name_part(part)
        tiles.append(Tile(key, label, Period(part.start, part.end, label), whole))
        if len(tiles) > MOST_TILES:
            raise Problem(
                "period-too-long",
                what=f"That would be more than {MOST_TILES} {by}s.",
                fix="Ask for a shorter period.",
            )
        start = piece.end
    return tuple(tiles)


def widen_period(period: Period, by: str, calendar: Calendar) -> Period:
    """The period with the "month"s or (fiscal) "quarter"s whole that its ends lie in."""
    first, last = (
        month_of(day) if by == "month" else quarter_of(day, calendar)
        for day in (period.start, period.last)
    )
    return Period(first.start, last.end)


def name_part(period: Period) -> str:
    """A part of a month or quarter by its days, as short as can be: "23–31 May 2026"."""
    start, last = period.start, period.last
    end = f"{last.day} {MONTHS[last.month - 1][:3]} {last.year}"
    if start == last:
        return end
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{end}"
    year = "" if start.year == last.year else f" {start.year}"
    return f"{start.day} {MONTHS[start.month - 1][:3]}{year} – {end}"
