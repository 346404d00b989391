"""The actions that a digest proposes, with their buttons, and what people said became of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import actions
from bot.messages.blocks import Button, Line, Member, bold, carry, divider, paragraph, show_buttons
from bot.messages.freshness import say_day
from bot.messages.limits import cut, say_more
from bot.messages.message import Piece
from bot.messages.text import clean, escape, name
from metrics.digests.report import ActionProposal

ACTIONS = 5
"""Shown in one digest; it is to propose one to three."""

WHAT = 160
WHY = 240
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MEMBER = re.compile(r"[UW][A-Z0-9]{2,}")
_SAID = {
    "done": "✓ Done",
    "not_useful": "✗ Not useful: it will not be asked again",
    "later": "↻ Asked again next week",
}


@dataclass(frozen=True)
class ActionState:
    """What people said became of an action.

    Attributes:
        number: Its place in the digest, from 1.
        state: "open", "done", "not_useful" or "later".
        by: The Slack user who said so.
    """

    number: int
    state: str = "open"
    by: str = ""


def show_actions(
    proposals: Sequence[ActionProposal], states: Mapping[int, ActionState], key: str
) -> list[Piece]:
    """Each action with its buttons; a decided one with who decided, and a way back."""
    if not proposals:
        return []
    pieces: list[Piece] = [divider(), paragraph([bold("What to do now")])]
    for number, proposal in enumerate(proposals[:ACTIONS], start=1):
        state = states.get(number, ActionState(number))
        lines: list[Line] = [
            [bold(f"{number}. {_say_what(proposal)}")],
            [f"{_say_who(proposal)}\n{_say_why(proposal)}"],
        ]
        if state.state in _SAID:
            lines.append(_show_state(state))
        pieces.append(paragraph(*lines))
        pieces.extend(show_buttons(_make_buttons(number, state, key)))
    if len(proposals) > ACTIONS:
        pieces.append(paragraph([say_more(len(proposals) - ACTIONS)]))
    return pieces


def say_actions(
    proposals: Sequence[ActionProposal], states: Mapping[int, ActionState]
) -> list[str]:
    """The same in words, escaped: they name who decided."""
    lines = ["What to do now:"] if proposals else []
    for number, proposal in enumerate(proposals[:ACTIONS], start=1):
        words = f"{number}. {_say_what(proposal)} ({_say_who(proposal)}): {_say_why(proposal)}"
        line = escape(words)
        state = states.get(number)
        if state and state.state in _SAID:
            line += f" {_SAID[state.state]}{_name_member(state.by)}."
        lines.append(line)
    if len(proposals) > ACTIONS:
        lines.append(say_more(len(proposals) - ACTIONS))
    return lines


def is_member(user: str) -> bool:
    """Whether it is the id of a Slack user, which Slack shows as a name."""
    return _MEMBER.fullmatch(user) is not None


def _show_state(state: ActionState) -> Line:
    said = bold(_SAID[state.state])
    return [said, ", says ", Member(state.by)] if is_member(state.by) else [said]


def _name_member(user: str) -> str:
    return f", says <@{user}>" if is_member(user) else ""


def _make_buttons(number: int, state: ActionState, key: str) -> list[Button]:
    value = carry({"key": key, "n": str(number)})
    if state.state in _SAID:
        return [Button("Undo", actions.ACTION_UNDO, value)]
    return [
        Button("Done", actions.ACTION_DONE, value),
        Button("Not useful", actions.ACTION_NOT_USEFUL, value),
        Button("Ask me next week", actions.ACTION_LATER, value),
    ]


def _say_what(proposal: ActionProposal) -> str:
    return cut(clean(proposal.what), WHAT) or "–"


def _say_who(proposal: ActionProposal) -> str:
    return f"{name(proposal.owner or 'no owner')} · by {_say_weekday(proposal.due_on)}"


def _say_why(proposal: ActionProposal) -> str:
    return cut(clean(proposal.why), WHY)


def _say_weekday(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {say_day(day, year=False)}"
