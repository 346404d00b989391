"""What a submitted form sets off: a look at its fields while Slack waits, then the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.bell import Bell, Work
from bot.messages.views import View
from bot.request import Request

REVIEW_SECONDS = 1.5
"""Of Slack's three: the listener is not alone on the machine."""

Review = Callable[[Bell, Request], Mapping[str, str]]
"""What is wrong with a form, by the ids of its blocks; empty when nothing is."""


@dataclass(frozen=True)
class Form:
    """A form that can be submitted.

    Attributes:
        work: Done after the acknowledgement.
        review: Looks at the fields first, so that Slack shows what is wrong where it stands. It
            is given little time: the work must not rely on it.
        waiting: What the window shows until the work fills it; without it the window closes.
    """

    work: Work
    review: Review | None = None
    waiting: View | None = None


def find_block(view: Mapping[str, Any], action_id: str) -> str:
    """The id of the block that a field stands in; empty when the form has no such field."""
    blocks = view.get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict) and element.get("action_id") == action_id:
            return str(block.get("block_id", ""))
    return ""
