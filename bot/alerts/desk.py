"""Everything about alert rules that commands, forms and buttons work with, in one hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.certainty import find_budget
from bot.alerts.meanings import Meaning, Meanings
from bot.alerts.plan import RuleCheck as PlanCheck
from bot.alerts.rehearsal import Rehearsal, Stage, look_over
from bot.alerts.reporter import Content
from bot.alerts.scopes import Sights
from bot.alerts.watch import Watchman
from bot.asker import Asker
from bot.digests.audience import Audiences
from bot.digests.roster import Roster, SlackBusy
from bot.numbers import Numbers
from bot.plans.places import Fault, tell_busy
from metrics.scope import Scope
from storage.alerts import RulePlan

_BUDGETED = (
    "words", "metric", "kind", "line", "window_days", "least", "certainty", "hold_days",
    "recover_line", "recover_days", "whose", "person_id", "recipients",
)  # fmt: skip
"""What the bound of a budget of false alarms depends on."""


class AlertDesk:
    """Made once for each process.

    Args:
        numbers: The company's numbers.
        roster: Knows who is where.
        find_administrators: The Slack users who are told when something is broken.
    """

    def __init__(
        self,
        numbers: Numbers,
        roster: Roster,
        find_administrators: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.watchman = Watchman(numbers, roster, find_administrators)
        self._numbers = numbers
        self._audiences = Audiences(roster, numbers)
        self._meanings = Meanings(numbers)
        self._plans = PlanCheck(numbers, roster)

    def find_faults(self, plan: RulePlan, asker: Asker, now: datetime) -> list[Fault]:
        """All that is wrong with a plan of somebody's."""
        return self._plans.find_faults(plan, asker, now)

    def understand(self, plan: RulePlan, now: datetime) -> Meaning:
        """What a plan would be judged by: its question in the sight of all its recipients.

        Raises:
            Problem: when they may see nothing of it, or its words can't be read.
            SlackBusy: when Slack can't be asked now.
        """
        sights = Sights(self._audiences, self._numbers.read_people(now), now)
        setting = self._numbers.setting(now)
        return self._meanings.find(plan, sights.find(plan).asker, setting)

    def settle(self, plan: RulePlan, now: datetime, known: RulePlan | None = None) -> RulePlan:
        """The plan with the bound that its budget of false alarms comes to, where it has one.

        Args:
            plan: A sound one.
            now: The present instant.
            known: As it was kept before. While nothing that the bound depends on is another, it
                stays what it was: newer data alone is no reason to judge afresh.

        Raises:
            Problem: when no bound keeps the budget, or there is too little history.
        """
        if find_budget(plan.certainty) is None:
            return plan
        if known is not None and all(
            getattr(known, name) == getattr(plan, name) for name in _BUDGETED
        ):
            return replace(plan, z=known.z)
        return replace(plan, z=self._set_up(plan, Scope.everything(), now).find_bound())

    def rehearse(self, plan: RulePlan, within: Scope, now: datetime) -> Rehearsal:
        """What a rule would do.

        Args:
            plan: A sound one.
            within: Nothing outside it is shown: what the one may see who looks at it.
            now: The present instant.

        Raises:
            Problem: when it can't be judged, or nothing of it may be shown.
        """
        return self._set_up(plan, within, now).rehearse()

    def write_test(self, plan: RulePlan, within: Scope, now: datetime) -> Content:
        """What a rule would tell if it fired now. Raises Problem as `rehearse` does."""
        return self._set_up(plan, within, now).write_test()

    def _set_up(self, plan: RulePlan, within: Scope, now: datetime) -> Stage:
        try:
            meaning = self.understand(plan, now)
        except SlackBusy:
            raise tell_busy() from None
        return Stage(self._numbers, plan, look_over(meaning, within), now)
