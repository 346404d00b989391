"""The storm: so many digests with charts due in the same minute, each for a channel of its own.

The small Slack runs in a process of its own and enforces Slack's limits; so does the bot. What is
measured is the bot: its time against what the limits allow at best, its memory, its pictures.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, and_, func, select, update

from bot.numbers import Numbers
from metrics.digests.kinds import PERSONAL, TEAM
from metrics.digests.sections import sections_of
from metrics.schedule_slots import next_slot
from metrics.schedule_words import read_schedule
from storage.digests import DigestPlan, Due, add_digest
from storage.engine import open_engine
from storage.sample import load_sample
from storage.schema import upgrade
from storage.tables import Deal, Person
from tests.benchmarks.storm_bot import COMPANY, ZONE, Orders, Report

ROOT = Path(__file__).parents[2]
DUE = datetime(2026, 11, 23, 8, tzinfo=UTC)
BEFORE = DUE - timedelta(days=2)
DEALS = 2_000
READERS = 8
SUBJECTS = 40
"""So many people's numbers are told, of each kind; digests of the same person are equal."""
SCHEDULE = "every Monday 09:00"
MESSAGES_A_MINUTE = 300
UPLOADS_A_MINUTE = 100
"""What Slack takes at most: the whole workspace's messages, and calls of each step of an upload."""
GOAL = 60.0
"""Milliseconds of processor time for each digest."""


@dataclass(frozen=True)
class Storm:
    """One storm.

    Attributes:
        report: The bot's own.
        messages: How often each channel got its message, by how many channels.
        first_to_last: Seconds from the first message to the last one, without threads.
        posts, uploads: What Slack took.
        refused: How often Slack asked to slow down, by method.
    """

    digests: int
    report: Report
    messages: dict[int, int]
    first_to_last: float
    posts: int
    uploads: int
    refused: dict[str, int]

    @property
    def at_best(self) -> float:
        """Seconds that Slack's limits alone cost, at a steady pace."""
        return 60 * max(self.posts / MESSAGES_A_MINUTE, self.uploads / UPLOADS_A_MINUTE)


def measure_storm(digests: int = 1_000, *, limits: bool = True) -> Iterator[str]:
    """The lines that the benchmark prints, which takes as long as Slack's limits do."""
    storm = let_loose(digests, limits=limits)
    report, minutes = storm.report, storm.report.seconds / 60
    delivered = report.outcomes.get("digest delivered", 0)
    each = 1000 * report.processor / storm.digests
    yield f"{storm.digests:,} digests for as many channels, due in the same minute"
    yield f"delivered: {delivered:,}; channels by messages they got: {storm.messages}"
    yield f"outcomes: {report.outcomes}"
    yield (
        f"processor time of the bot: {each:.0f} ms a digest (goal {GOAL:.0f}), of which "
        f"{1000 * report.due_processor / storm.digests:.0f} ms until all was in the outbox"
    )
    yield (
        f"memory: {report.peak_kilobytes / 1024:.0f} MB at most, "
        f"{report.idle_kilobytes / 1024:.0f} MB before"
    )
    yield f"reports worked out: {report.composed}; pictures drawn: {report.drawn}"
    yield (
        f"due to all in the outbox: {report.due_seconds:.0f} s; first to last message: "
        f"{storm.first_to_last:.0f} s; due to all delivered, with threads and files: "
        f"{minutes:.1f} min"
    )
    yield (
        f"Slack's limits at best, side by side: {storm.posts:,} messages at {MESSAGES_A_MINUTE} a "
        f"minute are {storm.posts / MESSAGES_A_MINUTE:.1f} min, {storm.uploads:,} files at "
        f"{UPLOADS_A_MINUTE} a minute are {storm.uploads / UPLOADS_A_MINUTE:.1f} min"
    )
    yield (
        f"it took {storm.report.seconds / storm.at_best:.2f} times that; "
        f"asked to slow down: {storm.refused or 'never'}"
    )


def let_loose(digests: int, *, limits: bool, subjects: int = SUBJECTS) -> Storm:
    """Let them all be due, and wait until nothing is waiting any more."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="storm-"))
        url = f"sqlite:///{folder}/storm.db"
        ahead = stack.enter_context(_run_slack(digests, limits=False))
        slack = stack.enter_context(_run_slack(digests, limits=limits))
        _plan(url, slack["channels"], subjects)
        orders = Orders(
            database=url,
            api_url=slack["api_url"],
            token=slack["bot_token"],
            ahead_url=ahead["api_url"],
            ahead_token=ahead["bot_token"],
            now=DUE.isoformat(),
            paced=limits,
        )
        report = _run_bot(orders)
        with urlopen(f"{slack['url']}/playground/summary", timeout=60) as answer:  # noqa: S310 - our own
            summary = json.load(answer)
    return _sum_up(digests, report, summary)


@contextmanager
def _run_slack(channels: int, *, limits: bool) -> Iterator[dict[str, Any]]:
    command = [
        sys.executable, "-m", "bot.playground", "--channels", str(channels),
        "--people", str(READERS), "--now", DUE.isoformat(),
        "--rate-limits" if limits else "--no-rate-limits",
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        yield json.loads(program.stdout.readline())
        program.communicate(timeout=30)


def _run_bot(orders: Orders) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.storm_bot"],
        cwd=ROOT,
        input=json.dumps(asdict(orders)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Report(**json.loads(done.stdout))


def _plan(url: str, channels: list[str], subjects: int) -> None:
    engine = open_engine(url)
    upgrade(engine)
    load_sample(engine, 1, DEALS, today=BEFORE.date(), now=BEFORE)
    _rename_readers(engine)
    Numbers(engine, COMPANY).lay_groundwork(BEFORE)  # as an import does
    people = _list_sellers(engine)
    slot = next_slot(read_schedule(SCHEDULE, ZoneInfo(ZONE)), BEFORE)
    assert slot.due_at == DUE
    for number, channel in enumerate(channels):
        kind = TEAM if number % 2 else PERSONAL
        plan = DigestPlan(
            name=f"Page {number}",
            kind=kind,
            whose="person",
            person_id=people[number // 2 % subjects % len(people)],
            sections=sections_of(kind),
            questions=(),
            recipients=(channel,),
            schedule=SCHEDULE,
            zone=ZONE,
            skip_when_quiet=False,
            owner="U00000001",
        )
        add_digest(engine, 1, plan, Due(slot.wall, slot.due_at), BEFORE)
    engine.dispose()


def _rename_readers(engine: Engine) -> None:
    """Give some people the small Slack's addresses, and the right to see all that is told."""
    here = and_(Person.listed, Person.left_on.is_(None))
    with engine.begin() as connection:
        people = list(connection.scalars(select(Person.id).where(here).order_by(Person.id)))
        for number, person in enumerate(people[:READERS], start=1):
            values = {"email": f"person{number}@example.com", "role": "administrator"}
            connection.execute(update(Person).where(Person.id == person).values(values))


def _list_sellers(engine: Engine) -> list[int]:
    """Everybody with deals, those with the most first: there is something to draw of each."""
    deals = func.count()
    sellers = select(Deal.owner_id).where(Deal.owner_id.is_not(None)).group_by(Deal.owner_id)
    with engine.connect() as connection:
        return list(connection.scalars(sellers.order_by(deals.desc(), Deal.owner_id)))


def _sum_up(digests: int, report: Report, summary: dict[str, Any]) -> Storm:
    mains = [one for one in summary["messages"] if one["by_bot"] and not one["thread_ts"]]
    per_channel = Counter(one["channel"] for one in mains)
    stamps = sorted(float(one["ts"]) for one in mains)
    return Storm(
        digests=digests,
        report=report,
        messages=dict(Counter(per_channel.values())),
        first_to_last=stamps[-1] - stamps[0] if stamps else 0.0,
        posts=_count_done(summary, "chat.postMessage"),
        uploads=_count_done(summary, "files.completeUploadExternal"),
        refused={
            method: outcomes["ratelimited"]
            for method, outcomes in summary["answered"].items()
            if "ratelimited" in outcomes
        },
    )


def _count_done(summary: dict[str, Any], method: str) -> int:
    return int(summary["answered"].get(method, {}).get("ok", 0))
