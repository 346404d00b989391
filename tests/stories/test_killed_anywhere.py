"""Killed at any step between due and recorded, alone or racing: nothing vanishes, nothing doubles.

The processes are real and get a real SIGKILL. Afterwards another one goes on, when the lease of
the first one is over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.delivery.deliverer import LEASE
from bot.digests.due import LEASE as DIGEST_LEASE
from bot.playground import PlaygroundServer
from metrics.digests.kinds import TEAM
from metrics.schedule_slots import next_slot
from metrics.schedule_words import read_schedule
from storage.digests import DigestPlan, Due, add_digest
from tests.sample_copies import copy_sample
from tests.stories.fault_table import (
    DUE,
    OWNER,
    Table,
    check_once,
    look,
    make_playground,
    name_channel,
)
from tests.stories.mortal import ZONE, Graveyard
from tests.stories.mortal_stage import MortalStage
from tests.thoroughness import choose

LATER = DUE + max(DIGEST_LEASE, LEASE) + timedelta(seconds=1)
PLAN = DigestPlan(
    name="",
    kind=TEAM,
    whose="visible",
    person_id=None,
    sections=("figures", "flow", "at_risk"),
    questions=(),
    recipients=(),
    schedule="every Monday 09:00",
    zone=ZONE,
    skip_when_quiet=False,
    owner=OWNER,
)
EVERY = {"sqlite": 1, "postgresql": choose(8, 1)}
"""Every step, or every eighth one: they are the same steps on both databases."""
Tell = Callable[[str, object], None]


class Stage(MortalStage):
    """With digests that are due on Monday at nine."""

    def plan(self, *channels: str) -> None:
        """A digest for each channel."""
        before = DUE - timedelta(days=1)
        slot = next_slot(read_schedule(PLAN.schedule, ZoneInfo(ZONE)), before)
        assert slot.due_at == DUE
        for channel in channels:
            plan = replace(PLAN, name=f"Page of {channel}", recipients=(channel,))
            add_digest(self.engine, 1, plan, Due(slot.wall, slot.due_at), before)


@contextmanager
def set_stage(url: str, engine: Engine, *, readable: bool) -> Iterator[Stage]:
    before = DUE - timedelta(days=2)
    copy_sample(engine, 150, today=before.date(), now=before)
    with PlaygroundServer(make_playground(readable=readable)) as server:
        yield Stage(url, engine, server)


def rehearse(stage: Stage, graveyard: Graveyard) -> None:
    """A digest that nobody is killed over, so that the many after it take less time."""
    stage.plan(name_channel(0))
    graveyard.live(stage.live(DUE, processes=0))


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "not readable"])
def test_a_process_killed_at_any_step_is_gone_on_with(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    record_property: Tell,
    *,
    readable: bool,
) -> None:
    name, history = engine.dialect.name, "readable" if readable else "not readable"
    table = Table(f"Killed at a step, history {history}, {name}")
    with set_stage(database_url, engine, readable=readable) as stage:
        rehearse(stage, graveyard)
        for step in count(1, EVERY[name]):
            channel = name_channel(step)
            stage.plan(channel)
            [fate] = graveyard.live(stage.live(DUE, die_at=step))
            graveyard.live(stage.live(LATER))
            sight = look(stage.slack, engine, channel)
            check_once(sight, readable=readable)
            table.add(fate.killed_at or "not killed", sight)
            if not fate.killed_at:
                break
    record_property("table", table.write())
    if name == "sqlite":
        assert table.counts["after chat.postMessage"]["cells"] >= 2
    assert sum(of["cells"] for of in table.counts.values()) >= 50 // EVERY[name]


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_racing_for_the_same_slots_deliver_each_once(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    record_property: Tell,
    processes: int,
) -> None:
    channels = [name_channel(number) for number in range(9)]
    table = Table(f"{processes} processes racing, {engine.dialect.name}")
    with set_stage(database_url, engine, readable=True) as stage:
        stage.plan(*channels)
        graveyard.live(stage.live(DUE, processes=processes))
        # Whoever is alone has nothing left to do, or only what the others' last words blocked.
        graveyard.live(stage.live(LATER))
        for channel in channels:
            sight = look(stage.slack, engine, channel)
            check_once(sight, readable=True)
            table.add("racing", sight)
    record_property("table", table.write())


def test_processes_that_race_and_are_killed_deliver_each_once(
    graveyard: Graveyard, engine: Engine, database_url: str, record_property: Tell
) -> None:
    table = Table(f"2 processes racing and killed, {engine.dialect.name}")
    with set_stage(database_url, engine, readable=True) as stage:
        rehearse(stage, graveyard)
        for step in range(8, 80, 12):
            channels = [name_channel(step), name_channel(step + 1)]
            stage.plan(*channels)
            graveyard.live(stage.live(DUE, die_at=step, processes=2))
            graveyard.live(stage.live(LATER, processes=2))
            for channel in channels:
                sight = look(stage.slack, engine, channel)
                check_once(sight, readable=True)
                table.add(f"killed at step {step}", sight)
    record_property("table", table.write())
