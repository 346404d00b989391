"""The Slack users who look after salesbell, and are told when something is broken."""

from collections.abc import Callable, Sequence

from bot.clock import Clock
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.numbers import Numbers
from storage.people import PersonRow


class Administrators:
    """Finds them: people with the role by their address, and admins of Slack who use the bot.

    Args:
        roster: Knows Slack's users.
        numbers: Knows the people.
        clock: Tells who works here today.
        list_others: The Slack users who are admins of the workspace, as far as they are known.
    """

    def __init__(
        self,
        roster: Roster,
        numbers: Numbers,
        clock: Clock,
        list_others: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._roster = roster
        self._numbers = numbers
        self._clock = clock
        self._list_others = list_others

    def find(self) -> list[str]:
        """Their Slack users; without those whom Slack does not know."""
        people = self._numbers.read_people(self._clock.now())
        leading = [row for row in people if row.active and row.role == "administrator"]
        found = [self._find_user(row) for row in leading]
        return list(dict.fromkeys([*(user for user in found if user), *self._list_others()]))

    def _find_user(self, person: PersonRow) -> str | None:
        try:
            found = self._roster.find_user(person.email) if person.email else None
        except (SlackBusy, SlackRefusal):
            return person.slack_user_id
        return found or person.slack_user_id
