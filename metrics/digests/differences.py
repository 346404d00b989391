"""How a figure stands against an earlier one, and whether chance alone explains it; pure.

The interval of a difference of two shares is Newcombe's: R. G. Newcombe, "Interval estimation for
the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
"""

from math import sqrt

from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.compare import measure_change
from metrics.digests.report import Against
from metrics.firmness import SMALL_MEAN
from metrics.interval import TWO_SIDED_95, wilson_interval
from metrics.metric import Kind, Metric
from metrics.money import NO_DATA, say_change, say_relative
from metrics.units import Better, Unit


def hold_against(
    metric: str, name: str, now: Reading, before: Reading, currency: str, *, known: bool
) -> Against:
    """A figure against the same one of another period.

    Args:
        metric: What both are readings of.
        name: What it is held against: "the week before".
        now: The figure.
        before: What it was then.
        currency: Of money.
        known: Whether there was any data in the other period; without, nought means nothing.
    """
    declared = METRICS[metric]
    change, relative = measure_change(declared.unit, now.value, before.value)
    if not known or change is None:
        return Against(name, NO_DATA)
    if declared.unit is Unit.MONEY and before.value:
        words = say_relative(relative)
    else:
        words = say_change(change, declared.unit, currency, short=True)
    doubt = _doubt(declared, now, before)
    good = None if doubt or not change or declared.better is Better.NEITHER else change > 0
    if good is not None and declared.better is Better.LOWER:
        good = not good
    return Against(name, f"{words}, {doubt}" if doubt and change else words, good)


def _doubt(metric: Metric, now: Reading, before: Reading) -> str:
    """Why a difference should not be made much of; nothing when it may."""
    if metric.is_share:
        return "" if is_beyond_chance(now, before) else "may be chance"
    is_mean = metric.measure is not None and metric.measure.kind is Kind.MEAN
    return "few deals" if is_mean and min(now.n, before.n) < SMALL_MEAN else ""


def is_beyond_chance(now: Reading, before: Reading, z: float = TWO_SIDED_95) -> bool:
    """Whether the interval (95 %) of the difference of two shares leaves out nought."""
    found = find_difference(
        int(now.numerator or 0),
        int(now.denominator or 0),
        int(before.numerator or 0),
        int(before.denominator or 0),
        z,
    )
    return found is not None and (found[0] > 0 or found[1] < 0)


def find_difference(
    k1: int, n1: int, k0: int, n0: int, z: float = TWO_SIDED_95
) -> tuple[float, float] | None:
    """Between which values k1/n1 - k0/n0 truly lies (95 %); None where nothing was seen."""
    one, zero = wilson_interval(k1, n1, z), wilson_interval(k0, n0, z)
    if one is None or zero is None:
        return None
    p1, p0 = k1 / n1, k0 / n0
    low = sqrt((p1 - one[0]) ** 2 + (zero[1] - p0) ** 2)
    high = sqrt((one[1] - p1) ** 2 + (p0 - zero[0]) ** 2)
    return p1 - p0 - low, p1 - p0 + high
