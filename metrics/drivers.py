"""Why a number changed: its change split over segments, exactly; pure.

A ratio R = sum of w * r (w: a segment's share of the denominator, r: its own ratio) changes because
segments do better or worse (rate) and because other segments make up more of the whole (mix). With
0 before, 1 after and a bar for the mean of the two:

    R1 - R0 = sum of (w1 - w0) * (rbar - Rbar)     mix
            + sum of wbar * (r1 - r0)              rate

Nothing is left over: the symmetric form needs no interaction term. Taking Rbar off changes no sum,
as the changes of w add up to 0, but makes each mix term readable: above 0 when weight moves to
what is above average. A segment that is missing in one period has the other's rate there, so all
of it is mix. What adds up (counts, money) is split into plain differences.

Every term has an interval. Those of the rates of shares are Newcombe's; all others are first-order
(delta method) with the variances of `metrics.segment`.

Sources: E. M. Kitagawa, "Components of a difference between two rates", Journal of the American
Statistical Association 50 (1955), pages 1168-1194.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from metrics.interval import TWO_SIDED_95, newcombe_interval
from metrics.segment import Segment, Side, add_sides

Interval = tuple[float, float]
_Step = tuple[Segment, float]
"""A segment, and what its own value did."""


class Effect(StrEnum):
    """In which way a segment moved the whole."""

    RATE = "rate"  # it does better or worse itself
    MIX = "mix"  # it makes up more or less of the whole
    SUM = "sum"  # it adds more or less


@dataclass(frozen=True)
class Term:
    """What one segment did to the whole, in one way; in the unit of the number.

    Attributes:
        value: Its part of the change; all terms add up to the change.
        interval: Between which it surely lies.
        excess: How much of it would not be there, had the segment changed like everybody else. Of
            a mix term all of it.
        excess_interval: The same for it.
    """

    segment: Segment
    effect: Effect
    value: float
    interval: Interval
    excess: float
    excess_interval: Interval

    @property
    def is_sure(self) -> bool:
        """Whether it did anything, and more than everybody else did, surely."""
        spans = (self.interval, self.excess_interval)
        return all(low > 0 for low, _ in spans) or all(high < 0 for _, high in spans)

    @property
    def surely(self) -> float:
        """The least that it alone surely did, without its sign; 0 when it is not sure."""
        return min(map(abs, self.excess_interval)) if self.is_sure else 0.0


@dataclass(frozen=True)
class Split:
    """A change and its terms, the largest first.

    Attributes:
        before: Everything together.
        now: The same.
        change: Now less before.
        interval: Between which the change surely lies, by the rows alone.
        terms: They add up to the change.
        is_reversed: Every segment moved one way and the whole the other: the mix alone did it
            (Simpson's paradox).
        alike: Which part of the rows is in segments that moved the way the whole did, 0 to 1.
    """

    before: Side
    now: Side
    change: float
    interval: Interval
    terms: tuple[Term, ...]
    is_reversed: bool = False
    alike: float = 0.0

    def find_drivers(self) -> tuple[Term, ...]:
        """The terms to name: sure ones that moved the whole the way it went, the largest first."""
        return tuple(
            term
            for term in self.terms
            if term.is_sure and term.value * self.change > 0 and not term.segment.is_rest
        )


def split_sum(segments: Sequence[Segment], z: float = TWO_SIDED_95) -> Split:
    """The change of what adds up, by segment."""
    whole = _Whole(*_add(segments), z)
    terms = [whole.explain_sum(one) for one in segments]
    change = whole.now.top - whole.before.top
    spread = whole.before.vary_sum(whole.before) + whole.now.vary_sum(whole.now)
    steps = [(term.segment, term.value) for term in terms]
    return whole.finish(change, _span(change, spread, z), terms, steps)


def split_ratio(segments: Sequence[Segment], z: float = TWO_SIDED_95) -> Split | None:
    """The change of a ratio, by segment and effect; None where one period or segment has no ratio.

    Args:
        segments: All of them, so that their sums are the whole.
        z: Of the intervals; larger where many terms are looked at.
    """
    before, now = _add(segments)
    if not before.bottom or not now.bottom or any(one.has_no_rate for one in segments):
        return None
    whole = _Whole(before, now, z)
    terms: list[Term] = []
    steps: list[_Step] = []
    for one in segments:
        if not one.before.bottom and not one.now.bottom:
            continue
        terms += [whole.explain_rate(one), whole.explain_mix(one)]
        if one.before.bottom and one.now.bottom:
            step = one.now.top / one.now.bottom - one.before.top / one.before.bottom
            steps.append((one, step))
    change = now.top / now.bottom - before.top / before.bottom
    return whole.finish(change, whole.bound(before, now, change), terms, steps)


def _add(segments: Sequence[Segment]) -> tuple[Side, Side]:
    return add_sides(one.before for one in segments), add_sides(one.now for one in segments)


@dataclass(frozen=True)
class _Whole:
    """The whole in both periods, and what its segments did to it."""

    before: Side
    now: Side
    z: float

    def explain_rate(self, one: Segment) -> Term:
        """The segment's wbar * (r1 - r0), and the same against the change of all others."""
        if not one.before.bottom or not one.now.bottom:
            return Term(one, Effect.RATE, 0.0, (0.0, 0.0), 0.0, (0.0, 0.0))
        weight = (self._weigh(one.before, self.before) + self._weigh(one.now, self.now)) / 2
        step = one.now.top / one.now.bottom - one.before.top / one.before.bottom
        low, high = self.bound(one.before, one.now, step)
        interval = weight * low, weight * high
        rest = self.before.less(one.before), self.now.less(one.now)
        if not rest[0].bottom or not rest[1].bottom:  # there are no others to differ from
            return Term(one, Effect.RATE, weight * step, interval, 0.0, (0.0, 0.0))
        beyond = step - (rest[1].top / rest[1].bottom - rest[0].top / rest[0].bottom)
        sides = (one.before, one.now, *rest)
        low, high = _span(beyond, sum(side.variance for side in sides), self.z)
        excess = weight * low, weight * high
        return Term(one, Effect.RATE, weight * step, interval, weight * beyond, excess)

    def explain_mix(self, one: Segment) -> Term:
        """(w1 - w0) * (rbar - Rbar): a function of two weights and four rates.

        The whole's rate is that of the segment and of all others, R = w r + (1 - w) o, so
        rbar - Rbar is the mean over both periods of (1 - w)(r - o).
        """
        weights = self._weigh(one.before, self.before), self._weigh(one.now, self.now)
        rates = one.before.rate, one.now.rate
        rates = (
            rates[1] if rates[0] is None else rates[0],
            rates[0] if rates[1] is None else rates[1],
        )
        moved = weights[1] - weights[0]
        gaps, spread, inner = [0.0, 0.0], 0.0, [0.0, 0.0]
        sides = ((one.before, self.before), (one.now, self.now))
        for place, (side, whole) in enumerate(sides):
            rest = whole.less(side)
            if not rest.bottom:
                continue
            gaps[place] = (rates[place] or 0.0) - rest.top / rest.bottom
            steep = moved * (1 - weights[place]) / 2
            spread += steep * steep * rest.variance
            inner[place if side.bottom else 1 - place] += steep
        mean_gap = ((1 - weights[0]) * gaps[0] + (1 - weights[1]) * gaps[1]) / 2
        spread += inner[0] ** 2 * one.before.variance + inner[1] ** 2 * one.now.variance
        for place, (side, whole) in enumerate(sides):
            sign = 1 if place else -1
            steep = sign * mean_gap - moved * gaps[place] / 2
            spread += steep * steep * side.vary_weight(whole)
        value = moved * mean_gap
        interval = _span(value, spread, self.z)
        return Term(one, Effect.MIX, value, interval, value, interval)

    def explain_sum(self, one: Segment) -> Term:
        """The difference, and the difference to what it were had it grown like all others."""
        before, now, z = self.before, self.now, self.z
        spreads = one.before.vary_sum(before), one.now.vary_sum(now)
        value = one.now.top - one.before.top
        interval = _span(value, spreads[0] + spreads[1], z)
        rest = before.less(one.before), now.less(one.now)
        if rest[0].top <= 0:  # how the others grew is not known
            return Term(one, Effect.SUM, value, interval, value, interval)
        growth = rest[1].top / rest[0].top
        excess = one.now.top - one.before.top * growth
        others = rest[1].vary_sum(now) + growth * growth * rest[0].vary_sum(before)
        spread = spreads[1] + growth * growth * spreads[0]
        spread += one.before.top**2 * others / rest[0].top ** 2
        return Term(one, Effect.SUM, value, interval, excess, _span(excess, spread, z))

    def bound(self, before: Side, now: Side, step: float) -> Interval:
        """Between which the change of a ratio lies."""
        if now.is_share:
            return newcombe_interval(now.effective, before.effective, self.z)
        return _span(step, before.variance + now.variance, self.z)

    def finish(
        self, change: float, interval: Interval, terms: list[Term], steps: Sequence[_Step]
    ) -> Split:
        """The whole split."""
        told = sorted(terms, key=lambda term: (-abs(term.value), term.segment.label))
        moves = [step * change for _, step in steps]
        against = len(steps) > 1 and change != 0 and all(move < 0 for move in moves)
        rows = [one.before.n + one.now.n for one, _ in steps]
        alike = sum(n for n, move in zip(rows, moves, strict=True) if move > 0)
        share = alike / sum(rows) if any(rows) else 0.0
        return Split(self.before, self.now, change, interval, tuple(told), against, share)

    @staticmethod
    def _weigh(side: Side, whole: Side) -> float:
        return side.bottom / whole.bottom


def _span(value: float, variance: float, z: float) -> Interval:
    half = z * sqrt(max(variance, 0.0))
    return value - half, value + half
