"""`/pipeline` from typing it to the posted answer, against the same answer written by hand.

Every figure is the wall time of one person's question. The floor and the bot, and companies of
every size, take turns in the same run: only ratios say something, and only on a quiet machine.
"""

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from slack_sdk import WebClient

from bot.access import make_asker
from bot.answering.upload import put_bytes
from bot.clock import MovableClock
from bot.commands.pipeline import answer_pipeline
from bot.demo import Demo, run_demo
from bot.numbers import Numbers
from bot.playground.strictness import Strictness
from bot.readiness import Readiness
from bot.settings import Company
from metrics.charts.picture import draw_chart, warm_up
from metrics.pipeline import PipelineReport
from metrics.pipeline_shelf import PipelineShelf
from metrics.stage_pace import ensure_stage_pace
from storage.engine import Engine, open_engine
from storage.sample import ADMINISTRATOR, COMPANY, MANAGER, load_sample
from storage.sample.cast import Member
from storage.schema import upgrade
from tests.benchmarks.floor import HandWritten, check_equal
from tests.benchmarks.floor_server import serve_floor
from tests.benchmarks.pipeline_report import PARTS, WAYS, Measured, Seconds, write_report

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
PEOPLE = (ADMINISTRATOR, MANAGER)
REPEATS = 11
WARM_UPS = 2
PATIENCE = 120.0
"""Seconds until an answer must be there."""
UNHURRIED = Strictness(rate_limits=False, file_refusals=0)
"""No waiting that a person would not have at every question."""


def measure_pipeline(sizes: Sequence[int], repeats: int = REPEATS) -> list[str]:
    """Load the sample company in each size and measure them; the report, line by line."""
    with TemporaryDirectory(prefix="salesbell-bench-") as folder:
        paths, loading = {}, {}
        for deals in sizes:
            paths[deals] = Path(folder) / f"{deals}.db"
            engine = open_engine(f"sqlite:///{paths[deals]}")
            upgrade(engine)
            started = time.perf_counter()
            load_sample(engine, 1, deals, today=NOW.date(), now=NOW)
            loading[deals] = time.perf_counter() - started
            engine.dispose()
        measured = measure_databases(paths, repeats)
        for one in measured:
            one.before["load"] = loading[one.deals]
        return list(write_report(measured))


def measure_databases(paths: Mapping[int, Path], repeats: int) -> list[Measured]:
    """Measure sample companies by their number of deals; all of them take turns at each round."""
    warm_up()
    with ExitStack() as running:
        measured, contests = [], []
        for deals, path in paths.items():
            one = Measured(deals)
            measured.append(one)
            contests += running.enter_context(_open_contests(path, one))
        for place in range(WARM_UPS + repeats):
            for contest in contests:
                contest.ask_each_way(keep=place >= WARM_UPS)
        for _ in range((repeats + 1) // 2):
            for contest in contests:
                contest.ask_for_parts()
        for contest in contests:
            contest.sum_up()
    return measured


@contextmanager
def _open_contests(path: Path, measured: Measured) -> Iterator[list["Contest"]]:
    """The bot and the floor over one database, ready to be asked by everybody."""
    engine = open_engine(f"sqlite:///{path}")
    company = Company(name=COMPANY, zone="Europe/Berlin")
    measured.before = _measure_preparing(engine, company)
    clock = MovableClock(NOW)
    with run_demo(engine, clock=clock, company=company, strictness=UNHURRIED) as demo:
        hand = HandWritten(path, NOW.date())
        Readiness(demo.running.bell.numbers).prepare(clock.now())
        with ExitStack() as floors:
            yield [floors.enter_context(_open_contest(demo, hand, one, measured)) for one in PEOPLE]
        hand.close()
    engine.dispose()


def _measure_preparing(engine: Engine, company: Company) -> dict[str, float]:
    """What an import does last, a question that comes before anything is read ahead, and that."""
    asker = make_asker(None, "administrator", [])
    steps: dict[str, Callable[[], object]] = {
        "pace": lambda: ensure_stage_pace(engine, 1),
        "groundwork": lambda: Numbers(engine, company).lay_groundwork(NOW),
        "unprepared": lambda: answer_pipeline(Numbers(engine, company), "", asker, NOW),
        "prepare": lambda: Readiness(Numbers(engine, company)).prepare(NOW),
    }
    seconds = {}
    for name, step in steps.items():
        started = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - started
    return seconds


class Contest:
    """The floor and the bot, asked in turns by one person."""

    def __init__(
        self, demo: Demo, watch: "Watch", floor_url: str, measured: Measured, who: str
    ) -> None:
        self._demo = demo
        self._watch = watch
        self._floor_url = floor_url
        self._measured = measured
        self._who = who
        self._times: Seconds = defaultdict(list)
        self.parts: dict[str, Seconds] = {way: defaultdict(list) for way in WAYS}

    def ask_each_way(self, *, keep: bool) -> None:
        """One round; the first ones warm up and are not kept."""
        for way in WAYS:
            seconds = self._ask(way)
            if keep:
                self._times[way].append(seconds)

    def ask_for_parts(self) -> None:
        """One more question to the bot in each way, with its parts watched."""
        for way in WAYS[1:]:
            with stopwatches(self._demo, self.parts[way]):
                seconds = self._ask(way)
            _note_rest(self.parts[way], seconds)

    def sum_up(self) -> None:
        """Hand over what was measured."""
        self._measured.times[self._who] = dict(self._times)
        for way, parts in self.parts.items():
            self._measured.parts[f"{self._who} {way}"] = {
                part: statistics.median(parts[part]) for part in (*PARTS, "rest")
            }

    def _ask(self, way: str) -> float:
        if way == "new":
            self._demo.running.bell.numbers.shelf = PipelineShelf()
        if way != "floor":
            return self._watch.ask()
        bot = self._demo.playground.transport
        self._demo.playground.connect_http(self._floor_url)
        seconds = self._watch.ask()
        self._demo.playground.transport = bot
        _note_rest(self.parts[way], seconds)
        return seconds


@contextmanager
def _open_contest(
    demo: Demo, hand: HandWritten, member: Member, measured: Measured
) -> Iterator[Contest]:
    watch = Watch(demo, member.name)
    measured.first[member.name] = watch.ask()
    check_equal(hand.read(hand.find_team(member.email)), _read_report(demo, member.name))
    parts: Seconds = defaultdict(list)
    with serve_floor(demo, hand, member.name, member.email, parts) as url:
        contest = Contest(demo, watch, url, measured, member.name)
        contest.parts["floor"] = parts
        yield contest


def _note_rest(parts: Seconds, seconds: float) -> None:
    """What one answer took beside its parts: words, requests, threads."""
    time.sleep(0.05)  # the last call comes back after the answer stands there
    parts["rest"].append(seconds - sum(parts[part][-1] for part in PARTS))


def _read_report(demo: Demo, who: str) -> PipelineReport:
    bell = demo.running.bell
    user = demo.playground.user_id(who)
    asker = bell.identify(_Asking(user))  # type: ignore[arg-type] # only its user is looked at
    return answer_pipeline(bell.numbers, "", asker, bell.clock.now()).report


@dataclass(frozen=True)
class _Asking:
    user: str


class Watch:
    """Types `/pipeline` as one person, and tells when the answer with its picture stood there."""

    def __init__(self, demo: Demo, who: str) -> None:
        self._slack = demo.playground
        self._who = who
        self._talk = demo.playground.channel_of(who).id
        self._seen = threading.Event()
        self._at = 0.0
        self._slack.on_change(self._look)

    def ask(self) -> float:
        """Seconds from typing to the posted answer."""
        time.sleep(0.03)  # let the question before come to its end
        self._seen.clear()
        started = time.perf_counter()
        outcome = self._slack.type(self._who, self._who, "/pipeline")
        assert outcome.ok, outcome
        assert self._seen.wait(PATIENCE), "no answer with a picture came"
        return self._at - started

    def _look(self, what: str, channel: str | None) -> None:
        if what != "messages" or channel != self._talk or self._seen.is_set():
            return
        if any("slack_file" in block for block in self._slack.said[self._talk][-1].blocks):
            self._at = time.perf_counter()
            self._seen.set()


@contextmanager
def stopwatches(demo: Demo, parts: Seconds) -> Iterator[None]:
    """Add up, for one answer, what is spent on numbers, on the chart and on calls."""
    spent = dict.fromkeys(PARTS, 0.0)

    def timed(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                spent[part] += time.perf_counter() - started

        return run

    numbers = demo.running.bell.numbers
    with ExitStack() as patches:
        for name in ("read_people", "read_vocabulary", "report_pipeline"):
            work = timed("numbers", getattr(numbers, name))
            patches.enter_context(patch.object(numbers, name, work))
        watched = {
            "bot.commands.pipeline.draw_chart": timed("chart", draw_chart),
            "bot.answering.upload.put_bytes": timed("calls", put_bytes),
            "slack_sdk.WebClient.api_call": timed("calls", WebClient.api_call),
        }
        for target, work in watched.items():
            patches.enter_context(patch(target, work))
        yield
        time.sleep(0.05)  # the last call comes back after the answer stands there
    for part, seconds in spent.items():
        parts[part].append(seconds)
