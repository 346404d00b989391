"""Whatever Slack does to an alert: told, redone and ended once; or twice, and it says so.

Only what alerts add is tried: answering in an older thread, redoing a message, repeats. Pictures,
threads and files go the way that digests go.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from bot.alerts.rendering import ALERT, ALERT_NOTE, ALERT_OVER
from bot.delivery.deliverer import LEASE
from bot.messages.repeat import REPEAT
from bot.playground import PlaygroundServer
from tests.stories.alert_sight import HEADS, AlertSight, check_alert, look_at, name_key, write
from tests.stories.fault_stage import FAULTS, Stage
from tests.stories.fault_stage import Fault as SlackFault
from tests.stories.fault_table import DUE, Table, make_playground, prepare
from tests.stories.mortal import Fate, Graveyard
from tests.stories.mortal_stage import MortalStage
from tests.thoroughness import choose

REFUSED = "refuse:restricted_action"
POST, UPDATE = "chat.postMessage", "chat.update"
CELLS = {
    "the alert": (ALERT, POST),
    "a note in its thread": (ALERT_NOTE, POST),
    "that it is over": (ALERT_OVER, POST),
    "the alert redone": (ALERT_OVER, UPDATE),
}
UNKNOWN = tuple(FAULTS)[3:]
ACCEPTED = frozenset(one for one in UNKNOWN if "not accepted" not in one and "before" not in one)
"""Faults after which nobody is told, and of those the ones after which it stands there."""
LATER = DUE + LEASE + timedelta(seconds=1)
EVERY = {"sqlite": 1, "postgresql": choose(4, 1)}
"""Every step and fault, or every fourth one: they are the same ones on both databases."""
REHEARSED = Fate("rehearsed", 0)
"""Nobody is killed the first time, so that the many afterwards take less time."""
Tell = Callable[[str, object], None]


@pytest.fixture(params=[True, False], ids=["readable", "not readable"])
def readable(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def stage(engine: Engine, *, readable: bool) -> Iterator[Stage]:
    prepare(engine)
    with PlaygroundServer(make_playground(readable=readable, file_refusals=0)) as server:
        yield Stage(engine, server)


def deliver(stage: Stage, kind: str, *faults: SlackFault, times: int | None = 1) -> AlertSight:
    """Deliver one part of an alert under faults; the alert itself has arrived before."""
    channel = stage.open_channel()
    if kind != ALERT:
        stage.send(name_key(channel, ALERT), ALERT, channel, write(channel, ALERT))
    content = write(channel, kind)
    stage.send(name_key(channel, kind), kind, channel, content, *faults, times=times)
    return look_at(stage.slack, stage.engine, channel, kind)


def check_cell(sight: AlertSight, name: str, method: str, *, readable: bool) -> None:
    refused = FAULTS[name] == REFUSED
    if refused and method == POST:
        assert (sight.row.state, sight.heads, len(sight.told)) == ("broken", (), 1)
        return
    check_alert(sight, readable=readable)
    assert sight.row.reason == ("without first: restricted_action" if refused else None)
    if not readable and method == POST and name in UNKNOWN:
        assert len(sight.heads) == 1 + (name in ACCEPTED)
        assert sight.heads[-1] == REPEAT
    if sight.row.kind == ALERT_OVER:
        assert sight.first.startswith(HEADS[ALERT if refused else ALERT_OVER])


def test_every_fault_at_every_call_that_alerts_add(
    stage: Stage, record_property: Tell, *, readable: bool
) -> None:
    history, where = "readable" if readable else "not readable", stage.engine.dialect.name
    table = Table(f"Alerts: faults at each of {len(CELLS)} calls, history {history}, {where}")
    for name, fault in [*FAULTS.items()][:: EVERY[where]]:
        for kind, method in CELLS.values():
            sight = deliver(stage, kind, (method, fault, 1))
            check_cell(sight, name, method, readable=readable)
            table.add(name, sight.count())
    record_property("table", table.write())


@pytest.mark.parametrize("fault", ["drop_before", "http_503", "refuse:message_not_found"])
def test_an_alert_that_can_never_be_redone_is_ended_all_the_same(
    stage: Stage, fault: str, *, readable: bool
) -> None:
    sight = deliver(stage, ALERT_OVER, (UPDATE, fault, 1), times=None)
    check_alert(sight, readable=readable)
    assert str(sight.row.reason).startswith("without first: ")
    assert sight.first.startswith(HEADS[ALERT])


def test_an_alert_killed_at_any_step_of_its_end_is_ended(
    graveyard: Graveyard, stage: Stage, database_url: str, record_property: Tell, *, readable: bool
) -> None:
    history, where = "readable" if readable else "not readable", stage.engine.dialect.name
    table = Table(f"The end of an alert killed at a step, history {history}, {where}")
    lives = MortalStage(database_url, stage.engine, stage.server)
    for step in count(0, EVERY[where]):
        channel = stage.open_channel()
        stage.send(name_key(channel, ALERT), ALERT, channel, write(channel, ALERT))
        stage.put(name_key(channel, ALERT_OVER), ALERT_OVER, channel, write(channel, ALERT_OVER))
        [fate] = graveyard.live(lives.live(DUE, step, processes=min(step, 1))) or [REHEARSED]
        graveyard.live(lives.live(LATER))
        sight = look_at(stage.slack, stage.engine, channel, ALERT_OVER)
        check_alert(sight, readable=readable)
        assert sight.first.startswith(HEADS[ALERT_OVER])
        table.add(fate.killed_at or "not killed", sight.count())
        if not fate.killed_at:
            break
    record_property("table", table.write())
    if EVERY[where] == 1:
        for call in (UPDATE, POST):
            assert table.counts[f"after {call}"]["cells"] == 1
        assert table.counts[f"after {POST}"]["2 visible"] == (not readable)
