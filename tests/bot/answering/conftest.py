"""A playground on a port and an Answerer that writes into it; pauses move time, nobody sleeps."""

from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from structlog.testing import capture_logs

from bot.answering.answerer import Answerer
from bot.answering.client import make_writing_client
from bot.answering.native_memory import NativeMemory
from bot.clock import MovableClock
from bot.playground import Playground, PlaygroundChannel, PlaygroundServer, PlaygroundUser
from bot.playground.machine_time import MovableMachineTime

ANN, BEN = "U0ANN", "U0BEN"
SALES = "C0SALES"
MANIFEST = Path(__file__).parents[3] / "manifest.yml"


@pytest.fixture(autouse=True)
def journal() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged; printed, structlog would draw every traceback with all its variables."""
    with capture_logs() as logs:
        yield logs


@pytest.fixture
def playground() -> Playground:
    return Playground(
        manifest=yaml.safe_load(MANIFEST.read_text()),
        people=[
            PlaygroundUser(ANN, "Ann Rep", "ann@example.com"),
            PlaygroundUser(BEN, "Ben Rep", "ben@example.com"),
        ],
        channels=[
            PlaygroundChannel(SALES, "sales", members=[ANN, BEN]),
            PlaygroundChannel("C0OTHER", "other", members=[ANN], bot_is_member=False),
            PlaygroundChannel("C0OLD", "old", members=[ANN], archived=True),
        ],
        clock=MovableClock(datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        machine_time=MovableMachineTime(),
    )


@pytest.fixture
def server(playground: Playground) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(playground) as running:
        yield running


class Pauses(list[float]):
    """Writes every pause down and moves the machine's time instead of sleeping."""

    def __init__(self, time: MovableMachineTime) -> None:
        super().__init__()
        self._time = time

    def __call__(self, seconds: float) -> None:
        self.append(seconds)
        self._time.advance(seconds)


@pytest.fixture
def pauses(playground: Playground) -> Pauses:
    assert isinstance(playground.machine_time, MovableMachineTime)
    return Pauses(playground.machine_time)


@pytest.fixture
def memory() -> NativeMemory:
    return NativeMemory(tried_again_after=2)


@pytest.fixture
def answerer(server: PlaygroundServer, pauses: Pauses, memory: NativeMemory) -> Answerer:
    client = make_writing_client(server.bot_token, server.api_url)
    client.timeout = 1
    return Answerer(client, team="T1", memory=memory, pause=pauses)
