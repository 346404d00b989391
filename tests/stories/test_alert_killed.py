"""Killed at any step between newer data and an alert on its way: it is told, and once.

What follows on its way is the delivery of digests, too, and tried there. The processes are real
and get a real SIGKILL. Afterwards another one goes on, when the lease of the first one is over.
"""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.alerts.watch import LEASE as JUDGING_LEASE
from bot.delivery.deliverer import LEASE
from bot.messages.repeat import REPEAT
from bot.playground import PlaygroundServer
from storage.alert_incidents import close_open
from storage.alerts import RuleRow, add_rule, delete_rule
from storage.importing import ImportSettings, import_file
from storage.sample import REP
from tests.sample_copies import copy_sample
from tests.storage.rules import PLAN
from tests.stories.fault_table import (
    DUE,
    OWNER,
    Sight,
    Table,
    look,
    make_playground,
    name_channel,
)
from tests.stories.mortal import ZONE, Graveyard
from tests.stories.mortal_stage import MortalStage
from tests.thoroughness import choose

BEFORE = DUE - timedelta(days=2)
LATER = DUE + max(JUDGING_LEASE, LEASE) + timedelta(seconds=1)
EVERY = {"sqlite": 1, "postgresql": choose(6, 1)}
"""Every step, or every sixth one: they are the same steps on both databases."""
RULE = replace(
    PLAN,
    words="win rate Planted",
    line=Decimal("0.2"),
    window_days=28,
    hold_days=1,
    recover_line=None,
    pause_hours=1,
    quiet_from=None,
    quiet_to=None,
    working_days=False,
    mentions=(),
    owner=OWNER,
)
Tell = Callable[[str, object], None]


class Stage(MortalStage):
    """With rules that fire: one segment does badly."""

    def watch(self, channel: str) -> RuleRow:
        """A rule that fires as soon as it is judged, for a channel of its own."""
        plan = replace(RULE, name=f"Conversion of {channel}", recipients=(channel,))
        return add_rule(self.engine, 1, plan, DUE - timedelta(minutes=1))

    def end(self, rule: RuleRow) -> None:
        """Nothing is left to do of it: each killed process has one rule to judge."""
        with self.engine.begin() as connection:
            close_open(connection, 1, rule.id, "over", LATER)
        delete_rule(self.engine, 1, rule.id, LATER)


@contextmanager
def set_stage(url: str, engine: Engine, folder: Path, *, readable: bool) -> Iterator[Stage]:
    copy_sample(engine, 150, today=BEFORE.date(), now=BEFORE)
    day = (BEFORE.date() - timedelta(days=1)).isoformat()
    path = folder / "deals.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("deal_id", "owner", "segment", "stage", "created_date", "close_date"))
        for number in range(40):
            stage = "Closed Won" if number < 2 else "Closed Lost"
            writer.writerow((f"P{number}", REP.name, "Planted", stage, "2026-10-01", day))
    import_file(engine, 1, "deals", path, ImportSettings(ZoneInfo(ZONE)), BEFORE)
    with PlaygroundServer(make_playground(readable=readable)) as server:
        yield Stage(url, engine, server)


def check_told(stage: Stage, channel: str, *, readable: bool) -> Sight:
    """Once; where nobody may look perhaps twice, and what may be a repeat says so."""
    sight = look(stage.slack, stage.engine, channel)
    assert (sight.row.kind, sight.row.state) == ("alert", "delivered")
    assert sight.asked == sight.told == 0
    assert 1 <= sight.messages <= (1 if readable else 2)
    if sight.messages == 2:
        heads = [one.text.splitlines()[0] for one in stage.slack.messages(channel)]
        assert REPEAT in heads
    return sight


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "not readable"])
def test_a_process_killed_at_any_step_of_an_alert_is_gone_on_with(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    record_property: Tell,
    *,
    readable: bool,
) -> None:
    name, history = engine.dialect.name, "readable" if readable else "not readable"
    table = Table(f"An alert killed at a step, history {history}, {name}")
    with set_stage(database_url, engine, tmp_path, readable=readable) as stage:
        rule = stage.watch(name_channel(0))
        graveyard.live(stage.live(DUE, processes=0))
        stage.end(rule)
        for step in count(1, EVERY[name]):
            channel = name_channel(step)
            rule = stage.watch(channel)
            [fate] = graveyard.live(stage.live(DUE, die_at=step))
            graveyard.live(stage.live(LATER))
            sight = check_told(stage, channel, readable=readable)
            table.add(fate.killed_at or "not killed", sight)
            if not fate.killed_at or "chat.postMessage" in fate.killed_at:
                break
            stage.end(rule)
    record_property("table", table.write())
    if name == "sqlite":
        assert table.counts["before a commit"]["cells"] >= 4
        assert table.counts["before chat.postMessage"]["cells"] == 1


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_racing_for_the_same_rules_tell_each_once(
    graveyard: Graveyard,
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    record_property: Tell,
    processes: int,
) -> None:
    channels = [name_channel(number) for number in range(6)]
    table = Table(f"{processes} processes racing for alerts, {engine.dialect.name}")
    with set_stage(database_url, engine, tmp_path, readable=True) as stage:
        for channel in channels:
            stage.watch(channel)
        graveyard.live(stage.live(DUE, processes=processes))
        graveyard.live(stage.live(LATER))
        for channel in channels:
            table.add("racing", check_told(stage, channel, readable=True))
    record_property("table", table.write())
