"""Events: what is subscribed to arrives, and what fails is sent again three times."""

from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.playground import Playground, PlaygroundServer
from bot.playground.delivery import Ack, Delivery
from tests.bot.playground.bolt import build_app, over_http, over_socket


class Fussy:
    """A transport that fails as often as it is told."""

    name = "http"

    def __init__(self, *failures: Ack) -> None:
        self.failures = list(failures)
        self.seen: list[Delivery] = []

    def deliver(self, delivery: Delivery, seconds: float) -> Ack:
        self.seen.append(delivery)
        return self.failures.pop(0) if self.failures else Ack(ok=True)


LATE = Ack(ok=False, reason="http_timeout")


def open_home(playground: Playground, transport: Any) -> None:
    playground.transport = transport
    sent = playground.send_event("app_home_opened", {"type": "app_home_opened", "user": "U0ANN"})
    assert sent is not None
    sent.result(5)


@pytest.mark.parametrize("join", [over_http, over_socket], ids=["http", "socket"])
def test_opening_the_home_lets_the_bot_publish_it(server: PlaygroundServer, join: Any) -> None:
    app: App = build_app(server)

    @app.event("app_home_opened")
    def publish(event: dict[str, Any], client: WebClient) -> None:
        words = {"type": "section", "text": {"type": "mrkdwn", "text": "Good morning"}}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [words]})

    with join(server, app):
        server.playground.open_home("Ann Rep")
        home = server.playground.wait_for(lambda: server.playground.home("Ann Rep"))
    assert home.body["blocks"][0]["text"]["text"] == "Good morning"


def test_a_direct_message_is_heard_and_a_channel_s_is_not(server: PlaygroundServer) -> None:
    app = build_app(server)
    heard: list[str] = []

    @app.event("message")
    def hear(event: dict[str, Any]) -> None:
        heard.append(f"{event['channel_type']}: {event['text']}")

    with over_http(server, app):
        server.playground.type("U0ANN", "C0SALES", "nobody subscribed to this")
        server.playground.type("U0ANN", "U0ANN", "hello bot")
        server.playground.wait_for(lambda: heard)
    assert heard == ["im: hello bot"]


def test_an_event_is_sent_again_at_once_after_a_minute_and_after_five(
    playground: Playground,
) -> None:
    fussy = Fussy(LATE, LATE, LATE, LATE)
    open_home(playground, fussy)
    assert [one.retry_num for one in fussy.seen] == [0, 1]
    assert playground.events.deliver_due() == 0
    start = playground.now()
    for minutes, attempts in ((1.1, 3), (5.0, 3), (6.2, 4), (60.0, 4)):
        playground.clock.move_to(start + timedelta(minutes=minutes))
        playground.events.deliver_due()
        assert len(fussy.seen) == attempts
    assert fussy.seen[3].retry_reason == "http_timeout"
    assert len({one.payload["event_id"] for one in fussy.seen}) == 1
    playground.close()


def test_an_event_that_arrived_is_not_sent_again(playground: Playground) -> None:
    fussy = Fussy(LATE)
    open_home(playground, fussy)
    assert [one.retry_num for one in fussy.seen] == [0, 1]
    assert playground.events.waiting == []
    playground.close()


def test_a_bot_can_ask_not_to_be_sent_it_again(playground: Playground) -> None:
    fussy = Fussy(Ack(ok=False, reason="http_error", no_retry=True))
    open_home(playground, fussy)
    assert len(fussy.seen) == 1
    playground.close()


def test_an_event_sent_again_says_so_in_its_headers(server: PlaygroundServer) -> None:
    app = build_app(server)
    heard: list[tuple[str, str]] = []

    @app.event("app_home_opened")
    def hear(context: Any, request: Any) -> None:
        heard.append(
            (
                request.headers.get("x-slack-retry-num", [""])[0],
                request.headers.get("x-slack-retry-reason", [""])[0],
            )
        )

    body = {"type": "event_callback", "event": {"type": "app_home_opened", "user": "U0ANN"}}
    delivery = Delivery("events_api", body, retry_num=2, retry_reason="http_timeout")
    for join in (over_http, over_socket):
        with join(server, app):
            assert server.playground.send(delivery).ok
            server.playground.wait_for(lambda: heard)
    assert heard == [("2", "http_timeout")] * 2
