"""Whose numbers a rule judges: what everybody who is told may see, cut down to whom it is about.

One rule has one scope, so that all of its readers hear of the same alert.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.asker import Asker
from bot.digests.audience import Audiences, narrow_scope
from metrics.scope import Scope
from storage.alerts import RulePlan
from storage.people import PersonRow
from storage.problem import Problem


@dataclass(frozen=True)
class Sight:
    """What may be told of a rule.

    Attributes:
        asker: As if one asker asked for all of its readers; their scope is the rule's.
    """

    asker: Asker

    @property
    def scope(self) -> Scope:
        """Whose numbers are judged."""
        return self.asker.scope


class Sights:
    """Finds the sight of rules; recipients that several rules share are asked for once.

    Args:
        audiences: Knows who reads what.
        people: Everybody of the company.
        now: The present instant. Make a new one for every check.
    """

    def __init__(self, audiences: Audiences, people: Sequence[PersonRow], now: datetime) -> None:
        self._audiences = audiences
        self._people = people
        self._now = now
        self._known: dict[str, Asker | Problem] = {}

    def find(self, plan: RulePlan) -> Sight:
        """What all recipients of a rule may see of what it is about.

        Raises:
            Problem: when that is nothing.
            SlackBusy: when Slack can't be asked now.
        """
        askers = [self._find_asker(one) for one in dict.fromkeys(plan.recipients)]
        asker = askers[0]
        for other in askers[1:]:
            asker = _join(asker, other, plan)
        scope = narrow_scope(plan, asker, self._people)
        return Sight(replace(asker, scope=scope))

    def _find_asker(self, recipient: str) -> Asker:
        known = self._known.get(recipient)
        if known is None:
            try:
                known = self._audiences.find(recipient, self._now).asker
            except Problem as problem:
                known = problem
            self._known[recipient] = known
        if isinstance(known, Problem):
            raise known
        return known


def _join(one: Asker, other: Asker, plan: RulePlan) -> Asker:
    """What both may see."""
    if one.scope.people is None:
        return replace(other, person_id=None)
    if other.scope.people is None or one.scope.people <= other.scope.people:
        return replace(one, person_id=None)
    shared = one.scope.people & other.scope.people
    if not shared:
        raise Problem(
            "alert-nothing-common",
            what=f"The alert {plan.name} can tell its recipients nothing that all may see.",
            why="One rule has one number, and each of its recipients has to be allowed to see it.",
            fix="Make a rule of its own for each of them, or send it to fewer.",
        )
    scope = Scope(shared, f"what all recipients may see ({len(shared)} people)")
    return replace(one, person_id=None, scope=scope, team=shared)
