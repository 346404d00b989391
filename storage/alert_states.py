"""Where each alert stands, and every step it took.

The figures are the numbers of a verdict as JSON; what they mean is not known here. Both are written
by `storage.alert_checks`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import AlertChange, AlertState


@dataclass(frozen=True)
class StateRow:
    """Where one group of a rule stands; see `metrics.alerts.state.State` for the first seven.

    Attributes:
        reason: Why it stands there.
        figures: The numbers of the verdict, as JSON.
    """

    phase: str = "unknown"
    since: datetime | None = None
    day: date | None = None
    breached_since: date | None = None
    good_since: date | None = None
    blind: str | None = None
    blind_since: date | None = None
    reason: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeRow:
    """One step of a group from one phase to another.

    Attributes:
        old, new: The phases.
        start_on, end_on: The window that was judged, half-open; None where there was none.
        figures: The numbers of the verdict, as JSON.
        number: Counted up for each rule, from 1; given when it is written.
    """

    at: datetime
    group_key: str
    old: str
    new: str
    reason: str
    start_on: date | None = None
    end_on: date | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0


_STATE_COLUMNS = [getattr(AlertState, one.name) for one in fields(StateRow)]
_CHANGE_COLUMNS = [getattr(AlertChange, one.name) for one in fields(ChangeRow)]


def read_states(
    connection: Connection, workspace_id: int, rule_ids: Collection[int]
) -> dict[int, dict[str, StateRow]]:
    """Where rules stand, by rule and group; a rule that was never judged is left out."""
    statement = select(AlertState.rule_id, AlertState.group_key, *_STATE_COLUMNS).where(
        AlertState.workspace_id == workspace_id, AlertState.rule_id.in_(rule_ids)
    )
    found: dict[int, dict[str, StateRow]] = {}
    for rule_id, group_key, *values in connection.execute(statement):
        found.setdefault(rule_id, {})[group_key] = StateRow(*values)
    return found


def list_changes(
    connection: Connection, workspace_id: int, rule_id: int, most: int = 100
) -> list[ChangeRow]:
    """The steps of a rule's groups, the newest first."""
    statement = (
        select(*_CHANGE_COLUMNS)
        .where(AlertChange.workspace_id == workspace_id, AlertChange.rule_id == rule_id)
        .order_by(AlertChange.number.desc())
        .limit(most)
    )
    return [ChangeRow(*row) for row in connection.execute(statement)]
