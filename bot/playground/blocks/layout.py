"""The layout blocks, which of them each surface takes, and the look at a whole list of blocks."""

from bot.playground.blocks.data_blocks import DATA_TABLE, DATA_VISUALIZATION, TABLE
from bot.playground.blocks.elements import (
    BUTTON,
    FOR_ACTIONS,
    FOR_CONTEXT_ACTIONS,
    FOR_INPUTS,
    FOR_SECTIONS,
    IMAGE,
)
from bot.playground.blocks.rich_text import RICH_TEXT
from bot.playground.blocks.shape import (
    Check,
    Inspection,
    Json,
    Surface,
    array,
    boolean,
    enum,
    is_type,
    number,
    one_of,
    only_one_of,
    text,
    thing,
    typed,
)
from bot.playground.blocks.text_objects import plain, slack_file, words

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
MARKDOWN_CHARACTERS = 12_000


def block(
    required: dict[str, Check], optional: dict[str, Check] | None = None, *rules: Check
) -> Check:
    """A block: an object with a type and perhaps a block_id."""
    return thing(
        {"type": is_type, **required},
        {"block_id": text(255), **(optional or {})},
        *rules,
    )


def action_ids_differ(value: Json, at: str, seen: Inspection) -> None:
    """A rule: no two elements of one block share an action_id."""
    known: set[str] = set()
    for position, entry in enumerate(value.get("elements") or []):
        name = entry.get("action_id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name in known:
            seen.complain(
                f"{at}/elements/{position}/action_id", f"`action_id` {name} already exists"
            )
        elif isinstance(name, str):
            known.add(name)


def markdown_total(value: Json, at: str, seen: Inspection) -> None:
    """A rule: all markdown of one payload together stays within its limit."""
    body = value.get("text")
    seen.counted["markdown"] += len(body) if isinstance(body, str) else 0
    if seen.counted["markdown"] > MARKDOWN_CHARACTERS:
        seen.complain(f"{at}/text", f"must be less than {MARKDOWN_CHARACTERS + 1} characters")


def collapses(value: Json, at: str, seen: Inspection) -> None:
    """A rule: only a container that can be collapsed starts collapsed."""
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        seen.complain(f"{at}/default_collapsed", "requires is_collapsible")


def files_only_in_modals(value: Json, at: str, seen: Inspection) -> None:
    """A rule: files can be asked for in modals alone."""
    asked = value.get("element")
    if isinstance(asked, dict) and asked.get("type") == "file_input" and seen.surface != "modal":
        seen.complain(f"{at}/element/type", "unsupported type: file_input")


CONTEXT_PIECES: dict[str, Check] = {
    "image": IMAGE,
    "plain_text": words(3000),
    "mrkdwn": words(3000),
}
CARD = block(
    {},
    {
        "hero_image": typed({"image": IMAGE}),
        "icon": typed({"image": IMAGE}),
        "slack_icon": thing({"name": text(255)}),
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "subtext": words(200),
        "actions": array(typed({"button": BUTTON}), 3),
    },
    one_of("hero_image", "title", "actions", "body"),
)

RICH_INPUT: dict[str, Check] = {
    "rich_text_input": thing(
        {"type": is_type},
        {
            "action_id": text(255),
            "initial_value": RICH_TEXT,
            "placeholder": plain(150),
            "focus_on_load": boolean,
        },
    )
}

IN_CONTAINERS: dict[str, Check] = {
    "header": block({"text": plain(150)}, {"level": number(1, 4, whole=True)}),
    "section": block(
        {},
        {
            "text": words(3000),
            "fields": array(words(2000), 10),
            "accessory": typed(FOR_SECTIONS),
            "expand": boolean,
        },
        one_of("text", "fields"),
    ),
    "context": block({"elements": array(typed(CONTEXT_PIECES), 10)}),
    "actions": block({"elements": array(typed(FOR_ACTIONS), 25)}, {}, action_ids_differ),
    "divider": block({}),
    "image": block(
        {"alt_text": text(2000)},
        {"image_url": text(3000), "slack_file": slack_file, "title": plain(2000)},
        only_one_of("image_url", "slack_file"),
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
}

CONTAINER = block(
    {"child_blocks": array(typed(IN_CONTAINERS), 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": words(150),
        "width": enum("narrow", "standard", "wide", "full"),
        "icon": typed({"image": IMAGE}),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    one_of("title", "rich_text_title"),
    collapses,
)

EVERYWHERE: dict[str, Check] = {
    **{kind: check for kind, check in IN_CONTAINERS.items() if kind != "table"},
    "input": block(
        {"label": plain(2000), "element": typed({**FOR_INPUTS, **RICH_INPUT})},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        files_only_in_modals,
    ),
    "card": CARD,
    "video": block(
        {"alt_text": text(2000), "title": plain(199), "video_url": text(3000)}
        | {"thumbnail_url": text(3000)},
        {
            "author_name": text(49),
            "description": plain(200),
            "provider_icon_url": text(3000),
            "provider_name": text(255),
            "title_url": text(3000),
        },
    ),
}

IN_MESSAGES_AND_HOME: dict[str, Check] = {
    "table": TABLE,
    "data_table": DATA_TABLE,
    "carousel": block({"elements": array(typed({"card": CARD}), 10)}),
    "container": CONTAINER,
}

IN_MESSAGES: dict[str, Check] = {
    "markdown": block({"text": text(MARKDOWN_CHARACTERS)}, {}, markdown_total),
    "context_actions": block(
        {"elements": array(typed(FOR_CONTEXT_ACTIONS), 5)}, {}, action_ids_differ
    ),
    "data_visualization": DATA_VISUALIZATION,
}

IN_MODALS: dict[str, Check] = {
    "alert": block(
        {"text": words(200)}, {"level": enum("default", "info", "warning", "error", "success")}
    ),
}

TAKES: dict[Surface, dict[str, Check]] = {
    "message": {**EVERYWHERE, **IN_MESSAGES_AND_HOME, **IN_MESSAGES},
    "unsaved": {**EVERYWHERE, **IN_MESSAGES_AND_HOME, **IN_MESSAGES},
    "home": {**EVERYWHERE, **IN_MESSAGES_AND_HOME},
    "modal": {**EVERYWHERE, **IN_MODALS},
}
ROLLED_OUT_IN_PHASES = ("data_visualization", "data_table")


def inspect_blocks(blocks: Json, at: str, seen: Inspection) -> None:
    """Look at a list of blocks as Slack would and write down what is wrong with it.

    Args:
        blocks: The list, parsed from JSON.
        at: Where it stands in the payload, such as `/blocks` or `/view/blocks`.
        seen: The inspection the findings go to.
    """
    kinds = dict(TAKES[seen.surface])
    if not seen.native:
        for kind in ROLLED_OUT_IN_PHASES:
            kinds.pop(kind, None)
    most = BLOCKS_PER_VIEW if seen.surface in ("modal", "home") else BLOCKS_PER_MESSAGE
    array(typed(kinds), most, least=0)(blocks, at, seen)
    if isinstance(blocks, list):
        for position, entry in enumerate(blocks):
            _look_at_block_id(entry, f"{at}/{position}", seen)


def _look_at_block_id(entry: Json, at: str, seen: Inspection) -> None:
    if not isinstance(entry, dict):
        return
    for name in ("child_blocks", "elements"):
        inner = entry.get(name) if entry.get("type") in ("container", "carousel") else None
        for position, child in enumerate(inner if isinstance(inner, list) else []):
            _look_at_block_id(child, f"{at}/{name}/{position}", seen)
    block_id = entry.get("block_id")
    if not isinstance(block_id, str):
        return
    if block_id in seen.block_ids:
        seen.complain(f"{at}/block_id", f"`block_id` {block_id} already exists")
    seen.block_ids.add(block_id)
