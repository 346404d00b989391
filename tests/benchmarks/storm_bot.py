"""The bot in the storm, in a process of its own, so that its memory and time are its own alone."""

import json
import logging
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog

from bot.answering.client import make_delivering_client
from bot.clock import MovableClock
from bot.database import WORKSPACE
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.delivery.pace import Pace
from bot.digests.desk import DigestDesk
from bot.numbers import Numbers
from bot.settings import Company
from bot.tokens import read_identity
from metrics.charts.picture import warm_up
from storage.deliveries import count_outcomes
from storage.engine import open_engine

ZONE = "Europe/Berlin"
LONGEST = timedelta(hours=1)
COMPANY = Company(zone=ZONE, reps_see="everything")


@dataclass(frozen=True)
class Orders:
    """What the bot is told.

    Attributes:
        ahead_url, ahead_token: A Slack without limits: the channels are looked up there, as in the
            hour before, in which there is time enough.
        paced: Whether it keeps Slack's pace.
    """

    database: str
    api_url: str
    token: str
    ahead_url: str
    ahead_token: str
    now: str
    paced: bool


@dataclass(frozen=True)
class Report:
    """What it took.

    Attributes:
        outcomes: Deliveries by state.
        composed: Reports worked out; equal ones once.
        drawn: Pictures drawn.
        seconds, due_seconds: From due to all delivered; until all was in the outbox.
        processor, due_processor: Seconds of processor time, the same two.
        idle_kilobytes, peak_kilobytes: Memory before, and at most.
    """

    outcomes: dict[str, int]
    composed: int
    drawn: int
    seconds: float
    due_seconds: float
    processor: float
    due_processor: float
    idle_kilobytes: int
    peak_kilobytes: int


def weather(orders: Orders) -> Report:
    """Everything that is due, from due to delivered."""
    engine = open_engine(orders.database)
    clock = MovableClock(datetime.fromisoformat(orders.now))
    client = make_delivering_client(orders.token, orders.api_url)
    identity = read_identity(client)
    desk = DigestDesk(Numbers(engine, COMPANY, WORKSPACE), client, clock, identity["team_id"])
    pace = Pace() if orders.paced else Pace(0, 0, 0)
    # The Digester has this client alone; what delivers has one of its own.
    client.base_url, client.token = orders.ahead_url, orders.ahead_token
    assert desk.digester.read_ahead(clock.now())
    client.base_url, client.token = orders.api_url, orders.token
    deliverer = Deliverer(
        engine,
        make_delivering_client(orders.token, orders.api_url),
        clock,
        team=identity["team_id"],
        bot_user=identity["user_id"],
        pace=pace,
    )
    warm_up()
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, processor = time.monotonic(), time.process_time()
    crew = Crew(deliverer)
    crew.start()
    while desk.digester.work(clock.now())["put off"]:
        time.sleep(1)
    due, due_processor = time.monotonic(), time.process_time()
    crew.wake()
    until = clock.now() + LONGEST
    while deliverer.find_next() is not None and clock.now() < until:
        time.sleep(1)
    ended, ended_processor = time.monotonic(), time.process_time()
    crew.retire()
    crew.finish(10)
    with engine.connect() as connection:
        outcomes = count_outcomes(connection, WORKSPACE)
    engine.dispose()
    return Report(
        outcomes={f"{kind} {state}": number for (kind, state), number in outcomes.items()},
        composed=desk.press.composed,
        drawn=deliverer.pictures.drawn,
        seconds=ended - began,
        due_seconds=due - began,
        processor=ended_processor - processor,
        due_processor=due_processor - processor,
        idle_kilobytes=idle,
        peak_kilobytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    sys.stdout.write(json.dumps(asdict(weather(Orders(**json.loads(sys.stdin.read()))))))
