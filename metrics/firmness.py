"""How much a reading can carry: a part of a whole always, a rate or a mean only of enough rows.

Pure; what is drawn pale because of it is `metrics.charts`' business.
"""

from decimal import Decimal

from metrics.answer import Answer, Number, Reading
from metrics.catalog import METRICS
from metrics.metric import Kind

GOALS = "goal_attainment"
SMALL_SHARE = 30
"""A share of fewer rows may be chance."""
SMALL_MEAN = 5
"""The same for averages and medians."""

_SUMS = frozenset({Kind.COUNT, Kind.SUM, Kind.WEIGHTED})


def adds_up(answer: Answer) -> bool:
    """Whether the groups' values make up the total, so that parts of it can be spoken of."""
    if not is_sum(answer) or answer.total.value is None:
        return False
    parts = sum((_exact(one.value) for one in answer.groups if one.value is not None), Decimal())
    return abs(parts - _exact(answer.total.value)) < Decimal("0.005")


def is_small(answer: Answer, reading: Reading) -> bool:
    """Whether a reading stands on too few rows to be told beside the others without a word."""
    if reading.no_data or is_sum(answer) or answer.metric == GOALS:
        return False
    return reading.n < (SMALL_SHARE if reading.interval is not None else SMALL_MEAN)


def is_sum(answer: Answer) -> bool:
    """Whether it counts or adds, so that three deals are three deals and no small sample."""
    metric = METRICS[answer.metric]
    return metric.measure is not None and metric.per is None and metric.measure.kind in _SUMS


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))
