"""What is kept of an alert, as JSON and plain values, and back."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from metrics.alerts.check import GroupCheck, RuleCheck
from metrics.alerts.notice import Arrival, Told, find_gap
from metrics.alerts.state import Phase, State
from metrics.alerts.verdict import Finding, Verdict
from metrics.period import Period
from storage.alert_checks import CheckedRule
from storage.alert_incidents import IncidentRow
from storage.alert_states import ChangeRow, StateRow
from storage.alerts import RuleRow
from storage.outbox import DeliveryRow

_FIGURES = ("value", "n", "low", "high", "line", "wanted")
_ON_ITS_WAY = ("waiting", "unsure")


def read_state(row: StateRow) -> State:
    """Where a group stands, as the step takes it."""
    return State(
        phase=Phase(row.phase),
        since=row.since,
        day=row.day,
        breached_since=row.breached_since,
        good_since=row.good_since,
        blind=None if row.blind is None else Finding(row.blind),
        blind_since=row.blind_since,
    )


def write_state(group: GroupCheck) -> StateRow:
    """Where a group stands after a check."""
    after = {one.name: getattr(group.after, one.name) for one in fields(State)}
    after |= {"phase": group.after.phase.value}
    after |= {"blind": None if group.after.blind is None else group.after.blind.value}
    return StateRow(**after, reason=group.step.reason, figures=write_figures(group))


def write_figures(group: GroupCheck) -> dict[str, Any]:
    """The numbers of a group's verdict, with its label."""
    return {"label": group.label} | write_verdict(group.verdict)


def write_verdict(verdict: Verdict) -> dict[str, Any]:
    """The numbers of a verdict; what it does not have is left out."""
    values = {name: getattr(verdict, name) for name in _FIGURES}
    found = {name: value for name, value in values.items() if value is not None}
    return found | {"finding": verdict.finding.value}


def write_check(
    row: RuleRow,
    check: RuleCheck,
    version: int,
    period: Period | None,
    now: datetime,
    *,
    day: date,
    reason: str,
    look_at: datetime | None,
    is_told: bool,
) -> CheckedRule:
    """What came of judging a rule, as the database keeps it."""
    changes: list[ChangeRow] = [
        ChangeRow(
            at=now,
            group_key=group.key,
            old=_name_phase(group.before),
            new=_name_phase(group.after),
            reason=group.step.reason,
            start_on=period.start if period else None,
            end_on=period.end if period else None,
            figures=write_figures(group),
        )
        for group in check.groups
        if group.step.changed
    ]
    return CheckedRule(
        rule_id=row.id,
        revision=row.revision,
        day=day,
        version=version,
        outcome=check.outcome,
        reason=reason,
        states={group.key: write_state(group) for group in check.groups},
        changes=changes,
        look_at=look_at,
        is_told=is_told,
    )


def _name_phase(state: State) -> str:
    return state.phase.value


def write_told(check: RuleCheck, cause: str, period: Period, version: int) -> dict[str, Any]:
    """What people know once a notice of this check has reached them."""
    groups = {
        group.key: {
            "label": group.label,
            "gap": find_gap(group.verdict),
            "since": _write_day(group.after.breached_since),
            "reading": _write_reading(group),
        }
        for group in check.told
    }
    window = [period.start.isoformat(), period.end.isoformat()]
    return {"groups": groups, "cause": cause, "version": version, "window": window}


def read_told(incident: IncidentRow | None, first: Sequence[DeliveryRow]) -> Told | None:
    """What people know of an open incident; None when nothing of it has been told.

    Args:
        incident: The open one.
        first: The deliveries that say it is firing, one for each recipient.
    """
    if incident is None or not incident.told:
        return None
    groups = {key: float(known["gap"]) for key, known in incident.told["groups"].items()}
    return Told(groups, str(incident.told.get("cause") or ""), find_arrival(first))


def find_arrival(first: Sequence[DeliveryRow]) -> Arrival:
    """What became of the message that says it is firing: one that arrived is enough."""
    states = {row.state for row in first}
    if "delivered" in states:
        return Arrival.DELIVERED
    if states & set(_ON_ITS_WAY):
        return Arrival.WAITING
    return Arrival.LOST if states else Arrival.NONE


def _write_reading(group: GroupCheck) -> dict[str, Any] | None:
    now = group.evidence.now
    if now is None:
        return None
    known = asdict(now)
    return {name: _plain(known[name]) for name in ("value", "n", "numerator", "denominator")}


def _plain(value: Any) -> float | int | None:
    return value if value is None or isinstance(value, int | float) else float(value)


def _write_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
