"""The goals, as the bot looks at them and changes them: opens the database, adds nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.numbers import Numbers
from metrics.goal_list import GoalList, GoalStanding, list_goals, tell_goal
from metrics.scope import Scope
from storage.goals import (
    GoalChange,
    GoalPlan,
    GoalRow,
    Hand,
    find_goal,
    find_same,
    set_goal,
    withdraw_goal,
)

MOST = 12
"""Goals in one message."""


@dataclass(frozen=True)
class GoalBook:
    """One company's goals."""

    numbers: Numbers

    def list(self, scope: Scope, now: datetime, skip: int = 0) -> GoalList:
        """The goals about what somebody may see, that run or are still to come."""
        with self.numbers.engine.connect() as connection:
            setting = self.numbers.setting(now)
            return list_goals(connection, scope, setting, skip=skip, most=MOST)

    def tell(self, goal: GoalPlan, scope: Scope, now: datetime) -> GoalStanding:
        """One goal, kept or still to be, with what has been reached of it."""
        row = goal if isinstance(goal, GoalRow) else GoalRow(**vars(goal))
        with self.numbers.engine.connect() as connection:
            return tell_goal(connection, row, scope, self.numbers.setting(now))

    def find(self, goal_id: int) -> GoalRow:
        """One goal. Raises Problem when it is gone."""
        with self.numbers.engine.connect() as connection:
            return find_goal(connection, self.numbers.workspace_id, goal_id)

    def find_same(self, plan: GoalPlan) -> GoalRow | None:
        """The goal for the same metric, holder and days."""
        with self.numbers.engine.connect() as connection:
            return find_same(connection, self.numbers.workspace_id, plan)

    def set(
        self, plan: GoalPlan, by: str, now: datetime, instead_of: GoalRow | None = None
    ) -> GoalChange:
        """Keep a goal, in the place of another one when it is changed. Raises Problem."""
        return set_goal(self.numbers.engine, self._hand(by, now), plan, instead_of=instead_of)

    def withdraw(self, goal: GoalRow, by: str, now: datetime) -> int:
        """Take a goal back; the number of the import that this is. Raises Problem."""
        return withdraw_goal(self.numbers.engine, self._hand(by, now), goal)

    def _hand(self, by: str, now: datetime) -> Hand:
        company = self.numbers.company
        return Hand(self.numbers.workspace_id, company.name, company.currency, by, now)
