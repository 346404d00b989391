"""Actions about the goal: what is missing, and whether the pipeline can carry it."""

from collections.abc import Iterator
from decimal import Decimal

from metrics.calendar import name_day
from metrics.digests.actions.rule import THIS_WEEK, Rule, add_working_days, name_lead
from metrics.digests.briefing import Briefing
from metrics.digests.goal_pace import GoalPace, PaceKind
from metrics.digests.goal_words import say_amount
from metrics.digests.report import ActionProposal
from metrics.digests.words import join, say_deal, say_money
from metrics.firmness import SMALL_SHARE
from metrics.money import say_count, say_value
from metrics.units import Unit

_NEAREST = 2
_TIME_TO_SELL = 15
"""Working days; with fewer left, new pipeline comes too late for the goal."""


def propose_goal(briefing: Briefing) -> Iterator[ActionProposal]:
    """A goal behind its pace: what is missing, and the largest deals that are due in time."""
    goal, currency = briefing.goal, briefing.setting.currency
    if goal is None or goal.pace is None or goal.kind is not PaceKind.BEHIND or not goal.daily:
        return
    with_owner = len(briefing.people) > 1
    nearest = [
        say_deal(deal, currency, with_owner=with_owner)
        for deal in briefing.due.listed[:_NEAREST]
        if deal.value
    ]
    start = f": start with {join(nearest)}" if nearest else ""
    reached, passed = (
        say_value(share, Unit.PERCENT, short=True) for share in (goal.share, goal.pace.share)
    )
    left = say_count(goal.pace.left, "working day")
    owner_id, owner = name_lead(briefing)
    yield ActionProposal(
        subject=f"{GOAL.name}:{goal.metric}",
        what=f"Find {_say_missing(goal, currency)} more for {goal.period.label}{start}",
        why=f"{reached} is reached with {passed} of the working days passed; it takes "
        f"{say_amount(goal, goal.daily, currency)} on each of the {left} left.",
        owner_id=owner_id,
        owner=owner,
        due_on=add_working_days(briefing.setting.today, THIS_WEEK),
        metric="goal_attainment",
        value=goal.share,
    )


def _say_missing(goal: GoalPace, currency: str) -> str:
    amount = say_amount(goal, goal.missing, currency)
    return amount if goal.unit is Unit.MONEY else f"{amount} deals"


def tell_goal_since(briefing: Briefing, action: ActionProposal) -> str:
    """Where the goal stood, and where it stands."""
    goal = briefing.goal
    if goal is None or action.value is None:
        return "There is no goal to measure it by any more."
    then, now = (say_value(share, Unit.PERCENT, short=True) for share in (action.value, goal.share))
    if goal.share < action.value:
        return f"Of the goal then {then} was reached; of the one for {goal.period.label}, {now}."
    return f"Then {then} of the goal was reached, now {now}."


def propose_pipeline(briefing: Briefing) -> Iterator[ActionProposal]:
    """Even if as much is won as usual, what is due does not carry the goal."""
    goal, rate = briefing.goal, briefing.baseline["win_rate_by_value"]
    if goal is None or goal.metric != "bookings" or goal.pace is None or not goal.missing:
        return
    if goal.pace.left < _TIME_TO_SELL or rate.n < SMALL_SHARE or not rate.value:
        return
    usual, missing, currency = Decimal(rate.value), Decimal(goal.missing), briefing.setting.currency
    due = briefing.due.value
    if due * usual >= missing:
        return
    need = missing / usual - due
    end = name_day(goal.period.last, with_year=False)
    share = say_value(rate.value, Unit.PERCENT, short=True)
    owner_id, owner = name_lead(briefing)
    yield ActionProposal(
        subject=f"{PIPELINE.name}:due",
        what=f"Bring in {say_money(need, currency)} of new pipeline that can close by {end}",
        why=f"What is due by then is worth {say_money(due, currency)}; with {share} of the value "
        f"won as usual, that gives {say_money(due * usual, currency)} of the "
        f"{say_money(missing, currency)} still missing.",
        owner_id=owner_id,
        owner=owner,
        due_on=add_working_days(briefing.setting.today, THIS_WEEK),
        metric="open_pipeline_due",
        value=float(due),
    )


def tell_pipeline_since(briefing: Briefing, action: ActionProposal) -> str:
    """What was due for the goal, and what is."""
    then, now = (
        say_money(value, briefing.setting.currency)
        for value in (action.value or 0, briefing.due.value)
    )
    return f"Then {then} was due until the goal's end, now {now}."


GOAL = Rule("goal", propose_goal, tell_goal_since)
PIPELINE = Rule("pipeline", propose_pipeline, tell_pipeline_since)
