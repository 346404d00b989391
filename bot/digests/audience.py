"""Who reads what is sent somewhere, and so what it may show: what every one of its readers may see.

A person gets what they may see. A channel gets what everybody in it may see: apps and people who
were deactivated read nothing and don't count; a guest, somebody of another company or a stranger
may see nothing, and then neither may the channel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.access import count_people, find_team, identify
from bot.asker import Asker
from bot.digests.roster import Roster, SlackRefusal
from bot.numbers import Numbers
from bot.profile import Profile
from bot.recognition import recognise
from metrics.scope import Scope
from storage.people import PersonRow
from storage.problem import Problem

_NAMED = 3


class Whose(Protocol):
    """A plan of a digest or an alert, as far as it says whose numbers it is about."""

    @property
    def whose(self) -> str:
        """visible, own, team or person."""

    @property
    def person_id(self) -> int | None:
        """Of whom."""


@dataclass(frozen=True)
class Audience:
    """Everybody who will read what is sent to one recipient.

    Attributes:
        asker: What they may all see, as if one asker asked; in a channel nobody in particular.
        readers: How many they are.
    """

    asker: Asker
    readers: int

    @property
    def scope(self) -> Scope:
        """What they may all see."""
        return self.asker.scope


class Audiences:
    """Finds out who reads what is sent to a user or channel."""

    def __init__(self, roster: Roster, numbers: Numbers) -> None:
        self._roster = roster
        self._numbers = numbers

    def find(self, recipient: str, now: datetime) -> Audience:
        """Everybody who reads what is sent there.

        Raises:
            Problem: when there is nobody who may see anything, or Slack knows no such place.
            SlackBusy: when Slack can't be asked now.
        """
        try:
            if is_user(recipient):
                return self._find_reader(recipient, now)
            members = self._roster.find_members(recipient)
            profiles = self._roster.find_profiles(members)
        except SlackRefusal as refusal:
            raise explain_refusal(refusal, recipient) from None
        people = self._numbers.read_people(now)
        askers, strangers = self._identify(profiles, people)
        return join_readers(recipient, askers, strangers)

    def _find_reader(self, user: str, now: datetime) -> Audience:
        profile = self._roster.find_profile(user)
        if profile.is_gone or profile.is_bot:
            raise _tell_gone(profile)
        try:
            return Audience(recognise(self._numbers, profile, now), 1)
        except Problem as problem:
            raise _tell_stranger(profile, problem) from None

    def _identify(
        self, profiles: Sequence[Profile], people: list[PersonRow]
    ) -> tuple[list[Asker], list[str]]:
        """Those who read there with what they may see, and the names of those who may nothing."""
        askers, strangers = [], []
        for profile in profiles:
            if profile.is_bot or profile.is_gone:
                continue
            try:
                askers.append(identify(profile, people, self._numbers.company.reps_see))
            except Problem:
                strangers.append(profile.name or profile.user)
        return askers, strangers


def is_user(recipient: str) -> bool:
    """Whether something sent there is read by one person alone."""
    return recipient[:1] in ("U", "W")


def join_readers(recipient: str, askers: Sequence[Asker], strangers: Sequence[str]) -> Audience:
    """What all readers of a channel may see.

    Raises:
        Problem: when that is nothing; it names who stands in the way.
    """
    if strangers:
        raise Problem(
            "digest-strangers",
            what=f"I can't send numbers to channel {recipient}: not everybody there may see "
            "numbers.",
            why=f"I don't know {_list_names(strangers)} as one of the sales people, and a channel "
            "gets only what everybody in it may see.",
            fix="Send it to a channel of sales people alone or as direct messages; or add them to "
            "the people file: salesbell import people people.csv",
        )
    if not askers:
        raise Problem(
            "digest-nobody",
            what=f"I can't send numbers to channel {recipient}: nobody is in it.",
            fix="Choose a channel with people in it, or send it as direct messages.",
        )
    narrow = [asker for asker in askers if asker.scope.people is not None]
    scope = _intersect([asker.scope for asker in narrow])
    if scope.people is not None and not scope.people:
        raise _tell_nothing_common(recipient, narrow)
    role = "administrator" if scope.people is None else "manager"
    team = scope.people or frozenset()
    return Audience(Asker(None, "everybody in the channel", role, scope, team), len(askers))


def narrow_scope(plan: Whose, asker: Asker, people: Sequence[PersonRow]) -> Scope:
    """What is shown to an audience: what they may see, cut down to whose numbers it is about.

    Raises:
        Problem: when nothing is left.
    """
    if plan.whose == "visible":
        return asker.scope
    if plan.whose == "own":
        if asker.person_id is None:
            raise Problem(
                "digest-own-of-nobody",
                what="Own numbers need one person who has some.",
                why="This recipient is a channel, or somebody who is not among the sales people.",
                fix="Send it to people as direct messages, or choose other numbers: a team's, a "
                "person's, or all that may be seen.",
            )
        return asker.scope.narrow(frozenset({asker.person_id}), f"{asker.name}'s own deals")
    person = next((row for row in people if row.id == plan.person_id), None)
    if person is None:
        raise Problem(
            "digest-person-gone",
            what="The person whose numbers it tells is not among the sales people any more.",
            fix="Edit it and choose somebody else.",
        )
    return _narrow_to(plan.whose, person, asker.scope, people)


def _narrow_to(whose: str, person: PersonRow, scope: Scope, people: Sequence[PersonRow]) -> Scope:
    wanted = {person.id} if whose == "person" else find_team(person.id, people)
    label = f"{person.name}'s own deals"
    if whose == "team":
        label = f"{person.name}'s team ({count_people(wanted)})"
    narrowed = scope.narrow(frozenset(wanted), label)
    seen = narrowed.people or frozenset()
    if not seen:
        raise Problem(
            "digest-not-theirs",
            what=f"Nothing of {label} may be shown there.",
            why=f"What everybody who reads it may see: {scope.label}.",
            fix="Choose numbers that all recipients may see, or other recipients.",
        )
    if seen == wanted:
        return narrowed
    return Scope(seen, f"{label}, of which {count_people(seen)} may be shown here")


def _intersect(scopes: Sequence[Scope]) -> Scope:
    if not scopes:
        return Scope.everything()
    common = frozenset.intersection(*(scope.people or frozenset() for scope in scopes))
    label = next((scope.label for scope in scopes if scope.people == common), None)
    return Scope(common, label or f"what everybody in the channel may see ({count_people(common)})")


def _tell_nothing_common(recipient: str, askers: Sequence[Asker]) -> Problem:
    smallest = sorted(askers, key=lambda one: (len(one.scope.people or ()), one.name))
    names = list(dict.fromkeys(asker.name for asker in smallest))
    more = "let managers see everything: role administrator in the people file"
    if any(asker.role == "rep" for asker in askers):
        more = 'let reps see their team\'s deals: reps_see = "team" in salesbell.toml'
    return Problem(
        "digest-nothing-in-common",
        what=f"I can't send numbers to channel {recipient}: there is nothing that everybody in it "
        "may see.",
        why=f"{_list_names(names)} see different deals, and a channel gets only what everybody in "
        "it may see.",
        fix=f"Send it as direct messages, so that everybody gets their own; or {more}",
    )


def _tell_gone(profile: Profile) -> Problem:
    return Problem(
        "digest-recipient-gone",
        what=f"{profile.name or profile.user} can't read it any more.",
        why="They are an app." if profile.is_bot else "They have left Slack.",
        fix="Edit it and take them off its recipients.",
    )


def _tell_stranger(profile: Profile, problem: Problem) -> Problem:
    return Problem(
        "digest-stranger",
        what=f"I can't show {profile.name or profile.user} numbers.",
        why=problem.why,
        fix=f"Take them off its recipients. {problem.fix}",
    )


def explain_refusal(refusal: SlackRefusal, recipient: str) -> Problem:
    """Why Slack does not tell who reads what is sent to a recipient."""
    error = refusal.answer.error
    if error == "missing_scope":
        return Problem(
            "digest-scopes",
            what="I can't find out who would read it.",
            why="My Slack app may not look who is in a channel (scopes channels:read, groups:read, "
            "users:read).",
            fix="Paste manifest.yml into the app's manifest page and install the app again.",
        )
    if error in ("channel_not_found", "not_in_channel", "method_not_supported_for_channel_type"):
        return Problem(
            "digest-channel",
            what=f"I can't see channel {recipient}.",
            why="It is gone, or it is private and I'm not a member of it.",
            fix="Type in that channel: /invite @salesbell",
        )
    if error in ("user_not_found", "user_not_visible", "user_disabled"):
        return Problem(
            "digest-recipient-gone",
            what=f"Slack knows no user {recipient} any more.",
            fix="Edit it and take them off its recipients.",
        )
    if error == "too_many_members":
        return Problem(
            "digest-channel-large",
            what=f"Channel {recipient} has too many members to find out what all of them may see.",
            fix="Choose a channel of sales people.",
        )
    return Problem(
        "digest-refused",
        what="Slack does not tell me who would read it.",
        why=f"It says: {error}.",
        fix="Whoever runs salesbell finds out with: salesbell doctor",
    )


def _list_names(names: Sequence[str]) -> str:
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        return f"{', '.join(shown)} and {len(names) - _NAMED} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]
