"""What a rule makes of a value: fine, breached, or why nothing can be said; pure.

Shares are judged by a bound, never by their point: Wilson's interval against a line, Newcombe's for
a difference of two. Totals and counts are judged by fixed lines.

Sources: Wilson and Newcombe, see `metrics.interval`. For what is unusual: D. B. Laney, "Improved
control charts for attributes", Quality Engineering 14 (2002), pages 531-537 (shares), and D. J.
Wheeler, "Understanding Variation" (1993), the chart of individual values and moving ranges
(everything else).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from math import floor, sqrt

from metrics.alerts.rule import Kind, Rule, Sort
from metrics.answer import Reading
from metrics.interval import newcombe_interval, wilson_interval
from metrics.units import Unit

LEAST_REFERENCES = 4
"""Of fewer earlier windows nobody can say what is usual."""
_MOVING_RANGE = 1.128
"""The mean of the range of two values, in standard deviations (the d2 of control charts)."""
_MOST_WANTED = 100_000
"""More cases than that are not worth waiting for."""
_SURELY_LATE = 1.5
_LEAST_AGE = timedelta(days=1)


class Finding(StrEnum):
    """What was found."""

    FINE = "fine"
    BREACHED = "breached"
    NOT_ENOUGH = "not_enough"
    NO_DATA = "no_data"
    BROKEN = "broken"


@dataclass(frozen=True)
class Evidence:
    """What a rule looks at for one group.

    Attributes:
        now: The value of the window; None for `Kind.STALE`.
        before: What FELL and ROSE are measured from: the earlier window, or, for a goal, what it
            asks for by now.
        references: Earlier windows, the newest first, for `Kind.UNUSUAL`.
        age, usual_age: Of the newest data, and how long it usually takes until newer data comes;
            None while that is not known.
    """

    now: Reading | None = None
    before: Reading | None = None
    references: tuple[Reading, ...] = ()
    age: timedelta | None = None
    usual_age: timedelta | None = None


@dataclass(frozen=True)
class Verdict:
    """What was found, and the numbers behind it.

    Attributes:
        value: What was judged: the metric's value, or its change for FELL and ROSE (points of
            shares, else relative), or the age in days.
        n: How many rows the window's value stands on.
        low, high: Between which it surely lies (two-sided 95 %), of shares; what is usual, for
            `Kind.UNUSUAL`.
        line: What it was held against; for UNUSUAL the limit that it passed.
        recovered: It is good enough for a firing alert to be over.
        wanted: About so many more cases are needed to tell; None where that is not the reason.
        reason: In a few words, for the log and the list: "9 of 90 is surely below 20 %".
    """

    finding: Finding
    value: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    line: float | None = None
    recovered: bool = False
    wanted: int | None = None
    reason: str = ""


def judge(rule: Rule, evidence: Evidence) -> Verdict:
    """What the rule makes of one group's numbers."""
    if rule.kind is Kind.STALE:
        return _judge_age(rule, evidence)
    now = evidence.now
    if now is None:
        return Verdict(Finding.NO_DATA, reason="nothing there")
    if rule.kind is Kind.NO_DATA:
        return _judge_silence(now)
    if now.value is None:
        return Verdict(Finding.NO_DATA, n=now.n, reason="nothing happened")
    if rule.kind in (Kind.BELOW, Kind.ABOVE):
        return _judge_level(rule, now)
    if rule.kind in (Kind.FELL, Kind.ROSE):
        return _judge_change(rule, now, evidence.before)
    return _judge_habit(rule, now, evidence.references)


def count_wanted(k: int, n: int, line: float, z: float) -> int | None:
    """How many more cases at the same rate would make it sure that the rate is beyond the line.

    From Wilson's bound: p < L surely as soon as n > z² L (1 - L) / (L - p)². None where the rate
    stands on the line, or so near to it that nobody should wait.
    """
    p = k / n if n else line
    if p == line:
        return None
    needed = floor(z * z * line * (1 - line) / (line - p) ** 2) + 1
    return needed - n if needed - n <= _MOST_WANTED else None


def bound_share(k: int, n: int, z: float) -> tuple[float, float]:
    """Wilson's bounds at `z`; everything is possible while nothing was seen."""
    return wilson_interval(k, n, z) or (0.0, 1.0)


def _judge_silence(now: Reading) -> Verdict:
    if now.n:
        return Verdict(Finding.FINE, float(now.n), now.n, recovered=True, reason="something is")
    return Verdict(Finding.BREACHED, 0.0, reason="nothing happened")


def _judge_age(rule: Rule, evidence: Evidence) -> Verdict:
    if evidence.age is None:
        return Verdict(Finding.NO_DATA, reason="nothing has been imported yet")
    age = evidence.age / timedelta(days=1)
    if rule.line is not None:
        line = rule.line
    elif evidence.usual_age is None:
        return Verdict(Finding.NOT_ENOUGH, age, reason="too few imports to know what is usual")
    else:
        line = max(evidence.usual_age * _SURELY_LATE, _LEAST_AGE) / timedelta(days=1)
    late = age > line
    return Verdict(
        Finding.BREACHED if late else Finding.FINE,
        age,
        line=line,
        recovered=not late,
        reason="no newer data for longer than usual" if late else "the data is fresh",
    )


def _judge_level(rule: Rule, now: Reading) -> Verdict:
    if rule.line is None:
        return Verdict(Finding.BROKEN, reason="the rule has no line")
    value, line = float(now.value or 0), rule.line
    sign = 1 if rule.kind is Kind.BELOW else -1
    back = line if rule.recover_line is None else rule.recover_line
    few = now.n < rule.least
    recovered = sign * (value - back) >= 0 and not few
    low, high = now.interval or (None, None)
    seen = Verdict(Finding.FINE, value, now.n, low, high, line)
    if sign * (line - value) <= 0:  # equal to the line is not beyond it
        return replace(seen, recovered=recovered, reason="on the good side")
    if rule.sort is Sort.SHARE:
        k, n = _count(now)
        bounds = bound_share(k, n, rule.z)
        sure = bounds[1] < line if sign > 0 else bounds[0] > line
        if sure and not few:
            return replace(seen, finding=Finding.BREACHED, reason="surely beyond the line")
        wanted = max(rule.least - n, 0 if sure else count_wanted(k, n, line, rule.z) or 0)
        return replace(seen, finding=Finding.NOT_ENOUGH, wanted=wanted or None, reason="not sure")
    if few:
        wanted = rule.least - now.n
        return replace(seen, finding=Finding.NOT_ENOUGH, wanted=wanted, reason="too few")
    return replace(seen, finding=Finding.BREACHED, reason="beyond the line")


def _judge_change(rule: Rule, now: Reading, before: Reading | None) -> Verdict:
    if rule.line is None:
        return Verdict(Finding.BROKEN, reason="the rule has no line")
    if before is None or before.value is None:
        return Verdict(Finding.NOT_ENOUGH, n=now.n, reason="nothing to hold it against")
    if rule.sort is Sort.SHARE:
        return _judge_points(rule, now, before)
    was, value = float(before.value), float(now.value or 0)
    if not was:
        return Verdict(Finding.NOT_ENOUGH, n=now.n, reason="it was nought before")
    if min(now.n, before.n) < rule.least:
        wanted = max(rule.least - now.n, 0) or None
        return Verdict(Finding.NOT_ENOUGH, n=now.n, wanted=wanted, reason="too few")
    change = (value - was) / abs(was)
    breached, recovered = _pass_line(rule, change, change, change)
    return Verdict(
        Finding.BREACHED if breached else Finding.FINE,
        change,
        now.n,
        line=_signed_line(rule),
        recovered=recovered,
        reason="changed by more than the line" if breached else "changed by less than the line",
    )


def _judge_points(rule: Rule, now: Reading, before: Reading) -> Verdict:
    counts, counts_before = _count(now), _count(before)
    change = counts[0] / counts[1] - counts_before[0] / counts_before[1]
    bounds = newcombe_interval(counts, counts_before, rule.z)
    breached, recovered = _pass_line(rule, change, *bounds)
    few = min(counts[1], counts_before[1]) < rule.least
    low, high = newcombe_interval(counts, counts_before, 1.96)
    line = _signed_line(rule)
    seen = Verdict(Finding.FINE, change, now.n, low, high, line)
    beyond = change < line if rule.kind is Kind.FELL else change > line
    if not beyond:
        return replace(seen, recovered=recovered and not few, reason="changed by less")
    if few or not breached:
        return replace(seen, finding=Finding.NOT_ENOUGH, reason="not sure")
    return replace(seen, finding=Finding.BREACHED, reason="surely changed by more")


def _pass_line(rule: Rule, change: float, low: float, high: float) -> tuple[bool, bool]:
    """Whether a change is surely beyond the line, and whether it is far enough back."""
    line = _signed_line(rule)
    back = line
    if rule.recover_line is not None:
        back = -rule.recover_line if rule.kind is Kind.FELL else rule.recover_line
    if rule.kind is Kind.FELL:
        return high < line, change >= back
    return low > line, change <= back


def _signed_line(rule: Rule) -> float:
    line = rule.line or 0.0
    return -line if rule.kind is Kind.FELL else line


def _judge_habit(rule: Rule, now: Reading, references: Sequence[Reading]) -> Verdict:
    """Against the rule's own earlier windows; see the module's sources."""
    known = [one for one in references if one.value is not None and one.n >= rule.least]
    if len(known) < LEAST_REFERENCES:
        return Verdict(Finding.NOT_ENOUGH, n=now.n, reason="too few earlier windows")
    if now.n < rule.least:
        return Verdict(Finding.NOT_ENOUGH, n=now.n, wanted=rule.least - now.n, reason="too few")
    value = float(now.value or 0)
    centre, spread = _find_habit(rule, now, known)
    if not spread:
        return Verdict(Finding.NOT_ENOUGH, value, now.n, reason="it has never varied")
    low, high = centre - rule.z * spread, centre + rule.z * spread
    if rule.unit is Unit.PERCENT:
        low, high = max(low, 0.0), min(high, 1.0)
    breached = value < low or value > high
    line = None if not breached else low if value < low else high
    return Verdict(
        Finding.BREACHED if breached else Finding.FINE,
        value,
        now.n,
        low,
        high,
        line,
        recovered=not breached,
        reason="outside of what is usual" if breached else "as usual",
    )


def _find_habit(rule: Rule, now: Reading, known: Sequence[Reading]) -> tuple[float, float]:
    """The usual value, and a standard deviation of a window of this size."""
    if rule.sort is Sort.SHARE:
        counts = [_count(one) for one in known]
        p = sum(k for k, _ in counts) / sum(n for _, n in counts)
        noise = p * (1 - p)
        if not noise:
            return p, 0.0
        scores = [(k / n - p) / sqrt(noise / n) for k, n in counts]
        # Never less than chance alone would give.
        return p, sqrt(noise / _count(now)[1]) * max(1.0, _mean_range(scores) / _MOVING_RANGE)
    values = [float(one.value or 0) for one in known]
    centre = sum(values) / len(values)
    spread = _mean_range(values) / _MOVING_RANGE
    if rule.unit in (Unit.DEALS, Unit.LEADS):
        spread = max(spread, sqrt(max(centre, 0.0)))  # counts vary at least as Poisson's law says
    return centre, spread


def _mean_range(values: Sequence[float]) -> float:
    steps = [abs(b - a) for a, b in pairwise(values)]
    return sum(steps) / len(steps)


def _count(reading: Reading) -> tuple[int, int]:
    return int(reading.numerator or 0), int(reading.denominator or 0)
