"""Pages of a long list, and the cursors that lead from one to the next."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.refusal import Refusal

T = TypeVar("T")


def turn_page(
    arguments: Arguments, listed: Sequence[T], usual: int, most: int
) -> tuple[Sequence[T], str]:
    """The page a call asks for, and the cursor of the next one; empty when it is the last.

    Args:
        arguments: With `cursor` and `limit`.
        listed: Everything.
        usual: How long a page is when no limit is given.
        most: How long it can be.

    Raises:
        Refusal: invalid_cursor or invalid_limit.
    """
    limit = arguments.whole("limit", usual) if arguments.text("limit") else usual
    if limit < 1:
        raise Refusal("invalid_limit")
    start = _read_cursor(arguments.text("cursor"))
    end = start + min(limit, most)
    return listed[start:end], _write_cursor(end) if end < len(listed) else ""


def _write_cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        name, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if name != "next":
            raise Refusal("invalid_cursor")
        return max(0, int(position))
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None
