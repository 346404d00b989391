"""Sorts Slack's answers: done, other content needed, final, worth another try, or unknown.

Unknown is what may have happened all the same; sending it again could show it twice.
"""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from storage.problem import Problem


class Fate(Enum):
    """What became of something that was sent."""

    DONE = "done"
    CONTENT = "content"  # certainly not shown; other blocks or a shorter text may be
    AGAIN = "again"  # certainly not shown; the same may pass later
    FINAL = "final"  # certainly not shown; the same will never pass
    UNKNOWN = "unknown"  # perhaps shown


@dataclass(frozen=True)
class SlackAnswer:
    """One answer of Slack, or the lack of one.

    Attributes:
        error: Slack's own word such as "not_in_channel", or what happened on the way.
        details: What Slack wrote beside it, such as which block it refused.
        retry_after: Seconds that Slack asks to wait; None when it does not say.
    """

    fate: Fate
    error: str = ""
    details: tuple[str, ...] = ()
    retry_after: float | None = None


_CONTENT = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "msg_too_long",
    "msg_blocks_too_long",
    "too_many_attachments",
    "slack_file_not_found",
    "block_mismatch",
}
_AGAIN = {"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"}
_UNKNOWN = {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "service_timeout",
}
_NO_CONNECTION = {"invalid_auth", "not_authed", "account_inactive", "token_revoked"} | {
    "token_expired",
    "missing_scope",
    "no_permission",
}
_NOT_THERE = {"not_in_channel", "channel_not_found"}
_NO_PERSON = {"user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"}
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


def read_error(error: Exception) -> SlackAnswer:
    """What an exception of the Slack client means."""
    if isinstance(error, SlackApiError):
        data, headers = error.response.data, error.response.headers
        answer = read_answer(error.response.status_code, data if isinstance(data, dict) else {})
        return replace(answer, retry_after=_read_retry_after(headers))
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, _NEVER_SENT):
        return SlackAnswer(Fate.AGAIN, "no_connection", (str(cause),))
    if isinstance(cause, OSError):  # timeouts and connections that ended before the answer
        return SlackAnswer(Fate.UNKNOWN, type(cause).__name__, (str(cause),))
    # Everything else was raised after the request had gone out, or we cannot tell.
    return SlackAnswer(Fate.UNKNOWN, type(error).__name__, (str(error),))


def _read_retry_after(headers: Mapping[str, Any]) -> float | None:
    """Some servers write the heading in lower case, and a proxy may write a date."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), None)
    words = str(found[0] if isinstance(found, list) and found else found)
    return float(words) if words.isdigit() else None


def read_answer(status: int, body: dict[str, Any]) -> SlackAnswer:
    """What a status and a parsed body mean."""
    error = str(body.get("error") or "")
    details = tuple(str(line) for line in body.get("errors") or ())
    more = (body.get("response_metadata") or {}).get("messages") or ()
    details += tuple(str(line) for line in more)
    if status == 429 or error in _AGAIN:
        return SlackAnswer(Fate.AGAIN, error or "ratelimited", details)
    if status >= 500 or error in _UNKNOWN or " " in error:  # Slack's own words have no blanks
        return SlackAnswer(Fate.UNKNOWN, error or f"http_{status}", details)
    if error in _CONTENT:
        return SlackAnswer(Fate.CONTENT, error, details)
    if status == 200 and body.get("ok"):
        return SlackAnswer(Fate.DONE)
    if status == 200 and not error:
        return SlackAnswer(Fate.UNKNOWN, "unreadable", details)
    return SlackAnswer(Fate.FINAL, error or f"http_{status}", details)


def read_response_url(status: int, body: str) -> SlackAnswer:
    """What the answer of a response_url means; its body is "ok", an error's name, or JSON."""
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = body.strip()
    if not isinstance(parsed, dict):
        word = str(parsed)
        parsed = {"ok": True} if status == 200 and word == "ok" else {"error": word[:80]}
        if status == 200 and not parsed.get("ok"):
            return SlackAnswer(Fate.UNKNOWN, "unreadable", (word[:200],))
    return read_answer(status, parsed)


def is_person(place: str) -> bool:
    """Whether a place's id is a person's, or that of our direct messages with one."""
    return place[:1] in ("U", "W", "D")


def lacks_connection(answer: SlackAnswer) -> bool:
    """Whether it was refused because of the installation, whatever was sent and wherever."""
    return answer.error in _NO_CONNECTION


def explain(answer: SlackAnswer, place: str = "") -> Problem:
    """A refusal as a Problem, for the one who asked.

    Args:
        answer: What Slack said.
        place: Where it was to be shown: a channel's id, or a person's.
    """
    error = answer.error
    if error in _NO_PERSON or (error in _NOT_THERE and is_person(place)):
        return Problem(
            "not-reachable",
            what="I can't write to that person.",
            why="They have left this workspace, or take no direct messages from me "
            f"(Slack says: {error}).",
            fix="Send it to somebody else, or to a channel.",
        )
    if error in _NOT_THERE:
        return Problem(
            "not-in-channel",
            what="I can't write in that channel.",
            why="I'm not a member of it.",
            fix="Type there: /invite @salesbell",
        )
    if error == "is_archived":
        return Problem(
            "channel-archived",
            what="That channel is archived.",
            fix="Choose another channel, or unarchive it first.",
        )
    if answer.fate is Fate.AGAIN:
        return Problem(
            "slack-busy",
            what="Slack can't take my answer right now.",
            why="It asked me to slow down, or I couldn't reach it.",
            fix="Ask again in a minute.",
        )
    if error in _NO_CONNECTION:
        return Problem(
            "slack-connection",
            what="Slack doesn't let me do that.",
            why=f"My connection to this workspace has ended or lacks a permission ({error}).",
            fix="Whoever runs salesbell finds out with: salesbell doctor",
        )
    return Problem(
        "slack-refused",
        what="Slack refused my answer.",
        why=f"It says: {error}." if error else "",
        fix="Try it in our direct messages, or in another channel.",
    )
