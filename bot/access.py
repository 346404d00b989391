"""Who asks, and what may they see: a Slack user is matched to a person by e-mail address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from slack_sdk import WebClient

from bot.asker import Asker
from bot.clock import Clock
from metrics.scope import Scope
from storage.people import PersonRow
from storage.problem import Problem

ROLES = ("rep", "manager", "administrator")


@dataclass(frozen=True)
class Profile:
    """What Slack says of a user."""

    user: str
    name: str
    email: str | None
    is_administrator: bool  # owner or admin of the Slack workspace
    is_outsider: bool  # from another company (Slack Connect), a guest, a bot, or gone


class Directory(Protocol):
    """Looks Slack users up."""

    def look_up(self, user: str) -> Profile:
        """The profile of a Slack user id."""


class SlackDirectory:
    """Asks Slack (users.info) and remembers the answer for ten minutes."""

    KEPT = timedelta(minutes=10)

    def __init__(self, client: WebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[datetime, Profile]] = {}

    def look_up(self, user: str) -> Profile:
        """The profile of a Slack user id, at most ten minutes old."""
        now = self._clock.now()
        known = self._known.get(user)
        if known and timedelta() <= now - known[0] < self.KEPT:
            return known[1]
        answer = self._client.users_info(user=user)
        member = answer["user"]
        details = member.get("profile", {})
        profile = Profile(
            user=user,
            name=details.get("real_name") or member.get("name", ""),
            email=(details.get("email") or "").strip().lower() or None,
            is_administrator=bool(member.get("is_admin") or member.get("is_owner")),
            is_outsider=any(
                member.get(mark)
                for mark in ("is_stranger", "is_ultra_restricted", "is_bot", "deleted")
            ),
        )
        self._known[user] = (now, profile)
        return profile


def identify(profile: Profile, people: Sequence[PersonRow]) -> Asker:
    """The asker behind a Slack profile, with what they may see.

    Raises:
        Problem: when nobody in the people table has this address; it shows no number.
    """
    person = find_by_email(profile.email, people)
    if profile.is_outsider or (person is None and not profile.is_administrator):
        raise _unknown(profile)
    role = "administrator" if profile.is_administrator or person is None else person.role
    return make_asker(person, role, people, name=profile.name)


def make_asker(
    person: PersonRow | None, role: str, people: Sequence[PersonRow], name: str = ""
) -> Asker:
    """A person with the scope of a role: own deals, the team below, or everything."""
    team = frozenset(find_team(person.id, people)) if person else frozenset()
    if role == "administrator":
        scope = Scope.everything()
    elif person is None:
        raise ValueError("only an administrator may be nobody in the people table")
    elif role == "manager":
        scope = Scope(team, f"{person.name}'s team ({len(team)} people)")
    else:
        scope = Scope(frozenset({person.id}), f"{person.name}'s own deals")
    return Asker(
        person_id=person.id if person else None,
        name=person.name if person else name,
        role=role,
        scope=scope,
        team=team,
    )


def find_by_email(email: str | None, people: Iterable[PersonRow]) -> PersonRow | None:
    """The active person with this address; None when there is none."""
    if not email:
        return None
    return next(
        (row for row in people if row.active and row.email and row.email == email.lower()), None
    )


def find_team(manager_id: int, people: Sequence[PersonRow]) -> set[int]:
    """Ids of everybody below a manager, at any depth, and the manager; loops end."""
    below: dict[int, list[int]] = {}
    for row in people:
        if row.manager_id is not None:
            below.setdefault(row.manager_id, []).append(row.id)
    team, waiting = {manager_id}, [manager_id]
    while waiting:
        for person_id in below.get(waiting.pop(), []):
            if person_id not in team:
                team.add(person_id)
                waiting.append(person_id)
    return team


def _unknown(profile: Profile) -> Problem:
    address = profile.email or "your e-mail address"
    return Problem(
        "unknown-person",
        what="I can't show you numbers yet.",
        why="I know people by their e-mail address, and yours is not among the sales people.",
        fix=f"Ask an administrator to add {address} to the people file and import it: "
        "salesbell import people people.csv",
    )
