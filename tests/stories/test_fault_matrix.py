"""Whatever Slack does, at whatever call: the message is there once, or its owner is asked."""

from collections.abc import Callable, Iterator

import pytest

from bot.delivery import deliverer as delivering
from bot.delivery.rendering import KINDS, Kind
from bot.playground import PlaygroundServer
from storage.engine import open_engine
from tests.conftest import NewDatabase
from tests.stories.fault_stage import FAULTS, SAMPLE, Stage
from tests.stories.fault_table import (
    Sight,
    Table,
    check_once,
    make_playground,
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
Tell = Callable[[str, object], None]


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
