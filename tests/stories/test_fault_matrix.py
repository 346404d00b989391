"""Whatever Slack does, at whatever call: the message is there once, or its owner is asked."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.answering.client import make_delivering_client
from bot.delivery import deliverer as delivering
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.delivery.rendering import KINDS, Kind
from bot.playground import PlaygroundServer
from bot.playground.workspace import BOT_USER
from storage.engine import open_engine
from storage.outbox import Parcel, put_in
from tests.conftest import NewDatabase
from tests.stories.fault_table import (
    DUE,
    OWNER,
    Sight,
    Table,
    check_once,
    look,
    make_playground,
    name_channel,
    prepare,
    render_sample,
)

CALLS = {
    "picture, its address": ("files.getUploadURLExternal", 1),
    "picture, its bytes": ("files.upload", 1),
    "picture, its end": ("files.completeUploadExternal", 1),
    "the message": ("chat.postMessage", 1),
    "the thread": ("chat.postMessage", 2),
    "file, its address": ("files.getUploadURLExternal", 2),
    "file, its bytes": ("files.upload", 2),
    "file, its end": ("files.completeUploadExternal", 2),
}
FAULTS = {
    "refuses the content": "refuse:invalid_blocks",
    "refuses for good": "refuse:restricted_action",
    "rate limit": "rate_limit:2",
    "times out before accepting": "timeout_before",
    "times out after accepting": "timeout_after",
    "accepts after the time-out": "late:0.8",
    "drops before accepting": "drop_before",
    "drops after accepting": "drop",
    "5xx, not accepted": "http_503",
    "5xx, accepted": "http_503_after",
    "internal error, not accepted": "refuse:internal_error",
    "internal error, accepted": "refuse_after:internal_error",
}
SLOW = ("timeout_before", "timeout_after", "late:0.8")
LOOKS = {
    name: FAULTS[name]
    for name in (
        "refuses for good",
        "rate limit",
        "times out before accepting",
        "drops before accepting",
        "5xx, not accepted",
        "internal error, not accepted",
    )
}
SAMPLE = "sample"
PATIENCE = timedelta(minutes=30)
Tell = Callable[[str, object], None]


class Stage:
    """A playground and a database; one delivery after the other, each to a channel of its own."""

    def __init__(self, engine: Engine, server: PlaygroundServer) -> None:
        self.engine = engine
        self.slack = server.playground
        self._server = server
        self._numbers = count()

    def deliver(self, *faults: tuple[str, str, int], times: int | None = 1) -> Sight:
        """Deliver one thing while Slack has these faults: method, fault, at which call."""
        channel = name_channel(next(self._numbers))
        self.slack.faults.clear()
        for method, fault, call in faults:
            self.slack.faults.set(method, fault, times, call=call)
        clock, slow = self.slack.clock, any(fault in SLOW for _, fault, _ in faults)
        clock.move_to(DUE)

        def pause(seconds: float) -> None:
            clock.move_to(clock.now() + timedelta(seconds=seconds))
            if slow:
                time.sleep(min(seconds / 50, 1))  # what is late comes by the machine's own time

        client = make_delivering_client(self._server.bot_token, self._server.api_url)
        client.timeout = 0.4 if slow else 10  # type: ignore[assignment]  # urllib takes parts of a second
        deliverer = Deliverer(
            self.engine,
            client,
            clock,
            bot_user=BOT_USER,
            pause=pause,
            monotonic=lambda: clock.now().timestamp(),
        )
        parcel = Parcel(f"to {channel}", SAMPLE, f"Digest to {channel}", channel, OWNER, DUE)
        with self.engine.begin() as connection:
            put_in(connection, 1, parcel, clock.now())
        with capture_logs():
            Crew(deliverer, workers=1).work(PATIENCE)
        self.slack.faults.clear()
        return look(self.slack, self.engine, channel)


@pytest.fixture(params=[True, False], ids=["readable", "not readable"])
def readable(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def stage(
    sqlite_databases: NewDatabase, monkeypatch: pytest.MonkeyPatch, *, readable: bool
) -> Iterator[Stage]:
    monkeypatch.setattr(delivering, "KINDS", {**KINDS, SAMPLE: Kind(render_sample)})
    engine = open_engine(sqlite_databases())
    prepare(engine)
    with PlaygroundServer(make_playground(readable=readable, file_refusals=0)) as server:
        yield Stage(engine, server)
    engine.dispose()


def check_cell(sight: Sight, call: str, fault: str, *, readable: bool) -> None:
    """What Slack refuses for good is not there, and its owner is told; all else is there once."""
    if call == "the message" and fault == "refuse:restricted_action":
        assert (sight.row.state, sight.messages) == ("broken", 0)
        assert (sight.asked, sight.told) == (0, 1)
    else:
        check_once(sight, readable=readable)


def test_every_fault_at_every_call(stage: Stage, record_property: Tell, *, readable: bool) -> None:
    history = "readable" if readable else "not readable"
    table = Table(f"Slack's faults, at each of {len(CALLS)} calls, history {history}")
    for name, fault in FAULTS.items():
        for call, (method, number) in CALLS.items():
            sight = stage.deliver((method, fault, number))
            check_cell(sight, call, fault, readable=readable)
            table.add(name, sight)
    for times in (1, 3, 30):
        sight = stage.deliver(("*", f"file_not_ready:{times}", 1))
        check_once(sight, readable=readable)
        table.add("file not ready", sight)
    record_property("table", table.write())
    assert (table.counts["times out after accepting"]["owner asked"] > 0) == (not readable)


def test_every_fault_while_looking(stage: Stage, record_property: Tell, *, readable: bool) -> None:
    history = "readable" if readable else "not readable"
    table = Table(f"Slack's faults while we look whether it is there, history {history}")
    for lost in ("drop_before", "drop"):
        for name, fault in LOOKS.items():
            sight = stage.deliver(
                ("chat.postMessage", lost, 1), ("conversations.history", fault, 1)
            )
            # Who may not look at this moment is as blind as who never may.
            check_once(sight, readable=readable and fault != FAULTS["refuses for good"])
            table.add(name, sight)
    record_property("table", table.write())


@pytest.mark.parametrize(
    ("method", "visible"),
    [
        ("files.getUploadURLExternal", 1),
        ("files.upload", 1),
        ("files.completeUploadExternal", 1),
        ("conversations.history", 1),
    ],
)
@pytest.mark.parametrize("fault", ["http_503", "drop_before", "refuse:restricted_action"])
def test_a_call_that_fails_for_ever_costs_only_its_own_part(
    stage: Stage, method: str, visible: int, fault: str, *, readable: bool
) -> None:
    sight = stage.deliver((method, fault, 1), times=None)
    check_once(sight, readable=readable)
    assert sight.messages == visible
    assert sight.row.state == "delivered"
