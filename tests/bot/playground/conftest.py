"""A playground on a port, with a few people in it, for every test of this folder."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from bot.clock import MovableClock
from bot.playground import (
    Playground,
    PlaygroundChannel,
    PlaygroundServer,
    PlaygroundUser,
    Strictness,
)
from bot.playground.machine_time import MovableMachineTime

MANIFEST = {
    "display_information": {"name": "Example bell"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "bell"},
        "slash_commands": [
            {"command": "/pipeline", "description": "Open deals", "usage_hint": "by owner"},
            {"command": "/sales", "description": "Any metric", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "files:write", "users:read", "users:read.email"]
        }
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]}},
}
ANN = PlaygroundUser("U0ANN", "Ann Rep", "ann@example.com", role="rep")
MAX = PlaygroundUser("U0MAX", "Max Manager", "max@example.com", role="manager")
ADA = PlaygroundUser("U0ADA", "Ada Admin", "ada@example.com", role="administrator")


def build_playground(
    strictness: Strictness | None = None, manifest: dict[str, object] | None = None
) -> Playground:
    return Playground(
        manifest=manifest or MANIFEST,
        people=[ANN, MAX, ADA],
        channels=[
            PlaygroundChannel("C0SALES", "sales", members=["U0ANN", "U0MAX"]),
            PlaygroundChannel("C0OTHER", "other", members=["U0ANN"], bot_is_member=False),
            PlaygroundChannel("C0BOARD", "board", ["U0ADA"], private=True, bot_is_member=False),
            PlaygroundChannel("C0OLD", "old", members=["U0ANN"], archived=True),
        ],
        clock=MovableClock(datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
        strictness=strictness,
        machine_time=MovableMachineTime(),
    )


@pytest.fixture
def playground() -> Playground:
    return build_playground()


@pytest.fixture
def time(playground: Playground) -> MovableMachineTime:
    assert isinstance(playground.machine_time, MovableMachineTime)
    return playground.machine_time


@pytest.fixture
def server(playground: Playground) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(playground) as running:
        yield running


@pytest.fixture
def client(server: PlaygroundServer) -> WebClient:
    return WebClient(token=server.bot_token, base_url=server.api_url, timeout=5, retry_handlers=[])
