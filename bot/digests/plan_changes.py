"""Keeps the digests that a file brings; see `bot.plans.changes`."""

from dataclasses import dataclass
from datetime import datetime

from bot.digests.press import read_plan_schedule
from metrics.schedule_slots import next_slot
from storage.digests import (
    DigestPlan,
    DigestRow,
    Due,
    add_digest,
    change_digest,
    delete_digest,
    pause_digest,
    resume_digest,
)
from storage.engine import Engine


@dataclass(frozen=True)
class DigestKeeper:
    """Keeps the digests of one workspace."""

    engine: Engine
    workspace_id: int

    def add(self, plan: DigestPlan, now: datetime) -> DigestRow:
        """Keep a new one. Raises Problem."""
        return add_digest(self.engine, self.workspace_id, plan, find_due(plan, now), now)

    def change(self, row: DigestRow, plan: DigestPlan, now: datetime) -> DigestRow:
        """Replace what a person decided. Raises Problem."""
        due = find_due(plan, now)
        return change_digest(self.engine, self.workspace_id, row, plan, due, now)

    def pause(self, row: DigestRow, now: datetime) -> None:
        """Let it rest."""
        pause_digest(self.engine, self.workspace_id, row.id, now)

    def resume(self, row: DigestRow, now: datetime) -> None:
        """Go on from its next date."""
        due = find_due(row, now)
        resume_digest(self.engine, self.workspace_id, row.id, due, now)

    def delete(self, row: DigestRow, now: datetime) -> None:
        """Take it away."""
        delete_digest(self.engine, self.workspace_id, row.id, now)


def find_due(plan: DigestPlan, now: datetime) -> Due:
    """When a digest comes next. Raises Problem when its plan does not say it."""
    slot = next_slot(read_plan_schedule(plan), now)
    return Due(slot.wall, slot.due_at)
