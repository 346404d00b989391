"""What holds for the managing of every plan: which one is meant, by whom, and into whose hands."""

from typing import Protocol

from bot.bell import Bell
from bot.plans.places import Noun
from bot.profile import Profile
from bot.recognition import recognise
from bot.request import Request
from storage.problem import Problem


class Managed(Protocol):
    """A plan that may be kept in a file."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def managed_by(self) -> str:
        """Where it is kept: slack or file."""


def read_id(request: Request) -> int:
    """The number that a button carries; 0 for none."""
    carried = str(request.value.get("id", ""))
    return int(carried) if carried.isascii() and carried.isdigit() and len(carried) < 10 else 0


def find_heir(bell: Bell, request: Request, noun: Noun) -> Profile:
    """Who was chosen to own a plan. Raises Problem for somebody who may see no numbers."""
    heir = bell.directory.look_up(request.chosen)
    try:
        recognise(bell.numbers, heir, bell.clock.now())
    except Problem as problem:
        raise Problem(
            "no-heir",
            what=f"{heir.name or 'They'} can't own {noun}.",
            why=problem.why or problem.what,
            fix="Choose somebody who may see numbers.",
        ) from None
    return heir


def refuse_file(plan: Managed, noun: Noun) -> None:
    """Raises Problem for a plan that is kept in a file."""
    if plan.managed_by == "file":
        raise Problem(
            f"{noun.name}-of-a-file",
            what=f"The {noun.name} {plan.name} is kept in a file.",
            why="A change made here would be gone when the file is applied again.",
            fix=f"Change it there: salesbell {noun.name}s apply FILE",
        )
