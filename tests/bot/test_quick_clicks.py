"""Two quick clicks in one message: the later one is answered last, however long the other takes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.bell import Bell
from bot.buttons import question
from bot.clock import Clock
from bot.messages.message import Message
from bot.newest import Newest
from bot.request import Request

PATIENCE = 10.0


class Slack:
    """Takes what is sent; an update waits for its `door`, where it has one."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.doors: dict[str, Event] = {}
        self.reached: dict[str, Event] = {}

    def _show(self, message: Message) -> None:
        if message.text in self.doors:
            self.reached[message.text].set()
            assert self.doors[message.text].wait(PATIENCE)
        self.shown.append(message.text)

    def update(self, channel: str, ts: str, message: Message) -> None:
        self._show(message)

    def post(self, channel: str, message: Message) -> Any:
        self._show(message)
        return SimpleNamespace(channel="D1", ts="9.9")

    def hold(self, text: str) -> None:
        self.doors[text], self.reached[text] = Event(), Event()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> dict[str, Event]:
    """Whose answer is computed only when its event is set, by the words of the click."""
    held: dict[str, Event] = {}

    def read(bell: Bell, request: Request) -> Any:
        words = str(request.value["t"])

        def say(now: object, extra: object) -> Message:
            if words in held:
                assert held[words].wait(PATIENCE)
            return Message(words)

        return SimpleNamespace(say=say)

    monkeypatch.setattr(question, "read_carried", read)
    return held


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def bell(slack: Slack) -> Bell:
    parts = SimpleNamespace(answerer=slack, newest=Newest(), clock=Clock())
    return cast("Bell", parts)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as workers:
        yield workers


def click(words: str, stamp: int, ts: str = "1.1", channel: str = "D1") -> Request:
    return Request(
        key=f"action:{words}",
        user="U1",
        team="T1",
        channel=channel,
        message_ts=ts,
        value={"t": words},
        stamp=f"{stamp}.0",
    )


def test_an_answer_that_comes_after_a_later_click_is_dropped(
    bell: Bell, slack: Slack, slow: dict[str, Event], pool: ThreadPoolExecutor
) -> None:
    slow["by owner"] = Event()
    first = pool.submit(question.ask_again, bell, click("by owner", 1))
    question.ask_again(bell, click("by segment", 2))
    slow["by owner"].set()
    with capture_logs() as logs:
        first.result(PATIENCE)
    assert slack.shown == ["by segment"]
    assert [entry["event"] for entry in logs] == ["answer dropped"]


def test_a_later_answer_waits_for_one_that_is_being_shown(
    bell: Bell, slack: Slack, slow: dict[str, Event], pool: ThreadPoolExecutor
) -> None:
    assert slow == {}
    slack.hold("by owner")
    first = pool.submit(question.ask_again, bell, click("by owner", 1))
    assert slack.reached["by owner"].wait(PATIENCE)
    second = pool.submit(question.ask_again, bell, click("by segment", 2))
    assert not second.done()
    slack.doors["by owner"].set()
    first.result(PATIENCE)
    second.result(PATIENCE)
    assert slack.shown == ["by owner", "by segment"]


@pytest.mark.parametrize(("ts", "channel"), [("1.2", "D1"), ("1.1", "C1")])
def test_clicks_in_other_places_are_all_answered(
    bell: Bell,
    slack: Slack,
    slow: dict[str, Event],
    pool: ThreadPoolExecutor,
    ts: str,
    channel: str,
) -> None:
    slow["by owner"] = Event()
    first = pool.submit(question.ask_again, bell, click("by owner", 1, channel=channel))
    question.ask_again(bell, click("by segment", 2, ts, channel))
    slow["by owner"].set()
    first.result(PATIENCE)
    assert slack.shown == ["by segment", "by owner"]
