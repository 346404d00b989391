"""The sample company, a small Slack, and a Digester between them; the clock is the test's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.answering.client import make_delivering_client
from bot.clock import MovableClock
from bot.demo import list_channels, list_users, read_manifest
from bot.digests.administrators import Administrators
from bot.digests.due import Digester
from bot.digests.press import Press
from bot.digests.roster import Roster
from bot.numbers import Numbers
from bot.playground import Playground, PlaygroundServer
from bot.playground.machine_time import MovableMachineTime
from bot.settings import Company
from metrics.digests.kinds import TEAM
from metrics.schedule_slots import next_slot
from metrics.schedule_words import read_schedule
from storage.deliveries import list_deliveries
from storage.digests import DigestPlan, DigestRow, Due, add_digest, list_digests
from storage.outbox import DeliveryRow
from storage.sample import ADMINISTRATOR, MANAGER, MANAGERS, REP, STRANGER
from tests.sample_copies import copy_sample

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine o'clock in Berlin."""
SECTIONS = ("figures", "flow")


@dataclass
class Desk:
    """What a test works with; `users` are Slack ids by name."""

    engine: Engine
    clock: MovableClock
    slack: Playground
    server: PlaygroundServer
    company: Company
    team: str = ""

    def __post_init__(self) -> None:
        self.make()

    def make(self, **company: object) -> Digester:
        """A Digester of a new process."""
        self.company = self.company.model_copy(update=company)
        self.numbers = Numbers(self.engine, self.company)
        client = make_delivering_client(self.server.bot_token, self.server.api_url)
        self.team = self.team or client.auth_test()["team_id"]
        self.roster = Roster(client, self.clock, self.team)
        self.press = Press(self.numbers)
        administrators = Administrators(self.roster, self.numbers, self.clock)
        self.digester = Digester(self.numbers, self.roster, self.press, administrators.find)
        return self.digester

    def user(self, name: str) -> str:
        return self.slack.user_id(name)

    @property
    def manager(self) -> str:
        return self.user(MANAGER.name)

    @property
    def administrator(self) -> str:
        return self.user(ADMINISTRATOR.name)

    @property
    def rep(self) -> str:
        return self.user(REP.name)

    @property
    def stranger(self) -> str:
        return self.user(STRANGER.name)

    def pass_an_hour(self) -> None:
        """Slack's limits are by the machine's time, which stands still unless it is passed."""
        time = self.slack.machine_time
        assert isinstance(time, MovableMachineTime)
        time.advance(3600)

    def lead_channel(self) -> str:
        """A private channel with one manager and the administrator in it."""
        for member in MANAGERS:
            if member != MANAGER:
                self.slack.admin.remove_member("C00000002", member.name)
        return "C00000002"

    def person_id(self, name: str) -> int:
        people = self.numbers.read_people(self.clock.now())
        return next(row.id for row in people if row.name == name)

    def plan(self, *recipients: str, **changes: object) -> DigestPlan:
        plan = {
            "name": "Monday page",
            "kind": TEAM,
            "whose": "visible",
            "person_id": None,
            "sections": SECTIONS,
            "questions": (),
            "recipients": recipients or (self.manager,),
            "schedule": "every Monday 09:00",
            "zone": "Europe/Berlin",
            "skip_when_quiet": False,
            "owner": self.manager,
        }
        return DigestPlan(**{**plan, **changes})  # type: ignore[arg-type]  # each as its field wants it

    def add(self, *recipients: str, **changes: object) -> DigestRow:
        plan, now = self.plan(*recipients, **changes), self.clock.now()
        slot = next_slot(read_schedule(plan.schedule, ZoneInfo(plan.zone)), now)
        return add_digest(self.engine, 1, plan, Due(slot.wall, slot.due_at), now)

    def work(self, now: datetime | None = None) -> dict[str, int]:
        if now is not None:
            self.clock.move_to(now)
        return dict(self.digester.work(self.clock.now()))

    def digest(self) -> DigestRow:
        with self.engine.connect() as connection:
            (digest,) = list_digests(connection, 1)
        return digest

    def deliveries(self, kind: str = "digest") -> list[DeliveryRow]:
        """What is in the outbox, the oldest slot first."""
        with self.engine.connect() as connection:
            rows = list_deliveries(connection, 1, 1000)
        return sorted((r for r in rows if r.kind == kind), key=lambda r: (r.slot or "", r.key))

    def notices(self) -> dict[str, list[str]]:
        """What each user is told, in one line each."""
        told: dict[str, list[str]] = {}
        for row in self.deliveries("notice"):
            words = " ".join(str(row.content[part]) for part in ("what", "why", "fix"))
            told.setdefault(row.recipient, []).append(words)
        return told


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    copy_sample(engine, 200, today=SATURDAY.date(), now=SATURDAY)
    clock = MovableClock(SATURDAY)
    people = list_users()
    slack = Playground(
        read_manifest(), people, list_channels(people), clock, machine_time=MovableMachineTime()
    )
    with PlaygroundServer(slack) as server:
        yield Desk(engine, clock, slack, server, Company(zone="Europe/Berlin"))


def later(hours: float = 0, days: float = 0) -> datetime:
    """So long after Monday at nine."""
    return MONDAY + timedelta(hours=hours, days=days)
