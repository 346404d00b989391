"""The judge and the steps for many courses at once, as columns of numbers; pure.

The same as `metrics.alerts.verdict` and `metrics.alerts.state` for shares that are held against a
line, which the tests hold against each other. For simulated years there would be no time otherwise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.alerts.rule import Kind, Rule

Counts = NDArray[np.int64]
"""(days, courses): so many on each day."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Judged:
    """What was found on each day of each course; where neither is set, nothing could be said.

    Attributes:
        breached: Surely beyond the line.
        fine: On the good side of the line.
        recovered: Good enough for a firing alert to be over.
    """

    breached: Flags
    fine: Flags
    recovered: Flags


@dataclass(frozen=True, eq=False)
class Lived:
    """What became of each course.

    Attributes:
        started: The days on which it began to fire.
        firing: The days on which it fires.
    """

    started: Flags
    firing: Flags

    @property
    def alarms(self) -> Counts:
        """How often each course fired."""
        alarms: Counts = self.started.sum(axis=0)
        return alarms


def add_windows(daily: Counts, days: int) -> Counts:
    """The sum of so many days, for each day from the first that has as many behind it."""
    sums = np.cumsum(daily, axis=0)
    windows = sums[days - 1 :].copy()
    windows[1:] -= sums[:-days]
    return windows


def judge_shares(rule: Rule, k: Counts, n: Counts) -> Judged:
    """So many of so many, held against the rule's line by Wilson's bound."""
    if rule.line is None or rule.kind not in (Kind.BELOW, Kind.ABOVE):
        raise ValueError("only shares below or above a line are judged so")
    line, z = rule.line, rule.z
    back = line if rule.recover_line is None else rule.recover_line
    seen = n > 0
    whole = np.where(seen, n, 1).astype(float)
    p = k / whole
    scale = 1 + z * z / whole
    centre = (p + z * z / (2 * whole)) / scale
    half = z * np.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / scale
    enough = n >= rule.least
    if rule.kind is Kind.BELOW:
        beyond, sure, recovered = p < line, np.minimum(1.0, centre + half) < line, p >= back
    else:
        beyond, sure, recovered = p > line, np.maximum(0.0, centre - half) > line, p <= back
    fine = seen & ~beyond
    return Judged(seen & beyond & sure & enough, fine, fine & recovered & enough)


def live_through(rule: Rule, judged: Judged) -> Lived:
    """Step every course from day to day, from knowing nothing of it."""
    days, courses = judged.breached.shape
    firing = np.zeros(courses, bool)
    breached_for = np.zeros(courses, np.int64)
    good_for = np.zeros(courses, np.int64)
    started, fires = np.zeros((days, courses), bool), np.zeros((days, courses), bool)
    for day in range(days):
        breached_for = np.where(judged.breached[day], breached_for + 1, 0)
        # Only a real good value brings it nearer to its end.
        good_for = np.where(firing & judged.recovered[day], good_for + 1, 0)
        starts = ~firing & (breached_for >= rule.hold_days)
        firing = (firing & (good_for < rule.recover_days)) | starts
        started[day], fires[day] = starts, firing
    return Lived(started, fires)
