"""A playground on a port, a database, and a deliverer between them; pauses move the clocks."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, insert
from structlog.testing import capture_logs

from bot.answering.client import make_delivering_client
from bot.clock import MovableClock
from bot.delivery import rendering
from bot.delivery.crew import Crew
from bot.delivery.deliverer import Deliverer
from bot.delivery.pace import Pace
from bot.delivery.rendering import Kind
from bot.messages.blocks import paragraph
from bot.messages.message import Message, Picture
from bot.messages.outgoing import Outgoing, OutgoingFile
from bot.playground import Playground, PlaygroundChannel, PlaygroundServer, PlaygroundUser
from bot.playground.machine_time import MovableMachineTime
from storage.deliveries import list_deliveries
from storage.outbox import DeliveryRow, Parcel, put_in
from storage.tables import Workspace
from tests.bot.answering.conftest import MANIFEST
from tests.bot.answering.samples import PNG

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ANN, BEN = "U0ANN", "U0BEN"
SALES = "C0SALES"
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@pytest.fixture(autouse=True)
def journal() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as logs:
        yield logs


def render_sample(row: DeliveryRow, now: datetime) -> Outgoing:
    """A digest-like delivery: a picture, a thread, a file."""
    text = str(row.content.get("text", row.key))
    if row.content.get("plain"):
        return Outgoing(Message(text))
    picture = Picture("chart.png", PNG, "The numbers", key=text)
    main = Message(text, (paragraph([text]), picture))
    if row.content.get("alone"):
        return Outgoing(main)
    return Outgoing(main, (Message(f"details of {text}"),), (OutgoingFile("rows.csv", b"a,b\n"),))


class Post:
    """A database, a playground, and a deliverer that sleeps by moving their clocks."""

    def __init__(self, engine: Engine, playground: Playground, server: PlaygroundServer) -> None:
        self.engine = engine
        self.slack = playground
        self.clock = MovableClock(NOW)
        self.server = server
        self.deliverer = self.make_deliverer()

    def make_deliverer(
        self, pause: Callable[[float], None] | None = None, pace: Pace | None = None
    ) -> Deliverer:
        client = make_delivering_client(self.server.bot_token, self.server.api_url)
        client.timeout = 2
        time = self.slack.machine_time
        assert isinstance(time, MovableMachineTime)
        return Deliverer(
            self.engine,
            client,
            self.clock,
            team="T1",
            find_administrators=lambda: [BEN],
            pause=pause or self.pass_time,
            pace=pace,
            monotonic=time.monotonic,
        )

    def pass_time(self, seconds: float) -> None:
        time = self.slack.machine_time
        assert isinstance(time, MovableMachineTime)
        time.advance(seconds)
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))

    def put(self, key: str, recipient: str = SALES, kind: str = "sample", **content: Any) -> None:
        parcel = Parcel(key, kind, f"Digest {key}", recipient, ANN, NOW, content)
        with self.engine.begin() as connection:
            assert put_in(connection, 1, parcel, self.clock.now())

    def work(self, minutes: float = 30) -> Mapping[str, int]:
        """Outcomes; how often something had to wait is left out."""
        done = Crew(self.deliverer, workers=2).work(timedelta(minutes=minutes))
        return {outcome: count for outcome, count in done.items() if outcome != "later"}

    def hide_history(self) -> None:
        """Take the scopes away with which the bot could look."""
        self.slack.installation.take_scopes(HISTORY)

    def outcomes(self) -> dict[str, str]:
        with self.engine.connect() as connection:
            return {row.key: row.state for row in list_deliveries(connection, 1)}

    def shown(self, recipient: str = SALES) -> list[str]:
        """The texts of our messages there, without those in threads."""
        said = self.slack.messages(recipient)
        return [one.text for one in said if one.by_bot and not one.thread_ts]


@pytest.fixture
def post(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with engine.begin() as connection:
        connection.execute(insert(Workspace).values(id=1, name="Example"))
    kinds = {**rendering.KINDS, "sample": Kind(render_sample)}
    monkeypatch.setattr("bot.delivery.deliverer.KINDS", kinds)
    playground = Playground(
        manifest=yaml.safe_load(MANIFEST.read_text()),
        people=[
            PlaygroundUser(ANN, "Ann Rep", "ann@example.com"),
            PlaygroundUser(BEN, "Ben Rep", "ben@example.com"),
        ],
        channels=[
            PlaygroundChannel(SALES, "sales", members=[ANN, BEN]),
            PlaygroundChannel("C0OTHER", "other", members=[ANN], bot_is_member=False),
        ],
        clock=MovableClock(NOW),
        machine_time=MovableMachineTime(),
    )
    with PlaygroundServer(playground) as server:
        yield Post(engine, playground, server)
