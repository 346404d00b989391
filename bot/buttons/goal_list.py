"""Buttons at goals: the list, set what was proposed, delete one, read other words."""

from bot.bell import Bell
from bot.buttons.carried import read_text
from bot.buttons.goal_carried import (
    read_carried_goal,
    read_carried_target,
    tell_strange_goal,
)
from bot.commands.goal import GoalDesk
from bot.commands.goal_holders import check_may_set
from bot.commands.goal_words import split_goal
from bot.messages.goal import say_head, say_set
from bot.messages.message import Message
from bot.request import Request
from storage.goals import GoalPlan, GoalRow
from storage.problem import Problem


def show_goals(bell: Bell, request: Request) -> None:
    """The list, from the place that the button says."""
    start = read_text(request, "from")
    skip = int(start) if start.isdecimal() and len(start) < 6 else 0
    replace(bell, request, GoalDesk.open(bell, request).list(skip))


def read_other_words(bell: Bell, request: Request) -> None:
    """Read the words that a Problem offered instead."""
    said = split_goal(read_text(request, "t"))
    if said is None:
        raise tell_strange_goal()
    replace(bell, request, GoalDesk.open(bell, request).propose(said.rest))


def set_proposed(bell: Bell, request: Request) -> None:
    """Set what was proposed, unless the goal there was has been changed since."""
    desk = GoalDesk.open(bell, request)
    plan = read_carried_goal(request.value)
    check_may_set(desk.asker, plan, bell.numbers.read_vocabulary())
    same = desk.book.find_same(plan)
    before = same.target if same else None
    if before != plan.target and before != read_carried_target(request.value.get("b")):
        raise Problem(
            "goal-changed",
            what="The goal has not been set.",
            why="Somebody else has set or deleted it meanwhile.",
            fix="Look at it again: /sales goal",
        )
    replace(bell, request, keep_goal(desk, plan, same))


def keep_goal(desk: GoalDesk, plan: GoalPlan, instead_of: GoalRow | None) -> Message:
    """Set a goal if whoever does it may, and say so.

    Raises:
        Problem: when it, or the one whose place it takes, is not theirs to set.
    """
    vocabulary = desk.bell.numbers.read_vocabulary()
    for goal in (plan, instead_of):
        if goal is not None:
            check_may_set(desk.asker, goal, vocabulary)
    change = desk.book.set(plan, desk.asker.name, desk.now, instead_of)
    there = desk.book.find_same(plan) or plan
    before = change.before if instead_of is None else instead_of.target
    return say_set(desk.tell(there), before, is_new=change.batch_id is not None)


def delete_goal(bell: Bell, request: Request) -> None:
    """Take a goal back; Slack has asked whether it is meant."""
    desk = GoalDesk.open(bell, request)
    goal = read_carried_goal(request.value)
    if not isinstance(goal, GoalRow):
        raise tell_strange_goal()
    check_may_set(desk.asker, goal, bell.numbers.read_vocabulary())
    head = say_head(desk.tell(goal).standing)
    batch = desk.book.withdraw(goal, desk.asker.name, desk.now)
    done = f"Deleted: {head}. To take that back: salesbell imports undo {batch}"
    replace(bell, request, desk.list(first=done))


def replace(bell: Bell, request: Request, message: Message) -> None:
    """Show a message in the place of the one that was clicked in."""
    if request.response_url:
        bell.answerer.respond(request.response_url, message, replace_original=True)
    else:  # clicked where there is no message, as on the Home tab
        bell.answerer.post(request.user, message)
