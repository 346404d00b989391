"""What a button carries: the command and the words of the question it stands for.

It is written by us but comes back from outside, so it is read again in the scope of whoever
clicks; nothing in it is trusted.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.bell import Bell
from bot.commands.registry import make_reply
from bot.commands.reply import Reply
from bot.request import Request

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")


def read_carried(bell: Bell, request: Request) -> Reply:
    """The reply to the question that a button or a form carries."""
    return make_reply(bell, request, read_text(request, "c"), read_text(request, "t"))


def read_text(request: Request, name: str) -> str:
    """One carried text; empty when it is missing or not a text."""
    value = request.value.get(name, "")
    return value if isinstance(value, str) else ""


def read_choice(request: Request) -> Mapping[str, Any]:
    """What the choice in a menu carries; nothing when it is not ours."""
    try:
        values = json.loads(request.chosen)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def read_extra(request: Request) -> dict[str, str]:
    """What a new answer's buttons carry on: the channel the first question came from."""
    channel = read_channel(read_text(request, "ch"))
    return {"ch": channel} if channel else {}


def read_channel(text: str) -> str:
    """A channel's id; empty when it is none, such as a person's or a command."""
    return text if _CHANNEL.fullmatch(text) else ""
