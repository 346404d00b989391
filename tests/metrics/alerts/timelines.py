"""A number's whole history in one line, and in another what becomes of its alert.

A day is a number: the percentage of 1,000 deals of a share, or the amount of anything else. "9/90"
is a share of so many, "_" is no data, "?" a share that is not sure: 3 of 20.
What becomes of it: "F" it fires, "R" it is over, "." it stays as it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from metrics.alerts.rule import HOLD_DAYS, LEAST, Kind, Rule, sort_of
from metrics.alerts.state import Phase, State, Step, step
from metrics.alerts.verdict import Evidence, judge
from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.interval import wilson_interval

MONDAY = date(2026, 3, 2)
DEALS = 1_000


def watch(values: str, **knobs: Any) -> str:
    """What becomes of a share that is watched from a Monday on, day by day."""
    marks = []
    phase = Phase.UNKNOWN
    for one in live(values, **knobs):
        after = one.state.phase
        fired, over = after is Phase.FIRING, phase is Phase.FIRING
        marks.append("F" if fired and not over else "R" if over and not fired else ".")
        phase = after
    return " ".join(marks)


def live(values: str, **knobs: Any) -> Iterator[Step]:
    """Every step of it. `every` is how many days lie between two values."""
    every = knobs.pop("every", 1)
    before = knobs.pop("before", None)
    usual = knobs.pop("usual", None)
    rule = make_rule(**knobs)
    state = State()
    for place, token in enumerate(values.split()):
        day = MONDAY + timedelta(days=place * every)
        evidence = Evidence(
            None if rule.kind is Kind.STALE else read(token, rule),
            None if before is None else read(str(before), rule),
            () if usual is None else tuple(read(one, rule) for one in usual.split()),
            age=timedelta(days=float(token)) if rule.kind is Kind.STALE else None,
        )
        after = step(state, judge(rule, evidence), rule, day, morning_after(day))
        yield after
        state = after.state


def make_rule(
    kind: Kind = Kind.BELOW, metric: str = "win_rate", line: float | None = 20, **knobs: Any
) -> Rule:
    """A rule as it is by default; lines and changes of shares are percentages."""
    sort = sort_of(METRICS[metric]) if metric else None
    is_share = bool(metric) and METRICS[metric].is_share
    scale = 100 if is_share or kind in (Kind.FELL, Kind.ROSE) else 1
    rule = Rule(
        metric,
        kind,
        None if line is None else line / scale,
        least=LEAST[sort] if sort else 0,
        hold_days=knobs.pop("hold", HOLD_DAYS[sort] if sort else 1),
    )
    if (back := knobs.pop("back", None)) is not None:
        knobs["recover_line"] = back / scale
    return replace(rule, **knobs)


def read(token: str, rule: Rule) -> Reading:
    """The reading of one window."""
    metric = METRICS[rule.metric]
    if not metric.is_share:
        value = None if token == "_" else float(token)
        n = 0 if value is None else int(value) if metric.unit.value in ("deals", "leads") else DEALS
        return Reading(None, "", value, n, unit=metric.unit)
    if token in ("_", "?"):
        k, n = (0, 0) if token == "_" else (3, 20)
    elif "/" in token:
        k, n = (int(part) for part in token.split("/"))
    else:
        k, n = round(float(token) / 100 * DEALS), DEALS
    share = k / n if n else None
    return Reading(None, "", share, n, k, n, wilson_interval(k, n), metric.unit)


def morning_after(day: date) -> datetime:
    """When a day is judged."""
    return datetime.combine(day + timedelta(days=1), time(8), UTC)
