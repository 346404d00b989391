"""The goal that a button or a form carries; it comes from outside, so each part is read anew."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.commands.goal_words import GOAL_METRICS
from storage.goals import GoalPlan, GoalRow
from storage.problem import Problem

_MOST = Decimal(10) ** 16
_LAST_ID = 2**31 - 1


def read_carried_goal(value: Mapping[str, Any]) -> GoalPlan:
    """The goal in a button's value; a GoalRow where it says which one it is.

    Raises:
        Problem: when it is none of ours.
    """
    try:
        return _read({key: str(one) for key, one in value.items()})
    except (KeyError, ValueError, InvalidOperation):
        raise tell_strange_goal() from None


def read_carried_target(text: object) -> Decimal | None:
    """A target as it is kept; None for none."""
    try:
        return Decimal(str(text)) if text else None
    except InvalidOperation:
        raise tell_strange_goal() from None


def tell_strange_goal() -> Problem:
    """What is told of a button that carries no goal."""
    return Problem(
        "strange-goal",
        what="That button does nothing any more.",
        why="It is from another version of salesbell.",
        fix="See the goals there are with: /sales goal",
    )


def _read(value: Mapping[str, str]) -> GoalPlan:
    metric, who = value["m"], value["w"]
    start, end = date.fromisoformat(value["s"]), date.fromisoformat(value["e"])
    target = Decimal(value["v"])
    owner_id = int(who[1:]) if who[:1] == "p" else None
    team = who[1:] if who[:1] == "t" else None
    number = int(value.get("g", "0"))
    if not (who == "a" or owner_id or (team and team.isprintable())) or number > _LAST_ID:
        raise ValueError(who)
    if not start < end or not 0 <= target < _MOST:
        raise ValueError(who)
    if number:  # one that is there, whatever it is for
        return GoalRow(metric, start, end, owner_id, team, target, number)
    if metric not in GOAL_METRICS or not target:
        raise ValueError(metric)
    return GoalPlan(metric, start, end, owner_id, team, target)
