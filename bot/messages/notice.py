"""A word from the bot by itself to one person: what happened, why, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages.blocks import Button, bold, carry, paragraph, show_buttons
from bot.messages.limits import join_lines
from bot.messages.message import Message, Piece
from bot.messages.places import say_places, show_places
from bot.messages.text import clean_lines
from storage.problem import Problem

NOTICE = "notice"
"""The kind of delivery that notices are."""


def write_notice(
    problem: Problem, buttons: Sequence[tuple[str, str, Mapping[str, str]]] = ()
) -> dict[str, Any]:
    """A notice as the outbox keeps it.

    Args:
        problem: Fact, reason and next step.
        buttons: What each says, its action id, and what it carries.
    """
    return {
        "what": problem.what,
        "why": problem.why or "",
        "fix": problem.fix or "",
        "buttons": [
            {"label": label, "action": action, "value": dict(value)}
            for label, action, value in buttons
        ],
    }


def say_notice(content: Mapping[str, Any]) -> Message:
    """The message of what `write_notice` wrote."""
    what, why, fix = (clean_lines(str(content.get(part) or "")) for part in ("what", "why", "fix"))
    told = [bold(part) if isinstance(part, str) else part for part in show_places(what)]
    blocks: list[Piece] = [paragraph(told, *map(show_places, filter(None, (why, fix))))]
    buttons = [
        Button(str(one["label"]), str(one["action"]), carry(one["value"]))
        for one in content.get("buttons") or ()
    ]
    if buttons:
        blocks.extend(show_buttons(buttons))
    return Message(join_lines(say_places(line) for line in (what, why, fix) if line), tuple(blocks))
