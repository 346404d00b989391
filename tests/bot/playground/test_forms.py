"""What one can choose in a form, where it was opened, and what Slack itself complains about."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.playground import Playground, PlaygroundServer
from tests.bot.playground.bolt import build_app, over_http

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def form(*elements: Json, title: str = "New digest", **more: Any) -> Json:
    blocks = [
        {
            "type": "input",
            "block_id": element["action_id"],
            "label": plain(element["action_id"]),
            "element": element,
            "optional": True,
        }
        for element in elements
    ]
    texts = {"title": plain(title), "submit": plain("Save")}
    return {"type": "modal", "callback_id": "digest", "blocks": blocks, **texts, **more}


def places(**more: Any) -> Json:
    return {"type": "conversations_select", "action_id": "where", **more}


class Bot:
    """Opens the form that it is given at /sales, and keeps what is sent."""

    def __init__(self, app: App, playground: Playground) -> None:
        self.playground = playground
        self.view: Json = {}
        self.sent: list[Json] = []
        self.app = app

        @app.command("/sales")
        def ask(ack: Ack, client: WebClient, command: Json) -> None:
            ack()
            client.views_open(trigger_id=command["trigger_id"], view=self.view)

        @app.view("digest")
        def keep(ack: Ack, view: Json) -> None:
            ack()
            self.sent.append({name: state[name] for name, state in view["state"]["values"].items()})

    def open(self, view: Json, channel: str = "C0SALES") -> None:
        self.view = view
        assert self.playground.type("U0ANN", channel, "/sales").ok
        self.playground.wait_for(lambda: self.playground.modals("U0ANN"))

    def submit(self, **values: Any) -> Json:
        outcome = self.playground.submit("U0ANN", values)
        assert (outcome.ok, outcome.errors) == (True, None)
        return self.sent[-1]


@pytest.fixture
def bot(server: PlaygroundServer) -> Iterator[Bot]:
    app = build_app(server)
    with over_http(server, app):
        yield Bot(app, server.playground)


def test_a_menu_can_start_with_the_conversation_one_is_in(bot: Bot) -> None:
    bot.open(form(places(default_to_current_conversation=True)))
    assert bot.submit()["where"]["selected_conversation"] == "C0SALES"
    many = {"type": "multi_conversations_select", "action_id": "where"}
    bot.open(form({**many, "default_to_current_conversation": True}), channel="D0ANN")
    assert bot.submit()["where"]["selected_conversations"] == ["D0ANN"]


@pytest.mark.parametrize(
    "element",
    [
        places(),
        places(default_to_current_conversation=True, filter={"include": ["private"]}),
    ],
)
def test_it_starts_with_nothing_unless_its_list_has_that(bot: Bot, element: Json) -> None:
    bot.open(form(element))
    assert bot.submit()["where"]["selected_conversation"] is None


def test_an_initial_choice_comes_before_the_current_conversation(bot: Bot) -> None:
    element = places(default_to_current_conversation=True, initial_conversation="C0OTHER")
    bot.open(form(element))
    assert bot.submit()["where"]["selected_conversation"] == "C0OTHER"


def test_a_form_pushed_on_another_is_in_the_same_conversation(bot: Bot) -> None:
    second = form(places(default_to_current_conversation=True), title="Second")

    @bot.app.view("first")
    def push(ack: Ack) -> None:
        ack(response_action="push", view=second)

    bot.open(form(places(), callback_id="first"))
    assert bot.playground.submit("U0ANN").ok
    assert bot.submit()["where"]["selected_conversation"] == "C0SALES"


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"include": ["public"]}, ["D0ANN", "#board"]),
        ({"include": ["private", "im"]}, ["#sales"]),
        ({"exclude_bot_users": True}, ["D0ANN"]),
    ],
)
def test_only_what_the_filter_lets_through_can_be_chosen(
    bot: Bot, wanted: Json, refused: list[str]
) -> None:
    bot.playground.admin.add_member("#board", "Ann Rep")
    bot.open(form(places(filter=wanted)))
    for name in refused:
        with pytest.raises(LookupError):
            bot.playground.submit("U0ANN", {"where": name})
    assert bot.playground.modals("U0ANN")


def test_nobody_chooses_what_they_cannot_see(bot: Bot) -> None:
    bot.open(form(places()))
    for name in ("#board", "D0MAX", "#old", "#nowhere"):  # private, another's, archived, nothing
        with pytest.raises(LookupError):
            bot.playground.submit("U0ANN", {"where": name})
    assert bot.submit(where="#other")["where"]["selected_conversation"] == "C0OTHER"


def test_people_are_chosen_by_name_and_no_more_than_allowed(bot: Bot) -> None:
    bot.open(form({"type": "multi_users_select", "action_id": "who", "max_selected_items": 1}))
    with pytest.raises(LookupError, match="no more than 1"):
        bot.playground.submit("U0ANN", {"who": ["Ann Rep", "Max Manager"]})
    assert bot.submit(who=["Max Manager"])["who"]["selected_users"] == ["U0MAX"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [("ab", "at least 3"), ("x" * 11, "at most 10"), ("abc", None), ("", None)],
)
def test_a_text_of_the_wrong_length_is_pointed_out_without_asking_the_bot(
    bot: Bot, words: str, complaint: str | None
) -> None:
    lengths = {"min_length": 3, "max_length": 10}
    bot.open(form({"type": "plain_text_input", "action_id": "note", **lengths}))
    outcome = bot.playground.submit("U0ANN", {"note": words})
    if complaint is None:
        assert (outcome.ok, outcome.errors) == (True, None)
    else:
        assert outcome.errors is not None
        assert complaint in outcome.errors["note"]
        assert bot.sent == []
