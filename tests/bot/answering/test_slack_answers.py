"""What Slack's answers mean: what may be sent again, and what never."""

import socket
import ssl
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.answering.slack_answers import (
    Fate,
    SlackAnswer,
    explain,
    read_answer,
    read_error,
    read_response_url,
)


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (200, {"ok": True}, Fate.DONE),
        (200, {"ok": False, "error": "invalid_blocks"}, Fate.CONTENT),
        (200, {"ok": False, "error": "msg_too_long"}, Fate.CONTENT),
        (200, {"ok": False, "error": "not_in_channel"}, Fate.FINAL),
        (200, {"ok": False, "error": "a_word_of_tomorrow"}, Fate.FINAL),
        (200, {"ok": False, "error": "internal_error"}, Fate.UNKNOWN),
        (200, {"ok": False, "error": "fatal_error"}, Fate.UNKNOWN),
        (200, {"ok": False, "error": "rate_limited"}, Fate.AGAIN),
        (200, {}, Fate.UNKNOWN),
        (429, {"ok": False, "error": "ratelimited"}, Fate.AGAIN),
        (429, {}, Fate.AGAIN),
        (500, {}, Fate.UNKNOWN),
        (503, {"ok": False, "error": "service_unavailable"}, Fate.UNKNOWN),
        (503, {"ok": False, "error": "invalid_blocks"}, Fate.UNKNOWN),
        (404, {}, Fate.FINAL),
    ],
)
def test_an_answer_has_one_fate(status: int, body: dict[str, object], fate: Fate) -> None:
    assert read_answer(status, body).fate is fate


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (URLError(ConnectionRefusedError("refused")), Fate.AGAIN),
        (URLError(socket.gaierror("no such name")), Fate.AGAIN),
        (URLError(ssl.SSLCertVerificationError("not ours")), Fate.AGAIN),
        (URLError(ConnectionResetError("reset while sending")), Fate.UNKNOWN),
        (URLError(TimeoutError("while sending")), Fate.UNKNOWN),
        (TimeoutError("while reading"), Fate.UNKNOWN),
        (RemoteDisconnected("closed"), Fate.UNKNOWN),
        (SlackRequestError("odd"), Fate.UNKNOWN),
        (ValueError("not JSON"), Fate.UNKNOWN),
    ],
)
def test_only_what_never_left_may_be_sent_again(error: Exception, fate: Fate) -> None:
    assert read_error(error).fate is fate


@pytest.mark.parametrize(
    ("data", "fate"),
    [
        ({"ok": False, "error": "is_archived"}, Fate.FINAL),
        ({"ok": False, "error": "Received a response in a non-JSON format: <html>"}, Fate.UNKNOWN),
        (None, Fate.UNKNOWN),
    ],
)
def test_an_error_of_the_client_is_read_whatever_it_holds(data: Any, fate: Fate) -> None:
    response = SlackResponse(
        client=WebClient(), http_verb="POST", api_url="x", req_args={},
        data=data, headers={}, status_code=200,
    )  # fmt: skip
    error = SlackApiError("no", response)  # type: ignore[no-untyped-call] # the SDK's own gap
    assert read_error(error).fate is fate


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (200, "ok", Fate.DONE),
        (200, '{"ok":true}', Fate.DONE),
        (200, "", Fate.UNKNOWN),
        (200, "<html>", Fate.UNKNOWN),
        (404, "expired_url", Fate.FINAL),
        (404, "used_url", Fate.FINAL),
        (404, "invalid_blocks", Fate.CONTENT),
        (404, '{"ok":false,"error":"invalid_blocks","errors":["x"]}', Fate.CONTENT),
        (500, "", Fate.UNKNOWN),
        (429, "", Fate.AGAIN),
        (200, "[1]", Fate.UNKNOWN),
    ],
)
def test_a_response_urls_answer_is_read_in_every_shape(status: int, body: str, fate: Fate) -> None:
    assert read_response_url(status, body).fate is fate


@pytest.mark.parametrize("error", ["channel_not_found", "user_not_found", "user_disabled"])
def test_nobody_is_asked_to_invite_the_bot_to_direct_messages(error: str) -> None:
    for place in ("U0ANN", "D0ANN"):
        problem = explain(SlackAnswer(Fate.FINAL, error), place)
        assert problem.reference == "not-reachable"
        assert "/invite" not in problem.fix
    assert "/invite" in explain(SlackAnswer(Fate.FINAL, "channel_not_found"), "C0SALES").fix


def test_details_of_a_refusal_are_kept() -> None:
    body = {"ok": False, "error": "invalid_blocks", "errors": ["a"]}
    answer = read_answer(200, {**body, "response_metadata": {"messages": ["b"]}})
    assert answer.details == ("a", "b")


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        (SlackAnswer(Fate.FINAL, "channel_not_found"), "not-in-channel"),
        (SlackAnswer(Fate.FINAL, "is_archived"), "channel-archived"),
        (SlackAnswer(Fate.FINAL, "missing_scope"), "slack-connection"),
        (SlackAnswer(Fate.FINAL, "token_revoked"), "slack-connection"),
        (SlackAnswer(Fate.AGAIN, "ratelimited"), "slack-busy"),
        (SlackAnswer(Fate.FINAL, "restricted_action"), "slack-refused"),
        (SlackAnswer(Fate.FINAL, ""), "slack-refused"),
    ],
)
def test_every_refusal_becomes_a_fact_and_a_next_step(answer: SlackAnswer, reference: str) -> None:
    problem = explain(answer)
    assert problem.reference == reference
    assert problem.what
    assert problem.fix
