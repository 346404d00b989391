"""Modals and the Home: opened, filled in, sent, refused, pushed, closed, over both ways in."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.playground import Playground, PlaygroundServer
from bot.playground.machine_time import MovableMachineTime
from tests.bot.playground.bolt import build_app, over_http, over_socket

Json = dict[str, Any]


@pytest.fixture
def app(server: PlaygroundServer) -> Iterator[App]:
    app = build_app(server)
    with over_http(server, app):
        yield app


def modal(title: str = "Share", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "share",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "where",
                "label": {"type": "plain_text", "text": "Where"},
                "element": {"type": "conversations_select", "action_id": "channel"},
            },
            {
                "type": "input",
                "block_id": "note",
                "optional": True,
                "label": {"type": "plain_text", "text": "Note"},
                "element": {
                    "type": "plain_text_input",
                    "action_id": "words",
                    "initial_value": "FYI",
                },
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "explain",
                        "text": {"type": "plain_text", "text": "Explain"},
                    }
                ],
            },
        ],
        **more,
    }


def open_modal(app: App, playground: Playground, view: Json | None = None) -> None:
    @app.command("/pipeline")
    def answer(ack: Ack, client: WebClient, command: Json) -> None:
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=view or modal())

    assert playground.type("U0ANN", "C0SALES", "/pipeline").ok
    playground.wait_for(lambda: playground.modals("U0ANN"))


def refused(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_a_submission_carries_what_was_filled_in_and_closes_the_modal(
    app: App, playground: Playground
) -> None:
    sent: list[Json] = []

    @app.view("share")
    def share(ack: Ack, view: Json) -> None:
        ack()
        sent.append(view["state"]["values"])

    open_modal(app, playground)
    outcome = playground.submit("U0ANN", {"channel": "C0SALES"})
    assert (outcome.ok, outcome.errors) == (True, None)
    assert sent == [
        {
            "where": {
                "channel": {"type": "conversations_select", "selected_conversation": "C0SALES"}
            },
            "note": {"words": {"type": "plain_text_input", "value": "FYI"}},
        }
    ]
    assert playground.modals("U0ANN") == []
    assert playground.modals("U0MAX") == []


def test_a_chosen_channel_can_be_answered_when_the_modal_asked_for_that(
    app: App, playground: Playground
) -> None:
    @app.view("share")
    def share(ack: Ack, body: Json) -> None:
        ack()
        (url,) = body["response_urls"]
        WebhookClient(url["response_url"]).send(text="Shared", response_type="in_channel")

    view = modal()
    view["blocks"][0]["element"]["response_url_enabled"] = True
    open_modal(app, playground, view)
    assert playground.submit("U0ANN", {"channel": "C0SALES"}).ok
    playground.wait_for(lambda: playground.messages("C0SALES", as_user="U0MAX"))


def test_nobody_acts_in_the_modal_of_somebody_else(app: App, playground: Playground) -> None:
    open_modal(app, playground)
    with pytest.raises(LookupError):
        playground.click("U0MAX", playground.modals("U0ANN")[0], text="Explain")


def test_a_required_field_left_empty_is_pointed_out_without_asking_the_bot(
    app: App, playground: Playground
) -> None:
    open_modal(app, playground)
    before = len(playground.delivered)
    outcome = playground.submit("U0ANN")
    assert outcome.errors == {"where": "Please complete this required field."}
    assert len(playground.delivered) == before


def test_the_bot_can_point_out_errors(app: App, playground: Playground) -> None:
    @app.view("share")
    def share(ack: Ack) -> None:
        ack(response_action="errors", errors={"where": "Not that one."})

    open_modal(app, playground)
    outcome = playground.submit("U0ANN", {"channel": "C0SALES"})
    assert outcome.errors == {"where": "Not that one."}
    assert len(playground.modals("U0ANN")) == 1


def test_errors_travel_through_socket_mode_too(server: PlaygroundServer) -> None:
    app = build_app(server)

    @app.view("share")
    def share(ack: Ack) -> None:
        ack(response_action="errors", errors={"where": "Not that one."})

    with over_socket(server, app):
        open_modal(app, server.playground)
        outcome = server.playground.submit("U0ANN", {"channel": "C0SALES"})
    assert outcome.errors == {"where": "Not that one."}


def test_errors_of_fields_that_are_not_there_show_trouble(app: App, playground: Playground) -> None:
    @app.view("share")
    def share(ack: Ack) -> None:
        ack(response_action="errors", errors={"nowhere": "Not that one."})

    open_modal(app, playground)
    outcome = playground.submit("U0ANN", {"channel": "C0SALES"})
    assert (outcome.ok, outcome.message) == (
        False,
        "We had some trouble connecting. Try again?",
    )


@pytest.mark.parametrize(
    ("action", "titles"),
    [("update", ["Done"]), ("push", ["Share", "Done"]), ("clear", [])],
)
def test_an_acknowledgement_changes_what_is_open(
    app: App, playground: Playground, action: str, titles: list[str]
) -> None:
    @app.view("share")
    def share(ack: Ack) -> None:
        if action == "clear":
            ack(response_action="clear")
        else:
            ack(response_action=action, view=modal("Done"))

    open_modal(app, playground)
    assert playground.submit("U0ANN", {"channel": "C0SALES"}).ok
    assert [view.body["title"]["text"] for view in playground.modals("U0ANN")] == titles


def test_a_view_that_breaks_the_limits_is_not_shown(app: App, playground: Playground) -> None:
    @app.view("share")
    def share(ack: Ack) -> None:
        ack(response_action="update", view=modal("x" * 25))

    open_modal(app, playground)
    assert playground.submit("U0ANN", {"channel": "C0SALES"}).error == "invalid_arguments"
    assert playground.modals("U0ANN")[0].body["title"]["text"] == "Share"


def test_a_button_in_a_modal_pushes_one_more_and_three_are_the_most(
    app: App, playground: Playground
) -> None:
    problems: list[str] = []

    def is_deep(depth: int) -> bool:
        return len(playground.modals("U0ANN")) == depth

    @app.action("explain")
    def explain(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal("Explained"))
        except SlackApiError as error:
            problems.append(error.response["error"])

    open_modal(app, playground)
    for depth in (2, 3):
        assert playground.click("U0ANN", playground.modals("U0ANN")[-1], text="Explain").ok
        playground.wait_for(functools.partial(is_deep, depth))
    playground.click("U0ANN", playground.modals("U0ANN")[-1], text="Explain")
    playground.wait_for(lambda: problems)
    assert problems == ["push_limit_reached"]
    root, middle, top = playground.modals("U0ANN")
    assert (top.previous_id, top.root_id) == (middle.id, root.id)


def test_closing_is_told_when_it_was_asked_for(app: App, playground: Playground) -> None:
    closed: list[bool] = []

    @app.view_closed("share")
    def gone(ack: Ack, body: Json) -> None:
        ack()
        closed.append(body["is_cleared"])

    open_modal(app, playground, modal(notify_on_close=True))
    assert playground.close_modal("U0ANN").ok
    assert closed == [False]
    assert playground.modals("U0ANN") == []


def test_what_was_filled_in_survives_an_update(
    app: App, client: WebClient, playground: Playground
) -> None:
    open_modal(app, playground)
    (view,) = playground.modals("U0ANN")
    playground.select("U0ANN", view, "channel", "C0SALES")
    client.views_update(view_id=view.id, hash=view.hash, view=modal("Changed"))
    (view,) = playground.modals("U0ANN")
    assert view.body["title"]["text"] == "Changed"
    assert playground.submit("U0ANN").errors is None


def test_a_trigger_opens_one_modal_within_three_seconds(
    client: WebClient, playground: Playground, time: MovableMachineTime
) -> None:
    trigger = playground.new_trigger("U0ANN")
    client.views_open(trigger_id=trigger, view=modal())
    assert refused(client.views_open, trigger_id=trigger, view=modal()) == ("exchanged_trigger_id")
    late = playground.new_trigger("U0ANN")
    time.advance(3.1)
    assert refused(client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"
    assert refused(client.views_open, trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"


def test_a_view_with_mistakes_names_them(client: WebClient, playground: Playground) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=playground.new_trigger("U0ANN"), view=modal("x" * 25))
    data = caught.value.response
    assert data["error"] == "invalid_arguments"
    assert data["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_a_view_of_more_than_250_kilobytes_is_too_large(
    client: WebClient, playground: Playground
) -> None:
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    home = {"type": "home", "blocks": [words] * 90}
    assert refused(client.views_publish, user_id="U0ANN", view=home) == "view_too_large"


def test_an_update_knows_which_version_it_changes(
    client: WebClient, playground: Playground
) -> None:
    client.views_open(trigger_id=playground.new_trigger("U0ANN"), view=modal(external_id="share-1"))
    (view,) = playground.modals("U0ANN")
    first = view.hash
    client.views_update(external_id="share-1", hash=first, view=modal("Second"))
    assert refused(client.views_update, view_id=view.id, hash=first, view=modal("Third")) == (
        "hash_conflict"
    )
    assert refused(client.views_update, view_id="V0GONE", view=modal()) == "not_found"


def test_a_home_is_published_for_one_person(client: WebClient, playground: Playground) -> None:
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "Good morning"}}
    home = {"type": "home", "blocks": [words]}
    answer = client.views_publish(user_id="U0ANN", view=home)
    shown = playground.home("U0ANN")
    assert shown is not None
    assert shown.body["blocks"][0]["text"]["text"] == "Good morning"
    assert playground.home("U0MAX") is None
    stale = answer["view"]["hash"]
    client.views_publish(user_id="U0ANN", view=home, hash=stale)
    error = refused(client.views_publish, user_id="U0ANN", view=home, hash=stale)
    assert error == "hash_conflict"


def test_blocks_can_be_checked_without_showing_them(
    client: WebClient, playground: Playground
) -> None:
    good = '[{"type": "divider"}]'
    assert client.api_call("blocks.validate", params={"blocks": good})["ok"]
    with pytest.raises(SlackApiError) as caught:
        client.api_call("blocks.validate", params={"blocks": '[{"type": "graph"}]'})
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"][0]["pointer"] == "/0/type"
    assert refused(client.api_call, api_method="blocks.validate") == "invalid_arguments"
