"""What a rule waits for, in words: "below 18 %", "fell by 5 points against last year". Pure."""

from bot.alerts.amounts import write_line
from metrics.alerts.rule import Against, Kind
from metrics.catalog import METRICS
from storage.alerts import RulePlan

_AGAINST = {Against.PREVIOUS: "against the time before", Against.YEAR: "against last year"}
_PLAIN = {Kind.UNUSUAL: "unusual", Kind.STALE: "stale"}


def write_plan_line(plan: RulePlan) -> str:
    """The line of a rule; empty where it has none."""
    return _write(plan, recover=False)


def write_recover_line(plan: RulePlan) -> str:
    """How far it must come back; empty where that is its line."""
    return _write(plan, recover=True)


def write_condition(plan: RulePlan) -> str:
    """What a rule waits for, without a verb: "below 18 %", "more than 10 % behind goal"."""
    kind, line = Kind(plan.kind), write_plan_line(plan)
    if kind in (Kind.FELL, Kind.ROSE):
        against = Against(plan.against or Against.PREVIOUS)
        if against is Against.GOAL:
            return f"more than {line} {'behind' if kind is Kind.FELL else 'ahead of'} goal"
        return f"{kind.value} by {line} {_AGAINST[against]}"
    if kind is Kind.NO_DATA:
        return "no data"
    if kind is Kind.STALE and line:
        return f"older than {line}"
    return _PLAIN.get(kind) or f"{kind.value} {line}"


def _write(plan: RulePlan, *, recover: bool) -> str:
    line = plan.recover_line if recover else plan.line
    if line is None:
        return ""
    return write_line(line, Kind(plan.kind), METRICS.get(plan.metric), plan.currency or "")
