"""A plan by the name that people call it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.plans.places import Noun
from storage.naming import fold_name
from storage.problem import Problem

_MOST_NAMED = 8


class Named(Protocol):
    """A plan that has a name."""

    @property
    def name(self) -> str:
        """What people call it."""


NamedT = TypeVar("NamedT", bound=Named)


def find_called(plans: Sequence[NamedT], name: str, noun: Noun) -> NamedT:
    """The plan with this name, in whatever case. Raises Problem when there is none."""
    for plan in plans:
        if fold_name(plan.name) == fold_name(name):
            return plan
    names = ", ".join(plan.name for plan in plans[:_MOST_NAMED])
    raise Problem(
        f"no-such-{noun.name}",
        what=f"There is no {noun.name} called {name[:60]!r}.",
        fix=f"There are: {names}." if names else f"Make one in Slack with: /sales {noun.name}",
    )
