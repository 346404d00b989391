"""What was measured of `/pipeline`, and its table: ratios first, then where the time goes."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_TIMES_THE_FLOOR, MOST_GROWTH = 1.5, 1.3
"""What is aimed at; above it, a ratio is marked."""
WAYS = ("floor", "new", "again")
PARTS = ("numbers", "chart", "calls")

Seconds = dict[str, list[float]]


@dataclass
class Measured:
    """One size: times by person and way, the parts they are made of, and what came before."""

    deals: int
    times: dict[str, Seconds] = field(default_factory=dict)
    parts: dict[str, dict[str, float]] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)

    def median(self, who: str, way: str) -> float:
        """The middle of the times, in seconds."""
        return statistics.median(self.times[who][way])


def write_report(measured: Sequence[Measured]) -> Iterator[str]:
    """The table, growth against the smallest size, and where the time goes."""
    yield "/pipeline: milliseconds from typing it to the posted answer with its picture, medians"
    yield "  new: nobody asked this since the import (groundwork is laid); again: somebody has;"
    yield "  first: this person's first question after a start that has read ahead (one sample)"
    headings = ("floor", "new", "x floor", "again", "x floor", "first")
    yield f"{'deals':>9}  {'who':<14}" + "".join(f"{heading:>9}" for heading in headings)
    for one in measured:
        for who in one.times:
            base, new, again = (one.median(who, way) for way in WAYS)
            yield (
                f"{one.deals:>9,}  {who:<14}{base * 1000:>9.0f}{new * 1000:>9.0f}"
                f"{_judge(new / base, MOST_TIMES_THE_FLOOR):>9}{again * 1000:>9.0f}"
                f"{_judge(again / base, MOST_TIMES_THE_FLOOR):>9}{one.first[who] * 1000:>9.0f}"
            )
    yield f"growth, in times of {measured[0].deals:,} deals (! is above the goal of {MOST_GROWTH})"
    for one in measured[1:]:
        for who in one.times:
            grown = {way: one.median(who, way) / measured[0].median(who, way) for way in WAYS}
            words = ", ".join(f"{way} {_judge(grown[way], MOST_GROWTH)}" for way in WAYS)
            yield f"{one.deals:>9,}  {who:<14}{words}"
    yield "where the milliseconds go (numbers, chart, calls to Slack, rest)"
    for one in measured:
        for who in one.times:
            for way in WAYS:
                parts = one.parts[f"{who} {way}"]
                split = " ".join(f"{seconds * 1000:>6.1f}" for seconds in parts.values())
                yield f"{one.deals:>9,}  {who:<14}{way:<6}{split}"
    yield "seconds before, once for each import: loading the sample; the stages' pace and the"
    yield "  groundwork, which an import lays; the first question after a start; reading ahead"
    for one in measured:
        steps = ("load", "pace", "groundwork", "unprepared", "prepare")
        yield f"{one.deals:>9,}  " + "".join(f"{one.before.get(step, 0):>8.2f}" for step in steps)


def _judge(ratio: float, most: float) -> str:
    """A ratio, marked where it is above what is aimed at."""
    return f"{ratio:.2f}{'!' if ratio > most else ''}"
