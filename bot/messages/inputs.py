"""Small builders of a form's fields; each keeps to Slack's limits and reads its own state back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationMultiSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from bot.messages import limits
from bot.messages.blocks import plain
from bot.messages.message import Block
from bot.messages.text import clean_lines

LABEL = 150
MOST_BOXES = 10
"""Checkboxes in one field."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: the value it stands for, its words, and what it means."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """What surrounds an input.

    Attributes:
        name: Its element's action id, by which it is read back.
        version: Set apart by it, a form's new version forgets what was filled in before.
        label: Over it.
        hint: Below it.
        optional: Whether it may stay empty.
        tells: Whether Slack tells at once when it is changed.
    """

    name: str
    label: str
    hint: str = ""
    optional: bool = False
    tells: bool = False
    version: str = ""

    @property
    def block_id(self) -> str:
        """Its block's id; Slack keeps what was filled in for as long as that stays."""
        return f"{self.name}_{self.version}" if self.version else self.name


def ask_text(
    field: Field, value: str, most: int, *, example: str = "", lines: bool = False
) -> Block:
    """A field to type into."""
    element = PlainTextInputElement(
        action_id=field.name,
        initial_value=clean_lines(value) or None,
        multiline=lines or None,
        max_length=most,
        placeholder=plain(example, limits.PLACEHOLDER) if example else None,
        dispatch_action_config=DispatchActionConfig(
            trigger_actions_on=["on_enter_pressed", "on_character_entered"]
        )
        if field.tells
        else None,
    )
    return _ask(field, element)


def ask_one(field: Field, choices: Sequence[Choice], chosen: str) -> Block:
    """One of a few choices, all of them to be seen."""
    options = {choice.value: _option(choice) for choice in choices}
    element = RadioButtonsElement(
        action_id=field.name, options=list(options.values()), initial_option=options.get(chosen)
    )
    return _ask(field, element)


def ask_from_menu(field: Field, choices: Sequence[Choice], chosen: str) -> Block:
    """One of several choices, in a menu."""
    options = {choice.value: _option(choice) for choice in choices}
    element = StaticSelectElement(
        action_id=field.name, options=list(options.values()), initial_option=options.get(chosen)
    )
    return _ask(field, element)


def ask_any(field: Field, choices: Sequence[Choice], chosen: Sequence[str]) -> Block:
    """Any of up to ten choices."""
    options = {choice.value: _option(choice) for choice in choices[:MOST_BOXES]}
    first = [option for value, option in options.items() if value in chosen]
    element = CheckboxesElement(
        action_id=field.name, options=list(options.values()), initial_options=first or None
    )
    return _ask(field, element)


def ask_channels(field: Field, chosen: Sequence[str], most: int) -> Block:
    """Channels, of those the person is in; none that people of other companies share."""
    element = ConversationMultiSelectElement(
        action_id=field.name,
        initial_conversations=list(chosen) or None,
        max_selected_items=most,
        filter=ConversationFilter(
            include=["public", "private"],
            exclude_bot_users=True,
            exclude_external_shared_channels=True,
        ),
    )
    return _ask(field, element)


def ask_people(field: Field, chosen: Sequence[str], most: int) -> Block:
    """People of the workspace."""
    element = UserMultiSelectElement(
        action_id=field.name, initial_users=list(chosen) or None, max_selected_items=most
    )
    return _ask(field, element)


def read_field(view: Mapping[str, Any], name: str) -> str | tuple[str, ...] | None:
    """What a form's field was filled with: a text, the values chosen, or None for an empty one."""
    for block in _values(view).values():
        state = block.get(name) if isinstance(block, dict) else None
        if isinstance(state, dict):
            return _read_state(state)
    return None


def read_text_field(view: Mapping[str, Any], name: str) -> str:
    """The text or the one value of a field; empty when there is none."""
    value = read_field(view, name)
    return clean_lines(value) if isinstance(value, str) else ""


def read_list_field(view: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The values of a field with several."""
    value = read_field(view, name)
    return value if isinstance(value, tuple) else ()


def _values(view: Mapping[str, Any]) -> Mapping[str, Any]:
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    return values if isinstance(values, dict) else {}


def _read_state(state: Mapping[str, Any]) -> str | tuple[str, ...] | None:
    if isinstance(option := state.get("selected_option"), dict):
        return str(option.get("value", ""))
    if isinstance(options := state.get("selected_options"), list):
        return tuple(str(one.get("value", "")) for one in options if isinstance(one, dict))
    for name in ("selected_conversations", "selected_users"):
        if isinstance(several := state.get(name), list):
            return tuple(one for one in several if isinstance(one, str))
    value = state.get("value")
    return value if isinstance(value, str) else None


def _option(choice: Choice) -> Option:
    return Option(
        value=choice.value,
        text=plain(choice.label, limits.OPTION),
        description=plain(_shorten(choice.note), limits.OPTION) if choice.note else None,
    )


def _shorten(note: str) -> str:
    """As many whole clauses of a sentence as an option takes."""
    if len(note) <= limits.OPTION:
        return note
    end = max(note.rfind(mark, 0, limits.OPTION) for mark in (", ", ": ", "; "))
    return f"{note[:end]}." if end > 0 else note


def _ask(field: Field, element: InputInteractiveElement) -> Block:
    block: Block = InputBlock(
        block_id=field.block_id,
        label=plain(field.label, LABEL),
        hint=plain(field.hint, LABEL) if field.hint else None,
        optional=field.optional,
        dispatch_action=field.tells or None,
        element=element,
    ).to_dict()
    return block
