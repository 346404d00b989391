"""Interactive elements inside stored blocks: finding them, and what a person has filled in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.playground.state import Json

WITHOUT_STATE = ("button", "overflow", "workflow_button", "image", "feedback_buttons")
LONGEST_TEXT = 3000
"""How long a text can be when its input does not say."""
CHOICE_FIELDS = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
"""For each element: the field its choice is sent in, and the field its first choice stands in."""


@dataclass(frozen=True)
class Placed:
    """An element and the block it stands in."""

    block: dict[str, Json]
    element: dict[str, Json]

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element.get("action_id", ""))

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.element.get("type", ""))

    @property
    def label(self) -> str:
        """The words on it, for buttons."""
        return str((self.element.get("text") or {}).get("text", ""))

    @property
    def chosen_in(self) -> str:
        """The field that carries what a person chose or typed."""
        return CHOICE_FIELDS.get(self.kind, ("value", "initial_value"))[0]

    def at_first(self) -> Json:
        """What is chosen before anybody touches it."""
        name = CHOICE_FIELDS.get(self.kind, ("value", "initial_value"))[1]
        return self.element.get(name, [] if self.chosen_in.endswith("s") else None)


def placed_elements(blocks: list[Json]) -> Iterator[Placed]:
    """Every element of blocks that a person can act on, in the order they are shown."""
    for block in blocks:
        if not isinstance(block, dict):
            continue
        for element in (block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("type") != "image":
                yield Placed(block, element)
        inner = block.get("elements") if block.get("type") in ("actions", "context_actions") else []
        if block.get("type") == "card":
            inner = block.get("actions")
        for element in inner or []:
            if isinstance(element, dict):
                yield Placed(block, element)
        below = block.get("elements") if block.get("type") == "carousel" else []
        yield from placed_elements(list(block.get("child_blocks") or []) + list(below or []))


def complete_values(
    blocks: list[Json],
    given: dict[str, dict[str, Json]],
    find_current: Callable[[Placed], Json] = lambda _placed: None,
) -> dict[str, dict[str, Json]]:
    """The state of a view as it is sent: every input, also those nobody touched.

    Args:
        blocks: What is shown.
        given: What was filled in, by block_id and action_id.
        find_current: What an untouched menu takes from the conversation one is in; None mostly.
    """
    values: dict[str, dict[str, Json]] = {}
    for placed in placed_elements(blocks):
        if placed.kind in WITHOUT_STATE:
            continue
        state = given.get(placed.block_id, {}).get(placed.action_id)
        if not isinstance(state, dict):
            state = {placed.chosen_in: find_current(placed) or placed.at_first()}
        values.setdefault(placed.block_id, {})[placed.action_id] = {
            **state,
            "type": placed.kind,
        }
    return values


def missing_fields(blocks: list[Json], values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack itself says beside an input before the bot is asked, by block_id."""
    found = {}
    for placed in placed_elements(blocks):
        if placed.block.get("type") != "input":
            continue
        value = values.get(placed.block_id, {}).get(placed.action_id, {}).get(placed.chosen_in)
        if value in (None, "", []):
            if not placed.block.get("optional"):
                found[placed.block_id] = "Please complete this required field."
        elif placed.kind == "plain_text_input":
            least, most = placed.element.get("min_length"), placed.element.get("max_length")
            if least is not None and len(value) < least:
                found[placed.block_id] = f"Please enter at least {least} characters."
            elif len(value) > (most or LONGEST_TEXT):
                found[placed.block_id] = f"Please enter at most {most or LONGEST_TEXT} characters."
    return found
