"""How often rules cry wolf in simulated years in which nothing is wrong, and how late they tell.

The true rate is 20 %, the line 18 %; a trailing window of 28 days is looked at daily. Every rule
lives through the same years and the same falls. Closings a day are Poisson's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.alerts.budget import DailyShares, find_budget
from metrics.alerts.lives import Counts, add_windows, judge_shares, live_through
from metrics.alerts.rule import HOLD_DAYS, LEAST, NORMAL_Z, QUIET_Z, WINDOW_DAYS, Kind, Rule, Sort

HEALTHY, LINE = 0.20, 0.18
FALLS = (0.16, 0.14, 0.12, 0.08)
A_DAY = (2, 5, 20)
"""Closings a day, on average."""
DAYS = 364
PATIENCE = 90
"""Days within which a fall must be told."""
HISTORY = 728
"""Days of history that the budget is worked out from."""
_SEED = 2_026

NAIVE = Rule("win_rate", Kind.BELOW, LINE, z=0.0)
OURS = Rule("win_rate", Kind.BELOW, LINE, least=LEAST[Sort.SHARE], hold_days=HOLD_DAYS[Sort.SHARE])


@dataclass(frozen=True)
class Record:
    """One rule with so many closings a day.

    Attributes:
        alarms: False alarms a year.
        delays: Fall -> days until it is told, the median (infinite where most are not told), and
            the share not told within `PATIENCE`.
    """

    name: str
    a_day: float
    rule: Rule
    alarms: float
    delays: dict[float, tuple[float, float]]


def measure_years(years: int = 1_000, a_day: Sequence[float] = A_DAY) -> list[Record]:
    """Every rule, over the same years and falls."""
    return [record for one in a_day for record in _measure(years, one)]


@dataclass(frozen=True)
class Kept:
    """What became of a budget that many histories of the same truth were asked for.

    Attributes:
        budget: False alarms a year.
        zs: What each history came to.
        alarms: False alarms a year with each of them, in years that none of them has seen.
    """

    a_day: float
    budget: float
    zs: tuple[float, ...]
    alarms: tuple[float, ...]


def measure_budgets(
    histories: int, years: int, budgets: Sequence[float] = (1, 0.25), a_day: Sequence[float] = A_DAY
) -> Iterator[Kept]:
    """Ask many histories, and try each answer on the same healthy years."""
    for one in a_day:
        generator = np.random.default_rng(_SEED + 3)
        healthy = _draw(generator, HEALTHY, one, WINDOW_DAYS - 1 + DAYS, years)
        past = [_draw(generator, HEALTHY, one, HISTORY, 1) for _ in range(histories)]
        for budget in budgets:
            zs = [find_budget(OURS, DailyShares(*some), budget).z for some in past]
            alarms = {z: float(_live(replace(OURS, z=z), *healthy).sum(0).mean()) for z in set(zs)}
            yield Kept(one, budget, tuple(zs), tuple(alarms[z] for z in zs))


def write_budgets(kept: Iterable[Kept]) -> Iterator[str]:
    """The table, line by line."""
    yield f"Budgets worked out from {HISTORY} days of history each, on years they have not seen."
    yield f"{'closings a day':>14}{'budget':>8}{'z':>14}{'false a year':>14}{'within it':>11}"
    for one in kept:
        within = sum(alarms <= one.budget for alarms in one.alarms) / len(one.alarms)
        mean, span = sum(one.alarms) / len(one.alarms), f"{min(one.zs):.2f}–{max(one.zs):.2f}"
        yield f"{one.a_day:>14}{one.budget:>8}{span:>14}{mean:>14.2f}{within:>11.0%}"


def list_rules(a_day: float) -> dict[str, Rule]:
    """The rules that are held against each other."""
    history = _draw(np.random.default_rng(_SEED), HEALTHY, a_day, HISTORY, 1)
    kept = find_budget(OURS, DailyShares(*history), 1).z
    return {
        "naive": NAIVE,
        "naive, 3 days": replace(NAIVE, hold_days=3),
        "ours, normal": replace(OURS, z=NORMAL_Z),
        "ours, quiet": replace(OURS, z=QUIET_Z),
        "ours, 1 a year": replace(OURS, z=kept),
    }


def write_years(records: Sequence[Record], years: int) -> Iterator[str]:
    """The table, line by line."""
    yield (
        f"{years:,} healthy years: true rate {HEALTHY:.0%}, line {LINE:.0%}, {WINDOW_DAYS} days, "
        "looked at daily, with every rule on the same seeds."
    )
    yield (
        "False alarms a year; then days until a real fall is told (median; in brackets the share "
        f"not told in {PATIENCE} days)."
    )
    falls = "".join(f"{f'to {fall:.0%}':>14}" for fall in FALLS)
    yield f"{'closings a day':>14}  {'rule':<16}{'z':>5}{'false a year':>14}{falls}"
    for one in records:
        delays = "".join(f"{_say_delay(*one.delays[fall]):>14}" for fall in FALLS)
        yield f"{one.a_day:>14}  {one.name:<16}{one.rule.z:>5.2f}{one.alarms:>14.2f}{delays}"


def _say_delay(days: float, missed: float) -> str:
    return f"{'never' if days == float('inf') else f'{days:.0f}'} ({missed:.0%})"


def _measure(years: int, a_day: float) -> Iterator[Record]:
    before = WINDOW_DAYS - 1
    healthy = _draw(np.random.default_rng(_SEED + 1), HEALTHY, a_day, before + DAYS, years)
    falls = {}
    for fall in FALLS:
        generator = np.random.default_rng(_SEED + 2)
        good = _draw(generator, HEALTHY, a_day, before, years)
        bad = _draw(generator, fall, a_day, PATIENCE, years)
        falls[fall] = tuple(np.concatenate(pair) for pair in zip(good, bad, strict=True))
    for name, rule in list_rules(a_day).items():
        delays = {fall: _find_delay(rule, *falls[fall]) for fall in FALLS}
        yield Record(name, a_day, rule, float(_live(rule, *healthy).sum(axis=0).mean()), delays)


def _draw(
    generator: np.random.Generator, rate: float, a_day: float, days: int, courses: int
) -> tuple[Counts, Counts]:
    n = generator.poisson(a_day, (days, courses))
    return generator.binomial(n, rate), n


def _live(rule: Rule, k: Counts, n: Counts) -> Counts:
    """The days on which it begins to fire, as ones."""
    windows = (add_windows(one, rule.window_days) for one in (k, n))
    return live_through(rule, judge_shares(rule, *windows)).started.astype(np.int64)


def _find_delay(rule: Rule, k: Counts, n: Counts) -> tuple[float, float]:
    started = _live(rule, k, n)
    told = started.any(axis=0)
    days = np.where(told, started.argmax(axis=0) + 1, np.inf)
    return float(np.median(days)), float(1 - told.mean())
