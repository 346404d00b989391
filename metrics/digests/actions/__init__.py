"""The one to three actions of a digest: rules propose, what people said before decides."""

from collections.abc import Iterator
from dataclasses import replace

from metrics.digests.actions.deals import DUE, RISKY
from metrics.digests.actions.goal import GOAL, PIPELINE
from metrics.digests.actions.hygiene import AMOUNTS, STAGE
from metrics.digests.actions.memory import is_tired, may_ask, remind
from metrics.digests.actions.rule import Rule
from metrics.digests.briefing import Briefing
from metrics.digests.report import ActionProposal

MOST = 3
MOST_OF_A_PERSON = 1
"""Deals of one owner among the actions for several people."""

RULES: tuple[Rule, ...] = (GOAL, RISKY, PIPELINE, STAGE, AMOUNTS)
"""In the order of their weight; each gives one action before any gives a second."""


def choose_actions(briefing: Briefing) -> tuple[ActionProposal, ...]:
    """What is asked for this time, the weightiest first; nothing while there is no deal."""
    if briefing.first_day is None:
        return ()
    earlier = briefing.order.earlier
    fresh: list[ActionProposal] = []
    tired: list[ActionProposal] = []
    for action in _take_turns(briefing):
        if len(fresh) == MOST:
            break
        (tired if is_tired(action.subject, earlier) else fresh).append(action)
    chosen = (*fresh, *tired)[:MOST]
    return tuple(remind(_sign(briefing, action), earlier) for action in chosen)


def _sign(briefing: Briefing, action: ActionProposal) -> ActionProposal:
    """The action with what it stands on: unless it is about one deal, on the whole scope's."""
    people = briefing.order.scope.people
    if people is None or action.subject.startswith(f"{RISKY.name}:"):
        return action
    return replace(action, stands_on=tuple(sorted(people)))


def find_rule(subject: str) -> Rule | None:
    """The rule that asks for things of this subject; None for a rule that is no more."""
    name = subject.partition(":")[0]
    return next((rule for rule in RULES if rule.name == name), None)


def _take_turns(briefing: Briefing) -> Iterator[ActionProposal]:
    """First one action of each rule, then more about deals, then deals that are merely due."""
    several = len(briefing.people) > 1
    used: dict[int | None, int] = {}
    waiting = {rule.name: _allowed(briefing, rule) for rule in RULES}
    about_goal = False
    for rule in RULES:
        if rule is PIPELINE and about_goal:
            continue  # it would say the same in other words
        for action in waiting[rule.name]:
            used[action.owner_id] = used.get(action.owner_id, 0) + (rule is RISKY)
            about_goal = about_goal or rule is GOAL
            yield action
            break
    subjects = set()
    for action in (*_few(waiting[RISKY.name]), *_few(_allowed(briefing, DUE))):
        if action.subject in subjects:
            continue
        if several and used.get(action.owner_id, 0) >= MOST_OF_A_PERSON:
            continue
        subjects.add(action.subject)
        used[action.owner_id] = used.get(action.owner_id, 0) + 1
        yield action


def _allowed(briefing: Briefing, rule: Rule) -> Iterator[ActionProposal]:
    order, today = briefing.order, briefing.setting.today
    day = briefing.freshness.day
    return (
        action
        for action in rule.propose(briefing)
        if may_ask(action.subject, order.earlier, today, day)
    )


def _few(actions: Iterator[ActionProposal], most: int = 50) -> list[ActionProposal]:
    return [action for action, _ in zip(actions, range(most), strict=False)]
