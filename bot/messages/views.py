"""Modals and the Home tab as values: a title, blocks, and what a form carries through."""

from collections.abc import Sequence
from typing import Any

from bot.messages import limits
from bot.messages.blocks import context, paragraph, plain
from bot.messages.limits import keep, say_more
from bot.messages.message import Block
from bot.messages.places import show_places
from bot.messages.text import clean_lines
from storage.problem import Problem

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


def show_waiting(title: str) -> View:
    """A modal that is open before its content is known."""
    return make_modal(title, [context("Working it out …")])


def show_problem(title: str, problem: Problem) -> View:
    """A modal that says why there is no content, and what to do."""
    parts = (problem.what, problem.why, problem.fix)
    return make_modal(title, [paragraph(show_places(clean_lines(part))) for part in parts if part])


def make_home(blocks: Sequence[Block]) -> View:
    """The Home tab."""
    return {"type": "home", "blocks": _keep_blocks(blocks)}


def _keep_blocks(blocks: Sequence[Block]) -> list[Block]:
    return keep(blocks, limits.VIEW_BLOCKS, lambda count: context(say_more(count)))
