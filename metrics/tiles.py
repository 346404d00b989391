"""The weeks, months, quarters or years that a period is cut into, and their names; pure."""

from dataclasses import dataclass
from datetime import date

from metrics.calendar import MONTHS, Calendar, month_of, name_period, quarter_of, week_of, year_of
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
        key: "2017-W09", "2017-03", "2017-Q2", "2017"; a fiscal quarter: "FY2018-Q1". A part has
            the key of its piece.
        label: "week 9 2017", "March 2017", "Q2 2017", "2017"; a part is called by its days:
            "23–31 May 2026".
        period: Cut to the ends of the period asked for.
        whole: The calendar piece itself.
    """

    key: str
    label: str
    period: Period
    whole: Period


def cut_period(period: Period, by: str, calendar: Calendar) -> tuple[Tile, ...]:
    """The "week"s, "month"s, (fiscal) "quarter"s or "year"s of a period, without gap or overlap.

    Raises:
        Problem: when there would be more than `MOST_TILES`.
    """
    tiles: list[Tile] = []
    start = period.start
    while start < period.end:
        piece = find_piece(start, by, calendar)
        name = name_period(piece, calendar)
        whole = Period(piece.start, piece.end, name)
        part = Period(start, min(piece.end, period.end))
        label = name if part == whole else name_part(part)
        key = _make_key(piece, by, name)
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
    """The period with the "week"s, "month"s, "quarter"s or "year"s whole that its ends lie in."""
    first, last = (find_piece(day, by, calendar) for day in (period.start, period.last))
    return Period(first.start, last.end)


def find_piece(day: date, by: str, calendar: Calendar) -> Period:
    """The ISO "week", "month", (fiscal) "quarter" or calendar "year" that a day lies in."""
    match by:
        case "week":
            return week_of(day)
        case "month":
            return month_of(day)
        case "year":
            return year_of(day)
    return quarter_of(day, calendar)


def _make_key(piece: Period, by: str, name: str) -> str:
    """Keys of one sort stand in the order of their days."""
    match by:
        case "week":
            year, week, _ = piece.start.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{piece.start:%Y-%m}"
        case "year":
            return f"{piece.start.year}"
    return "-".join(reversed(name.split()))


def name_part(period: Period) -> str:
    """A part of a piece by its days, as short as can be: "23–31 May 2026"."""
    start, last = period.start, period.last
    end = f"{last.day} {MONTHS[last.month - 1][:3]} {last.year}"
    if start == last:
        return end
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{end}"
    year = "" if start.year == last.year else f" {start.year}"
    return f"{start.day} {MONTHS[start.month - 1][:3]}{year} – {end}"
