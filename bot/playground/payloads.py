"""The payloads Slack sends: slash commands, interactions and events."""

import re
import secrets
from urllib.parse import quote

from bot.playground.filled_in import placed_elements
from bot.playground.state import Json, Message, PlaygroundChannel, ResponseUrl, View
from bot.playground.web_api.shapes import message_shape, view_shape
from bot.playground.workspace import APP_ID, BOT_USER, Workspace

VERIFICATION = "playground-verification"
CHANNEL = re.compile(r"(?<![\w/])#([\w-]+)")
ADDRESS = re.compile(r"https?://[^\s<>|]+")


def channel_name(channel: PlaygroundChannel) -> str:
    """The name a payload gives: direct and private conversations are not named."""
    if channel.kind == "dm":
        return "directmessage"
    return "privategroup" if channel.private else channel.name


def response_address(workspace: Workspace, url: ResponseUrl) -> str:
    """Where an act can be answered."""
    return f"{workspace.url}/response/{quote(workspace.team.id)}/{url.key}"


def _as_entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape(workspace: Workspace, text: str) -> str:
    """What should_escape does: people, channels and links become ids and marks, &<> entities."""
    text = _as_entities(text)
    people = {
        _as_entities(name).lower(): user.id
        for user in workspace.users.values()
        for name in (user.handle, user.name)
    }
    longest_first = sorted(people, key=len, reverse=True)
    anybody = "|".join(map(re.escape, longest_first))
    mention = re.compile(rf"(?<![\w/])@({anybody})(?!\w)", re.IGNORECASE)
    names = {c.name: c for c in workspace.channels.values() if c.kind == "channel"}

    def person(found: re.Match[str]) -> str:
        return f"<@{people[found[1].lower()]}>"

    def channel(found: re.Match[str]) -> str:
        known = names.get(found[1])
        if known is None:
            return found[0]
        return f"<#{known.id}|{'' if known.private else known.name}>"

    text = ADDRESS.sub(lambda found: f"<{found[0]}>", text)
    return CHANNEL.sub(channel, mention.sub(person, text))


def slash_command(
    workspace: Workspace, user: str, channel: PlaygroundChannel, command: str, text: str
) -> dict[str, Json]:
    """The form a slash command arrives as."""
    known = workspace.manifest.commands[command]
    url = workspace.new_response_url(user, channel.id, command=f"{command} {text}".strip())
    return {
        "token": VERIFICATION,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user,
        "user_name": workspace.users[user].handle,
        "command": command,
        "text": escape(workspace, text) if known.should_escape else text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_address(workspace, url),
        "trigger_id": workspace.new_trigger(user, channel.id),
    }


def interaction(workspace: Workspace, kind: str, user: str) -> dict[str, Json]:
    """What every interaction carries."""
    person = workspace.users[user]
    return {
        "type": kind,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "user": {
            "id": user,
            "username": person.handle,
            "name": person.handle,
            "team_id": workspace.team.id,
        },
        "api_app_id": APP_ID,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(
    workspace: Workspace, user: str, message: Message, action: Json, values: Json
) -> dict[str, Json]:
    """block_actions from a message; an ephemeral one is not sent along."""
    channel = workspace.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    url = workspace.new_response_url(user, channel.id, source=message)
    payload = interaction(workspace, "block_actions", user) | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "trigger_id": workspace.new_trigger(user, channel.id),
        "response_url": response_address(workspace, url),
        "state": {"values": values},
        "actions": [action],
    }
    if message.thread_ts is not None:
        payload["container"]["thread_ts"] = message.thread_ts
    if not ephemeral:
        payload["message"] = message_shape(workspace, message)
    return payload


def view_action(workspace: Workspace, user: str, view: View, action: Json) -> dict[str, Json]:
    """block_actions from a modal or the Home."""
    return interaction(workspace, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.new_trigger(user, view.opened_in),
        "view": view_shape(workspace, view),
        "actions": [action],
    }


def view_submission(workspace: Workspace, user: str, view: View) -> dict[str, Json]:
    """A modal that was sent, with the right to answer in the channels that were chosen in it."""
    urls = []
    for placed in placed_elements(view.body["blocks"]):
        state = view.values.get(placed.block_id, {}).get(placed.action_id, {})
        channel = state.get(placed.chosen_in)
        if placed.element.get("response_url_enabled") and channel in workspace.channels:
            url = workspace.new_response_url(user, channel)
            urls.append(
                {
                    "block_id": placed.block_id,
                    "action_id": placed.action_id,
                    "channel_id": channel,
                    "response_url": response_address(workspace, url),
                }
            )
    return interaction(workspace, "view_submission", user) | {
        "trigger_id": workspace.new_trigger(user, view.opened_in),
        "view": view_shape(workspace, view),
        "response_urls": urls,
    }


def view_closed(workspace: Workspace, user: str, view: View, *, cleared: bool) -> dict[str, Json]:
    """A modal that was closed without being sent."""
    return interaction(workspace, "view_closed", user) | {
        "view": view_shape(workspace, view),
        "is_cleared": cleared,
    }


def event(workspace: Workspace, body: dict[str, Json]) -> dict[str, Json]:
    """The envelope around one event."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.team.id,
        "api_app_id": APP_ID,
        "event": body,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
