"""Killed at any step between due and recorded, alone or racing: nothing vanishes, nothing doubles.

The processes are real and get a real SIGKILL. Afterwards another one goes on, when the lease of
the first one is over.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from bot.delivery.deliverer import LEASE
from bot.playground import PlaygroundServer
from tests.stories.fault_table import (
    DUE,
    Table,
    check_once,
    look,
    make_life,
    make_playground,
    name_channel,
    prepare,
)
from tests.stories.mortal import Graveyard

LATER = DUE + LEASE + timedelta(seconds=1)
EVERY = {"sqlite": 1, "postgresql": 5}
"""Every step, or every fifth one: they are the same steps on both databases."""
Tell = Callable[[str, object], None]


@pytest.fixture(scope="module")
def graveyard() -> Iterator[Graveyard]:
    with Graveyard() as graveyard:
        yield graveyard


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "not readable"])
def test_a_process_killed_at_any_step_is_gone_on_with(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    record_property: Tell,
    *,
    readable: bool,
) -> None:
    prepare(engine)
    playground = make_playground(readable=readable)
    name, history = engine.dialect.name, "readable" if readable else "not readable"
    table = Table(f"Killed at a step, history {history}, {name}")
    with PlaygroundServer(playground) as server:
        for step in count(1, EVERY[name]):
            channel = name_channel(step)
            life = make_life(database_url, server, DUE, [channel])
            playground.clock.move_to(DUE)
            [fate] = graveyard.live(replace(life, die_at=step))
            playground.clock.move_to(LATER)
            graveyard.live(replace(life, now=LATER.isoformat()))
            sight = look(playground, engine, channel)
            check_once(sight, readable=readable)
            table.add(fate.killed_at or "not killed", sight)
            if not fate.killed_at:
                break
    record_property("table", table.write())
    assert table.counts["after chat.postMessage"]["cells"] >= (1 if name == "sqlite" else 0)
    assert sum(of["cells"] for of in table.counts.values()) > 40 / EVERY[name]


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_racing_for_the_same_slots_deliver_each_once(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    record_property: Tell,
    processes: int,
) -> None:
    prepare(engine)
    playground = make_playground(readable=True)
    channels = [name_channel(number) for number in range(12)]
    table = Table(f"{processes} processes racing, {engine.dialect.name}")
    with PlaygroundServer(playground) as server:
        life = make_life(database_url, server, DUE, channels)
        graveyard.live(replace(life, processes=processes))
        # Whoever is alone has nothing left to do, or only what the others' last words blocked.
        graveyard.live(life)
    for channel in channels:
        sight = look(playground, engine, channel)
        check_once(sight, readable=True)
        table.add("racing", sight)
    record_property("table", table.write())


def test_processes_that_race_and_are_killed_deliver_each_once(
    graveyard: Graveyard, engine: Engine, database_url: str, record_property: Tell
) -> None:
    prepare(engine)
    playground = make_playground(readable=True)
    table = Table(f"2 processes racing and killed, {engine.dialect.name}")
    with PlaygroundServer(playground) as server:
        for step in range(8, 80, 12):
            channels = [name_channel(step), name_channel(step + 1)]
            life = make_life(database_url, server, DUE, channels)
            playground.clock.move_to(DUE)
            graveyard.live(replace(life, processes=2, die_at=step))
            playground.clock.move_to(LATER)
            graveyard.live(replace(life, now=LATER.isoformat(), processes=2))
            for channel in channels:
                sight = look(playground, engine, channel)
                check_once(sight, readable=True)
                table.add(f"killed at step {step}", sight)
    record_property("table", table.write())
