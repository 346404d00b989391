"""Slash commands to a real Bolt app, over signed HTTP and over Socket Mode."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond

from bot.playground import Playground, PlaygroundServer, Strictness
from bot.playground.delivery import Delivery
from bot.playground.http_transport import HttpTransport
from bot.playground.machine_time import MovableMachineTime
from bot.playground.payloads import escape
from tests.bot.playground.bolt import build_app, over_http, over_socket

Joined = Callable[[PlaygroundServer, App], AbstractContextManager[object]]


@pytest.fixture(params=[over_http, over_socket], ids=["http", "socket"])
def app(request: pytest.FixtureRequest, server: PlaygroundServer) -> Iterator[App]:
    app = build_app(server)
    join: Joined = request.param
    with join(server, app):
        yield app


def test_a_command_is_answered_to_the_asker_alone(app: App, playground: Playground) -> None:
    @app.command("/pipeline")
    def answer(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
        ack()
        respond(f"you typed {command['text']} in {command['channel_name']}")

    outcome = playground.type("Ann Rep", "#sales", "/pipeline by owner")
    assert outcome.ok
    (seen,) = playground.wait_for(lambda: playground.messages("#sales", as_user="Ann Rep"))
    assert seen.text == "you typed by owner in sales"
    assert seen.ephemeral_to == "U0ANN"
    assert playground.messages("#sales", as_user="Max Manager") == []


def test_an_acknowledgement_can_answer_by_itself(app: App, playground: Playground) -> None:
    @app.command("/pipeline")
    def answer(ack: Ack) -> None:
        ack(text="here", response_type="in_channel")

    playground.type("U0ANN", "C0SALES", "/pipeline")
    (seen,) = playground.messages("C0SALES", as_user="U0MAX")
    assert (seen.text, seen.command) == ("here", "/pipeline")


def test_an_acknowledgement_that_is_only_in_channel_shows_what_was_typed(
    server: PlaygroundServer,
) -> None:
    app = build_app(server)

    @app.command("/pipeline")
    def answer(ack: Ack) -> None:
        ack({"response_type": "in_channel"})

    with over_http(server, app):
        server.playground.type("U0ANN", "C0SALES", "/pipeline by owner")
    (seen,) = server.playground.messages("C0SALES", as_user="U0MAX")
    assert (seen.user, seen.text) == ("U0ANN", "/pipeline by owner")


def test_words_alone_in_an_acknowledgement_are_an_answer(app: App, playground: Playground) -> None:
    @app.command("/pipeline")
    def answer(ack: Ack) -> None:
        ack("just words")

    playground.type("U0ANN", "C0SALES", "/pipeline")
    (seen,) = playground.messages("C0SALES", as_user="U0ANN")
    assert (seen.text, seen.ephemeral_to) == ("just words", "U0ANN")


def test_the_same_request_delivered_twice_reaches_the_bot_twice(
    app: App, playground: Playground
) -> None:
    triggers: list[str] = []

    @app.command("/pipeline")
    def answer(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        triggers.append(command["trigger_id"])

    playground.type("U0ANN", "C0SALES", "/pipeline")
    assert playground.deliver_again().ok
    assert len(triggers) == 2
    assert len(set(triggers)) == 1
    playground.doubled = True
    playground.type("U0ANN", "C0SALES", "/pipeline")
    playground.wait_for(lambda: len(triggers) == 4)
    assert len(set(triggers)) == 2


def test_people_and_channels_become_ids_where_the_manifest_escapes(
    app: App, playground: Playground
) -> None:
    heard: list[str] = []

    @app.command("/sales")
    def answer(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        heard.append(command["text"])

    playground.type(
        "U0ANN", "C0SALES", "/sales @max.manager #sales #board a<b https://example.com/x"
    )
    assert heard == ["<@U0MAX> <#C0SALES|sales> <#C0BOARD|> a&lt;b <https://example.com/x>"]


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("@ann.rep", "<@U0ANN>"),
        ("@Ann Rep by owner", "<@U0ANN> by owner"),
        ("@ANN.REP, @max.manager", "<@U0ANN>, <@U0MAX>"),
        ("@ann.reply", "@ann.reply"),
        ("@nobody", "@nobody"),
        ("(@ann.rep)", "(<@U0ANN>)"),
        ("mail@ann.rep", "mail@ann.rep"),
        ("https://example.com/#sales", "<https://example.com/#sales>"),
        ("https://example.com/a@ann.rep", "<https://example.com/a@ann.rep>"),
        ("<@U0ANN>", "&lt;@U0ANN&gt;"),
        ("<!channel>", "&lt;!channel&gt;"),
    ],
)
def test_only_people_who_are_there_are_mentioned(
    playground: Playground, typed: str, escaped: str
) -> None:
    assert escape(playground, typed) == escaped


def test_text_is_left_as_typed_where_the_manifest_does_not_escape(
    app: App, playground: Playground
) -> None:
    heard: list[str] = []

    @app.command("/pipeline")
    def answer(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        heard.append(command["text"])

    playground.type("U0ANN", "C0SALES", "/pipeline @max.manager a<b")
    assert heard == ["@max.manager a<b"]


def test_a_command_ends_at_any_blank(app: App, playground: Playground) -> None:
    heard: list[str] = []

    @app.command("/pipeline")
    def answer(ack: Ack, command: dict[str, Any]) -> None:
        ack()
        heard.append(command["text"])

    assert playground.type("U0ANN", "C0SALES", "/pipeline\nby owner\nWest ").ok
    assert playground.type("U0ANN", "C0SALES", "/pipeline").ok
    assert heard == ["by owner\nWest", ""]


def test_a_late_acknowledgement_shows_operation_timeout(server: PlaygroundServer) -> None:
    playground = server.playground
    playground.strictness = Strictness(ack_seconds=0.2)
    done = threading.Event()
    app = build_app(server)

    @app.command("/pipeline")
    def answer(ack: Ack) -> None:
        done.wait(2)
        ack()

    for join in (over_http, over_socket):
        with join(server, app):
            outcome = playground.type("U0ANN", "C0SALES", "/pipeline")
            assert outcome.error == "operation_timeout"
            assert outcome.message == '/pipeline failed with the error "operation_timeout"'
    done.set()


def test_a_command_is_sent_once_even_when_it_fails(app: App, playground: Playground) -> None:
    playground.strictness = Strictness(ack_seconds=0.3)
    outcome = playground.type("U0ANN", "C0SALES", "/pipeline")
    assert not outcome.ok
    assert len(playground.delivered) == 1


def test_a_bot_that_is_not_there_shows_dispatch_failed(server: PlaygroundServer) -> None:
    outcome = server.playground.type("U0ANN", "C0SALES", "/pipeline")
    assert outcome.error == "dispatch_failed"


def test_a_command_the_manifest_does_not_name_is_unknown(playground: Playground) -> None:
    assert playground.type("U0ANN", "C0SALES", "/nothing").error == "unknown_command"


def test_a_request_with_a_wrong_signature_is_turned_away(server: PlaygroundServer) -> None:
    app = build_app(server)
    with over_http(server, app) as url:
        forged = HttpTransport(url, lambda: "guessed", server.playground.machine_time)
        ack = forged.deliver(Delivery("events_api", {"type": "event_callback"}), 3)
    assert (ack.ok, ack.reason) == (False, "http_error")


def test_a_request_from_a_clock_that_is_six_minutes_off_is_turned_away(
    server: PlaygroundServer, time: MovableMachineTime
) -> None:
    app = build_app(server)
    with over_http(server, app):
        time.skew = -360
        assert server.playground.type("U0ANN", "C0SALES", "/pipeline").error == "dispatch_failed"
