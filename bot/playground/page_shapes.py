"""What the page is told: the state of the workspace as one person sees it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from bot.playground.page_administration import app_shape
from bot.playground.playground import Playground
from bot.playground.state import Json, Message, PlaygroundChannel
from bot.playground.web_api.shapes import mimetype, view_shape
from bot.playground.workspace import BOT_USER


def state_shape(playground: Playground, user: str) -> dict[str, Json]:
    """Everything around the messages: who, where, when, what is open, what is broken."""
    home = playground.homes.get(user)
    return {
        "team": {"id": playground.team.id, "name": playground.team.name},
        "now": playground.now().isoformat(),
        "zone": playground.team.zone,
        "me": user,
        "users": [
            {
                "id": person.id,
                "name": person.name,
                "title": person.title,
                "role": person.role,
                "color": person.color,
                "email": person.email,
                "deleted": person.deleted,
            }
            for person in playground.users.values()
        ],
        "channels": [
            channel_shape(playground, channel, user)
            for channel in playground.channels.values()
            if playground.is_seen_by(channel, user)
        ],
        "commands": [
            {
                "command": command.command,
                "usage_hint": command.usage_hint,
                "description": command.description,
            }
            for command in playground.manifest.commands.values()
        ],
        "connection": playground.transport.name if playground.transport else "http",
        "modals": [
            {**view_shape(playground, view), "opened_in": view.opened_in}
            for view in playground.modals(user)
        ],
        "faults": [asdict(fault) for fault in playground.faults.waiting],
        "app": app_shape(playground),
        "home": None if home is None else view_shape(playground, home),
    }


def channel_shape(playground: Playground, channel: PlaygroundChannel, user: str) -> dict[str, Json]:
    """A channel in the page's list; a person's direct conversation is named after the bot."""
    there = sorted(channel.people) + ([BOT_USER] if channel.bot_is_member else [])
    return {
        "id": channel.id,
        "name": playground.manifest.bot_name if channel.kind == "dm" else channel.name,
        "kind": channel.kind,
        "members": there,
        "private": channel.private,
        "bot_is_member": channel.bot_is_member,
        "archived": channel.archived,
        "shared": channel.shared,
        "unread": playground.unread.get((user, channel.id), 0),
    }


def message_shape(
    playground: Playground, message: Message, replies: Sequence[Message] = ()
) -> dict[str, Json]:
    """A message on the page, with its replies counted."""
    return {
        "ts": message.ts,
        "user": message.user,
        "username": playground.users[message.user].name,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": [
            {
                "id": file.id,
                "name": file.name,
                "mimetype": mimetype(file),
                "title": file.title or file.name,
                "size": file.length,
            }
            for file in (playground.files[one] for one in message.files)
        ],
        "ephemeral": message.ephemeral_to is not None,
        "thread_ts": message.thread_ts,
        "broadcast": message.broadcast,
        "metadata": message.metadata,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "edited": message.edited,
        "command": message.command,
    }


def channel_messages(playground: Playground, channel: str, user: str) -> list[dict[str, Json]]:
    """What stands in a channel, oldest first; replies stay in their threads."""
    visible = playground.messages(channel, user)
    replies: defaultdict[str | None, list[Message]] = defaultdict(list)
    for message in visible:
        if message.is_reply:
            replies[message.thread_ts].append(message)
    return [
        message_shape(playground, message, replies[message.ts])
        for message in visible
        if message.broadcast or not message.is_reply
    ]


def thread_messages(
    playground: Playground, channel: str, user: str, ts: str
) -> list[dict[str, Json]]:
    """A message and its replies, oldest first."""
    visible = playground.messages(channel, user)
    replies = [message for message in visible if message.is_reply and message.thread_ts == ts]
    parent = [message for message in visible if message.ts == ts]
    return [
        *(message_shape(playground, message, replies) for message in parent),
        *(message_shape(playground, message) for message in replies),
    ]


def can_see_file(playground: Playground, file_id: str, user: str) -> bool:
    """Whether a file is in a message that this person sees, shared or as an image in blocks."""
    for channel in playground.channels.values():
        for message in playground.messages(channel.id, user):
            if file_id in message.files or file_id in json.dumps(message.blocks):
                return True
    return False
