"""The group of an answer that is worth looking at first; None where it may be chance. Pure."""

from metrics.answer import Answer, Reading
from metrics.dimension import is_ordered
from metrics.firmness import GOALS, adds_up, is_small
from metrics.units import Better


def find_weakest(answer: Answer) -> Reading | None:
    """The group that does worst by a clear margin, or has most of what should be little.

    1. Months, stages and numbers without a good direction have none.
    2. Of what is added up and better when higher, the smallest part is only a small part.
    3. Means, medians and ratios of money have no range here, so nothing is said of them; goals are
       what they are.
    4. Groups without a name, without data or with too few rows are not looked at; of shares the
       worst must lie outside the best one's range.
    """
    if answer.better is Better.NEITHER or (answer.by is not None and is_ordered(answer.by)):
        return None
    if adds_up(answer) and answer.better is Better.HIGHER:
        return None
    if not (adds_up(answer) or answer.total.interval is not None or answer.metric == GOALS):
        return None
    firm = [
        one
        for one in answer.groups
        if one.key is not None and not one.no_data and not is_small(answer, one)
    ]
    if len(firm) < 2:
        return None
    ranked = sorted(firm, key=lambda one: float(one.value or 0))
    if answer.better is Better.LOWER:
        ranked.reverse()
    worst, best = ranked[0], ranked[-1]
    return None if worst.value == best.value or _may_be_chance(worst, best) else worst


def _may_be_chance(one: Reading, other: Reading) -> bool:
    """Whether the ranges of two shares have a value in common."""
    if one.interval is None or other.interval is None:
        return False
    return one.interval[0] <= other.interval[1] and other.interval[0] <= one.interval[1]
