"""An alert as it stands in Slack now: what was told of it first, and what has become of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.rendering import read_facts, read_recovery, read_report, render_alert
from bot.messages.alert_facts import AlertFacts, Standing
from bot.messages.message import Message
from metrics.alerts.report import AlertReport
from storage.alert_incidents import IncidentRow, find_incident
from storage.alerts import RuleRow, find_rule
from storage.deliveries import read_deliveries
from storage.engine import Connection
from storage.outbox import DeliveryRow
from storage.problem import Problem

_KEY = re.compile(r"alert:([0-9]{1,9}):([0-9]{1,9}):([A-Z0-9]{3,32})")
CLOSED = {
    "changed": "its rule, or whom it is about, has changed",
    "paused": "its rule has been paused",
    "deleted": "its rule has been deleted",
    "untold": "it was told anew",
    "over": "its numbers have come back",
}
"""Why nobody watches an incident any more, by its ending."""


@dataclass(frozen=True)
class Shown:
    """One alert where it was told.

    Attributes:
        first: The delivery that said it fires.
        rule: None when it has been deleted.
        incident: What people said of it, and whether it is over.
        over: The delivery that says there that it is over; None while it is not.
    """

    first: DeliveryRow
    rule: RuleRow | None
    incident: IncidentRow
    over: DeliveryRow | None = None

    def find_standing(self, now: datetime) -> Standing:
        """What has become of it."""
        incident, rule = self.incident, self.rule
        acknowledged_by = incident.acknowledged_by or ""
        if self.over is not None:
            return Standing(acknowledged_by, over=read_recovery(self.over))
        if incident.ending is not None:
            return Standing(acknowledged_by, closed=CLOSED[incident.ending])
        if rule is None or rule.snoozed_until is None or rule.snoozed_until <= now:
            return Standing(acknowledged_by)
        return Standing(acknowledged_by, rule.snoozed_until, rule.snoozed_by or "")

    @property
    def report(self) -> AlertReport:
        """What was told."""
        return read_report(self.first)

    def find_facts(self, now: datetime) -> AlertFacts:
        """What its message needs besides the report."""
        return read_facts(self.first, self.first.finished_at or now, self.find_standing(now))

    def draw(self, now: datetime, standing: Standing) -> Message:
        """The message that stands there, as it is to be shown now."""
        return render_alert(self.first, self.first.finished_at or now, standing).main


def name_first(rule_id: int, number: int, recipient: str) -> str:
    """The key of the delivery that says to one recipient that an incident began."""
    return f"alert:{rule_id}:{number}:{recipient}"


def read_shown(connection: Connection, workspace_id: int, key: str) -> Shown | None:
    """The alert whose first delivery has this key; None when it is none."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    rule_id, number, recipient = int(parts[1]), int(parts[2]), parts[3]
    incident = find_incident(connection, workspace_id, rule_id, number)
    over_key = name_first(rule_id, number, f"over:{recipient}")
    rows = read_deliveries(connection, workspace_id, [key, over_key])
    if incident is None or key not in rows:
        return None
    rule = _find_rule(connection, workspace_id, rule_id)
    return Shown(rows[key], rule, incident, rows.get(over_key))


def _find_rule(connection: Connection, workspace_id: int, rule_id: int) -> RuleRow | None:
    try:
        return find_rule(connection, workspace_id, rule_id)
    except Problem:
        return None
