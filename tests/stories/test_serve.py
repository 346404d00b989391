"""`salesbell serve` as a process of its own: ends well, logs nothing secret, answers once."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from bot.clock import MovableClock
from bot.demo import list_channels, list_users, read_manifest
from bot.playground.delivery import Delivery
from bot.playground.http_transport import HttpTransport
from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from storage.engine import open_engine
from storage.sample import load_sample
from tests.stories.conftest import MANAGER_NAME, MORNING, PATIENCE, REP_NAME, NewDatabase

START = 60.0
"""Seconds for a process to start on a busy machine."""
QUICK = 12.0
"""Seconds in which a process that is told to end has ended, the grace for answers included."""


@dataclass
class Serving:
    """A running `salesbell serve`."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    heard: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            self.heard.put(line)

    def wait_until_listening(self) -> dict[str, str]:
        until = time.monotonic() + START
        while time.monotonic() < until:
            try:
                line = self.heard.get(timeout=1)
            except queue.Empty:
                assert self.process.poll() is None, self.lines
                continue
            if '"listening"' in line:
                entry: dict[str, str] = json.loads(line)
                return entry
        raise AssertionError(self.lines)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(QUICK)

    @property
    def log(self) -> str:
        return "".join(self.lines)


@dataclass
class Place:
    """A playground, a database with the sample company, and a way to start servers on them."""

    slack: Playground
    server: PlaygroundServer
    url: str

    def start(self, **more: str) -> subprocess.Popen[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "SALESBELL_DATABASE_URL": self.url,
            "SLACK_BOT_TOKEN": self.server.bot_token,
            "SLACK_API_URL": self.server.api_url,
            "SLACK_SIGNING_SECRET": self.server.signing_secret,
            **more,
        }
        return subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "serve", "--port", "0"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def serve(self, *, socket: bool = False) -> Iterator[tuple[Serving, dict[str, str]]]:
        process = self.start(**({"SLACK_APP_TOKEN": self.server.app_token} if socket else {}))
        serving = Serving(process)
        listener = threading.Thread(target=serving.listen, daemon=True)
        listener.start()
        try:
            yield serving, serving.wait_until_listening()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            listener.join(5)
            assert process.stderr is not None
            process.stderr.close()


def make_place(url: str) -> Iterator[Place]:
    engine = open_engine(url)
    load_sample(engine, 1, 300, today=MORNING.date(), now=MORNING)
    engine.dispose()
    people = list_users()
    slack = Playground(read_manifest(), people, list_channels(people), MovableClock())
    with PlaygroundServer(slack) as server:
        yield Place(slack, server, url)


@pytest.fixture
def place(sqlite_databases: NewDatabase) -> Iterator[Place]:
    yield from make_place(sqlite_databases())


@pytest.fixture
def place_on_each(database_url: str) -> Iterator[Place]:
    yield from make_place(database_url)


def answers(slack: Playground, who: str) -> list[str]:
    said = slack.messages(who, as_user=who)
    return [m.text for m in said if m.by_bot and not m.ephemeral_to]


def wait(slack: Playground, found: Callable[[], object]) -> None:
    slack.wait_for(found, PATIENCE)


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
def test_an_answer_that_is_being_made_when_the_end_comes_is_finished(
    place: Place, *, socket: bool
) -> None:
    with place.serve(socket=socket) as (serving, listening):
        if not socket:
            place.server.connect_http(listening["address"])
        health = listening.get("health") or listening["address"].replace("slack/events", "healthz")
        with urlopen(health) as response:  # noqa: S310 - our own server on this machine
            parts = json.load(response)
            assert set(parts) == {"database", "ticks", "digests", "alerts", "delivery"}
            assert all(parts.values())
        outcome = place.slack.type(REP_NAME, "#sales", "/pipeline")
        assert outcome.ok
        assert serving.end() == 0
        assert any("open deals" in answer for answer in answers(place.slack, REP_NAME))
        events = [json.loads(line)["event"] for line in serving.lines]
        assert set(events) <= {"listening", "rung left"}


def test_a_start_that_fails_says_why_and_is_no_success(place: Place) -> None:
    # A worker still makes drawing quick at that moment; the process must not be ended for it.
    process = place.start(SLACK_APP_TOKEN="xapp-wrong")
    _, said = process.communicate(timeout=START)
    assert process.returncode == 1
    assert "Slack does not accept SLACK_APP_TOKEN" in said
    assert "Traceback" not in said


def test_an_answer_that_hangs_is_told_and_does_not_hold_up_the_end(place: Place) -> None:
    with place.serve() as (serving, listening):
        place.server.connect_http(listening["address"])
        place.slack.faults.set("chat.postMessage", "timeout_before", None)
        assert place.slack.type(REP_NAME, "#sales", "/pipeline").ok
        wait(
            place.slack,
            lambda: (
                [r for r in place.slack.requests if r.method == "chat.postMessage"]
                or [m for m in place.slack.messages("#sales", as_user=REP_NAME) if m.ephemeral_to]
            ),
        )
        assert serving.end() == 0
        told = [m.text for m in place.slack.messages("#sales", as_user=REP_NAME)]
        assert any("stopped before your answer was ready" in one for one in told)


def test_two_processes_on_one_database_answer_a_doubled_request_once(place_on_each: Place) -> None:
    place = place_on_each
    with place.serve() as (one, first), place.serve() as (other, second):
        ways = [
            HttpTransport(
                at["address"], lambda: place.server.signing_secret, place.slack.machine_time
            )
            for at in (first, second)
        ]
        place.server.connect_http(first["address"])
        assert place.slack.type(MANAGER_NAME, MANAGER_NAME, "/pipeline").ok
        wait(place.slack, lambda: answers(place.slack, MANAGER_NAME))
        seen = place.slack.delivered[-1].delivery
        for number in range(3):
            doubled = Delivery(seen.kind, {**seen.payload, "trigger_id": f"1.{number}.twice"})
            with ThreadPoolExecutor(4) as pool:
                acks = list(pool.map(lambda way, d=doubled: way.deliver(d, 3.0), ways * 2))
            assert all(ack.ok for ack in acks)
        wait(place.slack, lambda: len(answers(place.slack, MANAGER_NAME)) >= 4)
        assert one.end() == 0
        assert other.end() == 0
        assert len(answers(place.slack, MANAGER_NAME)) == 4


def test_a_failing_request_leaves_no_name_address_or_token_in_the_log(place: Place) -> None:
    engine = open_engine(place.url)
    with engine.begin() as connection:
        account = connection.execute(text("SELECT name FROM accounts LIMIT 1")).scalar_one()
    with place.serve() as (serving, listening):
        place.server.connect_http(listening["address"])
        assert place.slack.type(MANAGER_NAME, "#sales", "/pipeline").ok
        wait(place.slack, lambda: answers(place.slack, MANAGER_NAME))
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE deals RENAME COLUMN owner_id TO owner"))
        words = f'/sales win rate account:"{account}" 2025'
        assert place.slack.type(MANAGER_NAME, "#sales", words).ok
        wait(
            place.slack,
            lambda: [m for m in place.slack.messages("#sales", MANAGER_NAME) if "fault" in m.text],
        )
        assert serving.end() == 0
    engine.dispose()
    log = serving.log
    assert '"exception"' in log
    urls = [r.arguments.get("response_url") for r in place.slack.requests]
    secrets = [place.server.bot_token, place.server.signing_secret, str(account), "@", "xoxb-"]
    for secret in (*secrets, *(str(url) for url in urls if url), "/response/", "locals"):
        assert secret not in log, secret
