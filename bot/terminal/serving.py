"""`salesbell serve`: the bot, over Socket Mode or HTTP."""

from typing import Annotated

import structlog
import typer
import uvicorn
from starlette.applications import Starlette

from bot.build import open_database, run_bot
from bot.clock import Clock
from bot.settings import read_company, read_settings
from bot.socket import hold_socket
from bot.web import build_web
from storage.problem import Problem

log = structlog.get_logger()


def register(app: typer.Typer) -> None:
    """Add `serve`."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.")] = 3000,
) -> None:
    """Run the bot: Socket Mode when SLACK_APP_TOKEN is set, else HTTP at /slack/events."""
    settings = read_settings()
    missing = settings.list_missing()
    if missing:
        raise Problem(
            "settings-missing",
            what=f"These settings are missing: {'; '.join(missing)}.",
            fix="Set them in the environment; the README says where Slack shows each one.",
        )
    engine = open_database(settings)
    with run_bot(settings, read_company(settings.config), engine, Clock()) as running:
        if settings.slack_app_token:
            log.info("listening", mode="socket", health=f"http://{host}:{port}/healthz")
            with hold_socket(running.app, settings.slack_app_token):
                run_web(build_web(None, running.check_health), host, port)
        else:
            log.info("listening", mode="http", address=f"http://{host}:{port}/slack/events")
            run_web(build_web(running.app, running.check_health), host, port)
    engine.dispose()


def run_web(web: Starlette, host: str, port: int) -> None:
    """Serve until the process is told to end."""
    uvicorn.run(web, host=host, port=port, log_config=None, access_log=False)
