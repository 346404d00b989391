"""The form of a goal: what it asks, and what it was filled with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages import actions
from bot.messages.blocks import context
from bot.messages.inputs import Choice, Field, ask_from_menu, ask_text, read_text_field
from bot.messages.message import Block
from bot.messages.views import View, make_modal

METRIC, WHO, PERIOD, TARGET = "goal_metric", "goal_who", "goal_period", "goal_target"
MOST = 150
"""Characters in a field."""


@dataclass(frozen=True)
class GoalFields:
    """What the form is filled with, as it stands there."""

    metric: str = ""
    who: str = ""
    period: str = ""
    target: str = ""


def show_goal_form(
    fields: GoalFields, metrics: Mapping[str, str], whose: str, metadata: str = "", note: str = ""
) -> View:
    """The form.

    Args:
        fields: What it is filled with at first.
        metrics: The titles of what takes goals, by name.
        whose: Whom the reader may set goals for, in words.
        metadata: What the form carries on.
        note: What is to be known before it is sent.
    """
    choices = [Choice(name, title) for name, title in metrics.items()]
    who = Field(WHO, "Who", f"Everybody, a team or a person: {whose}.")
    period = Field(PERIOD, "In which days", "A month, quarter or year by its name, or two days.")
    target = Field(TARGET, "To reach", "As you write it: 600k, 1,200,000, 25 %, 40.")
    blocks: list[Block] = [
        ask_from_menu(Field(METRIC, "Number"), choices, fields.metric),
        ask_text(target, fields.target, MOST, example="600k"),
        ask_text(period, fields.period, MOST, example="this quarter"),
        ask_text(who, fields.who, MOST, example="everybody"),
    ]
    if note:
        blocks.append(context(note))
    title = "Edit a goal" if note else "Set a goal"
    return make_modal(title, blocks, submit="Save", callback=actions.GOAL_FORM, metadata=metadata)


def read_goal_fields(view: Mapping[str, Any]) -> GoalFields:
    """What a form was filled with; nothing of it is trusted."""
    metric, who, period, target = (
        read_text_field(view, name) for name in (METRIC, WHO, PERIOD, TARGET)
    )
    return GoalFields(metric, who, period, target)
