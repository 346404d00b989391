"""Which scope a call needs for one conversation; what a method needs at all is in `methods`."""

from bot.playground.state import PlaygroundChannel
from bot.playground.web_api.refusal import Refusal
from bot.playground.workspace import Workspace


def need_scope(workspace: Workspace, scope: str) -> None:
    """Refuse a call unless the app was granted a scope.

    Raises:
        Refusal: missing_scope, with what is needed and what there is.
    """
    have = workspace.installation.scopes
    if workspace.strictness.scopes and scope not in have:
        raise Refusal("missing_scope", needed=scope, provided=",".join(have))


def need_scope_for(workspace: Workspace, channel: PlaygroundChannel, right: str) -> None:
    """Refuse a call unless the app may do this in a conversation of this kind.

    Args:
        workspace: Where.
        channel: The conversation.
        right: The second half of a scope: `read`, `history`.

    Raises:
        Refusal: missing_scope.
    """
    family = "im" if channel.kind == "dm" else "groups" if channel.private else "channels"
    need_scope(workspace, f"{family}:{right}")
