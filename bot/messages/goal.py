"""Goals in words: the list, the question before one is set, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.messages import actions
from bot.messages.blocks import (
    Button,
    Line,
    bold,
    carry,
    paragraph,
    show_buttons,
)
from bot.messages.freshness import say_day
from bot.messages.limits import join_lines
from bot.messages.message import Block, Message
from bot.messages.text import clean, escape, name
from metrics.calendar import name_days
from metrics.goal_list import GoalStanding, in_whole
from metrics.money import say_count, say_value
from metrics.units import Unit
from storage.goals import GoalPlan, GoalRow

NONE = "No goal is running, and none is to come."
PAST = "Goals of the past: /sales goal attainment last quarter"


@dataclass(frozen=True)
class GoalCard:
    """One goal, as a list shows it.

    Attributes:
        currency: The reporting currency.
        mine: Whether whoever reads it may change it.
    """

    standing: GoalStanding
    currency: str
    mine: bool


def say_goals(
    cards: Sequence[GoalCard], *, more: int, skip: int, may_add: bool, first: str = ""
) -> Message:
    """The list of goals.

    Args:
        cards: Those that are shown.
        more: How many are left out behind them.
        skip: How many stand before them.
        may_add: Whether whoever reads it may set goals.
        first: What has just been done, told above.
    """
    blocks: list[Block] = [paragraph([bold(clean(first))])] if first else []
    lines = [clean(first)] if first else []
    if not cards:
        blocks.append(paragraph([bold(NONE)], [PAST]))
        lines += [NONE, PAST]
    for card in cards:
        blocks += _show_card(card)
        lines += _say_card(card.standing, card.currency)
    buttons = []
    if may_add:
        buttons.append(Button("Add a goal", actions.GOAL_ADD, primary=not cards))
    if more:
        shown = skip + len(cards)
        buttons.append(Button(f"{more} more", actions.GOALS, carry({"from": str(shown)})))
    if more:
        lines.append(f"and {more} more")
    if cards:
        blocks.append(paragraph([PAST]))
        lines.append(PAST)
    return Message(join_lines(map(escape, lines)), (*blocks, *show_buttons(buttons)))


def say_proposal(card: GoalCard, before: GoalRow | None) -> Message:
    """What is to be set, said again before it is: everything that was understood."""
    standing = card.standing
    head = "Set this goal?"
    target = _say_target(standing, standing.goal.target, card.currency)
    facts = [f"To reach: {target}", _say_before(standing, before, card.currency)]
    lines = [head, _say_whole_head(standing), *facts]
    value = {**carry_goal(standing.goal), "b": str(before.target) if before else ""}
    buttons = [
        Button("Set it", actions.GOAL_SET, carry(value), primary=True),
        Button("Change …", actions.GOAL_CHANGE, carry(value)),
        Button("All goals", actions.GOALS),
    ]
    block = paragraph([bold(head)], [bold(lines[1])], *[[fact] for fact in facts])
    return Message(join_lines(map(escape, lines)), (block, *show_buttons(buttons)))


def say_set(card: GoalCard, before: Decimal | None, *, is_new: bool) -> Message:
    """A goal that has been set, with how far it is."""
    standing = card.standing
    head = "The goal is set." if is_new else "That goal holds already."
    lines = [head, _say_whole_head(standing), *_say_card(standing, card.currency)[1:]]
    if is_new and before is not None:
        was = _say_target(standing, before, card.currency)
        lines.append(f"Until now it was {was}.")
    facts: list[Line] = [[bold(lines[1])], *([line] for line in lines[2:])]
    buttons = [*_make_buttons(card), Button("All goals", actions.GOALS)]
    blocks = (paragraph([bold(head)], *facts), *show_buttons(buttons))
    return Message(join_lines(map(escape, lines)), blocks)


def say_goal_problem(message: Message, texts: Sequence[str]) -> Message:
    """A Problem with words about a goal: the nearest texts as buttons, and the form."""
    buttons = [
        Button(name(f"/sales {text}"), actions.say_goal(number), carry({"t": text}))
        for number, text in enumerate(texts, start=1)
    ]
    buttons.append(Button("Fill in a form", actions.GOAL_ADD))
    lines = [message.text, *(escape(f"• /sales {text}") for text in texts)]
    return Message(join_lines(lines), (*message.blocks, *show_buttons(buttons)))


def carry_goal(goal: GoalPlan) -> dict[str, str]:
    """A goal as its buttons carry it."""
    who = f"t{goal.team}" if goal.team is not None else "a"
    if goal.owner_id is not None:
        who = f"p{goal.owner_id}"
    carried = {
        "m": goal.metric,
        "w": who,
        "s": goal.start_on.isoformat(),
        "e": goal.end_on.isoformat(),
        "v": f"{goal.target:f}",
    }
    return {**carried, "g": str(goal.id)} if isinstance(goal, GoalRow) and goal.id else carried


def say_head(standing: GoalStanding) -> str:
    """Which goal it is: "Bookings · team West · Q4 2026"."""
    parts = (standing.title, standing.holder, standing.period.label)
    return " · ".join(name(part) for part in parts)


def _say_whole_head(standing: GoalStanding) -> str:
    """The same with its days, where its name does not say them."""
    days = name_days(standing.period)
    return say_head(standing) if days == standing.period.label else f"{say_head(standing)}: {days}"


def _show_card(card: GoalCard) -> list[Block]:
    head, *facts = _say_card(card.standing, card.currency)
    buttons = _make_buttons(card)
    return [paragraph([bold(head)], *[[fact] for fact in facts]), *show_buttons(buttons)]


def _make_buttons(card: GoalCard) -> list[Button]:
    if not card.mine:
        return []
    value = carry(carry_goal(card.standing.goal))
    question = f"Delete the goal {say_head(card.standing)}?"
    follows = "It counts no more in attainment and digests. An administrator can take that back."
    return [
        Button("Edit", actions.GOAL_EDIT, value),
        Button("Delete", actions.GOAL_DELETE, value, confirm=(question, follows)),
    ]


def _say_card(standing: GoalStanding, currency: str) -> list[str]:
    target = _say_number(standing, standing.target, currency)
    if standing.reached is None and standing.pace is None:
        return [say_head(standing), f"{target} to reach, from {say_day(standing.period.start)}."]
    if standing.unit is Unit.PERCENT:
        reached = _say_number(standing, standing.reached, currency)
        return [say_head(standing), f"{reached} so far; the goal is {target}{_say_pace(standing)}."]
    reached = say_value(standing.reached, standing.unit, currency)
    share = standing.share
    told = "" if share is None else f" ({say_value(share, Unit.PERCENT, short=True)})"
    return [say_head(standing), f"{reached} of {target}{told}{_say_pace(standing)}."]


def _say_pace(standing: GoalStanding) -> str:
    """How it stands against the working days; empty when they are over."""
    pace, share = standing.pace, standing.share
    if pace is None:
        return ""
    passed = say_value(pace.share, Unit.PERCENT, short=True)
    words = f"{pace.passed} of {pace.days} working days have passed ({passed})"
    if share is None:
        return f"; {words}"
    if share >= 1:
        return f": reached, and {words}"
    return f", {'ahead of' if share >= pace.share else 'behind'} the pace: {words}"


def _say_before(standing: GoalStanding, before: GoalRow | None, currency: str) -> str:
    if before is None:
        return "There is no such goal yet."
    was = _say_target(standing, before.target, currency)
    return f"It takes the place of the goal until now: {was}."


def _say_target(standing: GoalStanding, target: Decimal, currency: str) -> str:
    return _say_number(standing, in_whole(target, standing.unit, currency), currency)


def _say_number(standing: GoalStanding, number: Decimal | float | None, currency: str) -> str:
    if number is not None and standing.unit in (Unit.DEALS, Unit.LEADS):
        if number == int(number):
            return say_count(int(number), standing.unit.value.removesuffix("s"))
        return f"{number:,f} {standing.unit.value}"
    return say_value(number, standing.unit, currency)
