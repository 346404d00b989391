"""What a button or a choice carries: written by us, but it comes back from outside.

Nothing in it is trusted.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.request import Request

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")


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
