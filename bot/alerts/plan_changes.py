"""Keeps the rules that a file brings; see `bot.plans.changes`."""

from dataclasses import dataclass
from datetime import datetime

from storage.alerts import (
    RulePlan,
    RuleRow,
    add_rule,
    change_rule,
    delete_rule,
    pause_rule,
    resume_rule,
)
from storage.engine import Engine


@dataclass(frozen=True)
class RuleKeeper:
    """Keeps the rules of one workspace."""

    engine: Engine
    workspace_id: int

    def add(self, plan: RulePlan, now: datetime) -> RuleRow:
        """Keep a new one. Raises Problem."""
        return add_rule(self.engine, self.workspace_id, plan, now)

    def change(self, row: RuleRow, plan: RulePlan, now: datetime) -> RuleRow:
        """Replace what a person decided. Raises Problem."""
        return change_rule(self.engine, self.workspace_id, row, plan, now)

    def pause(self, row: RuleRow, now: datetime) -> None:
        """Let it rest."""
        pause_rule(self.engine, self.workspace_id, row.id, now)

    def resume(self, row: RuleRow, now: datetime) -> None:
        """Go on with it."""
        resume_rule(self.engine, self.workspace_id, row.id, now)

    def delete(self, row: RuleRow, now: datetime) -> None:
        """Take it away."""
        delete_rule(self.engine, self.workspace_id, row.id, now)
