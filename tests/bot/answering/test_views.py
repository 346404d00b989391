"""Modals and the Home tab: what Slack refuses is told, logged, or nobody's business."""

from collections.abc import MutableMapping
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.answering.client import make_writing_client
from bot.answering.views import Views
from bot.messages.blocks import context
from bot.messages.views import make_home, show_waiting
from bot.playground import Playground, PlaygroundServer
from storage.problem import Problem
from tests.bot.answering.conftest import ANN

HOME = make_home([context("Hello")])
MODAL = show_waiting("How is this computed?")


@pytest.fixture
def views(server: PlaygroundServer) -> Views:
    return Views(make_writing_client(server.bot_token, server.api_url))


@pytest.mark.parametrize("error", ["not_enabled", "invalid_arguments", "internal_error"])
def test_a_home_that_slack_refuses_is_for_the_log_alone(
    playground: Playground, views: Views, journal: list[MutableMapping[str, Any]], error: str
) -> None:
    playground.faults.set("views.publish", f"refuse:{error}")
    views.publish_home(ANN, HOME)
    assert [entry["error"] for entry in journal] == [error]


@pytest.mark.parametrize(
    ("error", "reference"),
    [
        ("expired_trigger_id", "window-too-late"),
        ("exchanged_trigger_id", "window-too-late"),
        ("missing_scope", "slack-connection"),
    ],
)
def test_a_modal_that_does_not_open_is_told(
    playground: Playground, views: Views, error: str, reference: str
) -> None:
    playground.faults.set("views.open", f"refuse:{error}")
    with pytest.raises(Problem) as caught:
        views.open("1.2.three", MODAL)
    assert caught.value.reference == reference


def test_a_modal_that_was_closed_stays_closed(playground: Playground, views: Views) -> None:
    playground.faults.set("views.update", "refuse:not_found")
    views.fill("V0EXAMPLE1", MODAL)
    playground.faults.set("views.update", "refuse:invalid_arguments")
    with pytest.raises(SlackApiError):
        views.fill("V0EXAMPLE1", MODAL)
