"""Alert rules: who is told when which number is not as it should be.

Which are to be judged, and where each stands, is in `storage.alert_states`; what has been told of
them in `storage.alert_incidents`.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal


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
