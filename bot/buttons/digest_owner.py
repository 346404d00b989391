"""A word to the owner of a digest about what somebody else has done with it."""

import structlog

from bot.bell import Bell
from bot.messages.digest_windows import say_deed
from bot.request import Request
from storage.digests import DigestRow
from storage.problem import Problem

log = structlog.get_logger()

CHANGED = "has changed"
PAUSED = "has paused"
RESUMED = "has resumed"
HANDED_OVER = "has handed over to you"
DELETED = "has deleted"


def tell_owner(bell: Bell, request: Request, digest: DigestRow, deed: str) -> None:
    """Tell the owner, unless they did it themselves.

    Args:
        bell: The bot's parts.
        request: Who did it.
        digest: With the owner who is told.
        deed: What was done: "has paused".
    """
    if digest.owner == request.user:
        return
    gone = 0 if deed == DELETED else digest.id
    try:
        bell.answerer.post(digest.owner, say_deed(request.user, deed, digest.name, gone))
    except Problem as problem:  # it is done all the same; the owner may have left
        log.warning("owner not told", problem=problem.reference)
