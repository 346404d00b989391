"""One request from Slack, reduced to what handlers need, with the key that tells doubles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """A command, a click, a submitted form or an event.

    Attributes:
        key: The same for every delivery of the same request.
        user, team, channel: Slack's ids; channel is empty for forms and the Home tab.
        text: What was typed behind the command.
        trigger_id: Opens one modal within three seconds.
        response_url: Takes five answers within thirty minutes; empty where Slack gives none.
        message_ts: The message that was clicked in.
        view: The submitted form.
        value: What a button carries; written by us, yet not to be trusted.
    """

    key: str
    user: str
    team: str
    channel: str = ""
    command: str = ""
    text: str = ""
    trigger_id: str = ""
    response_url: str = ""
    message_ts: str = ""
    ephemeral: bool = False
    view: Mapping[str, Any] = field(default_factory=dict)
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """Whether it came from the direct messages with the bot, private by nature."""
        return self.channel.startswith("D")


def read_command(body: Mapping[str, Any]) -> Request:
    """The request of a slash command."""
    return Request(
        key=f"command:{body['trigger_id']}",
        user=body["user_id"],
        team=body["team_id"],
        channel=body["channel_id"],
        command=body["command"],
        text=body.get("text", ""),
        trigger_id=body["trigger_id"],
        response_url=body["response_url"],
    )


def read_action(body: Mapping[str, Any]) -> Request:
    """The request of a click on a message, a modal or the Home tab."""
    action = body["actions"][0]
    container = body.get("container", {})
    place = container.get("message_ts") or container.get("view_id", "")
    return Request(
        key=f"action:{place}:{action['action_id']}:{body['user']['id']}:{action['action_ts']}",
        user=body["user"]["id"],
        team=body["team"]["id"],
        channel=body.get("channel", {}).get("id", ""),
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        message_ts=container.get("message_ts", ""),
        ephemeral=bool(container.get("is_ephemeral")),
        view=body.get("view") or {},
        value=_read_value(action.get("value")),
    )


def read_submission(body: Mapping[str, Any]) -> Request:
    """The request of a submitted form."""
    view = body["view"]
    return Request(
        key=f"view:{view['id']}:{view.get('hash', '')}",
        user=body["user"]["id"],
        team=body["team"]["id"],
        trigger_id=body.get("trigger_id", ""),
        view=view,
        value=_read_value(view.get("private_metadata")),
    )


def read_event(body: Mapping[str, Any]) -> Request:
    """The request of an event."""
    return Request(
        key=f"event:{body['team_id']}:{body['event_id']}",
        user=body["event"].get("user", ""),
        team=body["team_id"],
        channel=body["event"].get("channel", ""),
    )


def _read_value(text: str | None) -> Mapping[str, Any]:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
