"""How users, channels, messages, files and views look in Slack's answers and payloads."""

from bot.playground.state import (
    Json,
    Message,
    PlaygroundChannel,
    PlaygroundFile,
    PlaygroundUser,
    View,
)
from bot.playground.workspace import APP_ID, BOT_ID, Workspace

KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
}
OTHER_TEAM = "T0ELSEWHER"
"""The workspace that outsiders belong to."""
PICTURES = ("image/png", "image/jpeg", "image/gif")
"""What an image block can show."""


def message_shape(workspace: Workspace, message: Message) -> dict[str, Json]:
    """A message as history and interaction payloads show it."""
    shape: dict[str, Json] = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": workspace.team.id,
        "blocks": message.blocks,
    }
    if message.by_bot:
        shape |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.thread_ts is not None:
        shape["thread_ts"] = message.thread_ts
    if message.broadcast:
        shape["subtype"] = "thread_broadcast"
    if message.files:
        shape["files"] = [file_shape(workspace, workspace.files[one]) for one in message.files]
    if message.attachments:
        shape["attachments"] = message.attachments
    if message.metadata is not None:
        shape["metadata"] = message.metadata
    return shape


def user_shape(workspace: Workspace, user: PlaygroundUser, *, email: bool) -> dict[str, Json]:
    """A person as users.info shows them; the address only with users:read.email."""
    profile: dict[str, Json] = {
        "real_name": user.name,
        "display_name": user.handle,
        "title": user.title,
        "team": workspace.team.id,
    }
    if email and user.email:
        profile["email"] = user.email
    admin = user.role == "administrator"
    return {
        "id": user.id,
        "team_id": OTHER_TEAM if user.outsider else workspace.team.id,
        "name": user.handle,
        "real_name": user.name,
        "deleted": user.deleted,
        "color": user.color.removeprefix("#"),
        "tz": user.zone,
        "profile": profile,
        "is_admin": admin,
        "is_owner": admin,
        "is_primary_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_bot": user.role == "bot",
        "is_app_user": False,
        **({"is_stranger": True} if user.outsider else {}),
    }


def channel_shape(channel: PlaygroundChannel) -> dict[str, Json]:
    """A channel as conversations.info shows it."""
    if channel.kind == "dm":
        return {"id": channel.id, "is_im": True, "user": next(iter(channel.people), "")}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_member": channel.bot_is_member,
        "num_members": len(channel.people) + channel.bot_is_member,
    }


def mimetype(file: PlaygroundFile) -> str:
    """What kind of file it is, by its name."""
    return KINDS.get(file.name.rpartition(".")[2].lower(), "application/octet-stream")


def file_shape(workspace: Workspace, file: PlaygroundFile) -> dict[str, Json]:
    """A file; what Slack finds out by processing is empty until the file is ready."""
    ready = file.refusals_left == 0
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "size": file.length,
        "user": file.owner,
        "mimetype": mimetype(file) if ready else "",
        "filetype": file.name.rpartition(".")[2].lower() if ready else "",
        "url_private": f"{workspace.url}/playground/files/{file.id}",
        "permalink": f"{workspace.url}/files/{file.owner}/{file.id}/{file.name}",
        "channels": sorted(file.shared_in) if ready else [],
        "is_external": False,
        "is_public": False,
    }


def view_shape(workspace: Workspace, view: View) -> dict[str, Json]:
    """A view with what Slack adds to it: id, hash, stack, state."""
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": workspace.team.id,
        "hash": view.hash,
        "state": {"values": view.values},
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": APP_ID,
        "bot_id": BOT_ID,
        "app_installed_team_id": workspace.team.id,
    }
