"""`salesbell serve`: the bot, over Socket Mode or HTTP."""

import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import NoReturn

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.build import WORKER_NAME, run_bot
from bot.clock import Clock
from bot.database import closing_database
from bot.delivery import crew
from bot.settings import Company, Settings, read_company, read_settings
from bot.socket import hold_socket
from bot.web import build_web
from bot.web_thread import find_address, open_door
from storage.engine import Engine
from storage.problem import Problem

log = structlog.get_logger()


def serve(host: str, port: int) -> None:
    """Run the bot until the process is told to end.

    Raises:
        Problem: when settings are missing, or database or Slack can't be used.
    """
    settings = read_settings()
    missing = settings.list_missing()
    if missing:
        raise Problem(
            "settings-missing",
            what=f"These settings are missing: {'; '.join(missing)}.",
            fix="Set them in the environment; the README says where Slack shows each one.",
        )
    company = read_company(settings.config)
    end_when_told()
    try:
        with closing_database(settings) as engine:
            _listen(settings, company, engine, host, port)
    except (SystemExit, KeyboardInterrupt):  # a failure is still to be told, by the command line
        leave_stuck_answers()
        raise


def _listen(settings: Settings, company: Company, engine: Engine, host: str, port: int) -> None:
    with open_door(host, port) as door, run_bot(settings, company, engine, Clock()) as running:
        address = find_address(door)
        if settings.slack_app_token:
            with hold_socket(running.app, settings.slack_app_token):
                log.info("listening", mode="socket", health=f"{address}/healthz")
                run_web(build_web(None, running.check_health, running.write_gauges), door)
        else:
            log.info("listening", mode="http", address=f"{address}/slack/events")
            run_web(build_web(running.app, running.check_health, running.write_gauges), door)


def run_web(web: Starlette, door: socket.socket) -> None:
    """Serve until the process is told to end."""
    config = uvicorn.Config(web, log_config=None, access_log=False, timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[door])


def end_when_told() -> None:
    """Let SIGTERM end the process as Ctrl+C does: answers that are being made are finished."""

    def end(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - signal's own shape
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)


def leave_stuck_answers() -> None:
    """End the process now if an answer or a delivery hangs.

    Whoever waits for the answer has been told; whoever delivers next looks what became of it.
    """
    names = (WORKER_NAME, crew.WORKER_NAME)
    stuck = [one for one in threading.enumerate() if one.name.startswith(names)]
    for one in stuck:
        one.join(0.2)
    if any(one.is_alive() for one in stuck):
        sys.stderr.flush()
        os._exit(0)
