"""The demo: the sample company, the bot and the playground joined, as `make demo` and tests run it.

The bot talks to the playground as it would to Slack; nothing is passed by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import uvicorn
import yaml

from bot.build import Running, run_bot
from bot.clock import MovableClock
from bot.playground.playground import Playground
from bot.playground.server import PlaygroundServer
from bot.playground.state import PlaygroundChannel, PlaygroundUser, Role, Team
from bot.playground.strictness import Strictness
from bot.settings import Company, Settings
from bot.socket import hold_socket
from bot.web import build_web
from bot.web_thread import WebThread, find_address, open_door
from storage.engine import Engine
from storage.sample import ADMINISTRATOR, COMPANY, MANAGER, MANAGERS, REP, REPS, STRANGER
from storage.sample.cast import Member

Transport = Literal["http", "socket"]

SAMPLE_COMPANY = Company(name=COMPANY, zone="Europe/Berlin")
"""How the sample company counts."""

_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C, several times as fast, where PyYAML has it."""
_COLORS = ("#2b6e8f", "#8f4a2b", "#4d7a35", "#7a3b78", "#9a7b1c", "#3a4f9a")


@dataclass(frozen=True)
class Demo:
    """Everything that runs, for tests to look into."""

    url: str
    playground: Playground
    server: PlaygroundServer
    running: Running


def read_manifest() -> dict[str, Any]:
    """The app's manifest, as a parsed document."""
    here = Path(__file__).parent
    packed = here / "manifest.yml"  # beside this module where salesbell was installed as a package
    path = packed if packed.exists() else here.parent / "manifest.yml"
    manifest: dict[str, Any] = yaml.load(path.read_text("utf-8"), _SafeLoader)  # noqa: S506 - safe
    return manifest


def list_users() -> list[PlaygroundUser]:
    """The people of the demo: a rep, a manager, an administrator, a stranger, and some others."""
    cast: list[tuple[Member, Role, str]] = [
        (REP, "rep", "Account executive"),
        (MANAGER, "manager", "Sales manager"),
        (ADMINISTRATOR, "administrator", "Head of sales"),
        (STRANGER, "stranger", "Accounting"),
    ]
    cast += [(member, "manager", "Sales manager") for member in MANAGERS if member != MANAGER]
    cast += [(member, "rep", "Account executive") for member in REPS if member != REP]
    return [
        PlaygroundUser(
            id=f"U{number:08d}",
            name=member.name,
            email=member.email,
            title=title,
            role=role,
            color=_COLORS[number % len(_COLORS)],
            deleted=member.left_days_ago is not None,
        )
        for number, (member, role, title) in enumerate(cast, start=1)
    ]


def list_channels(users: list[PlaygroundUser]) -> list[PlaygroundChannel]:
    """#sales with everybody in it, #leadership, and one the bot is not in."""
    everybody = [user.id for user in users if not user.deleted]
    leaders = [user.id for user in users if user.role in ("manager", "administrator")]
    return [
        PlaygroundChannel("C00000001", "sales", everybody),
        PlaygroundChannel("C00000002", "leadership", leaders, private=True),
        PlaygroundChannel("C00000003", "random", everybody, bot_is_member=False),
    ]


@contextmanager
def run_demo(
    engine: Engine,
    *,
    clock: MovableClock | None = None,
    company: Company | None = None,
    users: list[PlaygroundUser] | None = None,
    port: int = 0,
    transport: Transport = "http",
    strictness: Strictness | None = None,
) -> Iterator[Demo]:
    """Run bot and playground over a database that has its data already.

    Args:
        engine: The database.
        clock: The time of the playground and of the bot; starts at the machine's.
        company: How the company counts; as the sample company does when left out.
        users: Who is in the workspace; the sample company's people when left out.
        port: The playground's port; 0 takes any free one.
        transport: How requests reach the bot.
        strictness: What the playground insists on; everything, as Slack does, when left out.
    """
    clock = clock or MovableClock()
    company = company or SAMPLE_COMPANY
    people = users if users is not None else list_users()
    playground = Playground(
        read_manifest(),
        people,
        list_channels(people),
        clock,
        strictness=strictness,
        team=Team(name=company.name),
    )
    with PlaygroundServer(playground, port=port) as server:
        settings = Settings.model_validate(
            {
                "SLACK_BOT_TOKEN": server.bot_token,
                "SLACK_APP_TOKEN": server.app_token,
                "SLACK_SIGNING_SECRET": server.signing_secret,
                "SLACK_API_URL": server.api_url,
            }
        )
        with (
            run_bot(settings, company, engine, clock) as running,
            connect(running, settings, server, transport),
        ):
            yield Demo(server.url, playground, server, running)


@contextmanager
def connect(
    running: Running, settings: Settings, server: PlaygroundServer, transport: Transport
) -> Iterator[None]:
    """Join bot and playground by signed HTTP or by Socket Mode."""
    if transport == "http":
        web = build_web(running.app, running.check_health, running.write_gauges)
        config = uvicorn.Config(web, log_config=None, access_log=False)
        door = open_door("127.0.0.1", 0)
        with WebThread(config, door, "bot-web"):
            server.connect_http(f"{find_address(door)}/slack/events")
            yield
        return
    assert settings.slack_app_token  # noqa: S101 - run_demo sets it
    with hold_socket(running.app, settings.slack_app_token):
        yield
