"""What became of the actions of the digest before, and what the numbers did since.

When it can be told: of something done, once newer data than the word has come in; of a number,
besides, once five working days have passed. That a number moved says nothing about why.
"""

from collections import Counter
from datetime import timedelta

from metrics.calendar import name_day, working_days
from metrics.digests.actions import find_rule
from metrics.digests.briefing import Briefing
from metrics.digests.kinds import LEADER, OWN, PERSONAL, TEAM
from metrics.digests.order import EarlierAction
from metrics.digests.report import ActionProposal, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import join
from metrics.money import say_count
from metrics.period import Period

ENOUGH_DAYS = 5
"""Working days that a number has to move in, before it is told."""

_NAMES = {"done": "done", "not_useful": "not useful", "later": "put off", "open": "not answered"}


def read_outcomes(briefing: Briefing) -> SectionReport | None:
    """What became of the last digest's actions; None when it asked for nothing."""
    earlier = briefing.order.earlier
    if not earlier:
        return None
    newest = max(one.asked_on for one in earlier)
    asked = [one for one in earlier if one.asked_on == newest]
    counts = Counter(one.state for one in asked)
    told = [f"{counts[state]:,} {words}" for state, words in _NAMES.items() if counts[state]]
    count = say_count(len(asked), "action")
    return SectionReport(
        name=OUTCOMES.name,
        title=OUTCOMES.title,
        sentence=f"Of the {count} asked for on {name_day(newest)}: {join(told)}.",
        lines=tuple(_say_outcome(briefing, one) for one in asked),
    )


def _say_outcome(briefing: Briefing, one: EarlierAction) -> str:
    action = one.proposal
    if not _may_read(briefing, action):
        return f"{_NAMES[one.state].capitalize()}: an action about other people's deals."
    words = f"{_NAMES[one.state].capitalize()}: {action.what} ({action.owner})."
    return f"{words} {_say_since(briefing, one)}" if one.state == "done" else words


def _may_read(briefing: Briefing, action: ActionProposal) -> bool:
    """Whether its words stand on nothing that today's readers may not see."""
    people = briefing.order.scope.people
    return people is None or (action.stands_on is not None and people.issuperset(action.stands_on))


def _say_since(briefing: Briefing, one: EarlierAction) -> str:
    said_on, data_day = one.decided_on or one.asked_on, briefing.freshness.day
    rule = find_rule(one.proposal.subject)
    if rule is None:
        return "Can't tell what it did: it is not measured any more."
    if data_day is None or data_day <= said_on:
        return "Can't tell yet: no newer data has come in since."
    passed = working_days(Period(said_on, max(data_day, said_on + timedelta(days=1))))
    if rule.is_of_number and passed < ENOUGH_DAYS:
        return (
            f"Can't tell yet: only {say_count(passed, 'working day')} of data since, and a number "
            f"takes {ENOUGH_DAYS}."
        )
    return rule.tell_since(briefing, one.proposal)


OUTCOMES = Section(
    name="outcomes",
    title="Last time's actions",
    what="Which of the last digest's actions were done, and what the numbers did since.",
    read=read_outcomes,
    kinds=frozenset({LEADER, TEAM, PERSONAL, OWN}),
)
