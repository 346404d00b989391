"""The conversations.* methods: which channels there are, who is in them, what was said."""

from bot.playground.state import Json
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.chat import known_channel
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.shapes import channel_shape, message_shape
from bot.playground.workspace import BOT_USER, Workspace

NO_MORE = {"next_cursor": ""}


def open_conversation(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.open: the direct conversation with one person."""
    if arguments.text("channel"):
        return {"channel": {"id": known_channel(workspace, arguments.text("channel")).id}}
    users = arguments.listed("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("not_enough_users")
    person = workspace.users.get(users[0])
    if person is None or person.id == BOT_USER:
        raise Refusal("user_not_found")
    if person.deleted:
        raise Refusal("user_disabled")
    return {"channel": {"id": "D" + person.id[1:]}}


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.info."""
    return {"channel": channel_shape(known_channel(workspace, arguments.needed("channel")))}


def members(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.members; everything on one page."""
    channel = known_channel(workspace, arguments.needed("channel"))
    there = sorted(channel.people) + ([BOT_USER] if channel.bot_is_member else [])
    return {"members": there, "response_metadata": NO_MORE}


def list_conversations(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.list; public channels unless other types are asked for."""
    kinds = arguments.listed("types") or ["public_channel"]
    found = []
    for channel in workspace.channels.values():
        kind = "im" if channel.kind == "dm" else "public_channel"
        if channel.private:
            kind = "private_channel"
        hidden = channel.private and not channel.bot_is_member
        left_out = channel.archived and arguments.flag("exclude_archived")
        if kind in kinds and not hidden and not left_out:
            found.append(channel_shape(channel))
    return {"channels": found, "response_metadata": NO_MORE}


def _read_stamp(arguments: Arguments, name: str, default: str) -> float:
    try:
        return float(arguments.text(name) or default)
    except ValueError:
        raise Refusal(f"invalid_ts_{name}") from None


def history(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.history: newest first, without threads' replies and ephemeral messages."""
    channel = known_channel(workspace, arguments.needed("channel"))
    if not channel.bot_is_member:
        raise Refusal("not_in_channel")
    oldest = _read_stamp(arguments, "oldest", "0")
    latest = _read_stamp(arguments, "latest", "9999999999")
    shapes = []
    for message in workspace.said[channel.id]:
        reply = message.thread_ts is not None and message.thread_ts != message.ts
        if message.ephemeral_to is not None or reply:
            continue
        if oldest < float(message.ts) < latest:
            shape = message_shape(workspace, message)
            if not arguments.flag("include_all_metadata"):
                shape.pop("metadata", None)
            shapes.append(shape)
    shapes.sort(key=lambda shape: float(shape["ts"]), reverse=True)
    most = arguments.whole("limit", 100)
    return {"messages": shapes[:most], "has_more": len(shapes) > most}
