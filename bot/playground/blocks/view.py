"""The shape of a whole view, modal or Home, around its blocks."""

import json

from bot.playground.blocks.layout import inspect_blocks
from bot.playground.blocks.shape import (
    Check,
    Inspection,
    Json,
    boolean,
    is_type,
    text,
    thing,
)
from bot.playground.blocks.text_objects import plain

VIEW_BYTES = 250_000

EITHER: dict[str, Check] = {
    "private_metadata": text(3000, 0),
    "callback_id": text(255, 0),
    "external_id": text(255, 0),
}
MODAL: dict[str, Check] = {
    **EITHER,
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}


def submit_is_named(value: Json, at: str, seen: Inspection) -> None:
    """A rule: a modal that asks for something says how to send it."""
    blocks = value.get("blocks")
    kinds = [entry.get("type") for entry in blocks or [] if isinstance(entry, dict)]
    if "input" in kinds and value.get("submit") is None:
        seen.complain(f"{at}/submit", "`submit` is required when an input block is present")


def inspect_view(view: Json, at: str, seen: Inspection) -> None:
    """Look at a view as Slack would; `seen.surface` says whether it must be a modal or a Home.

    Args:
        view: The view, parsed from JSON.
        at: Where it stands in the payload, usually `/view`.
        seen: The inspection the findings go to.
    """
    if not isinstance(view, dict):
        seen.complain(at, "must provide an object")
        return
    if view.get("type") != seen.surface:
        seen.complain(f"{at}/type", f"must be a valid enum value: {seen.surface}")
    required: dict[str, Check] = {"type": is_type, "blocks": inspect_blocks}
    if seen.surface == "modal":
        thing({**required, "title": plain(24)}, MODAL, submit_is_named)(view, at, seen)
    else:
        thing(required, EITHER)(view, at, seen)


def is_too_large(view: Json) -> bool:
    """Whether a view has outgrown what Slack stores."""
    return len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > VIEW_BYTES
