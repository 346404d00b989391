"""Alert rules: who is told when which number is not as it should be.

Which are to be judged is in `storage.due_alerts`, where each stands in `storage.alert_states`, what
came of each check in `storage.alert_checks`, what has been told in `storage.alert_incidents`.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select, update
from sqlalchemy.orm import aliased

from storage.alert_incidents import close_open
from storage.plans import OWNER_GONE, UNCLAIMED, Plans, read_plan, write_plan
from storage.tables import AlertRule, AlertState, Delivery

__all__ = [
    "OWNER_GONE",
    "RULE_COLUMNS",
    "RulePlan",
    "RuleRow",
    "add_rule",
    "change_rule",
    "delete_rule",
    "find_rule",
    "hand_over_rule",
    "list_rules",
    "mark_rule_broken",
    "mark_rule_owned",
    "mark_rule_well",
    "pause_rule",
    "read_rule",
    "resume_rule",
    "snooze_rule",
    "unsnooze_rule",
]


@dataclass(frozen=True)
class RulePlan:
    """What a person decides of a rule; see `storage.tables.AlertRule` for each."""

    name: str
    words: str
    metric: str
    kind: str
    line: Decimal | None
    currency: str | None
    against: str | None
    window_days: int
    least: int
    certainty: str
    z: float
    hold_days: int
    recover_line: Decimal | None
    recover_days: int
    pause_hours: int
    quiet_from: time | None
    quiet_to: time | None
    working_days: bool
    zone: str
    whose: str
    person_id: int | None
    recipients: tuple[str, ...]
    mentions: tuple[str, ...]
    owner: str
    managed_by: str = "slack"


@dataclass(frozen=True)
class RuleRow(RulePlan):
    """A rule with its state.

    Attributes:
        state: "active", "paused" or "broken".
        revision: Counted up by every change of the plan.
    """

    id: int = 0
    state: str = "active"
    state_reason: str | None = None
    state_since: datetime | None = None
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    checked_at: datetime | None = None
    checked_day: date | None = None
    checked_version: int | None = None
    look_at: datetime | None = None
    last_notice_at: datetime | None = None
    revision: int = 1

    @property
    def plan(self) -> RulePlan:
        """What a person decided of it."""
        return RulePlan(**{one.name: getattr(self, one.name) for one in fields(RulePlan)})


RULE_COLUMNS = [getattr(AlertRule, one.name) for one in fields(RuleRow)]
"""What `read_rule` reads."""
_RULES = Plans(AlertRule, RULE_COLUMNS, "alert", "an alert", "/sales alert")
_JUDGED = (
    "words", "metric", "kind", "line", "currency", "against", "window_days", "least", "z",
    "whose", "person_id",
)  # fmt: skip
"""What says which numbers are judged, and by what: once it is another one, nothing is known."""
_UNSEEN: dict[str, None] = {"checked_at": None, "checked_day": None, "checked_version": None}


def add_rule(engine: Engine, workspace_id: int, plan: RulePlan, now: datetime) -> RuleRow:
    """Keep a new rule, active from now on.

    Raises:
        Problem: when another one has its name.
    """
    values = write_plan(plan, RulePlan) | {"unjudged": False, "look_at": now}
    return read_rule(_RULES.add(engine, workspace_id, values, now))


def change_rule(
    engine: Engine, workspace_id: int, rule: RuleRow, plan: RulePlan, now: datetime
) -> RuleRow:
    """Replace what a person decided. A broken rule is given another chance, a paused one rests.

    When other numbers are judged, or by another measure, it starts afresh: its states are unknown
    and its open incident is closed. Any other change leaves both.

    Args:
        engine: The database.
        workspace_id: Whose rule.
        rule: As the person saw it.
        plan: All of what it is to be.
        now: The present instant.

    Raises:
        Problem: when another one has its name, it is gone, or somebody changed it meanwhile.
    """
    afresh = any(getattr(rule, name) != getattr(plan, name) for name in _JUDGED)
    values = write_plan(plan, RulePlan) | {"unjudged": False, "look_at": now}
    if afresh:
        values |= _UNSEEN
    with _RULES.name(engine, workspace_id, plan.name) as connection:
        row = _RULES.change(connection, workspace_id, rule, values, now)
        if afresh:
            _forget_states(connection, workspace_id, rule.id)
            close_open(connection, workspace_id, rule.id, "changed", now)
    return read_rule(row)


def pause_rule(engine: Engine, workspace_id: int, rule_id: int, now: datetime) -> None:
    """Let it rest until somebody resumes it. What it told is closed: nobody watches any more."""
    with engine.begin() as connection:
        values = {"unjudged": False, "look_at": None}
        if _RULES.set_state(connection, workspace_id, rule_id, "paused", now, **values):
            close_open(connection, workspace_id, rule_id, "paused", now)


def resume_rule(engine: Engine, workspace_id: int, rule_id: int, now: datetime) -> None:
    """Go on with a paused rule. It starts afresh: what fell into the pause is no news."""
    paused = AlertRule.state == "paused"
    with engine.begin() as connection:
        values = _UNSEEN | {"look_at": now}
        if _RULES.set_state(connection, workspace_id, rule_id, "active", now, paused, **values):
            _forget_states(connection, workspace_id, rule_id)


def delete_rule(engine: Engine, workspace_id: int, rule_id: int, now: datetime) -> None:
    """Never judge it again; what has been told stays in the lists."""
    with engine.begin() as connection:
        values = {"unjudged": False, "look_at": None}
        if _RULES.set_state(connection, workspace_id, rule_id, "deleted", now, **values):
            _forget_states(connection, workspace_id, rule_id)
            close_open(connection, workspace_id, rule_id, "deleted", now)


def hand_over_rule(engine: Engine, workspace_id: int, rule_id: int, owner: str) -> None:
    """Make another Slack user its owner. If that was all that was wrong with it, it is well."""
    _RULES.hand_over(engine, workspace_id, rule_id, owner)


def snooze_rule(engine: Engine, workspace_id: int, rule_id: int, until: datetime, by: str) -> None:
    """Tell nothing of it until an instant, as a Slack user asks; it is judged all the same."""
    _set_snooze(engine, workspace_id, rule_id, snoozed_until=until, snoozed_by=by)


def unsnooze_rule(engine: Engine, workspace_id: int, rule_id: int, now: datetime) -> None:
    """Tell of it again, at once if there is something to tell."""
    _set_snooze(engine, workspace_id, rule_id, snoozed_until=None, snoozed_by=None, look_at=now)


def list_rules(connection: Connection, workspace_id: int) -> list[RuleRow]:
    """All rules that are not deleted, by name."""
    return [read_rule(row) for row in _RULES.read_all(connection, workspace_id)]


def find_rule(connection: Connection, workspace_id: int, rule_id: int) -> RuleRow:
    """One rule.

    Raises:
        Problem: when there is none, or it is deleted.
    """
    return read_rule(_RULES.find(connection, workspace_id, rule_id))


def mark_rule_broken(
    connection: Connection, workspace_id: int, rule_id: int, reason: str, now: datetime
) -> bool:
    """Note that what a rule tells can't be delivered; True when it was well before.

    It is judged on. That it can't be judged is noted by `storage.alert_checks.write_checked`.
    """
    return _RULES.mark_broken(connection, workspace_id, rule_id, reason, now)


def mark_rule_owned(connection: Connection, workspace_id: int, rule_id: int, now: datetime) -> None:
    """Note that the owner who had left is there again."""
    _RULES.mark_owned(connection, workspace_id, rule_id, now)


def mark_rule_well(connection: Connection, workspace_id: int, rule_id: int, now: datetime) -> bool:
    """Note that a delivery of a rule has arrived; True when it was broken, and now is well.

    It is well when the newest that was sent to each of its recipients has arrived. A delivery mends
    neither an owner who has left nor words that can't be judged.
    """
    if not _RULES.hold_broken(connection, workspace_id, rule_id, AlertRule.unjudged.is_(False)):
        return False
    newer = aliased(Delivery)
    overtaken = select(newer.key).where(
        newer.workspace_id == workspace_id,
        newer.rule_id == rule_id,
        newer.recipient == Delivery.recipient,
        newer.state != "skipped",
        newer.created_at > Delivery.created_at,
    )
    undelivered = select(Delivery.recipient).where(
        Delivery.workspace_id == workspace_id,
        Delivery.rule_id == rule_id,
        Delivery.state.not_in(("delivered", "skipped")),
        ~overtaken.exists(),
    )
    found = set(connection.scalars(undelivered))
    if not found.isdisjoint(find_rule(connection, workspace_id, rule_id).recipients):
        return False
    return _RULES.mark_well(connection, workspace_id, rule_id, now)


def read_rule(row: Row[Any]) -> RuleRow:
    """A row of `RULE_COLUMNS`."""
    return RuleRow(**read_plan(row))


def _set_snooze(engine: Engine, workspace_id: int, rule_id: int, **values: Any) -> None:
    # Whoever is judging it just now did not know: that is not written, and judged again.
    statement = update(AlertRule).where(*_RULES.are(workspace_id, rule_id))
    with engine.begin() as connection:
        connection.execute(statement.values(**values, **UNCLAIMED))


def _forget_states(connection: Connection, workspace_id: int, rule_id: int) -> None:
    connection.execute(
        delete(AlertState).where(
            AlertState.workspace_id == workspace_id, AlertState.rule_id == rule_id
        )
    )
