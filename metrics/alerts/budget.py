"""How sure a rule has to be so that it cries wolf at most so often a year.

The question's own history is drawn again: blocks of whole weeks, with their weekdays and with the
ups and downs that hold over weeks, put together to years in which nothing is wrong. The least bound
is taken with which the rule, lived through day by day, keeps to its budget in those years.

Source of the drawing: H. R. Künsch, "The jackknife and the bootstrap for general stationary
observations", Annals of Statistics 17 (1989), pages 1217-1241 (moving blocks).
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from metrics.alerts.lives import Counts, add_windows, judge_shares, live_through
from metrics.alerts.rule import Kind, Rule, Sort
from metrics.interval import wilson_interval
from storage.problem import Problem

YEARS = 400
"""So many are simulated."""
LEAST_WEEKS = 26
"""A shorter history does not show what a usual year is like."""
_A_WEEK = 7
_WEEKS = 52
_BLOCK_WEEKS = 4
_GRID = np.round(np.arange(0.5, 6.0001, 0.05), 2)
"""The bounds that are tried."""
_SURE = 1.645  # one-sided 95 %
_SEED = 20_250_901
_MOST_COURSES = 8_000
"""More groups times years than that are simulated one after the other."""

_Rates = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DailyShares:
    """What happened on each day of a history: so many (k) of so many (n), by group.

    Arrays of (days, groups); the last day comes last, and the days follow each other.
    """

    k: Counts
    n: Counts


@dataclass(frozen=True)
class Budget:
    """What came of a budget.

    Attributes:
        z: The bound that keeps it; for `Rule.z`.
        expected: False alarms a year with it, on average over the simulated years.
        at_most: That average surely lies below this (95 %).
        healthy: The share that the simulated years had, over all groups: on the side of the line,
            as far as the history allows.
        years: How many were simulated.
    """

    z: float
    expected: float
    at_most: float
    healthy: float
    years: int


def find_budget(rule: Rule, history: DailyShares, budget: float) -> Budget:
    """The least bound with which a rule has at most `budget` false alarms a year.

    The same history always gives the same bound.

    Raises:
        Problem: for a rule that is not about a share and a line, and for too short a history.
    """
    check_kind(rule)
    days = len(history.n) // _A_WEEK * _A_WEEK
    if days < LEAST_WEEKS * _A_WEEK or not history.n.sum():
        raise Problem(
            "alert-budget-history",
            what="There is too little history to work out a number of false alarms.",
            why=f"I need {LEAST_WEEKS} weeks of it, to see how much a usual week varies.",
            fix="Write normal or quiet.",
        )
    daily = DailyShares(history.k[-days:], history.n[-days:])
    years = Years(rule, daily)
    tried: dict[int, tuple[float, float]] = {}

    def keeps(place: int) -> bool:
        if place not in tried:
            tried[place] = years.count_alarms(float(_GRID[place]))
        return tried[place][1] <= budget

    low, high = -1, len(_GRID) - 1
    if not keeps(high):
        raise Problem(
            "alert-budget-unreachable",
            what="No certainty keeps this alert to so few false alarms.",
            why="What it watches varies too much from week to week.",
            fix="Take a line that is further away, or more days.",
        )
    while high - low > 1:  # more certainty, fewer alarms: the years are the same for all of them
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    expected, at_most = tried[high]
    return Budget(float(_GRID[high]), expected, at_most, years.healthy, YEARS)


def check_kind(rule: Rule) -> None:
    """Raises Problem for a rule that no budget of false alarms can be worked out for."""
    if rule.kind not in (Kind.BELOW, Kind.ABOVE) or rule.sort is not Sort.SHARE:
        raise Problem(
            "alert-budget",
            what="I can't keep to a number of false alarms here.",
            why="A budget is for shares that are above or below a line: only they have a bound.",
            fix="Write normal or quiet, or let it hold for more days: for 3 days",
        )


class Years:
    """Simulated years in which nothing is wrong.

    Args:
        rule: Its window, hold and recovery; its bound is tried.
        daily: A history of whole weeks.
    """

    def __init__(self, rule: Rule, daily: DailyShares) -> None:
        self._rule = rule
        can_fire = _reach(daily.n, rule) >= max(rule.least, 1)
        self._groups = np.flatnonzero(can_fire)
        self._daily = daily
        self._kept: tuple[Counts, Counts] | None = None
        self._seen, self._healthy = find_rates(rule, daily)
        decided = daily.n.sum(axis=0)
        self.healthy = float(self._healthy @ decided / max(int(decided.sum()), 1))
        weeks = -(-rule.window_days // _A_WEEK) + _WEEKS
        blocks = -(-weeks // _BLOCK_WEEKS)
        generator = np.random.default_rng(_SEED)
        last = len(daily.n) // _A_WEEK - _BLOCK_WEEKS
        starts = generator.integers(0, last + 1, (blocks, YEARS)) * _A_WEEK
        within = np.arange(_BLOCK_WEEKS * _A_WEEK)
        # (days, years): which day of the history each simulated day is.
        drawn = (starts[:, None, :] + within[None, :, None]).reshape(-1, YEARS)
        self._drawn = drawn[-(rule.window_days - 1 + _WEEKS * _A_WEEK) :]

    def count_alarms(self, z: float) -> tuple[float, float]:
        """False alarms a year with a bound: the mean, and what it surely lies below (95 %)."""
        rule = replace(self._rule, z=z)
        alarms = np.zeros(YEARS)
        at_once = max(1, _MOST_COURSES // YEARS)
        for start in range(0, len(self._groups), at_once):
            groups = self._groups[start : start + at_once]
            k, n = self._find_windows(groups)
            lived = live_through(rule, judge_shares(rule, k, n))
            alarms += lived.alarms.reshape(YEARS, len(groups)).sum(axis=1)
        mean, spread = float(alarms.mean()), float(alarms.std(ddof=1))
        # A year without any alarm in all of them still says no more than this (the rule of three).
        return mean, max(mean + _SURE * spread / sqrt(YEARS), 3 / YEARS)

    def _find_windows(self, groups: NDArray[np.intp]) -> tuple[Counts, Counts]:
        if self._kept is not None:
            return self._kept
        k, n = (add_windows(one, self._rule.window_days) for one in self._draw(groups))
        if len(groups) == len(self._groups):  # all at once: the next bound needs them again
            self._kept = k, n
        return k, n

    def _draw(self, groups: NDArray[np.intp]) -> tuple[Counts, Counts]:
        """Some groups of all years, as (days, years times groups); the same at every call."""
        k, n = (one[:, groups][self._drawn] for one in (self._daily.k, self._daily.n))
        generator = np.random.default_rng([_SEED, int(groups[0])])
        k = tilt(generator, k, n, self._seen[groups], self._healthy[groups])
        return k.reshape(len(k), -1), n.reshape(len(n), -1)


def find_rates(rule: Rule, daily: DailyShares) -> tuple[_Rates, _Rates]:
    """The share that was seen of each group, and the one it has in years in which nothing is wrong.

    A history tells its true share only so far, so that the healthy one lies on the side of the
    line: where 95 % of such histories would still have come from; but never beyond the line.
    """
    line = rule.line or 0.0
    k, n = daily.k.sum(axis=0), daily.n.sum(axis=0)
    bounds = [
        wilson_interval(int(a), int(b), _SURE) or (0.0, 1.0) for a, b in zip(k, n, strict=True)
    ]
    low, high = np.array(bounds).reshape(-1, 2).T
    healthy = np.maximum(low, line) if rule.kind is Kind.BELOW else np.minimum(high, line)
    return k / np.maximum(n, 1), healthy


def tilt(
    generator: np.random.Generator, k: Counts, n: Counts, seen: _Rates, wanted: _Rates
) -> Counts:
    """The counts with another share: so many of the lost are won by chance, or the other way round.

    Their ups and downs from week to week stay. The last axis of `k` is that of the shares.
    """
    lift = np.clip((wanted - seen) / np.maximum(1 - seen, 1e-9), 0, 1)
    keep = np.clip(wanted / np.maximum(seen, 1e-9), 0, 1)
    lifted = k + generator.binomial(n - k, np.broadcast_to(lift, k.shape))
    kept = generator.binomial(k, np.broadcast_to(keep, k.shape))
    tilted: Counts = np.where(wanted >= seen, lifted, kept)
    return tilted


def _reach(n: Counts, rule: Rule) -> Counts:
    """More than any simulated window of each group can have: with less it can never fire."""
    of_block: Counts = add_windows(n, _BLOCK_WEEKS * _A_WEEK).max(axis=0)
    return of_block * (rule.window_days // (_BLOCK_WEEKS * _A_WEEK) + 2)
