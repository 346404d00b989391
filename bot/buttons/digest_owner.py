"""A word to the owner of a digest about what somebody else has done with it."""

from bot.bell import Bell
from bot.buttons.owner import tell_owner_of
from bot.messages import actions
from bot.request import Request
from storage.digests import DigestRow


def tell_owner(bell: Bell, request: Request, digest: DigestRow, deed: str) -> None:
    """Tell the owner, unless they did it themselves; `deed` is one of `bot.messages.deeds`."""
    what = f"the digest {digest.name}"
    tell_owner_of(bell, request, digest.owner, deed, what, actions.MANAGE_DIGEST, digest.id)
