"""A playground in a process of its own: `python -m bot.playground`, for tests and benchmarks.

It prints one line of JSON with its addresses and tokens, and runs until its input ends, so it
never outlives whoever started it. `GET /playground/summary` says what happened in it.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.clock import MovableClock
from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from bot.playground.state import PlaygroundChannel, PlaygroundUser
from bot.playground.strictness import Strictness

MEMBERS = 3
"""How many people are in each channel."""


def list_people(count: int) -> list[PlaygroundUser]:
    """So many people with invented names; the first one is the workspace's administrator."""
    return [
        PlaygroundUser(
            f"U{number:08d}",
            f"Person {number}",
            f"person{number}@example.com",
            role="administrator" if number == 1 else "rep",
        )
        for number in range(1, count + 1)
    ]


def list_channels(count: int, people: list[PlaygroundUser]) -> list[PlaygroundChannel]:
    """So many public channels with the bot and some people in each."""
    ids = [person.id for person in people]
    return [
        PlaygroundChannel(
            f"C{number:08d}",
            f"sales-{number:04d}",
            [ids[(number + step) % len(ids)] for step in range(min(MEMBERS, len(ids)))],
        )
        for number in range(1, count + 1)
    ]


def main(
    channels: int = 10,
    people: Annotated[int, typer.Option(min=1)] = 5,
    port: int = 0,
    now: str = "",
    manifest: Path = Path("manifest.yml"),
    messages_a_minute: int = 300,
    file_refusals: int = 1,
    rate_limits: bool = True,
    grant: Annotated[list[str] | None, typer.Option(help="A scope on top.")] = None,
    request_url: Annotated[str, typer.Option(help="Where the bot listens.")] = "",
) -> None:
    """Run a playground until the standard input ends."""
    parsed = yaml.safe_load(manifest.read_text("utf-8"))
    everybody = list_people(people)
    clock = MovableClock(datetime.fromisoformat(now) if now else None)
    strictness = Strictness(
        rate_limits=rate_limits,
        messages_a_minute=messages_a_minute,
        file_refusals=file_refusals,
        kept_requests=200,
    )
    playground = Playground(
        parsed, everybody, list_channels(channels, everybody), clock, strictness
    )
    playground.admin.grant(*(grant or []))
    with PlaygroundServer(playground, port=port) as server:
        if request_url:
            server.connect_http(request_url)
        typer.echo(
            json.dumps(
                {
                    "url": server.url,
                    "api_url": server.api_url,
                    "bot_token": server.bot_token,
                    "app_token": server.app_token,
                    "signing_secret": server.signing_secret,
                    "channels": [channel for channel in playground.channels if channel[0] == "C"],
                    "people": [person.id for person in everybody],
                }
            )
        )
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    typer.run(main)
