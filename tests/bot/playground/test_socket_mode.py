"""Socket Mode beyond one quiet connection: several of them, refreshed ones, broken ones."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.playground import PlaygroundServer, Strictness
from bot.playground.delivery import Delivery
from tests.bot.playground.bolt import build_app, over_socket


@contextmanager
def dial(server: PlaygroundServer) -> Iterator[ClientConnection]:
    answer = WebClient(base_url=server.api_url).apps_connections_open(app_token=server.app_token)
    with connect(str(answer["url"])) as socket:
        assert json.loads(socket.recv(timeout=5))["type"] == "hello"
        yield socket


def test_each_envelope_goes_to_exactly_one_connection(server: PlaygroundServer) -> None:
    server.playground.strictness = Strictness(ack_seconds=0.1)
    with ExitStack() as stack:
        sockets = [stack.enter_context(dial(server)) for _ in range(3)]
        for number in range(6):
            server.playground.send(Delivery("events_api", {"number": number}))
        seen: list[int] = []
        for socket in sockets:
            for _ in range(2):
                envelope = json.loads(socket.recv(timeout=1))
                assert set(envelope) >= {"envelope_id", "payload", "type"}
                seen.append(envelope["payload"]["number"])
    assert sorted(seen) == list(range(6))


def test_an_acknowledgement_is_known_by_its_envelope(server: PlaygroundServer) -> None:
    playground = server.playground
    playground.strictness = Strictness(ack_seconds=0.3)
    with dial(server) as socket:
        socket.send(json.dumps({"envelope_id": "unknown"}))
        socket.send("not json")
        assert not playground.send(Delivery("slash_commands", {})).ok
        assert json.loads(socket.recv(timeout=1))["accepts_response_payload"] is True


def test_ten_connections_are_the_most(server: PlaygroundServer) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(dial(server))
        with pytest.raises(SlackApiError) as caught:
            stack.enter_context(dial(server))
    assert caught.value.response["error"] == "too_many_websockets"


def test_an_address_connects_once(server: PlaygroundServer) -> None:
    answer = WebClient(base_url=server.api_url).apps_connections_open(app_token=server.app_token)
    with connect(str(answer["url"])):
        pass
    with pytest.raises(InvalidStatus), connect(str(answer["url"])):
        pass


@pytest.mark.parametrize("how", ["refresh_requested", "hang_up"])
def test_a_bot_comes_back_after_its_connection_ended(server: PlaygroundServer, how: str) -> None:
    app = build_app(server)
    heard: list[Any] = []

    @app.command("/pipeline")
    def answer(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        heard.append(command["text"])

    playground = server.playground
    with over_socket(server, app) as handler:
        handler.client.ping_interval = 0.2
        if how == "hang_up":
            playground.sockets.hang_up()
            handler.client.connect_to_new_endpoint(force=True)
        else:
            playground.sockets.disconnect(how)
        playground.wait_for(lambda: playground.sockets.connected, timeout=15)
        assert playground.type("U0ANN", "C0SALES", "/pipeline again").ok
    assert heard == ["again"]
