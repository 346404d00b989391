"""Looking whether a message of ours stands in Slack already: its key is in its metadata."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, read_error

log = structlog.get_logger()

EVENT = "salesbell_delivery"
_EARLIER = timedelta(minutes=2)
"""Slack's clock and ours may differ."""
_PAGES = 10
_PAGE = 200


class Unseen(Enum):
    """Why no message was found."""

    ABSENT = "absent"
    UNREADABLE = "unreadable"  # we may not read there
    UNREACHABLE = "unreachable"  # it may be tried again


def write_metadata(key: str, part: str) -> dict[str, Any]:
    """What marks a message as ours. Everybody in the workspace can read it: keys, no figures."""
    return {"event_type": EVENT, "event_payload": {"key": key, "part": part}}


def find_message(
    client: WebClient, recipient: str, thread_ts: str, key: str, part: str, began: datetime
) -> tuple[str, str] | Unseen:
    """Where a message of ours stands: its channel and ts.

    Args:
        client: May read history only where the optional history scopes were granted.
        recipient: A channel's id, or a user's for our direct messages with them.
        thread_ts: The message it answers; empty for one that answers none.
        key: Of the delivery.
        part: Of the delivery.
        began: When it was about to be posted.
    """
    wanted = write_metadata(key, part)["event_payload"]
    try:
        channel = _find_channel(client, recipient)
        cursor = ""
        for _ in range(_PAGES):
            page = _read_page(client, channel, thread_ts, began - _EARLIER, cursor)
            for message in page.get("messages") or ():
                if _payload(message) == wanted:
                    return channel, str(message["ts"])
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return Unseen.ABSENT
    except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
        answer = read_error(error)
        log.info("history not read", error=answer.error)
        unreadable = answer.fate in (Fate.FINAL, Fate.CONTENT)
        return Unseen.UNREADABLE if unreadable else Unseen.UNREACHABLE
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


def _payload(message: Mapping[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") if metadata.get("event_type") == EVENT else None
