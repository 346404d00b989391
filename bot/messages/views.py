"""Modals and the Home tab as values: a title, blocks, and what a form carries through."""

from collections.abc import Sequence
from typing import Any

from bot.messages import limits
from bot.messages.blocks import context, plain
from bot.messages.limits import keep, say_more
from bot.messages.message import Block

View = dict[str, Any]
"""One view in the shape that Slack takes."""


def make_modal(
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
    callback: str = "",
    metadata: str = "",
) -> View:
    """A modal; with `submit` it is a form.

    Raises:
        ValueError: when `metadata` is longer than Slack keeps; cut, it would be worthless.
    """
    if len(metadata) > limits.METADATA:
        raise ValueError("a form can carry 3,000 characters and no more")
    view: View = {
        "type": "modal",
        "title": plain(title, limits.VIEW_TITLE).to_dict(),
        "close": plain("Cancel" if submit else "Close", limits.VIEW_TITLE).to_dict(),
        "blocks": _keep_blocks(blocks),
    }
    if submit:
        view["submit"] = plain(submit, limits.VIEW_TITLE).to_dict()
    if callback:
        view["callback_id"] = callback
    if metadata:
        view["private_metadata"] = metadata
    return view


def make_home(blocks: Sequence[Block]) -> View:
    """The Home tab."""
    return {"type": "home", "blocks": _keep_blocks(blocks)}


def _keep_blocks(blocks: Sequence[Block]) -> list[Block]:
    return keep(blocks, limits.VIEW_BLOCKS, lambda count: context(say_more(count)))
