"""Posting, changing and deleting messages through the real client."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Playground, PlaygroundServer


def error_of(call: object) -> str:
    assert isinstance(call, SlackApiError)
    return str(call.response["error"])


def test_a_posted_message_is_seen_by_everybody_in_the_channel(
    client: WebClient, playground: Playground
) -> None:
    answer = client.chat_postMessage(channel="C0SALES", text="Hello")
    (message,) = playground.messages("C0SALES", as_user="U0MAX")
    assert (message.ts, message.text) == (answer["ts"], "Hello")


def test_a_wrong_token_is_refused(server: PlaygroundServer) -> None:
    stranger = WebClient(token="xoxb-wrong", base_url=server.api_url)
    with pytest.raises(SlackApiError) as caught:
        stranger.auth_test()
    assert error_of(caught.value) == "invalid_auth"
