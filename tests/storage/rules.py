"""Alert rules for tests: a plan to vary, and the way from a claim to what is written of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from storage.alert_checks import CheckedRule, write_checked
from storage.alert_incidents import IncidentRow, open_incident, read_open
from storage.alert_states import StateRow, read_states
from storage.alerts import RulePlan, RuleRow, add_rule, find_rule
from storage.due_alerts import claim_due_rules

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
LEASE = timedelta(minutes=5)
PLAN = RulePlan(
    name="Enterprise conversion",
    words="win rate enterprise by owner",
    metric="win_rate",
    kind="below",
    line=Decimal("0.18"),
    currency=None,
    against=None,
    window_days=28,
    least=30,
    certainty="quiet",
    z=2.33,
    hold_days=3,
    recover_line=Decimal("0.20"),
    recover_days=2,
    pause_hours=24,
    quiet_from=time(19),
    quiet_to=time(8),
    working_days=True,
    zone="Europe/Berlin",
    whose="visible",
    person_id=None,
    recipients=("C012AB", "U034CD"),
    mentions=("U034CD",),
    owner="U034CD",
)


def add(engine: Engine, name: str = PLAN.name, **changed: Any) -> RuleRow:
    return add_rule(engine, 1, replace(PLAN, name=name, **changed), NOW)


def read(engine: Engine, rule_id: int) -> RuleRow:
    with engine.connect() as connection:
        return find_rule(connection, 1, rule_id)


def claim(
    engine: Engine,
    word: str = "a",
    *,
    day: date = DAY,
    version: int = 7,
    now: datetime = NOW,
    most: int = 10,
) -> list[RuleRow]:
    return claim_due_rules(engine, 1, day, version, now, word, LEASE, most)


def judge(rule: RuleRow, phase: str = "firing", outcome: str = "fired", **more: Any) -> CheckedRule:
    """What came of a rule without groups."""
    values: dict[str, Any] = {"day": DAY, "version": 7, "reason": "told"} | more
    states: Mapping[str, StateRow] = {"": StateRow(phase, NOW, DAY)}
    return CheckedRule(rule.id, rule.revision, outcome=outcome, **{"states": states} | values)


def write(engine: Engine, *results: CheckedRule, word: str = "a", now: datetime = NOW) -> set[int]:
    with engine.begin() as connection:
        return write_checked(connection, 1, word, results, now)


def fire(engine: Engine, rule: RuleRow) -> IncidentRow:
    """Let a rule fire, and open its incident."""
    (claimed,) = [one for one in claim(engine) if one.id == rule.id]
    with engine.begin() as connection:
        assert write_checked(connection, 1, "a", [judge(claimed)], NOW) == {rule.id}
        return open_incident(connection, 1, rule.id, NOW)


def states(engine: Engine, rule_id: int) -> dict[str, StateRow]:
    with engine.connect() as connection:
        return read_states(connection, 1, [rule_id]).get(rule_id, {})


def incident(engine: Engine, rule_id: int) -> IncidentRow | None:
    """The rule's open incident."""
    with engine.connect() as connection:
        return read_open(connection, 1, [rule_id]).get(rule_id)
