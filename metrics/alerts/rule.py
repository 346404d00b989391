"""What a rule watches for, as values: kinds, lines, windows and every knob; pure.

Where a rule is kept and whom it tells is not known here.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from metrics.catalog import METRICS
from metrics.metric import Kind as Measured
from metrics.metric import Metric
from metrics.units import Unit


class Kind(StrEnum):
    """When a rule is breached."""

    BELOW = "below"
    ABOVE = "above"
    FELL = "fell"
    ROSE = "rose"
    UNUSUAL = "unusual"
    NO_DATA = "no_data"  # nothing happened at all
    STALE = "stale"  # no import for longer than usual; it has no metric


class Against(StrEnum):
    """What a fall or a rise is measured from."""

    PREVIOUS = "previous"  # the same number of days just before
    YEAR = "year"  # the same days a year before
    GOAL = "goal"  # what the goal asks for by now


class Sort(StrEnum):
    """What a metric's value can be judged by."""

    SHARE = "share"  # so many of so many: has an interval
    MEAN = "mean"  # an average, a median or a ratio of money: needs some rows
    SUM = "sum"  # a count, a total, what is reached of goals: it needs no rows


NORMAL_Z = 1.645
"""One-sided 95 %."""
QUIET_Z = 2.33
"""One-sided 99 %: fewer false alarms, and real falls are told later where little happens."""
NORMAL_LIMIT = 3.0
QUIET_LIMIT = 4.0
"""The same for `Kind.UNUSUAL`, in standard deviations of the rule's own history."""

LEAST = {Sort.SHARE: 10, Sort.MEAN: 5, Sort.SUM: 0}
"""How many rows a value must stand on, unless a rule says otherwise."""
HOLD_DAYS = {Sort.SHARE: 3, Sort.MEAN: 3, Sort.SUM: 1}
"""For how many days it must be breached, unless a rule says otherwise."""
WINDOW_DAYS = 28


@dataclass(frozen=True)
class Rule:
    """How one rule judges. Equal rules judge alike.

    Attributes:
        metric: A name of the catalogue; empty for `Kind.STALE`.
        line: Of BELOW and ABOVE in the metric's unit (a fraction, money in major units, days, a
            count). Of FELL and ROSE the least change: of shares in points (0.05 is 5 points), else
            relative (0.2 is 20 %). Of STALE in days; None is longer than usual.
        against: Of FELL and ROSE.
        window_days: How many complete days are looked at together.
        least: With fewer rows nothing is said of a rate or a mean.
        z: How sure it has to be: the one-sided bound of a share, or the limit of UNUSUAL.
        hold_days: For so many days in a row it must be breached before it fires.
        recover_line: How far it must come back to be over; None is the line.
        recover_days: For so many days in a row.
        pause: The shortest time between two notices.
        quiet_from, quiet_to: Nobody is told between these wall times, perhaps over midnight.
        working_days: Nobody is told on Saturdays and Sundays.
    """

    metric: str
    kind: Kind
    line: float | None = None
    against: Against | None = None
    window_days: int = WINDOW_DAYS
    least: int = 0
    z: float = NORMAL_Z
    hold_days: int = 1
    recover_line: float | None = None
    recover_days: int = 1
    pause: timedelta = timedelta(hours=24)
    quiet_from: time | None = None
    quiet_to: time | None = None
    working_days: bool = False

    @property
    def sort(self) -> Sort:
        """What its metric's value can be judged by."""
        return sort_of(METRICS[self.metric]) if self.metric else Sort.SUM

    @property
    def unit(self) -> Unit:
        """Of its metric; days for the age of the data."""
        return METRICS[self.metric].unit if self.metric else Unit.DAYS

    @property
    def looks_down(self) -> bool:
        """Whether small values are what it warns of."""
        return self.kind in (Kind.BELOW, Kind.FELL, Kind.NO_DATA)


def sort_of(metric: Metric) -> Sort:
    """What the metric's value can be judged by."""
    if metric.is_share:
        return Sort.SHARE
    if metric.measure is None:
        return Sort.SUM
    if metric.per is not None:
        return Sort.MEAN
    means = (Measured.MEAN, Measured.MEDIAN)
    return Sort.MEAN if metric.measure.kind in means else Sort.SUM
