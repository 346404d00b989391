"""What came of one rule: to be written down, with what is told of it, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.alerts.batch import Item
from bot.alerts.rendering import ALERT, ALERT_NOTE, ALERT_OVER, answer, introduce
from bot.alerts.shown import name_first
from metrics.alerts.notice import Notice
from storage.alert_checks import CheckedRule
from storage.alert_incidents import IncidentRow
from storage.outbox import Parcel


@dataclass(frozen=True)
class Slip:
    """One rule.

    Attributes:
        opens: Its alert begins; an incident is opened.
        ending: Why the open incident is closed; empty when it stays open.
        notice: What is told; None for silence.
        content: What is rendered.
        told: What people know then; None when they know what they knew.
        notices: To the owner and the administrators.
    """

    item: Item
    checked: CheckedRule
    opens: bool = False
    ending: str = ""
    notice: Notice | None = None
    content: Mapping[str, Any] | None = None
    told: Mapping[str, Any] | None = None
    notices: Sequence[Parcel] = ()

    def address(self, incident: IncidentRow, now: datetime) -> list[Parcel]:
        """What is told, to each recipient of the rule."""
        if self.notice is None or self.content is None:
            return []
        row = self.item.row
        parcels = []
        for recipient in dict.fromkeys(row.recipients):
            first = name_first(row.id, incident.number, recipient)
            kind, key, content = ALERT, first, self.content
            if self.notice is not Notice.FIRING:
                kind = ALERT_NOTE if self.notice is Notice.NOTE else ALERT_OVER
                tail = str(incident.notices) if self.notice is Notice.NOTE else "over"
                key = name_first(row.id, incident.number, f"{tail}:{recipient}")
                content = answer(content, first)
            elif incident.number == 1 and recipient != row.owner:
                content = introduce(content)
            parcels.append(
                Parcel(
                    key=key,
                    kind=kind,
                    title=row.name,
                    recipient=recipient,
                    owner=row.owner,
                    due_at=now,
                    content=content,
                    rule_id=row.id,
                )
            )
        return parcels
