"""A small Slack on one's own machine: in memory, strict, with a page to use it from."""

from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from bot.playground.state import PlaygroundChannel, PlaygroundUser, Team
from bot.playground.strictness import Strictness

__all__ = [
    "Playground",
    "PlaygroundChannel",
    "PlaygroundServer",
    "PlaygroundUser",
    "Strictness",
    "Team",
]
