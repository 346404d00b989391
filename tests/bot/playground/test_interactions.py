"""Buttons and menus in messages, and answers through a response_url."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.playground import Playground, PlaygroundServer
from tests.bot.playground.bolt import build_app, over_http, over_socket

Json = dict[str, Any]
Joined = Callable[[PlaygroundServer, App], AbstractContextManager[object]]
BUTTON = {
    "type": "button",
    "action_id": "by",
    "value": "owner",
    "text": {"type": "plain_text", "text": "By owner"},
}
MENU = {
    "type": "static_select",
    "action_id": "period",
    "options": [
        {"text": {"type": "plain_text", "text": "This quarter"}, "value": "this"},
        {"text": {"type": "plain_text", "text": "Last quarter"}, "value": "last"},
    ],
}
BLOCKS = [{"type": "actions", "block_id": "choose", "elements": [BUTTON, MENU]}]


@pytest.fixture(params=[over_http, over_socket], ids=["http", "socket"])
def app(request: pytest.FixtureRequest, server: PlaygroundServer) -> Iterator[App]:
    app = build_app(server)
    join: Joined = request.param
    with join(server, app):
        yield app


def test_a_click_says_who_clicked_what_where(
    app: App, client: WebClient, playground: Playground
) -> None:
    heard: list[Json] = []

    @app.action("by")
    def by(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body)

    client.chat_postMessage(channel="C0SALES", text="Pipeline", blocks=BLOCKS)
    (message,) = playground.messages("C0SALES")
    assert playground.click("U0MAX", message, text="By owner").ok
    (body,) = heard
    assert body["user"]["id"] == "U0MAX"
    assert body["container"]["message_ts"] == message.ts
    assert body["message"]["blocks"] == message.blocks
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("by", "choose", "owner")


def test_a_choice_is_sent_and_remembered(
    app: App, client: WebClient, playground: Playground
) -> None:
    heard: list[Json] = []

    @app.action("period")
    def period(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body)

    @app.action("by")
    def by(ack: Ack, body: Json) -> None:
        ack()
        heard.append(body)

    client.chat_postMessage(channel="C0SALES", text="Pipeline", blocks=BLOCKS)
    (message,) = playground.messages("C0SALES")
    playground.select("U0ANN", message, "period", "Last quarter")
    playground.click("U0ANN", message, action_id="by")
    playground.click("U0MAX", message, action_id="by")
    assert heard[0]["actions"][0]["selected_option"]["value"] == "last"
    chosen = [body["state"]["values"]["choose"]["period"]["selected_option"] for body in heard]
    assert [one and one["value"] for one in chosen] == ["last", "last", None]


def test_an_ephemeral_message_is_not_sent_along_and_can_be_replaced(
    app: App, client: WebClient, playground: Playground
) -> None:
    heard: list[Json] = []

    @app.action("by")
    def by(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        heard.append(body)
        respond(text="By owner", replace_original=True)

    client.chat_postEphemeral(channel="C0SALES", user="U0ANN", text="Pipeline", blocks=BLOCKS)
    (message,) = playground.messages("C0SALES", as_user="U0ANN")
    playground.click("U0ANN", message, action_id="by")
    playground.wait_for(lambda: message.text == "By owner")
    assert (message.blocks, message.ephemeral_to) == ([], "U0ANN")
    assert "message" not in heard[0]
    assert heard[0]["container"]["is_ephemeral"] is True


def test_a_message_can_be_deleted_by_its_answer(
    app: App, client: WebClient, playground: Playground
) -> None:
    @app.action("by")
    def by(ack: Ack, respond: Respond) -> None:
        ack()
        respond(delete_original=True)

    client.chat_postMessage(channel="C0SALES", text="Pipeline", blocks=BLOCKS)
    playground.click("U0ANN", playground.messages("C0SALES")[0], action_id="by")
    playground.wait_for(lambda: playground.messages("C0SALES") == [])


def test_a_click_nobody_answers_shows_that(client: WebClient, playground: Playground) -> None:
    client.chat_postMessage(channel="C0SALES", text="Pipeline", blocks=BLOCKS)
    outcome = playground.click("U0ANN", playground.messages("C0SALES")[0], action_id="by")
    assert (outcome.ok, outcome.error) == (False, "dispatch_failed")


def test_a_button_that_is_not_there_cannot_be_clicked(
    client: WebClient, playground: Playground
) -> None:
    client.chat_postMessage(channel="C0SALES", text="Pipeline", blocks=BLOCKS)
    with pytest.raises(LookupError, match="By owner"):
        playground.click("U0ANN", playground.messages("C0SALES")[0], text="By team")


@pytest.fixture
def hook(server: PlaygroundServer) -> WebhookClient:
    playground = server.playground
    made = playground.new_response_url("U0ANN", "C0SALES", command="/pipeline by owner")
    return WebhookClient(f"{server.url}/response/T0PLAYGRND/{made.key}")


def test_a_response_url_is_good_for_five_answers(
    hook: WebhookClient, playground: Playground
) -> None:
    statuses = [hook.send(text=f"answer {n}").status_code for n in range(6)]
    assert statuses == [200] * 5 + [404]
    assert hook.send(text="again").body == '{"ok":false,"error":"used_url"}'
    assert len(playground.messages("C0SALES", as_user="U0ANN")) == 5


def test_a_response_url_is_good_for_thirty_minutes(
    hook: WebhookClient, playground: Playground
) -> None:
    playground.clock.move_to(playground.now() + timedelta(minutes=29))
    assert hook.send(text="in time").status_code == 200
    playground.clock.move_to(playground.now() + timedelta(minutes=2))
    answer = hook.send(text="late")
    assert (answer.status_code, answer.body) == (404, '{"ok":false,"error":"expired_url"}')


def test_an_answer_is_private_unless_it_says_otherwise(
    hook: WebhookClient, playground: Playground
) -> None:
    hook.send(text="for me")
    hook.send(text="for all", response_type="in_channel")
    assert [one.text for one in playground.messages("C0SALES", as_user="U0MAX")] == ["for all"]
    mine, all_s = playground.messages("C0SALES", as_user="U0ANN")
    assert (mine.command, all_s.command) == (None, "/pipeline by owner")


def test_an_answer_can_stand_in_a_thread(
    hook: WebhookClient, client: WebClient, playground: Playground
) -> None:
    stamp = client.chat_postMessage(channel="C0SALES", text="Digest")["ts"]
    body = {"text": "more", "response_type": "in_channel", "replace_original": False}
    assert hook.send_dict({**body, "thread_ts": stamp}).status_code == 200
    assert playground.messages("C0SALES")[1].thread_ts == stamp
    assert hook.send_dict({**body, "thread_ts": "1.000001"}).status_code == 404


def test_a_later_answer_replaces_the_first_and_stays_private(
    hook: WebhookClient, playground: Playground
) -> None:
    hook.send(text="working")
    hook.send(text="done", replace_original=True, response_type="in_channel")
    (message,) = playground.messages("C0SALES")
    assert (message.text, message.ephemeral_to) == ("done", "U0ANN")


def test_refused_blocks_answer_404_and_say_why(hook: WebhookClient, playground: Playground) -> None:
    answer = hook.send(text="x", blocks=[{"type": "graph"}])
    assert answer.status_code == 404
    assert '"error":"invalid_blocks"' in answer.body
    assert hook.send(text="").status_code == 404
    assert playground.messages("C0SALES") == []


def test_an_answer_reaches_channels_the_bot_is_not_in(server: PlaygroundServer) -> None:
    made = server.playground.new_response_url("U0ANN", "C0OTHER", command="/pipeline")
    hook = WebhookClient(f"{server.url}/response/T0PLAYGRND/{made.key}")
    assert hook.send(text="here too").status_code == 200
    assert [one.text for one in server.playground.messages("#other")] == ["here too"]
