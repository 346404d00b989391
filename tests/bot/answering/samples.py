"""A message with everything that can be refused, and ways to look at what came of it."""

from typing import Any

from bot.messages.blocks import Button, bold, paragraph, show_buttons
from bot.messages.message import Message, Picture
from bot.messages.table import Table, show_table
from bot.playground import Playground

PNG = b"\x89PNG\r\n\x1a\n-not-really-"
TABLE = Table(("Stage", "Deals"), [("Proposal", "3")], ("Total", "3"))


def draw_nothing() -> bytes:
    raise RuntimeError("the font is missing")


def message(png: Any = PNG, text: str = "3 deals are open.") -> Message:
    return Message(
        text,
        (
            paragraph([bold(text)]),
            show_table(TABLE),
            Picture("pipeline.png", png, "Proposal 3", "All in Proposal"),
            *show_buttons([Button("By owner", "run_by_owner", "{}")]),
        ),
    )


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def calls(playground: Playground, method: str) -> int:
    """How many requests for a method arrived, those that went wrong too."""
    return sum(request.method == method for request in playground.requests)
