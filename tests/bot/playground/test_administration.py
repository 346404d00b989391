"""What administrators take away: channels, members, people, scopes, tokens; and what is told."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Playground, PlaygroundChannel, PlaygroundServer, PlaygroundUser
from bot.playground.delivery import Ack, Delivery
from tests.bot.playground.conftest import ANN, MANIFEST, build_playground
from tests.bot.playground.test_chat import refused

EVENTS = ["member_joined_channel", "member_left_channel", "channel_archive", "tokens_revoked"]


class Ear:
    """A transport that only listens."""

    name = "http"

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def deliver(self, delivery: Delivery, seconds: float) -> Ack:
        self.heard.append(delivery.payload["event"])
        return Ack(ok=True)


@pytest.fixture
def ear(playground: Playground) -> Iterator[Ear]:
    ear = Ear()
    playground.transport = ear  # type: ignore[assignment] # it has all that events need
    playground.manifest.events = frozenset(EVENTS)
    yield ear
    playground.close()


def test_an_archived_channel_takes_no_message(client: WebClient, playground: Playground) -> None:
    playground.admin.grant("channels:read")
    playground.admin.archive("#sales")
    assert refused(client.chat_postMessage, channel="C0SALES", text="x")["error"] == "is_archived"
    assert client.conversations_info(channel="C0SALES")["channel"]["is_archived"] is True
    playground.admin.archive("#sales", False)
    assert client.chat_postMessage(channel="C0SALES", text="x")["ok"]


def test_a_channel_tells_whether_the_bot_is_in_it(
    client: WebClient, playground: Playground
) -> None:
    playground.admin.grant("channels:read", "groups:read")
    assert client.conversations_info(channel="C0SALES")["channel"]["is_member"] is True
    playground.admin.set_bot_member("#sales", False)
    known = client.conversations_info(channel="C0SALES")["channel"]
    assert (known["is_member"], known["is_private"]) == (False, False)
    assert (
        refused(client.chat_postMessage, channel="C0SALES", text="x")["error"] == "not_in_channel"
    )
    playground.admin.set_bot_member("#board", True)
    assert client.conversations_info(channel="C0BOARD")["channel"]["is_private"] is True
    playground.admin.set_bot_member("#board", False)
    assert refused(client.conversations_info, channel="C0BOARD")["error"] == "channel_not_found"


def test_members_come_in_pages_and_need_the_right_scope(
    client: WebClient, playground: Playground
) -> None:
    playground.admin.grant("groups:read")
    assert refused(client.conversations_members, channel="C0SALES")["needed"] == "channels:read"
    playground.admin.grant("channels:read")
    first = client.conversations_members(channel="C0SALES", limit=2)
    assert first["members"] == ["U0ANN", "U0MAX"]
    cursor = first["response_metadata"]["next_cursor"]
    last = client.conversations_members(channel="C0SALES", limit=2, cursor=cursor)
    assert (last["members"], last["response_metadata"]["next_cursor"]) == (["U0SALESBOT"], "")


def test_who_comes_and_goes_is_told_where_the_bot_is(playground: Playground, ear: Ear) -> None:
    playground.admin.add_member("#sales", "Ada Admin")
    playground.admin.remove_member("#sales", "Max Manager")
    playground.admin.add_member("#other", "Max Manager")
    playground.wait_for(lambda: len(ear.heard) == 2)
    assert {(one["type"], one["user"], one["channel"]) for one in ear.heard} == {
        ("member_joined_channel", "U0ADA", "C0SALES"),
        ("member_left_channel", "U0MAX", "C0SALES"),
    }
    assert playground.channel_of("#sales").people == {"U0ANN", "U0ADA"}


def test_only_what_the_manifest_subscribes_to_is_told(playground: Playground, ear: Ear) -> None:
    playground.admin.archive("#other")
    playground.wait_for(lambda: ear.heard)
    playground.admin.archive("#other", False)
    playground.admin.set_bot_member("#sales", False)
    playground.wait_for(lambda: len(ear.heard) == 2)
    assert [one["type"] for one in ear.heard] == ["channel_archive", "member_left_channel"]
    assert ear.heard[1]["user"] == "U0SALESBOT"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
def test_a_revoked_token_is_good_for_nothing(
    client: WebClient, playground: Playground, ear: Ear, error: str
) -> None:
    playground.admin.revoke_token(error)
    assert refused(client.chat_postMessage, channel="C0SALES", text="x")["error"] == error
    assert refused(client.auth_test)["error"] == error
    assert playground.messages("C0SALES") == []
    playground.wait_for(lambda: ear.heard)
    assert ear.heard[0]["tokens"]["bot"] == ["U0SALESBOT"]
    playground.admin.restore_token()
    assert client.auth_test()["ok"]


def test_a_token_is_refused_only_as_slack_refuses_it(playground: Playground) -> None:
    with pytest.raises(ValueError, match="channel_not_found"):
        playground.admin.revoke_token("channel_not_found")


def test_after_a_new_installation_only_the_new_token_is_good(
    client: WebClient, playground: Playground, server: PlaygroundServer
) -> None:
    playground.admin.revoke_token()
    playground.installation.renew()
    assert refused(client.auth_test)["error"] == "invalid_auth"
    again = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
    assert again.auth_test()["ok"]


def test_a_deactivated_person_is_not_written_to(client: WebClient, playground: Playground) -> None:
    playground.admin.grant("im:write")
    playground.admin.deactivate("Max Manager")
    assert client.users_info(user="U0MAX")["user"]["deleted"] is True
    assert refused(client.conversations_open, users="U0MAX")["error"] == "user_disabled"
    address = "max@example.com"
    assert refused(client.users_lookupByEmail, email=address)["error"] == "users_not_found"


def test_opening_a_direct_conversation_needs_its_scope(
    client: WebClient, playground: Playground
) -> None:
    playground.admin.grant("groups:write")
    assert refused(client.conversations_open, users="U0MAX")["needed"] == "im:write"
    playground.admin.grant("im:write")
    assert client.conversations_open(users="U0MAX")["channel"]["id"] == "D0MAX"


def test_guests_outsiders_and_shared_channels_are_told_apart() -> None:
    guest = PlaygroundUser("U0GUE", "Gus Guest", "gus@example.com", guest=True)
    outsider = PlaygroundUser("U0OUT", "Oda Out", "oda@example.com", outsider=True)
    playground = Playground(
        MANIFEST,
        [ANN, guest, outsider],
        [PlaygroundChannel("C0BOTH", "both", ["U0ANN", "U0GUE", "U0OUT"], shared=True)],
        build_playground().clock,
    )
    playground.admin.grant("channels:read")
    with PlaygroundServer(playground) as server:
        client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
        ann, gus, oda = (client.users_info(user=one)["user"] for one in ("U0ANN", "U0GUE", "U0OUT"))
        assert [one["is_restricted"] for one in (ann, gus, oda)] == [False, True, False]
        assert oda["is_stranger"] is True
        assert oda["team_id"] != ann["team_id"] == gus["team_id"]
        assert client.conversations_info(channel="C0BOTH")["channel"]["is_ext_shared"] is True
