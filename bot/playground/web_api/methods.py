"""Every Web API method the playground knows: what it needs, how often it may be called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.playground.state import Json
from bot.playground.web_api import chat, conversations, files, history, users, views
from bot.playground.web_api.arguments import Arguments
from bot.playground.workspace import Workspace

Run = Callable[[Workspace, Arguments], dict[str, Json]]


@dataclass(frozen=True)
class Method:
    """One method: `scopes` are alternatives, `tier` None means limits of its own or none."""

    run: Run
    scopes: tuple[str, ...] = ()
    tier: int | None = None
    called_with: Literal["bot", "app", "nothing"] = "bot"


READ_CHANNELS = ("channels:read", "groups:read", "im:read", "mpim:read")
READ_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
OPEN_CONVERSATIONS = ("channels:manage", "groups:write", "im:write", "mpim:write")

METHODS: dict[str, Method] = {
    "api.test": Method(users.api_test, called_with="nothing"),
    "apps.connections.open": Method(users.open_connection, called_with="app"),
    "auth.test": Method(users.auth_test),
    "blocks.validate": Method(views.validate_blocks),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",), 3),
    "chat.delete": Method(chat.delete, ("chat:write",), 3),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), 4),
    "chat.getPermalink": Method(chat.get_permalink),
    "conversations.open": Method(conversations.open_conversation, OPEN_CONVERSATIONS, 3),
    "conversations.info": Method(conversations.info, READ_CHANNELS, 3),
    "conversations.members": Method(conversations.members, READ_CHANNELS, 4),
    "conversations.history": Method(history.history, READ_HISTORY, 3),
    "conversations.replies": Method(history.replies, READ_HISTORY, 3),
    "conversations.list": Method(conversations.list_conversations, READ_CHANNELS, 2),
    "users.info": Method(users.info, ("users:read",), 4),
    "users.list": Method(users.list_users, ("users:read",), 2),
    "users.lookupByEmail": Method(users.look_up_by_email, ("users:read.email",), 3),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",), 4),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",), 4),
    "files.info": Method(files.info, ("files:read",), 4),
    "views.open": Method(views.open_view, (), 4),
    "views.push": Method(views.push_view, (), 4),
    "views.update": Method(views.update_view, (), 4),
    "views.publish": Method(views.publish_view, (), 4),
}
