"""Whether the one who set a digest up is still there to be told of it."""

from datetime import datetime

from bot.access import identify
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.numbers import Numbers
from storage.problem import Problem

_UNKNOWN_USERS = ("user_not_found", "user_not_visible", "user_disabled")


class Owners:
    """Asks Slack and the people table."""

    def __init__(self, roster: Roster, numbers: Numbers) -> None:
        self._roster = roster
        self._numbers = numbers

    def find_gone(self, user: str, now: datetime) -> str | None:
        """How a user who has left Slack or the sales people is called; None for who is there.

        Whoever can't be looked up at the moment is taken to be there.
        """
        try:
            profile = self._roster.find_profile(user)
        except SlackBusy:
            return None
        except SlackRefusal as refusal:
            return f"Its owner ({user})" if refusal.answer.error in _UNKNOWN_USERS else None
        name = profile.name or f"Its owner ({user})"
        if profile.is_gone:
            return name
        try:
            identify(profile, self._numbers.read_people(now))
        except Problem:
            return name
        return None
