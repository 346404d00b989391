"""What was said: conversations.history and conversations.replies."""

from collections.abc import Callable

from bot.playground.state import Json, Message, PlaygroundChannel
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.chat import known_channel
from bot.playground.web_api.paging import turn_page
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.scopes import need_scope_for
from bot.playground.web_api.shapes import message_shape
from bot.playground.workspace import Workspace

HISTORY_PAGE = (100, 999)
REPLIES_PAGE = (1000, 1000)
"""How long a page is usually, and at most."""


def _readable(workspace: Workspace, arguments: Arguments) -> PlaygroundChannel:
    channel = known_channel(workspace, arguments.needed("channel"))
    need_scope_for(workspace, channel, "history")
    if not channel.bot_is_member:
        raise Refusal("not_in_channel")
    return channel


def _read_stamp(arguments: Arguments, name: str, default: str) -> float:
    try:
        return float(arguments.text(name) or default)
    except ValueError:
        raise Refusal(f"invalid_ts_{name}") from None


def _window(arguments: Arguments) -> Callable[[Message], bool]:
    """Whether a message lies between `oldest` and `latest`; both ends only when `inclusive`."""
    oldest = _read_stamp(arguments, "oldest", "0")
    latest = _read_stamp(arguments, "latest", "9999999999")
    inclusive = arguments.flag("inclusive")

    def lies_within(message: Message) -> bool:
        stamp = float(message.ts)
        return oldest < stamp < latest or (inclusive and stamp in (oldest, latest))

    return lies_within


def _shape(workspace: Workspace, message: Message, arguments: Arguments) -> dict[str, Json]:
    shape = message_shape(workspace, message)
    if not arguments.flag("include_all_metadata"):
        shape.pop("metadata", None)
    replies = workspace.replies_to(message)
    if replies:
        writers = list(dict.fromkeys(reply.user for reply in replies))
        shape |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(writers),
            "reply_users": writers[:5],
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
    return shape


def history(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.history: newest first, without threads' replies and ephemeral messages.

    When `oldest` is given without `latest`, the first page is the one next to `oldest`.
    """
    channel = _readable(workspace, arguments)
    lies_within = _window(arguments)
    found = [
        message
        for message in workspace.said[channel.id]
        if message.ephemeral_to is None
        and (message.broadcast or not message.is_reply)
        and lies_within(message)
    ]
    forwards = bool(arguments.text("oldest")) and not arguments.text("latest")
    found.sort(key=lambda message: float(message.ts), reverse=not forwards)
    page, cursor = turn_page(arguments, found, *HISTORY_PAGE)
    newest_first = reversed(page) if forwards else page
    answer: dict[str, Json] = {
        "messages": [_shape(workspace, message, arguments) for message in newest_first],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def replies(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.replies: a thread's first message and then its replies, oldest first."""
    channel = _readable(workspace, arguments)
    asked = workspace.find_message(channel.id, arguments.needed("ts"))
    if asked is None or asked.ephemeral_to is not None:
        raise Refusal("thread_not_found")
    parent = asked
    if asked.is_reply:
        parent = workspace.find_message(channel.id, str(asked.thread_ts)) or asked
    lies_within = _window(arguments)
    found = [message for message in workspace.replies_to(parent) if lies_within(message)]
    page, cursor = turn_page(arguments, found, *REPLIES_PAGE)
    answer: dict[str, Json] = {
        # The first message comes with every page, whatever the window is.
        "messages": [_shape(workspace, message, arguments) for message in (parent, *page)],
        "has_more": bool(cursor),
    }
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer
