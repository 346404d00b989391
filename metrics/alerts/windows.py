"""Which days a rule looks at: its window, what that is held against, what is usual; pure.

Stocks and the attainment of goals are told for evenings: a period of one day stands for its
evening. A cohort is looked at one horizon late, so that all of it is old enough to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.alerts.rule import Against, Kind, Rule, Sort
from metrics.alerts.verdict import LEAST_REFERENCES
from metrics.metric import Metric
from metrics.period import Period

A_YEAR = timedelta(weeks=52)
"""364 days: Mondays meet Mondays."""
A_QUARTER = timedelta(weeks=13)
"""91 days: the same weekdays, and nearly the same place in the quarter."""
MOST_QUARTERS = 8
MOST_IN_A_ROW = 12


@dataclass(frozen=True)
class Windows:
    """What one rule looks at on one day.

    Attributes:
        now: The window; of what stands on an evening, that day.
        before: What it is held against, or where groups were seen last; None without either.
        references: Earlier windows, the newest first.
    """

    now: Period
    before: Period | None = None
    references: tuple[Period, ...] = ()

    @property
    def all(self) -> tuple[Period, ...]:
        """Every one of them."""
        before = () if self.before is None else (self.before,)
        return (self.now, *before, *self.references)


def find_windows(
    rule: Rule,
    metric: Metric,
    day: date,
    first: date | None,
    horizon_days: int,
    *,
    is_grouped: bool = False,
) -> Windows:
    """The windows of a rule for the last complete `day`.

    Args:
        rule: Its kind and how many days it looks at together.
        metric: What it watches.
        day: The last complete day; no window reaches beyond it.
        first: The first day there is data for; None when there is none.
        horizon_days: How old a cohort has to be.
        is_grouped: Each value of a dimension is watched. Of those that nothing happens to any
            more, only an earlier window knows.
    """
    if metric.is_cohort:
        day -= timedelta(days=horizon_days)
    now = end_with(day, rule, metric)
    if rule.kind is Kind.UNUSUAL:
        return Windows(now, None, find_references(now, rule.window_days, first))
    if rule.against is Against.YEAR:
        return Windows(now, move(now, A_YEAR))
    looks_back = rule.against is Against.PREVIOUS
    if looks_back or (rule.against is None and is_grouped and may_vanish(rule)):
        return Windows(now, move(now, timedelta(days=rule.window_days)))
    return Windows(now)


def end_with(day: date, rule: Rule, metric: Metric) -> Period:
    """The window that ends with a day; of what stands on an evening, the day itself."""
    days = 1 if stands_on_an_evening(metric) else rule.window_days
    end = day + timedelta(days=1)
    return Period(end - timedelta(days=days), end)


def stands_on_an_evening(metric: Metric) -> bool:
    """Whether it has a value each evening, rather than one for a number of days."""
    return metric.measure is None or metric.basis.is_stock


def may_vanish(rule: Rule) -> bool:
    """Whether a group that nothing happens to is what the rule warns of."""
    return rule.kind is Kind.NO_DATA or (rule.looks_down and rule.sort is Sort.SUM)


def find_references(now: Period, window_days: int, first: date | None) -> tuple[Period, ...]:
    """Up to eight windows that end a quarter earlier each, as far as the data goes.

    Where those are fewer than four: up to twelve windows in a row, just before this one.
    """
    if first is None:
        return ()
    step = A_QUARTER
    while step < timedelta(
        days=window_days
    ):  # windows that overlap would look steadier than they are
        step += A_QUARTER
    quarters = tuple(_walk_back(now, step, MOST_QUARTERS, first))
    if len(quarters) >= LEAST_REFERENCES:
        return quarters
    return tuple(_walk_back(now, timedelta(days=window_days), MOST_IN_A_ROW, first))


def move(period: Period, back: timedelta) -> Period:
    """As many days, so much earlier."""
    return Period(period.start - back, period.end - back)


def _walk_back(now: Period, step: timedelta, most: int, first: date) -> Iterator[Period]:
    for place in range(1, most + 1):
        earlier = move(now, place * step)
        if earlier.start < first:
            return
        yield earlier
