"""A goal's standing in words; pure."""

from decimal import Decimal

from metrics.answer import Number
from metrics.catalog import METRICS
from metrics.digests.goal_pace import GoalPace, PaceKind
from metrics.digests.words import say_money
from metrics.goals import FIRST_CHOICE
from metrics.money import round_half_up, say_count, say_value
from metrics.units import Unit


def say_goal(goal: GoalPace, currency: str) -> str:
    """How a goal stands, in one sentence; of what it is said where it is not of bookings."""
    words = _say_verdict(goal, currency)
    if goal.metric == FIRST_CHOICE:
        return words
    return f"{METRICS[goal.metric].title}: {words.replace('The goal', 'the goal', 1)}"


def _say_verdict(goal: GoalPace, currency: str) -> str:
    share, label = say_value(goal.share, Unit.PERCENT, short=True), goal.period.label
    reached, target = (say_amount(goal, one, currency) for one in (goal.reached, goal.target))
    if goal.pace is None:
        verdict = "reached" if goal.share >= 1 else "missed"
        return f"{label} ended with its goal {verdict}: {reached} of {target} ({share})."
    left = say_count(goal.pace.left, "working day")
    if goal.kind is PaceKind.REACHED:
        return f"The goal for {label} is reached: {reached} of {target} ({share}), {left} left."
    if goal.kind is PaceKind.EARLY:
        return f"{label} has just begun: {reached} of {target} ({share}), {left} left."
    passed = say_value(goal.pace.share, Unit.PERCENT, short=True)
    return (
        f"{reached} of the {target} for {label} is reached ({share}), with {passed} of its "
        f"working days passed: {goal.kind.value}."
    )


def say_amount(goal: GoalPace, value: Number, currency: str) -> str:
    """An amount of what the goal is of: "$412k", "14 deals won"."""
    if goal.unit is Unit.MONEY:
        return say_money(value, currency)
    return f"{round_half_up(Decimal(str(float(value))), 1):,f}".removesuffix(".0")
