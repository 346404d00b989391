"""Whose a plan is: who may change it, and whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.asker import Asker
from bot.digests.audience import is_user
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.plans.places import Noun
from storage.problem import Problem

MOST_ASKED = 20
"""Channels whose members are asked for to list the plans that concern one person."""


class Owned(Protocol):
    """A plan that somebody owns and that goes somewhere."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def owner(self) -> str:
        """A Slack user."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Slack's ids of channels and users."""


OwnedT = TypeVar("OwnedT", bound=Owned)
CardT = TypeVar("CardT")


@dataclass(frozen=True)
class Shelf(Generic[CardT]):
    """The plans of somebody, as lists show them.

    Attributes:
        cards: The first of them.
        more: How many there are besides.
    """

    cards: tuple[CardT, ...]
    more: int = 0


def check_manager(plan: Owned, user: str, asker: Asker, noun: Noun) -> None:
    """Raises Problem for somebody who may not change a plan."""
    if not may_manage(plan, user, asker):
        raise Problem(
            f"not-your-{noun.name}",
            what=f"You can't change the {noun.name} {plan.name}.",
            why="Only its owner and the administrators may.",
            fix="Ask its owner to hand it over to you, or make one of your own: "
            f"/sales {noun.name} new",
        )


def may_manage(plan: Owned, user: str, asker: Asker) -> bool:
    """Whether somebody may change a plan: its owner and the administrators."""
    return plan.owner == user or asker.role == "administrator"


def list_own(plans: Iterable[OwnedT], user: str) -> list[OwnedT]:
    """Those that somebody owns or gets in direct messages."""
    return [one for one in plans if user == one.owner or user in one.recipients]


def list_concerning(
    plans: Iterable[OwnedT], user: str, asker: Asker, roster: Roster
) -> list[OwnedT]:
    """The same, those in their channels, and for administrators all there are."""
    asked: dict[str, bool] = {}
    return [
        plan
        for plan in plans
        if may_manage(plan, user, asker)
        or user in plan.recipients
        or any(_is_in(roster, user, channel, asked) for channel in plan.recipients)
    ]


def _is_in(roster: Roster, user: str, channel: str, asked: dict[str, bool]) -> bool:
    """Whether somebody is in a channel, as far as Slack tells; it is asked only so often."""
    if is_user(channel):
        return False
    if channel not in asked and len(asked) < MOST_ASKED:
        try:
            asked[channel] = user in roster.find_members(channel)
        except (SlackBusy, SlackRefusal):
            asked[channel] = False
    return asked.get(channel, False)
