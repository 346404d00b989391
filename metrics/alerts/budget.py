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

from metrics.alerts.lives import Counts, add_windows, judge_shares, live_through
from metrics.alerts.rule import Kind, Rule, Sort
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
_MOST_COURSES = 20_000
"""More groups times years than that are simulated one after the other."""


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
        healthy: The share that the simulated years had, over all groups.
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
        self._k, self._n, self.healthy = make_healthy(rule, daily)
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
            k, n = (
                add_windows(self._draw(of_all[:, groups]), rule.window_days)
                for of_all in (self._k, self._n)
            )
            lived = live_through(rule, judge_shares(rule, k, n))
            alarms += lived.alarms.reshape(YEARS, len(groups)).sum(axis=1)
        mean, spread = float(alarms.mean()), float(alarms.std(ddof=1))
        # A year without any alarm in all of them still says no more than this (the rule of three).
        return mean, max(mean + _SURE * spread / sqrt(YEARS), 3 / YEARS)

    def _draw(self, daily: Counts) -> Counts:
        """As (days, years times groups)."""
        drawn: Counts = daily[self._drawn].reshape(len(self._drawn), -1)
        return drawn


def make_healthy(rule: Rule, daily: DailyShares) -> tuple[Counts, Counts, float]:
    """The history, tilted to the line where it has been beyond it, group by group.

    Of what was lost so many are won by chance, or the other way round, that the whole history of
    a group has the line's share. A group that has been on the good side stays what it was.

    Returns:
        The counts, and the share of all groups together.
    """
    line = rule.line or 0.0
    generator = np.random.default_rng(_SEED + 1)
    k, n = daily.k.copy(), daily.n
    decided = np.maximum(n.sum(axis=0), 1)
    rates = k.sum(axis=0) / decided
    if rule.kind is Kind.BELOW:
        lift = np.where(rates < line, (line - rates) / np.maximum(1 - rates, 1e-9), 0.0)
        k += generator.binomial(n - k, np.broadcast_to(np.clip(lift, 0, 1), k.shape))
    else:
        keep = np.where(rates > line, line / np.maximum(rates, 1e-9), 1.0)
        k = generator.binomial(k, np.broadcast_to(np.clip(keep, 0, 1), k.shape))
    return k, n, float(k.sum() / max(int(n.sum()), 1))


def _reach(n: Counts, rule: Rule) -> Counts:
    """More than any simulated window of each group can have: with less it can never fire."""
    of_block: Counts = add_windows(n, _BLOCK_WEEKS * _A_WEEK).max(axis=0)
    return of_block * (rule.window_days // (_BLOCK_WEEKS * _A_WEEK) + 2)
