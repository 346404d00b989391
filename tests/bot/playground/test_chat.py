"""Posting, changing and deleting messages through the real client."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Playground, PlaygroundServer
from tests.bot.playground.conftest import MANIFEST, build_playground


def refused(call: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    data = caught.value.response.data
    assert isinstance(data, dict)
    assert data["ok"] is False
    return data


def test_a_posted_message_is_seen_by_everybody_in_the_channel(
    client: WebClient, playground: Playground
) -> None:
    answer = client.chat_postMessage(channel="C0SALES", text="Hello")
    (message,) = playground.messages("C0SALES", as_user="U0MAX")
    assert (message.ts, message.text) == (answer["ts"], "Hello")
    assert answer["message"]["bot_id"]


def test_a_message_to_a_person_lands_in_their_direct_conversation(
    client: WebClient, playground: Playground
) -> None:
    answer = client.chat_postMessage(channel="U0ANN", text="For you")
    assert answer["channel"] == "D0ANN"
    assert [message.text for message in playground.messages("Ann Rep")] == ["For you"]
    assert playground.messages("D0ANN", as_user="U0MAX") == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("C0BOARD", "channel_not_found"),
        ("C0OTHER", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("", "channel_not_found"),
    ],
)
def test_a_channel_the_bot_cannot_write_to_is_refused_by_its_name(
    client: WebClient, channel: str, error: str
) -> None:
    assert refused(client.chat_postMessage, channel=channel, text="x")["error"] == error


def test_an_invited_bot_can_write(client: WebClient, playground: Playground) -> None:
    playground.set_bot_member("C0OTHER", True)
    assert client.chat_postMessage(channel="C0OTHER", text="x")["ok"]


def test_a_message_says_something(client: WebClient) -> None:
    silent = {"channel": "C0SALES", "text": " "}
    answer = refused(client.api_call, api_method="chat.postMessage", json=silent)
    assert answer["error"] == "no_text"


def test_refused_blocks_say_what_and_where(client: WebClient, playground: Playground) -> None:
    blocks = [{"type": "image", "image_url": "https://example.com/a.png"}]
    answer = refused(client.chat_postMessage, channel="C0SALES", text="x", blocks=blocks)
    line = "missing required field: alt_text [json-pointer:/blocks/0]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [line]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {line}"]
    assert playground.messages("C0SALES") == []


def test_half_a_character_breaks_nothing(client: WebClient, playground: Playground) -> None:
    assert client.chat_postMessage(channel="C0SALES", text="half \ud83d of it")["ok"]
    assert len(playground.messages("C0SALES")) == 1


def test_blocks_that_are_no_json_are_refused(client: WebClient) -> None:
    answer = refused(client.chat_postMessage, channel="C0SALES", text="x", blocks="[{")
    assert answer["error"] == "invalid_blocks_format"


def test_markdown_text_stands_alone(client: WebClient, playground: Playground) -> None:
    client.chat_postMessage(channel="C0SALES", markdown_text="# Won")
    assert playground.messages("C0SALES")[0].blocks == [{"type": "markdown", "text": "# Won"}]
    answer = refused(client.chat_postMessage, channel="C0SALES", text="x", markdown_text="y")
    assert answer["error"] == "markdown_text_conflict"


def test_a_long_text_is_cut_when_posted_and_refused_when_changed(
    client: WebClient, playground: Playground
) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="x" * 40_001)["ts"]
    assert len(playground.messages("C0SALES")[0].text) == 40_000
    answer = refused(client.chat_update, channel="C0SALES", ts=stamp, text="x" * 4_001)
    assert answer["error"] == "msg_too_long"


def test_a_reply_stands_in_its_thread(client: WebClient, playground: Playground) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="Digest")["ts"]
    client.chat_postMessage(channel="C0SALES", text="Resolved", thread_ts=stamp)
    assert playground.messages("C0SALES")[1].thread_ts == stamp
    answer = refused(client.chat_postMessage, channel="C0SALES", text="x", thread_ts="1.000001")
    assert answer["error"] == "thread_not_found"


def test_an_update_without_blocks_takes_them_away_and_keeps_the_metadata(
    client: WebClient, playground: Playground
) -> None:
    stamp = client.chat_postMessage(
        channel="C0SALES",
        text="before",
        blocks=[{"type": "divider"}],
        metadata={"event_type": "digest", "event_payload": {"key": "k1"}},
    )["ts"]
    client.chat_update(channel="C0SALES", ts=stamp, text="after")
    (message,) = playground.messages("C0SALES")
    assert (message.text, message.blocks) == ("after", [])
    assert message.metadata == {"event_type": "digest", "event_payload": {"key": "k1"}}
    assert not message.edited


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "Not Snake", "event_payload": {}},
        {"event_type": "digest"},
        {"event_type": "digest", "event_payload": {"a": {"b": {"c": 1}}}},
        {"event_type": "digest", "event_payload": {}, "more": 1},
    ],
)
def test_metadata_that_is_not_flat_is_refused(client: WebClient, metadata: Any) -> None:
    answer = refused(client.chat_postMessage, channel="C0SALES", text="x", metadata=metadata)
    assert answer["error"] == "invalid_metadata_format"


def test_a_person_s_message_cannot_be_changed_or_deleted(
    client: WebClient, playground: Playground
) -> None:
    playground.type("U0ANN", "C0SALES", "mine")
    stamp = playground.messages("C0SALES")[0].ts
    place = {"channel": "C0SALES", "ts": stamp}
    assert refused(client.chat_update, **place, text="x")["error"] == "cant_update_message"
    assert refused(client.chat_delete, **place)["error"] == "cant_delete_message"


def test_a_deleted_message_is_gone(client: WebClient, playground: Playground) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="x")["ts"]
    client.chat_delete(channel="C0SALES", ts=stamp)
    assert playground.messages("C0SALES") == []
    answer = refused(client.chat_update, channel="C0SALES", ts=stamp, text="y")
    assert answer["error"] == "message_not_found"


def test_an_ephemeral_message_is_for_one_person_of_the_channel(
    client: WebClient, playground: Playground
) -> None:
    stamp = client.chat_postEphemeral(channel="C0SALES", user="U0ANN", text="psst")["message_ts"]
    assert [one.text for one in playground.messages("C0SALES", as_user="U0ANN")] == ["psst"]
    assert playground.messages("C0SALES", as_user="U0MAX") == []
    answer = refused(client.chat_update, channel="C0SALES", ts=stamp, text="x")
    assert answer["error"] == "message_not_found"
    answer = refused(client.chat_postEphemeral, channel="C0SALES", user="U0ADA", text="x")
    assert answer["error"] == "user_not_in_channel"
    answer = refused(client.chat_postEphemeral, channel="C0SALES", user="U0ANN", text="ä" * 2001)
    assert answer["error"] == "msg_too_long"


def test_a_permalink_names_channel_and_message(client: WebClient) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="x")["ts"]
    link = client.chat_getPermalink(channel="C0SALES", message_ts=stamp)["permalink"]
    assert link.endswith(f"/archives/C0SALES/p{stamp.replace('.', '')}")


def test_message_stamps_are_business_time_and_never_the_same(
    client: WebClient, playground: Playground
) -> None:
    stamps = [client.chat_postMessage(channel="C0SALES", text="x")["ts"] for _ in range(3)]
    assert len(set(stamps)) == 3
    assert abs(float(stamps[0]) - playground.now().timestamp()) < 60


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), ("", "not_authed")])
def test_a_wrong_token_is_refused(server: PlaygroundServer, token: str, error: str) -> None:
    stranger = WebClient(token=token, base_url=server.api_url)
    assert refused(stranger.auth_test)["error"] == error


def test_the_app_token_opens_connections_and_nothing_else(server: PlaygroundServer) -> None:
    client = WebClient(base_url=server.api_url)
    answer = client.apps_connections_open(app_token=server.app_token)
    assert str(answer["url"]).startswith("ws://127.0.0.1:")
    wrong = WebClient(token=server.app_token, base_url=server.api_url)
    assert refused(wrong.auth_test)["error"] == "not_allowed_token_type"


def test_a_scope_the_manifest_does_not_ask_for_is_missing(client: WebClient) -> None:
    answer = refused(client.conversations_history, channel="C0SALES")
    assert answer["error"] == "missing_scope"
    assert "channels:history" in answer["needed"]
    assert "chat:write" in answer["provided"]


def test_every_answer_names_the_scopes_the_app_has(client: WebClient) -> None:
    scopes = "commands,chat:write,files:write,users:read,users:read.email"
    assert client.auth_test().headers["x-oauth-scopes"] == scopes


def test_a_bot_without_a_messages_tab_writes_to_nobody_directly() -> None:
    manifest = {**MANIFEST, "features": {"app_home": {"messages_tab_enabled": False}}}
    with PlaygroundServer(build_playground(manifest=manifest)) as server:
        client = WebClient(token=server.bot_token, base_url=server.api_url)
        answer = refused(client.chat_postMessage, channel="U0ANN", text="x")
    assert answer["error"] == "messages_tab_disabled"


def test_a_method_nobody_knows_is_refused(client: WebClient) -> None:
    assert refused(client.api_call, api_method="chat.shout")["error"] == "unknown_method"


def test_people_are_found_by_id_and_address(client: WebClient) -> None:
    ada = client.users_info(user="U0ADA")["user"]
    assert (ada["is_admin"], ada["profile"]["email"]) == (True, "ada@example.com")
    assert client.users_lookupByEmail(email="ANN@example.com")["user"]["id"] == "U0ANN"
    assert refused(client.users_info, user="U0NOBODY")["error"] == "user_not_found"
    answer = refused(client.users_lookupByEmail, email="nobody@example.com")
    assert answer["error"] == "users_not_found"
    assert len(client.users_list()["members"]) == 4


def test_addresses_stay_hidden_without_their_scope() -> None:
    manifest = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["users:read"]}}}
    with PlaygroundServer(build_playground(manifest=manifest)) as server:
        client = WebClient(token=server.bot_token, base_url=server.api_url)
        assert "email" not in client.users_info(user="U0ANN")["user"]["profile"]


def test_conversations_are_read_with_their_scopes() -> None:
    scopes = ["chat:write", "channels:read", "channels:history", "im:write"]
    manifest = {**MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}}
    with PlaygroundServer(build_playground(manifest=manifest)) as server:
        client = WebClient(token=server.bot_token, base_url=server.api_url)
        client.chat_postMessage(
            channel="C0SALES",
            text="one",
            metadata={"event_type": "digest", "event_payload": {"key": "k1"}},
        )
        client.chat_postMessage(channel="C0SALES", text="two")
        plain = client.conversations_history(channel="C0SALES")["messages"]
        assert [message["text"] for message in plain] == ["two", "one"]
        assert "metadata" not in plain[1]
        whole = client.conversations_history(channel="C0SALES", include_all_metadata=True)
        assert whole["messages"][1]["metadata"]["event_payload"] == {"key": "k1"}
        assert client.conversations_open(users="U0ANN")["channel"]["id"] == "D0ANN"
        members = client.conversations_members(channel="C0SALES")["members"]
        assert {"U0ANN", "U0MAX"} < set(members)
        names = [one["id"] for one in client.conversations_list()["channels"]]
        assert names == ["C0SALES", "C0OTHER", "C0OLD"]
        assert refused(client.conversations_info, channel="C0BOARD")["error"] == (
            "channel_not_found"
        )
        assert refused(client.conversations_history, channel="C0OTHER")["error"] == (
            "not_in_channel"
        )


def test_every_request_is_recorded(client: WebClient, playground: Playground) -> None:
    client.chat_postMessage(channel="C0SALES", text="kept")
    (request,) = playground.requests
    assert (request.method, request.arguments["text"]) == ("chat.postMessage", "kept")
    assert request.answer is not None
    assert request.answer["ok"] is True
