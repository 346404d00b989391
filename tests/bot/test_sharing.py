"""Sharing tells what became of it, and no more than is known."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.answering.answerer import Sent
from bot.answering.ladder import Rung
from bot.buttons import share
from bot.messages.message import Message
from bot.request import Request
from storage.problem import Problem

CHOSEN = {"state": {"values": {"channel": {"channel": {"selected_conversation": "C00000001"}}}}}
REQUEST = Request(key="view:V1:1", user="U1", team="T1", view=CHOSEN)


class Channel:
    """Takes posts as it is told to, and remembers them."""

    def __init__(self, *outcomes: str | Problem) -> None:
        self.outcomes = list(outcomes)
        self.said: list[tuple[str, str]] = []

    def post(self, channel: str, message: Message) -> Sent:
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Problem):
            raise outcome
        self.said.append((channel, message.text))
        return Sent(channel, outcome, Rung())


@pytest.fixture(autouse=True)
def answer(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message("3 deals are open.")
    reply = SimpleNamespace(say=lambda *_asked: message, scope="everything")
    monkeypatch.setattr(share, "read_carried", lambda *_asked: reply)


def share_into(slack: Channel) -> list[tuple[str, str]]:
    bell: Any = SimpleNamespace(answerer=slack, clock=SimpleNamespace(now=lambda: None))
    share.share_answer(bell, REQUEST)
    return slack.said


def test_what_was_shared_is_confirmed() -> None:
    (where, _), (who, words) = share_into(Channel("1.1", "1.2"))
    assert (where, who) == ("C00000001", "U1")
    assert words == "Shared in <#C00000001>."


def test_when_slacks_answer_is_lost_nobody_is_told_that_it_is_there() -> None:
    _, (_, words) = share_into(Channel("", "1.2"))
    assert "can't tell whether" in words
    assert "before you share it again" in words


def test_a_confirmation_that_fails_is_not_told_as_a_sharing_that_failed() -> None:
    refused = Problem("slack-refused", what="Slack refused my answer.", fix="Try again.")
    assert [where for where, _ in share_into(Channel("1.1", refused))] == ["C00000001"]


def test_a_sharing_that_slack_refuses_is_told() -> None:
    refused = Problem("not-in-channel", what="I can't write in that channel.", fix="/invite me")
    with pytest.raises(Problem):
        share_into(Channel(refused))
