"""Reading back what was said: windows, pages, threads, metadata, and the scopes all that needs."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Playground, PlaygroundServer, Strictness
from tests.bot.playground.test_chat import refused

KEY = {"event_type": "digest", "event_payload": {"key": "digest:1", "part": "main"}}
HISTORY = ("channels:history", "groups:history", "im:history")


@pytest.fixture
def reader(client: WebClient, playground: Playground) -> WebClient:
    """A client whose app may read everything, in a hurry."""
    playground.strictness = Strictness(rate_limits=False)
    playground.admin.grant(*HISTORY, "channels:read", "groups:read", "im:read")
    return client


def say(client: WebClient, *texts: str, **more: Any) -> list[str]:
    return [
        str(client.chat_postMessage(channel="C0SALES", text=one, **more)["ts"]) for one in texts
    ]


def texts(answer: Any) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_history_is_newest_first_and_comes_in_pages(reader: WebClient) -> None:
    say(reader, "a", "b", "c", "d", "e")
    first = reader.conversations_history(channel="C0SALES", limit=2)
    assert (texts(first), first["has_more"]) == (["e", "d"], True)
    cursor = first["response_metadata"]["next_cursor"]
    second = reader.conversations_history(channel="C0SALES", limit=2, cursor=cursor)
    assert texts(second) == ["c", "b"]
    cursor = second["response_metadata"]["next_cursor"]
    last = reader.conversations_history(channel="C0SALES", limit=2, cursor=cursor)
    assert (texts(last), last["has_more"]) == (["a"], False)
    assert "response_metadata" not in last.data


def test_the_ends_of_a_window_belong_to_it_only_when_asked_for(reader: WebClient) -> None:
    stamps = say(reader, "a", "b", "c", "d")
    window: dict[str, Any] = {"channel": "C0SALES", "oldest": stamps[0], "latest": stamps[2]}
    assert texts(reader.conversations_history(**window)) == ["b"]
    assert texts(reader.conversations_history(**window, inclusive=True)) == ["c", "b", "a"]


def test_a_window_with_an_oldest_end_alone_is_read_from_there(reader: WebClient) -> None:
    stamps = say(reader, "a", "b", "c", "d")
    first = reader.conversations_history(channel="C0SALES", oldest=stamps[0], limit=2)
    assert texts(first) == ["c", "b"]
    cursor = first["response_metadata"]["next_cursor"]
    again = {"channel": "C0SALES", "oldest": stamps[0], "limit": 2, "cursor": cursor}
    assert texts(reader.conversations_history(**again)) == ["d"]


def test_metadata_is_told_only_to_those_who_ask_for_it(reader: WebClient) -> None:
    (stamp,) = say(reader, "a", metadata=KEY)
    (plain,) = reader.conversations_history(channel="C0SALES")["messages"]
    assert "metadata" not in plain
    asked: dict[str, Any] = {"channel": "C0SALES", "include_all_metadata": True}
    (whole,) = reader.conversations_history(**asked)["messages"]
    assert whole["metadata"] == KEY
    reader.chat_update(channel="C0SALES", ts=stamp, text="changed")
    (kept,) = reader.conversations_history(**asked)["messages"]
    assert (kept["text"], kept["metadata"]) == ("changed", KEY)


def test_replies_stand_in_their_thread_alone(reader: WebClient) -> None:
    (parent,) = say(reader, "digest")
    inside = say(reader, "one", "two", thread_ts=parent, metadata=KEY)
    (seen,) = reader.conversations_history(channel="C0SALES")["messages"]
    assert (seen["reply_count"], seen["latest_reply"]) == (2, inside[1])
    asked: dict[str, Any] = {"channel": "C0SALES", "ts": parent, "include_all_metadata": True}
    answer = reader.conversations_replies(**asked)
    assert texts(answer) == ["digest", "one", "two"]
    assert answer["messages"][2]["metadata"] == KEY


def test_a_thread_is_found_by_any_of_its_messages_and_comes_in_pages(reader: WebClient) -> None:
    (parent,) = say(reader, "digest")
    inside = say(reader, "one", "two", "three", thread_ts=parent)
    asked: dict[str, Any] = {"channel": "C0SALES", "ts": inside[1], "limit": 2}
    first = reader.conversations_replies(**asked)
    assert (texts(first), first["has_more"]) == (["digest", "one", "two"], True)
    asked["cursor"] = first["response_metadata"]["next_cursor"]
    assert texts(reader.conversations_replies(**asked)) == ["digest", "three"]
    narrow = reader.conversations_replies(channel="C0SALES", ts=parent, oldest=inside[1])
    assert texts(narrow) == ["digest", "three"]


def test_a_reply_can_be_shown_in_the_channel_too(reader: WebClient) -> None:
    (parent,) = say(reader, "digest")
    say(reader, "hidden", thread_ts=parent)
    say(reader, "shown", thread_ts=parent, reply_broadcast=True)
    answer = reader.conversations_history(channel="C0SALES")
    assert texts(answer) == ["shown", "digest"]
    assert answer["messages"][0]["subtype"] == "thread_broadcast"


def test_a_thread_that_is_not_there_is_not_found(reader: WebClient) -> None:
    answer = refused(reader.conversations_replies, channel="C0SALES", ts="1.000001")
    assert answer["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"cursor": "bogus"}, "invalid_cursor"),
        ({"cursor": "b3RoZXI6Mg=="}, "invalid_cursor"),
        ({"limit": 0}, "invalid_limit"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"channel": "C0OTHER"}, "not_in_channel"),
        ({"channel": "C0BOARD"}, "channel_not_found"),
    ],
)
def test_what_cannot_be_read_is_refused(
    reader: WebClient, arguments: dict[str, Any], error: str
) -> None:
    asked: dict[str, Any] = {"channel": "C0SALES", **arguments}
    assert refused(reader.conversations_history, **asked)["error"] == error


def test_the_scope_must_fit_the_kind_of_conversation(
    client: WebClient, playground: Playground
) -> None:
    client.chat_postMessage(channel="U0ANN", text="x")
    without = refused(client.conversations_history, channel="C0SALES")
    assert without["error"] == "missing_scope"
    playground.admin.grant("im:history")
    assert texts(client.conversations_history(channel="D0ANN")) == ["x"]
    partly = refused(client.conversations_history, channel="C0SALES")
    assert (partly["error"], partly["needed"]) == ("missing_scope", "channels:history")
    assert "im:history" in partly["provided"]
    playground.admin.grant("channels:history")
    assert client.conversations_history(channel="C0SALES")["ok"]
    playground.admin.take_scopes("channels:history")
    assert refused(client.conversations_history, channel="C0SALES")["error"] == "missing_scope"


def test_an_archived_channel_can_be_read(reader: WebClient, playground: Playground) -> None:
    say(reader, "a")
    playground.admin.archive("#sales")
    assert texts(reader.conversations_history(channel="C0SALES")) == ["a"]


def test_reading_back_has_its_limit_too(server: PlaygroundServer) -> None:
    server.playground.admin.grant(*HISTORY)
    client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
    for _ in range(50):
        client.conversations_history(channel="C0SALES")
    with pytest.raises(SlackApiError) as caught:
        client.conversations_history(channel="C0SALES")
    assert caught.value.response.status_code == 429
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 60
