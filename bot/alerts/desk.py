"""Everything about alert rules that commands, forms and buttons work with, in one hand."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.alerts.meanings import Meaning, Meanings
from bot.alerts.plan import RuleCheck as PlanCheck
from bot.alerts.scopes import Sights
from bot.alerts.watch import Watchman
from bot.asker import Asker
from bot.digests.audience import Audiences
from bot.digests.roster import Roster
from bot.numbers import Numbers
from bot.plans.places import Fault
from storage.alerts import RulePlan


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
