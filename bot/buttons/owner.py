"""A word to the owner of a plan about what somebody else has done with it."""

import structlog

from bot.bell import Bell
from bot.messages.deeds import DELETED, say_deed
from bot.request import Request
from storage.problem import Problem

log = structlog.get_logger()


def tell_owner_of(
    bell: Bell, request: Request, owner: str, deed: str, what: str, action: str, plan_id: int
) -> None:
    """Tell the owner, unless they did it themselves.

    Args:
        bell: The bot's parts.
        request: Who did it.
        owner: Who is told.
        deed: What was done: "has paused".
        what: "the digest Monday numbers".
        action: Of the button that manages it.
        plan_id: Its number.
    """
    if owner == request.user:
        return
    gone = 0 if deed == DELETED else plan_id
    try:
        bell.answerer.post(owner, say_deed(request.user, deed, what, action, gone))
    except Problem as problem:  # it is done all the same; the owner may have left
        log.warning("owner not told", problem=problem.reference)
