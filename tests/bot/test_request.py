"""What Slack leaves out of a request is empty, and never a failure."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.request import Request, read_action, read_command, read_event, read_submission

Read = Callable[[Mapping[str, Any]], Request]
READERS: list[Read] = [read_action, read_command, read_event, read_submission]
ODD: list[Any] = [None, "", "text", 3, [], [None], ["x"], {}, {"id": None}, {"id": 3}]
PARTS = ["actions", "user", "team", "channel", "container", "view", "event", "response_url"]


@pytest.mark.parametrize("read", READERS)
def test_an_empty_payload_reads_as_nobodys(read: Read) -> None:
    assert read({}).user == ""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("odd", ODD)
def test_a_part_of_another_shape_reads_as_empty(part: str, odd: object) -> None:
    for read in READERS:
        request = read({part: odd})
        assert isinstance(request.key, str)
        assert request.response_url in ("", "text")


def test_a_click_in_an_organisation_names_its_team_by_the_user() -> None:
    request = read_action({"team": None, "user": {"id": "U1", "team_id": "T1"}})
    assert request.team == "T1"


def test_a_click_without_a_channel_belongs_where_its_message_stands() -> None:
    request = read_action({"container": {"channel_id": "C00000001", "message_ts": "1.2"}})
    assert request.channel == "C00000001"


def test_two_clicks_are_two_requests_and_one_click_twice_is_one() -> None:
    def click(stamp: str) -> str:
        action = {"action_id": "export", "action_ts": stamp}
        place = {"message_ts": "1.2"}
        return read_action({"user": {"id": "U1"}, "actions": [action], "container": place}).key

    assert click("1.1") == click("1.1") != click("1.2")


@pytest.mark.parametrize("value", [None, "", "not json", "[1]", '"text"'])
def test_a_button_value_that_is_not_ours_reads_as_nothing(value: str | None) -> None:
    request = read_action(
        {
            "user": {"id": "U1"},
            "team": {"id": "T1"},
            "actions": [{"action_id": "share", "action_ts": "1.2", "value": value}],
        }
    )
    assert request.value == {}


@pytest.mark.parametrize(
    ("action", "chosen"),
    [
        ({"selected_user": "U7"}, "U7"),
        ({"selected_option": {"value": "team"}}, "team"),
        ({"selected_option": None}, ""),
        ({}, ""),
    ],
)
def test_what_was_chosen_is_read_whatever_the_element(action: dict[str, Any], chosen: str) -> None:
    assert read_action({"actions": [action]}).chosen == chosen


def test_a_click_in_a_window_carries_what_the_window_carries_unless_the_button_does() -> None:
    view = {"private_metadata": '{"id":"7"}'}
    assert read_action({"view": view, "actions": [{}]}).value == {"id": "7"}
    assert read_action({"view": view, "actions": [{"value": '{"id":"8"}'}]}).value == {"id": "8"}
