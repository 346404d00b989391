"""One request from Slack, reduced to what handlers need, with the key that tells doubles.

Reading never fails: what Slack leaves out (an organisation's clicks name no team, forms no
channel) is empty here.
"""

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
        tab: Which tab of the App Home was opened.
        view: The submitted form.
        value: What a button carries, or a view's metadata where the button carries nothing;
            written by us, yet not to be trusted.
        chosen: What was chosen in a menu or picker.
        stamp: When it was clicked, as Slack counts; of two clicks the later one has the greater.
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
    tab: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    value: Mapping[str, Any] = field(default_factory=dict)
    chosen: str = ""
    stamp: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it came from the direct messages with the bot, private by nature."""
        return self.channel.startswith("D")


def read_command(body: Mapping[str, Any]) -> Request:
    """The request of a slash command."""
    return Request(
        key=f"command:{_text(body, 'trigger_id')}",
        user=_text(body, "user_id"),
        team=_text(body, "team_id"),
        channel=_text(body, "channel_id"),
        command=_text(body, "command"),
        text=_text(body, "text"),
        trigger_id=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
    )


def read_action(body: Mapping[str, Any]) -> Request:
    """The request of a click on a message, a modal or the Home tab."""
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    action = first if isinstance(first, dict) else {}
    container, user = _part(body, "container"), _part(body, "user")
    message_ts = _text(container, "message_ts")
    place = message_ts or _text(container, "view_id")
    name, stamp = _text(action, "action_id"), _text(action, "action_ts")
    return Request(
        key=f"action:{place}:{name}:{_text(user, 'id')}:{stamp}",
        user=_text(user, "id"),
        team=_read_team(body),
        channel=_text(_part(body, "channel"), "id") or _text(container, "channel_id"),
        trigger_id=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
        message_ts=message_ts,
        ephemeral=bool(container.get("is_ephemeral")),
        view=_part(body, "view"),
        value=_read_value(action.get("value")) or _read_metadata(body),
        chosen=_text(action, "selected_user") or _text(_part(action, "selected_option"), "value"),
        stamp=stamp,
    )


def read_submission(body: Mapping[str, Any]) -> Request:
    """The request of a submitted form."""
    view = _part(body, "view")
    return Request(
        key=f"view:{_text(view, 'id')}:{_text(view, 'hash')}",
        user=_text(_part(body, "user"), "id"),
        team=_read_team(body),
        trigger_id=_text(body, "trigger_id"),
        view=view,
        value=_read_metadata(body),
    )


def read_event(body: Mapping[str, Any]) -> Request:
    """The request of an event."""
    event = _part(body, "event")
    return Request(
        key=f"event:{_text(body, 'team_id')}:{_text(body, 'event_id')}",
        user=_text(event, "user"),
        team=_text(body, "team_id"),
        channel=_text(event, "channel"),
        tab=_text(event, "tab"),
    )


def _read_team(body: Mapping[str, Any]) -> str:
    """Installed for a whole organisation, Slack sends no team but the user's own."""
    return _text(_part(body, "team"), "id") or _text(_part(body, "user"), "team_id")


def _read_metadata(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return _read_value(_part(body, "view").get("private_metadata"))


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _read_value(text: object) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
