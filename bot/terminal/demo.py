"""`salesbell demo`: the sample company, the bot and a small Slack in the browser."""

import tempfile
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from bot.clock import MovableClock
from bot.database import WORKSPACE
from bot.demo import SAMPLE_COMPANY, Transport, run_demo
from bot.terminal.serving import end_when_told
from storage.engine import open_engine
from storage.sample import ADMINISTRATOR, MANAGER, REP, STRANGER, load_sample
from storage.schema import upgrade


def demonstrate(port: int, deals: int, *, open_browser: bool, socket: bool) -> None:
    """Load the sample company and serve it until Ctrl+C.

    Raises:
        Problem: when the port can't be used.
    """
    end_when_told()
    console = Console(highlight=False)
    clock = MovableClock()
    with tempfile.TemporaryDirectory(
        prefix="salesbell-demo-", ignore_cleanup_errors=True
    ) as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'demo.db'}")
        try:
            upgrade(engine)
            console.print(f"Loading the sample company ({deals:,} deals) …")
            now = clock.now()
            today = now.astimezone(SAMPLE_COMPANY.zone_info).date()
            load_sample(engine, WORKSPACE, deals, today=today, now=now)
            transport: Transport = "socket" if socket else "http"
            with run_demo(engine, clock=clock, port=port, transport=transport) as running:
                _greet(console, running.url, open_browser=open_browser)
                _wait()
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
