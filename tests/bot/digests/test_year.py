"""A year in seconds: each slot once, at its wall time, whatever the clocks do."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert
from structlog.testing import capture_logs

from bot.digests.due import Digester
from bot.digests.press import Press
from bot.digests.roster import Roster
from bot.numbers import Numbers
from bot.profile import Profile
from bot.settings import Company
from metrics.schedule_slots import next_slot
from metrics.schedule_words import read_schedule
from storage.deliveries import list_deliveries
from storage.digests import DigestPlan, Due, add_digest
from storage.naming import fold_name
from storage.outbox import claim_waiting, finish
from storage.tables import Person, Workspace
from tests.thoroughness import choose

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Auckland",
)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
END = START + timedelta(days=365)
SPRING = START + timedelta(weeks=14)
"""Clocks have changed in most of the zones by then."""


class Members(Roster):
    """A Slack in which everybody is the same manager."""

    def __init__(self) -> None:
        """Needs no client: it never asks."""

    def find_profile(self, user: str) -> Profile:
        return Profile(user, "Mia", "mia@example.com", is_administrator=False, is_outsider=False)


@pytest.fixture
def place(engine: Engine) -> Iterator[Engine]:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
        person = {"name": "Mia", "name_key": fold_name("Mia"), "email": "mia@example.com"}
        row = {"workspace_id": 1, "id": 1, "role": "manager", "slack_user_id": "U0MIA", **person}
        connection.execute(insert(Person).values(row))
    for zone in ZONES:
        plan = DigestPlan(
            f"Page {zone}", "team", "visible", None, ("data",), (), ("U0MIA",),
            "every Monday 09:00", zone, False, "U0MIA",
        )  # fmt: skip
        slot = next_slot(read_schedule(plan.schedule, ZoneInfo(zone)), START)
        add_digest(engine, 1, plan, Due(slot.wall, slot.due_at), START)
    with capture_logs():
        yield engine


def make_digester(engine: Engine) -> Digester:
    numbers = Numbers(engine, Company())
    return Digester(numbers, Members(), Press(numbers))


def deliver(engine: Engine, now: datetime) -> None:
    """Say yes to everything that waits."""
    while rows := claim_waiting(engine, 1, now, "post", timedelta(minutes=1), 50):
        with engine.begin() as connection:
            for row in rows:
                finish(connection, 1, row, "delivered", None, now)


def list_ticks(end: datetime) -> list[datetime]:
    """A minute before nine and at nine of every Monday in every zone, worked out by hand."""
    ticks = set()
    for zone in ZONES:
        for day in range(366):
            wall = datetime.combine(START.date() + timedelta(days=day), time(9), ZoneInfo(zone))
            if wall.weekday() == 0:
                nine = wall.astimezone(UTC)
                ticks |= {nine - timedelta(minutes=1), nine}
    return sorted(tick for tick in ticks if tick < end)


def tick_together(pool: ThreadPoolExecutor, digesters: list[Digester], now: datetime) -> int:
    """A tick of several processes at the same instant; how much it made."""
    return sum(pool.map(lambda one: one.work(now)["waiting"], digesters))


def test_every_monday_in_six_zones_comes_once_at_nine(place: Engine) -> None:
    # Several processes are what PostgreSQL is for; SQLite lets them write one after the other.
    processes, end = (1, END) if place.dialect.name == "sqlite" else (3, choose(SPRING, END))
    weeks = (end - START).days // 7
    digesters = [make_digester(place) for _ in range(processes)]
    waiting = 0
    with ThreadPoolExecutor(processes) as pool:
        for now in list_ticks(end):
            waiting += tick_together(pool, digesters, now)
            if waiting >= len(ZONES):  # a Monday is over in all of them
                deliver(place, now)
                waiting = 0
    deliver(place, end)
    with place.connect() as connection:
        rows = list_deliveries(connection, 1, 1000)
    assert {row.kind for row in rows} == {"digest"}
    assert {row.state for row in rows} == {"delivered"}
    assert len({row.key for row in rows}) == len(rows) == 6 * weeks
    for row in rows:
        zone = ZoneInfo(str(row.content["plan"]["zone"]))
        local = row.due_at.astimezone(zone)
        assert (local.weekday(), local.hour, local.minute) == (0, 9, 0)
        assert row.slot == f"{local:%Y-%m-%dT%H:%M}"
        assert row.created_at == row.due_at
    assert Counter(row.title for row in rows) == {f"Page {zone}": weeks for zone in ZONES}
