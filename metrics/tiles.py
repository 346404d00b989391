"""The months or quarters that a period is cut into; pure."""

from dataclasses import dataclass

from metrics.calendar import Calendar, month_of, name_period, quarter_of
from metrics.period import Period
from storage.problem import Problem

MOST_TILES = 240
"""More than twenty years of months are a mistake in the question, not a chart."""


@dataclass(frozen=True)
class Tile:
    """One calendar piece of a period; `period` is cut to the whole period's ends."""

    key: str  # "2017-03", "2017-Q2"; a fiscal quarter: "FY2018-Q1"
    label: str
    period: Period


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
        tiles.append(Tile(key, name, Period(start, min(piece.end, period.end), name)))
        if len(tiles) > MOST_TILES:
            raise Problem(
                "period-too-long",
                what=f"That would be more than {MOST_TILES} {by}s.",
                fix="Ask for a shorter period.",
            )
        start = piece.end
    return tuple(tiles)
