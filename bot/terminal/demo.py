"""`salesbell demo`: the sample company, the bot and a small Slack in the browser."""

import tempfile
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from bot.clock import MovableClock
from bot.database import WORKSPACE
from bot.demo import run_demo
from bot.settings import Company
from bot.terminal.serving import end_when_told
from storage.engine import open_engine
from storage.problem import Problem
from storage.sample import ADMINISTRATOR, COMPANY, MANAGER, REP, STRANGER, load_sample
from storage.schema import upgrade

ZONE = "Europe/Berlin"


def demonstrate(port: int, deals: int, *, open_browser: bool, socket: bool) -> None:
    """Load the sample company and serve it until Ctrl+C."""
    end_when_told()
    console = Console(highlight=False)
    company = Company(name=COMPANY, zone=ZONE)
    clock = MovableClock()
    with tempfile.TemporaryDirectory(
        prefix="salesbell-demo-", ignore_cleanup_errors=True
    ) as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'demo.db'}")
        upgrade(engine)
        console.print(f"Loading the sample company ({deals:,} deals) …")
        now = clock.now()
        today = now.astimezone(company.zone_info).date()
        load_sample(engine, WORKSPACE, deals, today=today, now=now)
        try:
            demo = run_demo(
                engine,
                clock=clock,
                company=company,
                port=port,
                transport="socket" if socket else "http",
            )
            with demo as running:
                _greet(console, running.url, open_browser=open_browser)
                _wait()
        except OSError as error:
            raise Problem(
                "port-taken",
                what=f"Port {port} can't be used.",
                why=f"{error.strerror or error}.",
                fix=f"Take another one: salesbell demo --port {port + 1}",
            ) from None
        finally:
            engine.dispose()


def _greet(console: Console, url: str, *, open_browser: bool) -> None:
    console.print(f"\n  [bold]{url}[/bold]\n")
    console.print("Type /pipeline there. Be one of:")
    for member, what in (
        (REP, "a rep, sees own deals"),
        (MANAGER, "a manager, sees the team"),
        (ADMINISTRATOR, "the administrator, sees everything"),
        (STRANGER, "a stranger, sees nothing"),
    ):
        console.print(f"  {member.name:<16} {what}")
    console.print("\nCtrl+C ends it. Nothing is kept.")
    if open_browser:
        webbrowser.open(url)


def _wait() -> None:
    """Until Ctrl+C, which is how a demo is meant to end."""
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
