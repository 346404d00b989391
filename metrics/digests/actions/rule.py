"""The words that an action's rule is declared with, and what rules share: owners and due days."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.digests.briefing import Briefing
from metrics.digests.report import ActionProposal
from storage.people import PersonRow

SOON = 2
THIS_WEEK = 4
"""Working days until something is due."""

NOBODY = "the sales lead"
"""Who is asked where nobody in the scope leads all the others."""


@dataclass(frozen=True)
class Rule:
    """One reason to ask somebody for something.

    Attributes:
        name: What its subjects begin with: "deal" of "deal:D0017".
        propose: What it would ask for, the weightiest first; nothing when all is well.
        tell_since: What became of the thing since it was asked for; no claim why.
        is_of_number: It is about a number that takes days to move; a deal may change at once.
    """

    name: str
    propose: Callable[[Briefing], Iterable[ActionProposal]]
    tell_since: Callable[[Briefing, ActionProposal], str]
    is_of_number: bool = True


def add_working_days(day: date, count: int) -> date:
    """The day that comes so many Mondays to Fridays later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def find_lead(people: Mapping[int, PersonRow]) -> PersonRow | None:
    """Who leads a scope: the only one in it, or the one boss whose own boss is not in it.

    None when there is no such person, or several.
    """
    if len(people) == 1:
        return next(iter(people.values()))
    bosses = {row.manager_id for row in people.values()}
    tops = [row for row in people.values() if row.id in bosses and row.manager_id not in people]
    return tops[0] if len(tops) == 1 else None


def name_lead(briefing: Briefing) -> tuple[int | None, str]:
    """The id and the name of who is asked for what concerns the whole scope."""
    lead = find_lead(briefing.people)
    return (None, NOBODY) if lead is None else (lead.id, lead.name)
