"""Which of many groups are worth living through: those that a rule would ever have fired for.

Only a screen: it lets everything through that is breached for as long as the rule holds.
"""

import numpy as np
from numpy.typing import NDArray

from metrics.alerts.days import Spread
from metrics.alerts.lives import Flags, add_windows, judge_shares
from metrics.alerts.rule import Kind, Rule, Sort
from metrics.alerts.sieves import Raw
from metrics.catalog import METRICS
from metrics.metric import Kind as Measured
from metrics.metric import Measure, Metric
from metrics.tally import parts_of
from metrics.units import Unit, minor_digits

FEW_GROUPS = 40
"""So many are all lived through."""
MOST_GROUPS = 100
_LARGEST = 10
"""So many of the largest are lived through although they never fire: one came nearest."""

_Numbers = NDArray[np.float64]


def choose_groups(rule: Rule, spread: Spread, currency: str) -> tuple[frozenset[Raw] | None, int]:
    """The groups to live through (None: all), and how many are left out unseen.

    Args:
        rule: How they would be judged.
        spread: Their numbers, day by day.
        currency: Of money.
    """
    groups = spread.groups
    if len(groups) <= FEW_GROUPS:
        return None, 0
    metric = METRICS[rule.metric]
    sizes = spread.parts[parts_of(_rows_of(metric))[-1].key].sum(axis=0)
    by_size = [int(place) for place in np.argsort(-sizes, kind="stable")]
    fires = _find_firing(rule, spread, metric, currency)
    if fires is None:
        chosen, left_out = by_size[:FEW_GROUPS], len(groups) - FEW_GROUPS
    else:
        firing = [place for place in by_size if fires[place]]
        chosen = [*firing[:MOST_GROUPS], *by_size[:_LARGEST]]
        left_out = max(0, len(firing) - MOST_GROUPS)
    return frozenset(groups[place] for place in chosen), left_out


def _find_firing(rule: Rule, spread: Spread, metric: Metric, currency: str) -> Flags | None:
    """Whether each group was breached for long enough; None where it can't be told so."""
    is_median = metric.measure is not None and metric.measure.kind is Measured.MEDIAN
    if rule.kind not in (Kind.BELOW, Kind.ABOVE) or rule.line is None or is_median:
        return None
    if len(next(iter(spread.parts.values()))) < rule.window_days:
        return None
    windows = {part: add_windows(daily, rule.window_days) for part, daily in spread.parts.items()}
    rows = windows[parts_of(_rows_of(metric))[-1].key]
    if rule.sort is Sort.SHARE and metric.measure is not None:
        top = windows[parts_of(metric.measure)[0].key]
        breached = judge_shares(rule, top, rows).breached
    else:
        values, seen = _find_values(metric, windows, currency)
        beyond = values < rule.line if rule.kind is Kind.BELOW else values > rule.line
        breached = seen & beyond & (rows >= rule.least)
    hold = min(rule.hold_days, len(breached))
    fires: Flags = (add_windows(breached.astype(np.int64), hold) == hold).any(axis=0)
    return fires


def _find_values(
    metric: Metric, windows: dict[tuple[str, int, int], NDArray[np.int64]], currency: str
) -> tuple[_Numbers, Flags]:
    """The values in major units, and where there is one."""
    scale = 10.0 ** -minor_digits(currency) if metric.unit is Unit.MONEY else 1.0
    measure = metric.measure
    if measure is None:
        raise ValueError(f"{metric.name} is not read from rows")
    parts = [windows[part.key] for part in parts_of(measure)]
    if metric.per is not None:
        bottom = windows[parts_of(metric.per)[0].key]
    elif measure.kind is Measured.MEAN:
        bottom = parts[1]
    else:
        return parts[0].astype(np.float64) * scale, np.ones(parts[0].shape, np.bool_)
    seen: Flags = np.not_equal(bottom, 0)
    values: _Numbers = parts[0] * scale / np.where(seen, bottom, 1)
    return values, seen


def _rows_of(metric: Metric) -> Measure:
    """What its values stand on."""
    measure = metric.per or metric.measure
    if measure is None:
        raise ValueError(f"{metric.name} is not read from rows")
    return measure
