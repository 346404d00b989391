"""Where a plan's messages go: whether they can be sent there, and show something there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.digests.audience import Audience, Audiences, explain_refusal, is_user
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.numbers import Numbers
from storage.naming import fold_name
from storage.problem import Problem

MOST_RECIPIENTS = 50
LONGEST_NAME = 100


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a plan.

    Attributes:
        field: Of the plan.
        problem: With its mend.
    """

    field: str
    problem: Problem


@dataclass(frozen=True)
class Noun:
    """What a plan is of, in words: "digest", "a digest"."""

    name: str
    article: str = "a"

    def __str__(self) -> str:
        """With its article."""
        return f"{self.article} {self.name}"


class Places:
    """Asks Slack who is where, and the people table what they may see."""

    def __init__(self, numbers: Numbers, roster: Roster) -> None:
        self._roster = roster
        self._audiences = Audiences(roster, numbers)

    def find_problems(
        self, recipients: Sequence[str], look: Callable[[Audience], None], now: datetime
    ) -> list[Problem]:
        """What is wrong with where something goes: one Problem for each such recipient.

        Args:
            recipients: Slack's ids.
            look: Raises a Problem for readers who would be shown nothing.
            now: The present instant.
        """
        return [
            problem
            for recipient in dict.fromkeys(recipients)
            for problem in list_problems(partial(self._check, recipient, look, now))
        ]

    def _check(self, recipient: str, look: Callable[[Audience], None], now: datetime) -> None:
        try:
            if not is_user(recipient):
                self._check_channel(recipient)
            audience = self._audiences.find(recipient, now)
        except SlackBusy:
            raise tell_busy() from None
        look(audience)

    def _check_channel(self, channel: str) -> None:
        try:
            found = self._roster.find_channel(channel)
        except SlackRefusal as refusal:
            raise explain_refusal(refusal, channel) from None
        if found.get("is_archived"):
            raise Problem(
                "channel-archived",
                what=f"The channel {_call(found, channel)} is archived.",
                fix="Choose another channel, or unarchive it first.",
            )
        if not found.get("is_member"):
            raise Problem(
                "not-in-channel",
                what=f"I'm not in {_call(found, channel)}, so I can't write there.",
                fix="Type in that channel: /invite @salesbell",
            )


def tell_busy() -> Problem:
    """Slack can't say at the moment who is where."""
    return Problem(
        "slack-busy",
        what="Slack does not tell me right now who would read it.",
        why="It asked me to slow down, or I couldn't reach it.",
        fix="Try again in a minute.",
    )


def list_faults(steps: Sequence[tuple[str, Callable[[], None]]]) -> list[Fault]:
    """What each check of a field finds wrong."""
    return [Fault(field, problem) for field, step in steps for problem in list_problems(step)]


def list_problems(step: Callable[[], None]) -> Iterator[Problem]:
    """The Problem that a check raises, if it does."""
    try:
        step()
    except Problem as problem:
        yield problem


def check_name(name: str, noun: Noun) -> None:
    """Raises Problem for a name that is none."""
    if not fold_name(name) or len(name) > LONGEST_NAME:
        raise Problem(
            f"{noun.name}-name",
            what=f"{str(noun).capitalize()} needs a name that people will know it by.",
            fix=f"Give it one of at most {LONGEST_NAME} characters.",
        )


def check_recipients(recipients: Sequence[str], noun: Noun) -> None:
    """Raises Problem where nobody, or too many, would get it."""
    if not recipients:
        raise Problem(
            "no-recipient",
            what=f"The {noun.name} goes to nobody yet.",
            fix="Name a channel, or people for their direct messages.",
        )
    if len(set(recipients)) > MOST_RECIPIENTS:
        raise Problem(
            "too-many-recipients",
            what=f"{str(noun).capitalize()} goes to {MOST_RECIPIENTS} channels and people at most.",
            fix=f"Send it to a channel that they are in, or make a second {noun.name}.",
        )


def _call(found: Mapping[str, Any], channel: str) -> str:
    name = found.get("name")
    return f"#{name}" if name else f"channel {channel}"
