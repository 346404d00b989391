"""Everything about digests that commands, forms and buttons work with, in one hand.

Here Slack's "not now" is a Problem: somebody waits for the answer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk import WebClient

from bot.asker import Asker
from bot.clock import Clock
from bot.digests.administrators import Administrators
from bot.digests.audience import Audience, Audiences, explain_refusal, narrow_scope
from bot.digests.due import Digester
from bot.digests.plan import PlanCheck
from bot.digests.press import Press, Sheet, make_slot
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.digests.weekly import WeeklyLine
from bot.numbers import Numbers
from bot.plans.places import Fault, tell_busy
from metrics.scope import Scope
from storage.digests import DigestPlan, DigestRow
from storage.problem import Problem


class DigestDesk:
    """Made once for each process.

    Args:
        numbers: The company's numbers.
        client: Made by `make_delivering_client`.
        clock: Tells the time.
        team: The Slack workspace's id.
        list_others: The Slack users who are admins of the workspace, as far as they are known.
    """

    def __init__(
        self,
        numbers: Numbers,
        client: WebClient,
        clock: Clock,
        team: str,
        list_others: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.roster = Roster(client, clock, team)
        self.press = Press(numbers)
        self.administrators = Administrators(self.roster, numbers, clock, list_others)
        self.digester = Digester(numbers, self.roster, self.press, self.administrators.find)
        self.weekly = WeeklyLine(numbers, self.administrators.find)
        self._plans = PlanCheck(numbers, self.roster)
        self._audiences = Audiences(self.roster, numbers)
        self._numbers = numbers

    def find_faults(self, plan: DigestPlan, asker: Asker, now: datetime) -> list[Fault]:
        """All that is wrong with a plan that somebody wants to keep, each at its field."""
        return self._plans.find_faults(plan, asker, now)

    def check(self, plan: DigestPlan, asker: Asker, now: datetime) -> None:
        """Raises the first Problem of a plan that can't be told as it is."""
        self._plans.check(plan, asker, now)

    def find_place_faults(self, plan: DigestPlan, now: datetime) -> list[Problem]:
        """What is wrong with where a digest goes: one Problem for each such recipient."""
        return self._plans.find_place_faults(plan, now)

    def find_audience(self, recipient: str, now: datetime) -> Audience:
        """Who reads what is sent there. Raises Problem, also while Slack does not tell."""
        try:
            return self._audiences.find(recipient, now)
        except SlackBusy:
            raise tell_busy() from None

    def find_scope(self, plan: DigestPlan, recipient: str, now: datetime) -> Scope:
        """What a digest would show a recipient. Raises Problem when that is nothing."""
        audience = self.find_audience(recipient, now)
        return narrow_scope(plan, audience.asker, self._numbers.read_people(now))

    def make(
        self, plan: DigestPlan, recipient: str, now: datetime, within: Scope | None = None
    ) -> Sheet:
        """A digest for a recipient as of now, as it would be sent.

        Args:
            plan: Which one; one that is kept already knows what was asked for before.
            recipient: For whom.
            now: The present instant.
            within: Nothing outside it is shown: what the one may see who looks at it.

        Raises:
            Problem: when it can't be made, or nothing of it may be shown.
        """
        slot = make_slot(plan, now)
        audience = self.find_audience(recipient, now)
        earlier = (
            self.press.read_earlier(plan.id, recipient, slot) if isinstance(plan, DigestRow) else ()
        )
        return self.press.make(plan, audience, slot, now, earlier=earlier, within=within)

    def find_user(self, email: str) -> str | None:
        """The Slack user with this address; None when there is none. Raises Problem."""
        try:
            return self.roster.find_user(email)
        except SlackBusy:
            raise tell_busy() from None
        except SlackRefusal as refusal:
            raise explain_refusal(refusal, email) from None

    def find_email(self, user: str) -> str | None:
        """The address of a Slack user; None where Slack tells none. Raises Problem."""
        try:
            return self.roster.find_profile(user).email
        except SlackBusy:
            raise tell_busy() from None
        except SlackRefusal:
            return None

    def forget_channel(self, channel: str) -> None:
        """Somebody joined or left a channel: who is there has to be asked again."""
        self.roster.forget_channel(channel)
