"""The chat.* methods: post, update, delete, ephemeral messages, permalinks."""

from bot.playground.state import Json, Message, PlaygroundChannel
from bot.playground.web_api.arguments import Arguments
from bot.playground.web_api.content import (
    TEXT_OF_UPDATE,
    read_content,
    read_metadata,
)
from bot.playground.web_api.refusal import Refusal
from bot.playground.web_api.shapes import message_shape
from bot.playground.workspace import BOT_USER, Workspace

EPHEMERAL_BYTES = 4_000


def known_channel(workspace: Workspace, name: str) -> PlaygroundChannel:
    """The channel the bot may know of: private ones only when it is in them."""
    channel = workspace.find_channel(name)
    if channel is None or (channel.private and not channel.bot_is_member):
        raise Refusal("channel_not_found")
    return channel


def postable_channel(workspace: Workspace, name: str) -> PlaygroundChannel:
    """The channel the bot may write into."""
    channel = known_channel(workspace, name)
    if channel.archived:
        raise Refusal("is_archived")
    if channel.kind == "dm" and not workspace.manifest.messages_tab_enabled:
        raise Refusal("messages_tab_disabled")
    if channel.kind == "dm" and workspace.users[next(iter(channel.people))].deleted:
        raise Refusal("channel_not_found")
    public = "chat:write.public" in workspace.installation.scopes
    if channel.kind == "channel" and not channel.bot_is_member and not public:
        raise Refusal("not_in_channel")
    return channel


def read_thread(workspace: Workspace, arguments: Arguments, channel: str) -> str | None:
    """The ts of the message that is answered; None outside threads."""
    thread_ts = arguments.text("thread_ts")
    if not thread_ts:
        return None
    parent = workspace.find_message(channel, thread_ts)
    if parent is None:
        raise Refusal("thread_not_found")
    if parent.ephemeral_to is not None:
        raise Refusal("cannot_reply_to_message")
    return parent.thread_ts or parent.ts


def post_message(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """chat.postMessage."""
    channel = postable_channel(workspace, arguments.text("channel"))
    content = read_content(workspace, arguments, "message")
    thread_ts = read_thread(workspace, arguments, channel.id)
    metadata = read_metadata(arguments)
    if workspace.strictness.rate_limits:
        wait = workspace.limits.spend_message(channel.id)
        if wait:
            raise Refusal("ratelimited", retry_after=wait)
    message = workspace.add_message(
        Message(
            channel=channel.id,
            ts=workspace.new_stamp(),
            user=BOT_USER,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=thread_ts,
            broadcast=thread_ts is not None and arguments.flag("reply_broadcast"),
            by_bot=True,
            metadata=metadata or None,
            unfurl_links=arguments.flag("unfurl_links", True),
            unfurl_media=arguments.flag("unfurl_media", True),
        )
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_shape(workspace, message),
    }


def own_message(workspace: Workspace, arguments: Arguments, refused: str) -> Message:
    """The message of ours that a call is about."""
    channel = known_channel(workspace, arguments.text("channel"))
    message = workspace.find_message(channel.id, arguments.needed("ts"))
    if message is None or message.ephemeral_to is not None:
        raise Refusal("message_not_found")
    if not message.by_bot:
        raise Refusal(refused)
    return message


def update(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """chat.update: text without blocks takes the blocks away, metadata left out stays."""
    message = own_message(workspace, arguments, "cant_update_message")
    if workspace.channels[message.channel].archived:
        raise Refusal("is_archived")
    if len(arguments.text("text")) > TEXT_OF_UPDATE:
        raise Refusal("msg_too_long")
    content = read_content(workspace, arguments, "message")
    metadata = read_metadata(arguments)
    with workspace.lock:
        workspace.name_blocks(content.blocks)
        message.text = content.text
        message.blocks = content.blocks
        message.attachments = content.attachments
        if metadata is not None:
            message.metadata = metadata or None
    workspace.changed("messages", message.channel)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_shape(workspace, message),
    }


def delete(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """chat.delete."""
    message = own_message(workspace, arguments, "cant_delete_message")
    workspace.remove_message(message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """chat.postEphemeral: seen by one person of the channel, and not kept."""
    channel = postable_channel(workspace, arguments.text("channel"))
    user = arguments.needed("user")
    if user not in channel.people:
        raise Refusal("user_not_in_channel")
    if len(arguments.text("text").encode()) > EPHEMERAL_BYTES:
        raise Refusal("msg_too_long")
    content = read_content(workspace, arguments, "unsaved")
    message = workspace.add_message(
        Message(
            channel=channel.id,
            ts=workspace.new_stamp(),
            user=BOT_USER,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=read_thread(workspace, arguments, channel.id),
            ephemeral_to=user,
            by_bot=True,
        )
    )
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> dict[str, Json]:
    """chat.getPermalink."""
    channel = known_channel(workspace, arguments.text("channel"))
    stamp = arguments.needed("message_ts")
    if workspace.find_message(channel.id, stamp) is None:
        raise Refusal("message_not_found")
    link = f"{workspace.url}/archives/{channel.id}/p{stamp.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}
