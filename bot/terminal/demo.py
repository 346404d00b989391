"""`salesbell demo`: the sample company, the bot and a small Slack in the browser."""

import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.build import WORKSPACE
from bot.clock import MovableClock
from bot.demo import run_demo
from bot.settings import Company
from storage.engine import open_engine
from storage.problem import Problem
from storage.sample import ADMINISTRATOR, COMPANY, MANAGER, REP, STRANGER, load_sample
from storage.schema import upgrade

ZONE = "Europe/Berlin"


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command("demo")(demonstrate)


def demonstrate(
    port: Annotated[int, typer.Option(help="Where the page is.")] = 8765,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    deals: Annotated[int, typer.Option(help="Size of the sample company.", min=100)] = 2_000,
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode instead of signed HTTP.")
    ] = False,
) -> None:
    """Try everything: a sample company, and a small Slack on this machine, in the browser."""
    console = Console(highlight=False)
    company = Company(name=COMPANY, zone=ZONE)
    clock = MovableClock()
    with tempfile.TemporaryDirectory(prefix="salesbell-demo-") as folder:
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
                _greet(console, running.url, no_browser=no_browser)
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


def _greet(console: Console, url: str, *, no_browser: bool) -> None:
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
    if not no_browser:
        webbrowser.open(url)


def _wait() -> None:
    threading.Event().wait()
