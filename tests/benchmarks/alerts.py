"""Alerts: how often they cry wolf beside naive rules, and what a thousand cost in one tick."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from metrics.alerts.check import check_rule
from metrics.alerts.readings import Findings, Freshness, Watch, read_evidence
from metrics.question import Setting
from storage.engine import Engine, open_engine
from storage.sample import load_sample
from storage.schema import upgrade
from tests.benchmarks.alert_rules import HandWritten, check_equal, list_rules
from tests.benchmarks.alert_years import (
    measure_budgets,
    measure_years,
    write_budgets,
    write_years,
)

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
RULES = 1_000
REPEATS = 5
HISTORIES = 40


@dataclass
class Cost:
    """Seconds of every round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.cpu) * 1000:>9.0f}{median(self.wall) * 1000:>9.0f}"


@dataclass
class Tick:
    """What one tick costs, in each way."""

    deals: int
    rules: int
    read: Cost = field(default_factory=Cost)
    judge: Cost = field(default_factory=Cost)
    grouped: Cost = field(default_factory=Cost)
    each: Cost = field(default_factory=Cost)


def measure_alerts(deals: int, rules: int = RULES, years: int = 1_000) -> Iterator[str]:
    """False alarms in simulated years, and the cost of one tick; the report, line by line."""
    yield from write_years(measure_years(years), years)
    yield ""
    yield from write_budgets(measure_budgets(HISTORIES, years))
    yield ""
    with TemporaryDirectory(prefix="salesbell-bench-") as folder:
        path = Path(folder) / "sample.db"
        engine = open_engine(f"sqlite:///{path}")
        upgrade(engine)
        load_sample(engine, 1, deals, today=NOW.date(), now=NOW)
        engine.dispose()
        yield from write_tick(measure_tick(path, deals, rules))


def measure_tick(path: Path, deals: int, rules: int, repeats: int = REPEATS) -> Tick:
    """One tick's rules, read, judged and stepped; next to hand-written SQL, with equal values."""
    day = NOW.date() - timedelta(days=1)
    watches = list_rules(path, rules)
    tick = Tick(deals, len(watches))
    engine = open_engine(f"sqlite:///{path}")
    hand = HandWritten.open(path, day)
    for place in range(repeats + 1):
        found = _time(tick.read, partial(_read, engine, watches, day))
        _time(tick.judge, partial(_judge, watches, found))
        check_equal(watches, found, _time(tick.grouped, partial(hand.ask_grouped, watches)))
        if not place:  # the first round warms up; one by one takes so long that once is enough
            check_equal(watches, found, _time(tick.each, partial(hand.ask_each, watches)))
            tick.read, tick.judge, tick.grouped = Cost(), Cost(), Cost()
    hand.close()
    engine.dispose()
    return tick


def write_tick(tick: Tick) -> Iterator[str]:
    """The table, line by line."""
    yield f"{tick.rules:,} rules over {tick.deals:,} deals on SQLite, one tick; medians in ms."
    yield f"{'':<44}{'CPU':>9}{'wall':>9}"
    yield f"{'read for all rules together':<44}{tick.read}"
    yield f"{'judged and stepped':<44}{tick.judge}"
    yield f"{'by hand, a query for rows, days, dimension':<44}{tick.grouped}"
    yield f"{'by hand, one query a rule':<44}{tick.each}"
    ours = median(tick.read.cpu) + median(tick.judge.cpu)
    grouped, each = median(tick.grouped.cpu) / ours, median(tick.each.cpu) / ours
    yield f"Grouped by hand takes {grouped:.1f} times ours, one by one {each:.0f} times. All equal."


def read_together(path: Path, watches: Sequence[Watch], day: date) -> list[Findings]:
    """What all rules look at on a day."""
    engine = open_engine(f"sqlite:///{path}")
    found = _read(engine, watches, day)
    engine.dispose()
    return found


def _read(engine: Engine, watches: Sequence[Watch], day: date) -> list[Findings]:
    setting = Setting(1, NOW.date(), ZONE)
    with engine.connect() as connection:
        return read_evidence(connection, watches, day, setting, Freshness(), engine)


def _judge(watches: Sequence[Watch], found: Sequence[Findings]) -> None:
    for watch, findings in zip(watches, found, strict=True):
        check_rule(watch.rule, findings.groups, {}, findings.windows.now.last, NOW)


def _time(cost: Cost, work: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    cost.cpu.append(time.process_time() - cpu)
    cost.wall.append(time.perf_counter() - wall)
    return result
