"""Whole flows over Slack's wire protocol: people type and click, the bot answers, we read along."""

import csv
import io
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.demo import Demo, Transport, run_demo
from bot.playground.playground import Playground
from bot.playground.state import Message, PlaygroundUser, View
from bot.settings import Company
from metrics.charts.picture import warm_up
from storage.engine import open_engine
from storage.importing import ImportSettings, import_file
from storage.sample import ADMINISTRATOR, MANAGER, REP, STRANGER
from tests.sample_copies import copy_sample
from tests.stories.mortal import Graveyard

MAVEN = Path(__file__).parents[2].parent / "shared" / "datasets" / "maven"
MAVEN_FILES = (
    ("people", "sales_teams.csv"),
    ("accounts", "accounts.csv"),
    ("products", "products.csv"),
    ("deals", "sales_pipeline.csv"),
)
NEW_YEAR = datetime(2017, 12, 31, 12, tzinfo=UTC)
MORNING = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday
PATIENCE = 60.0
"""Seconds until an answer must be there; generous, because the machine may be busy."""

NewDatabase = Callable[[], str]


@pytest.fixture(autouse=True)
def journal() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged; printed, structlog would draw every traceback with all its variables."""
    with capture_logs() as logs:
        yield logs


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """Load what draws before anybody types: it takes seconds of a busy machine, once."""
    warm_up()


@pytest.fixture(scope="module")
def graveyard() -> Iterator[Graveyard]:
    """Where processes live and are killed; what it has loaded, all of a module's need not load."""
    with Graveyard() as graveyard:
        yield graveyard


@dataclass(frozen=True)
class Story:
    """A running demo, with what persons do in it in one line each."""

    demo: Demo

    @property
    def slack(self) -> Playground:
        """The playground."""
        return self.demo.playground

    def ask(self, who: str, text: str, channel: str = "") -> Message:
        """Type a command (in the direct messages when no channel is named); the lasting answer."""
        before = len(self.answers(who))
        outcome = self.slack.type(who, channel or who, text)
        assert outcome.ok, outcome
        return self.slack.wait_for(lambda: self.answers(who)[before:], PATIENCE)[0]

    def read(self, message: Message) -> str:
        """The words of a message as screen readers read them, with plain blanks."""
        return message.text.replace("\xa0", " ")

    def answers(self, who: str) -> list[Message]:
        """The bot's lasting messages in somebody's direct messages."""
        said = self.slack.messages(who, as_user=who)
        return [message for message in said if message.by_bot and not message.ephemeral_to]

    def whisper(self, who: str, text: str, channel: str = "#sales") -> Message:
        """Type a command; the answer that only this person sees, in the channel."""
        before = len(self.whispers(who, channel))
        outcome = self.slack.type(who, channel, text)
        assert outcome.ok, outcome
        return self.slack.wait_for(lambda: self.whispers(who, channel)[before:], PATIENCE)[0]

    def whispers(self, who: str, channel: str) -> list[Message]:
        """What only this person sees in a channel."""
        return [m for m in self.slack.messages(channel, as_user=who) if m.ephemeral_to]

    def click(self, who: str, on: Message | View, text: str) -> None:
        """Press a button by its words; Slack has the acknowledgement in time."""
        outcome = self.slack.click(who, on, text=text)
        assert outcome.ok, outcome

    def open_modal(self, who: str, on: Message, button: str, until: str) -> View:
        """Press a button that opens a modal, and wait until the modal says `until`."""
        self.click(who, on, button)
        return self.slack.wait_for(
            lambda: next((v for v in self.slack.modals(who) if until in str(v.body)), None),
            PATIENCE,
        )

    def export(self, who: str, answer: Message) -> list[dict[str, str]]:
        """Press "Export (CSV)"; the rows of the file that comes."""
        known = set(self.slack.files)
        self.click(who, answer, "Export (CSV)")

        def find() -> Any:
            return next(
                (
                    file
                    for file in list(self.slack.files.values())
                    if file.id not in known and file.name.endswith(".csv") and file.shared_in
                ),
                None,
            )

        file = self.slack.wait_for(find, PATIENCE)
        text = (file.content or b"").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


REP_NAME, MANAGER_NAME = REP.name, MANAGER.name
ADMINISTRATOR_NAME, STRANGER_NAME = ADMINISTRATOR.name, STRANGER.name


@contextmanager
def tell(
    engine: Engine,
    now: datetime,
    *,
    transport: Transport = "http",
    company: Company | None = None,
    users: list[PlaygroundUser] | None = None,
) -> Iterator[Story]:
    """A story over a database that has its data, with the clock at `now`."""
    clock = MovableClock(now)
    with run_demo(engine, clock=clock, company=company, users=users, transport=transport) as demo:
        yield Story(demo)
    wait_until_idle(engine)


def wait_until_idle(engine: Engine) -> None:
    """Let the threads that a bot leaves behind give their connections back.

    A pool that is disposed of before that drops them open.
    """
    until = time.monotonic() + PATIENCE
    while engine.pool.checkedout() and time.monotonic() < until:  # type: ignore[attr-defined]  # both pools can tell
        time.sleep(0.02)


@pytest.fixture(scope="session")
def sample_url(sqlite_databases: NewDatabase) -> str:
    """The sample company as of MORNING, on SQLite; tests only read it."""
    url = sqlite_databases()
    engine = open_engine(url)
    copy_sample(engine, 1_500, today=MORNING.date(), now=MORNING)
    engine.dispose()
    return url


@pytest.fixture
def story(sample_url: str) -> Iterator[Story]:
    """The sample company in Slack over signed HTTP, on a Wednesday morning."""
    engine = open_engine(sample_url)
    with tell(engine, MORNING) as told:
        yield told
    engine.dispose()


@pytest.fixture
def company(sqlite_databases: NewDatabase) -> Iterator[Engine]:
    """The sample company of a Wednesday morning on SQLite, to write to."""
    engine = open_engine(sqlite_databases())
    copy_sample(engine, 300, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


@pytest.fixture
def own_story(company: Engine) -> Iterator[Story]:
    """A story that may write to its company."""
    with tell(company, MORNING) as told:
        yield told


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def maven_url(request: pytest.FixtureRequest) -> str:
    """The public Maven data, imported from its files without a mapping; tests only read it."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    url = create()
    engine = open_engine(url)
    settings = ImportSettings(zone=ZoneInfo("UTC"))
    for kind, name in MAVEN_FILES:
        path = MAVEN / name
        assert path.is_file(), f"the Maven stories need the public data set: {path} is missing"
        report = import_file(engine, 1, kind, path, settings, NEW_YEAR)
        assert report.rejected == 0
    engine.dispose()
    return url
