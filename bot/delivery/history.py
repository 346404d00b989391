"""Looking whether something of ours stands in Slack already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, SlackAnswer, read_error

log = structlog.get_logger()

EVENT = "salesbell_delivery"
_EARLIER = timedelta(minutes=2)
"""Slack's clock and ours may differ."""
_PAGES = 10
_PAGE = 200

IsIt = Callable[[Mapping[str, Any]], bool]


class Unseen(Enum):
    """Why nothing was found."""

    ABSENT = "absent"
    UNREADABLE = "unreadable"  # we may not read there


@dataclass(frozen=True)
class Place:
    """Where a message stands."""

    channel: str
    ts: str


class NotLooked(Exception):  # noqa: N818 - a state, not an error
    """Slack could not be asked; it may be tried again."""

    def __init__(self, answer: SlackAnswer) -> None:
        super().__init__(answer.error)
        self.answer = answer


def write_metadata(key: str, part: str) -> dict[str, Any]:
    """What marks a message as ours. Everybody in the workspace can read it: keys, no figures."""
    return {"event_type": EVENT, "event_payload": {"key": key, "part": part}}


def is_marked(key: str, part: str) -> IsIt:
    """Recognises the message that carries this metadata."""
    wanted = write_metadata(key, part)

    def is_it(message: Mapping[str, Any]) -> bool:
        metadata = message.get("metadata") or {}
        return {name: metadata.get(name) for name in wanted} == wanted

    return is_it


def has_file(file_id: str) -> IsIt:
    """Recognises the message that shows this file."""

    def is_it(message: Mapping[str, Any]) -> bool:
        return any(file.get("id") == file_id for file in message.get("files") or ())

    return is_it


def find_message(
    client: WebClient,
    recipient: str,
    thread_ts: str,
    is_it: IsIt,
    began: datetime,
    writer: str = "",
) -> Place | Unseen:
    """Where a message of ours stands.

    Args:
        client: May read history only where the optional history scopes were granted.
        recipient: A channel's id, or a user's for our direct messages with them.
        thread_ts: The message it answers; empty for one that answers none.
        is_it: Recognises it.
        began: When it was about to be posted.
        writer: Our own user, so that nobody else's message is taken for ours; empty when unknown.

    Raises:
        NotLooked: when that may succeed later.
    """
    try:
        channel = _find_channel(client, recipient)
        cursor = ""
        for _ in range(_PAGES):
            page = _read_page(client, channel, thread_ts, began - _EARLIER, cursor)
            for message in page.get("messages") or ():
                if is_it(message) and (not writer or message.get("user") == writer):
                    return Place(channel, str(message["ts"]))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return Unseen.ABSENT
    except Exception as error:
        answer = read_error(error)
        log.info("history not read", error=answer.error)
        if answer.fate in (Fate.FINAL, Fate.CONTENT):
            return Unseen.UNREADABLE
        raise NotLooked(answer) from error
    return Unseen.UNREADABLE  # too much has been said since to read it all


def _find_channel(client: WebClient, recipient: str) -> str:
    if recipient[:1] not in ("U", "W"):
        return recipient
    return str(client.conversations_open(users=recipient)["channel"]["id"])


def _read_page(
    client: WebClient, channel: str, thread_ts: str, oldest: datetime, cursor: str
) -> Mapping[str, Any]:
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{oldest.timestamp():.6f}",
        "limit": _PAGE,
        "include_all_metadata": True,
        "cursor": cursor or None,
    }
    if thread_ts:
        answer = client.conversations_replies(ts=thread_ts, **asked)
    else:
        answer = client.conversations_history(**asked)
    return answer.data if isinstance(answer.data, dict) else {}
