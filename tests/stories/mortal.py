"""A process that can be told to die: a program that delivers, and kills itself at its n-th step.

It forks a child for every life, so that each is a real process that gets a real SIGKILL, without
loading everything anew. Lives come as JSON lines on standard input, fates go out the same way.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy import Engine

from bot.alerts.desk import AlertDesk
from bot.answering.client import make_delivering_client
from bot.answering.connections import Connections
from bot.clock import MovableClock
from bot.database import WORKSPACE
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.delivery.pace import Pace
from bot.digests.desk import DigestDesk
from bot.numbers import Numbers
from bot.settings import Company
from metrics.charts.picture import warm_up
from storage.engine import open_engine
from tests.shared_statements import share_statements

ROOT = Path(__file__).parents[2]
ZONE = "Europe/Berlin"
PATIENCE = timedelta(minutes=30)
SHORT_PATIENCE = timedelta(seconds=3)


@dataclass(frozen=True)
class Life:
    """One process's work: the digests and alert rules that are due, and the outbox.

    Attributes:
        now: When it begins, an ISO instant.
        die_at: The step at which it kills itself; 0 never.
        processes: How many do the same at the same time. They wait by sleeping; one that is alone
            sets its clock forward instead. With 0 the program itself does the work: what it has
            loaded and compiled by then, those that it forks afterwards need not load and compile.
    """

    database: str
    api_url: str
    token: str
    team: str
    bot_user: str
    now: str
    die_at: int = 0
    processes: int = 1


@dataclass(frozen=True)
class Fate:
    """How a life ended: at which step it was killed, or empty when it came to its end."""

    killed_at: str
    seconds: float


class Mortality:
    """Counts the steps of this process, and kills it at one of them."""

    def __init__(self, die_at: int, report: int) -> None:
        self._left = die_at
        self._report = report

    def step(self, name: str) -> None:
        """One more step; perhaps the last one."""
        self._left -= 1
        if self._left == 0:
            os.write(self._report, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_commits(self, engine: Engine) -> None:
        """Before and after each commit is a step."""
        commit: Callable[[Any], None] = engine.dialect.do_commit

        def watched(dbapi_connection: Any) -> None:
            self.step("before a commit")
            commit(dbapi_connection)
            self.step("after a commit")

        engine.dialect.do_commit = watched  # type: ignore[method-assign]  # on this engine alone

    def watch_calls(self) -> None:
        """Before and after each call to Slack is a step."""
        post = Connections.post

        def watched(connections: Connections, url: str, *rest: Any, **more: Any) -> Any:
            name = name_call(url)
            self.step(f"before {name}")
            answer = post(connections, url, *rest, **more)
            self.step(f"after {name}")
            return answer

        Connections.post = watched  # type: ignore[method-assign, assignment]  # this process


def name_call(address: str) -> str:
    """The method that an address calls."""
    return "upload of the bytes" if "/upload/" in address else address.rpartition("/")[2]


def live(life: Life, report: int) -> None:
    """One life: what is due is put into the outbox, and what is there is delivered."""
    engine = open_engine(life.database)
    if life.processes:
        mortality = Mortality(life.die_at, report)
        mortality.watch_commits(engine)
        mortality.watch_calls()
    clock = MovableClock(datetime.fromisoformat(life.now))

    def jump(seconds: float) -> None:
        clock.move_to(clock.now() + timedelta(seconds=seconds))

    alone = life.processes <= 1
    client = make_delivering_client(life.token, life.api_url)
    numbers = Numbers(engine, Company(zone=ZONE), WORKSPACE)
    desk = DigestDesk(numbers, client, clock, life.team)
    desk.digester.work(clock.now())
    alerts = AlertDesk(numbers, desk.roster, desk.administrators.find)
    alerts.watchman.work(clock.now())
    deliverer = Deliverer(
        engine,
        client,
        clock,
        team=life.team,
        bot_user=life.bot_user,
        find_administrators=desk.administrators.find,
        pace=Pace() if alone else Pace(0, 0),
        pause=jump if alone else time.sleep,
        monotonic=lambda: clock.now().timestamp(),
    )
    Crew(deliverer, workers=1).work(PATIENCE if alone else SHORT_PATIENCE)
    engine.dispose()


def run(life: Life) -> list[Fate]:
    """Fork the processes of a life and wait for their ends."""
    if not life.processes:
        live(life, report=-1)
    children = []
    for _ in range(life.processes):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live_and_end(life, writing)
        os.close(writing)
        children.append((child, reading))
    fates = []
    for child, reading in children:
        _, status, usage = os.wait4(child, 0)
        with os.fdopen(reading, "rb") as report:
            killed_at = report.read().decode()
        ended = os.waitstatus_to_exitcode(status)
        as_told = ended == (-signal.SIGKILL if killed_at else 0)
        seconds = usage.ru_utime + usage.ru_stime
        fates.append(Fate(killed_at if as_told else f"ended with {ended}", seconds))
    return fates


def _live_and_end(life: Life, report: int) -> None:
    try:
        live(life, report)
    except BaseException:  # noqa: BLE001 - this process ends here, whatever it is
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


class Graveyard:
    """The program, from outside: gives it lives, and hears how they ended; a context manager."""

    def __enter__(self) -> "Graveyard":
        self._program = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", PROGRAM],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.communicate(timeout=10)

    def live(self, life: Life) -> list[Fate]:
        """How the processes of a life ended."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(asdict(life)) + "\n")
        self._program.stdin.flush()
        line = self._program.stdout.readline()
        assert line, "the program has ended; its reason stands on standard error"
        fates = [Fate(**fate) for fate in json.loads(line)]
        assert not [fate for fate in fates if fate.killed_at.startswith("ended")], fates
        return fates


PROGRAM = "tests.stories.mortal"


def main() -> None:
    """Read lives, write fates; what the bot logs says nothing here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    warm_up()
    share_statements()
    for line in sys.stdin:
        fates = run(Life(**json.loads(line)))
        sys.stdout.write(json.dumps([asdict(fate) for fate in fates]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
