"""People and channels as a plans file names them, and as they are kept; and back into words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.access import find_by_email
from storage.naming import fold_name
from storage.people import PersonRow
from storage.problem import Problem

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_WHOSE = re.compile(r"(?P<whose>team of|person)\s+(?P<who>\S.*)")


@dataclass(frozen=True)
class Names:
    """Who is who.

    Attributes:
        people: Everybody in the people table.
        find_user: The Slack id of an address; None when nobody in Slack has it. May raise Problem.
        find_email: The address of a Slack user; None when Slack tells none.
    """

    people: Sequence[PersonRow]
    find_user: Callable[[str], str | None]
    find_email: Callable[[str], str | None]

    def find_person(self, words: str) -> int:
        """The person of an address, or of a name that only one person has. Raises Problem."""
        found = find_by_email(words, self.people)
        if found is not None:
            return found.id
        same = [row.id for row in self.people if fold_name(row.name) == fold_name(words)]
        if len(same) != 1:
            raise Problem(
                "unknown-person",
                what=f"{len(same)} people are called “{words[:60]}”."
                if same
                else f"Nobody among the sales people is “{words[:60]}”.",
                fix="Write the e-mail address that the people file has.",
            )
        return same[0]

    def write_person(self, person_id: int) -> str:
        """Their address, or the name of somebody without one."""
        row = next((row for row in self.people if row.id == person_id), None)
        return (row.email or row.name) if row else f"person {person_id}, who is gone"

    def find_whose(self, words: str) -> tuple[str, int | None]:
        """Whose numbers a plan is about: visible, own, team, person; of whom. Raises Problem."""
        plain = " ".join(words.split())
        if plain in ("visible", "own"):
            return plain, None
        found = _WHOSE.fullmatch(plain)
        if found is None:
            raise Problem(
                "plan-whose",
                what=f"“{plain[:60]}” does not say whose numbers it tells.",
                fix="Write visible, own, team of ADDRESS or person ADDRESS.",
            )
        whose = "person" if found["whose"] == "person" else "team"
        return whose, self.find_person(found["who"])

    def write_whose(self, whose: str, person_id: int | None) -> str:
        """The same in words, which read as the same."""
        if person_id is None or whose not in ("team", "person"):
            return whose
        who = self.write_person(person_id)
        return f"team of {who}" if whose == "team" else f"person {who}"

    def find_recipient(self, words: str) -> str:
        """Slack's id of a channel, or of the user with an address. Raises Problem."""
        if _CHANNEL.fullmatch(words):
            return words
        if words.startswith("#"):
            raise Problem(
                "channel-by-name",
                what=f"“{words[:60]}” is the name of a channel, which anybody can change.",
                fix="Write its id, such as C0123ABCD: it stands at the end of the channel's details"
                " in Slack.",
            )
        return self.find_member(words)

    def find_member(self, words: str) -> str:
        """Slack's id of the user with an address. Raises Problem."""
        if _USER.fullmatch(words):
            return words
        if "@" not in words:
            raise Problem(
                "no-address",
                what=f"“{words[:60]}” is neither an e-mail address nor one of Slack's ids.",
                fix="Write an address such as dana@example.com.",
            )
        user = self.find_user(words.strip().lower())
        if user is None:
            raise Problem(
                "no-such-user",
                what=f"Nobody in this Slack workspace has the address {words[:80]}.",
                fix="Correct it: it is the one of their Slack profile.",
            )
        return user

    def write_user(self, user: str) -> str:
        """The address of a Slack user, where Slack tells it; else the id, which is read too."""
        return (self.find_email(user) if _USER.fullmatch(user) else None) or user
