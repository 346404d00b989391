"""Interactive elements and images: buttons, menus, pickers and inputs, with Slack's limits."""

import re

from bot.playground.blocks.shape import (
    Check,
    Inspection,
    Json,
    array,
    boolean,
    enum,
    is_type,
    matching,
    number,
    one_of,
    only_one_of,
    text,
    thing,
    unique,
)
from bot.playground.blocks.text_objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    LIST_OPTION,
    MENU_OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    plain,
    slack_file,
)

ADDRESS = matching(re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE).fullmatch, "a valid URL")
DAY = matching(re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch, "a date in the form YYYY-MM-DD")
TIME = matching(re.compile(r"([01]\d|2[0-3]):[0-5]\d").fullmatch, "a time in the form HH:mm")
NUMERAL = matching(re.compile(r"-?\d+(\.\d+)?").fullmatch, "a number as a string")
A_USER = matching(re.compile(r"[UW][A-Z0-9]{2,}").fullmatch, "a user id")
A_CONVERSATION = matching(re.compile(r"[CDGUW][A-Z0-9]{2,}").fullmatch, "a conversation id")
A_CHANNEL = matching(re.compile(r"C[A-Z0-9]{2,}").fullmatch, "a channel id")

ACTION: dict[str, Check] = {"action_id": text(255)}
ASKS: dict[str, Check] = {**ACTION, "confirm": CONFIRM}
PICKS: dict[str, Check] = {**ASKS, "focus_on_load": boolean, "placeholder": plain(150)}
MANY: dict[str, Check] = {**PICKS, "max_selected_items": number(1, whole=True)}
TYPES: dict[str, Check] = {
    **ACTION,
    "focus_on_load": boolean,
    "placeholder": plain(150),
    "dispatch_action_config": thing(
        {},
        {"trigger_actions_on": array(enum("on_enter_pressed", "on_character_entered"), 2)},
    ),
}


def within(choice: Json) -> list[Json]:
    """Every option of a menu, those inside groups too."""
    groups = choice.get("option_groups") or []
    found = list(choice.get("options") or [])
    for group in groups if isinstance(groups, list) else []:
        found.extend(group.get("options") or [] if isinstance(group, dict) else [])
    return found


def initial_is_offered(value: Json, at: str, seen: Inspection) -> None:
    """A rule: what is chosen at first is one of the options."""
    chosen = list(value.get("initial_options") or [])
    if value.get("initial_option") is not None:
        chosen.append(value["initial_option"])
    if any(option not in within(value) for option in chosen):
        seen.complain(at, "initial option must be one of the options")


def options_differ(value: Json, at: str, seen: Inspection) -> None:
    """A rule: no two options of one menu carry the same value."""
    values = [option.get("value") for option in within(value) if isinstance(option, dict)]
    if not unique(values):
        seen.complain(at, "option values must be unique")


def bounded_lengths(value: Json, at: str, seen: Inspection) -> None:
    """A rule: the least length of an input is not above its greatest."""
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        seen.complain(at, "min_length must not be greater than max_length")


def element(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    """An element: an object with a type."""
    return thing({"type": is_type, **required}, optional, *rules)


def menu(many: bool) -> Check:
    """A menu of fixed options, of which one or several can be chosen."""
    fields: dict[str, Check] = {
        "options": array(MENU_OPTION, 100),
        "option_groups": array(OPTION_GROUP, 100),
    }
    if many:
        chosen: dict[str, Check] = {**MANY, "initial_options": array(MENU_OPTION, 100)}
    else:
        chosen = {**PICKS, "initial_option": MENU_OPTION}
    rules = (only_one_of("options", "option_groups"), initial_is_offered, options_differ)
    return element({}, {**chosen, **fields}, *rules)


IMAGE = element(
    {"alt_text": text(2000)},
    {"image_url": text(3000), "slack_file": slack_file},
    only_one_of("image_url", "slack_file"),
)

BUTTON = element(
    {"text": plain(75)},
    {
        **ASKS,
        "value": text(2000, 0),
        "url": text(3000),
        "style": enum("primary", "danger"),
        "accessibility_label": text(75),
    },
)

FEEDBACK_BUTTON = thing({"text": plain(75), "value": text(2000)}, {"accessibility_label": text(75)})

LISTED: dict[str, Check] = {"options": array(LIST_OPTION, 10)}
CONVERSATION: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}

BUTTONS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": element({"options": array(OVERFLOW_OPTION, 5)}, ASKS, options_differ),
    "workflow_button": element(
        {"text": plain(75), "workflow": thing({"trigger": thing({"url": text(3000)})})},
        {**ACTION, "style": enum("primary", "danger"), "accessibility_label": text(75)},
    ),
}

CHOICES: dict[str, Check] = {
    "static_select": menu(many=False),
    "external_select": element(
        {}, {**PICKS, "initial_option": MENU_OPTION, "min_query_length": number(0, whole=True)}
    ),
    "users_select": element({}, {**PICKS, "initial_user": A_USER}),
    "conversations_select": element(
        {},
        {
            **PICKS,
            **CONVERSATION,
            "initial_conversation": A_CONVERSATION,
            "response_url_enabled": boolean,
        },
    ),
    "channels_select": element(
        {}, {**PICKS, "initial_channel": A_CHANNEL, "response_url_enabled": boolean}
    ),
    "multi_static_select": menu(many=True),
    "multi_external_select": element(
        {},
        {
            **MANY,
            "initial_options": array(MENU_OPTION, 100),
            "min_query_length": number(0, whole=True),
        },
    ),
    "multi_users_select": element({}, {**MANY, "initial_users": array(A_USER, 100)}),
    "multi_conversations_select": element(
        {}, {**MANY, **CONVERSATION, "initial_conversations": array(A_CONVERSATION, 100)}
    ),
    "multi_channels_select": element({}, {**MANY, "initial_channels": array(A_CHANNEL, 100)}),
    "datepicker": element({}, {**PICKS, "initial_date": DAY}),
    "timepicker": element({}, {**PICKS, "initial_time": TIME, "timezone": text(255)}),
    "checkboxes": element(
        LISTED,
        {**ASKS, "focus_on_load": boolean, "initial_options": array(LIST_OPTION, 10)},
        initial_is_offered,
        options_differ,
    ),
    "radio_buttons": element(
        LISTED,
        {**ASKS, "focus_on_load": boolean, "initial_option": LIST_OPTION},
        initial_is_offered,
        options_differ,
    ),
}

STAMP: dict[str, Check] = {
    "datetimepicker": element(
        {},
        {
            **ASKS,
            "focus_on_load": boolean,
            "initial_date_time": number(10**9, 10**10 - 1, whole=True),
        },
    )
}

INPUTS: dict[str, Check] = {
    "plain_text_input": element(
        {},
        {
            **TYPES,
            "initial_value": text(3000, 0),
            "multiline": boolean,
            "min_length": number(0, 3000, whole=True),
            "max_length": number(1, 3000, whole=True),
        },
        bounded_lengths,
    ),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        {**TYPES, "initial_value": NUMERAL, "min_value": NUMERAL, "max_value": NUMERAL},
    ),
    "email_text_input": element({}, {**TYPES, "initial_value": text(3000, 0)}),
    "url_text_input": element({}, {**TYPES, "initial_value": text(3000, 0)}),
    "file_input": element(
        {},
        {**ACTION, "filetypes": array(text(50), 100), "max_files": number(1, 10, whole=True)},
    ),
}

FOR_CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": element(
        {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, ACTION
    ),
    "icon_button": element(
        {"icon": enum("trash"), "text": plain(75)},
        {
            **ASKS,
            "value": text(2000),
            "accessibility_label": text(75),
            "visible_to_user_ids": array(A_USER, 100),
        },
    ),
}

FOR_ACTIONS: dict[str, Check] = {**BUTTONS, **CHOICES, **STAMP}
FOR_SECTIONS: dict[str, Check] = {**BUTTONS, **CHOICES, "image": IMAGE}
FOR_INPUTS: dict[str, Check] = {**CHOICES, **STAMP, **INPUTS}

__all__ = [
    "ADDRESS",
    "BUTTON",
    "FOR_ACTIONS",
    "FOR_CONTEXT_ACTIONS",
    "FOR_INPUTS",
    "FOR_SECTIONS",
    "IMAGE",
    "one_of",
]
