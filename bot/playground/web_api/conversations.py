"""Which conversations there are and who is in them; what was said is in `history`."""

from bot.playground.state import Json
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.chat import known_channel
from bot.playground.web_api.paging import turn_page
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.scopes import need_scope, need_scope_for
from bot.playground.web_api.shapes import channel_shape
from bot.playground.workspace import BOT_USER, Workspace

MEMBERS_PAGE = (100, 1000)
CHANNELS_PAGE = (100, 1000)
"""How long a page is usually, and at most."""


def open_conversation(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.open: the direct conversation with one person."""
    if arguments.text("channel"):
        return {"channel": {"id": known_channel(workspace, arguments.text("channel")).id}}
    users = arguments.listed("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("not_enough_users")
    need_scope(workspace, "im:write")
    person = workspace.users.get(users[0])
    if person is None or person.id == BOT_USER:
        raise Refusal("user_not_found")
    if person.deleted:
        raise Refusal("user_disabled")
    return {"channel": {"id": "D" + person.id[1:]}}


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.info."""
    channel = known_channel(workspace, arguments.needed("channel"))
    need_scope_for(workspace, channel, "read")
    return {"channel": channel_shape(channel)}


def members(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """conversations.members: ids alone, the bot's own among them."""
    channel = known_channel(workspace, arguments.needed("channel"))
    need_scope_for(workspace, channel, "read")
    there = sorted(channel.people) + ([BOT_USER] if channel.bot_is_member else [])
    page, cursor = turn_page(arguments, there, *MEMBERS_PAGE)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


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
    page, cursor = turn_page(arguments, found, *CHANNELS_PAGE)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}
