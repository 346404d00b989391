"""Who a Slack user is: only a confirmed address of a full member counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse, WebClient

from bot.clock import MovableClock
from bot.directory import SlackDirectory, read_profile
from storage.problem import Problem

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
MEMBER = {
    "id": "U1",
    "team_id": "T1",
    "name": "rob",
    "is_email_confirmed": True,
    "profile": {"real_name": "Rob", "email": " Rob@Example.com "},
}


class Slack(WebClient):
    """Answers users.info with what it is told to."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        super().__init__(token="xoxb-1")
        self.answers = list(answers)

    def users_info(self, **kwargs: Any) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"ok": True, "user": answer}


def refusal(error: str, status: int = 200) -> SlackApiError:
    response = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/users.info",
        req_args={},
        data={"ok": False, "error": error},
        headers={},
        status_code=status,
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # the SDK has no type


def test_the_address_is_compared_without_case_and_blanks() -> None:
    assert read_profile("U1", MEMBER, "T1").email == "rob@example.com"


def test_an_address_that_was_never_confirmed_is_nobodys() -> None:
    assert read_profile("U1", {**MEMBER, "is_email_confirmed": False}, "T1").email is None


@pytest.mark.parametrize(
    "mark",
    [
        {"is_stranger": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_bot": True},
        {"deleted": True},
        {"team_id": "T2"},
        {"team_id": "T2", "is_stranger": False, "is_admin": True},
        {"team_id": "E1", "enterprise_user": {"teams": ["T2"]}},
    ],
)
def test_guests_bots_leavers_and_other_companies_are_outsiders(mark: dict[str, Any]) -> None:
    assert read_profile("U1", {**MEMBER, **mark}, "T1").is_outsider


@pytest.mark.parametrize("mark", [{}, {"team_id": "E1", "enterprise_user": {"teams": ["T1"]}}])
def test_a_member_of_the_workspace_is_none(mark: dict[str, Any]) -> None:
    assert not read_profile("U1", {**MEMBER, **mark}, "T1").is_outsider


@pytest.mark.parametrize(
    ("told", "zone"),
    [("Europe/Berlin", "Europe/Berlin"), ("Mars/Olympus", None), ("EST", None), (None, None)],
)
def test_a_zone_is_known_by_its_place_alone(told: str | None, zone: str | None) -> None:
    assert read_profile("U1", {**MEMBER, "tz": told}, "T1").zone == zone


def test_an_administrator_who_no_longer_is_one_reads_on_for_a_minute_at_most() -> None:
    clock = MovableClock(START)
    directory = SlackDirectory(Slack({**MEMBER, "is_admin": True}, MEMBER), clock, "T1")
    assert directory.look_up("U1").is_administrator
    assert directory.look_up("U1").is_administrator
    clock.move_to(START + timedelta(minutes=1, seconds=1))
    assert not directory.look_up("U1").is_administrator


@pytest.mark.parametrize(
    ("error", "reference"),
    [
        (refusal("ratelimited", 429), "who-unreachable"),
        (refusal("internal_error"), "who-unreachable"),
        (TimeoutError("timed out"), "who-unreachable"),
        (refusal("missing_scope"), "who-refused"),
        (refusal("user_not_found"), "who-hidden"),
    ],
)
def test_when_slack_does_not_tell_the_reason_is_said(error: Exception, reference: str) -> None:
    with pytest.raises(Problem) as caught:
        SlackDirectory(Slack(error), MovableClock(START), "T1").look_up("U1")
    assert caught.value.reference == reference


def test_an_old_answer_is_not_used_when_slack_stops_telling() -> None:
    clock = MovableClock(START)
    directory = SlackDirectory(Slack(MEMBER, refusal("ratelimited", 429)), clock, "T1")
    directory.look_up("U1")
    clock.move_to(START + timedelta(minutes=2))
    with pytest.raises(Problem):
        directory.look_up("U1")


def test_admins_of_slack_who_use_the_bot_are_remembered_while_they_are_admins() -> None:
    clock = MovableClock(START)
    directory = SlackDirectory(Slack({**MEMBER, "is_admin": True}, MEMBER), clock, "T1")
    assert directory.list_administrators() == []
    directory.look_up("U1")
    assert directory.list_administrators() == ["U1"]
    clock.move_to(START + timedelta(minutes=2))
    directory.look_up("U1")
    assert directory.list_administrators() == []
