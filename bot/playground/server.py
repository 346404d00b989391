"""The playground on a port: uvicorn in a thread, for tests and `salesbell demo`."""

import asyncio
import threading
from types import TracebackType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.playground.api_server import ApiServer
from bot.playground.guard import Guard
from bot.playground.page import Page
from bot.playground.playground import Playground
from bot.web_thread import WebThread, find_address, open_door

TICK = 1.0
"""Seconds between two looks for events that are due again."""


class DroppableProtocol(H11Protocol):
    """Hands its connection to the application, so that a fault can close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn itself
        """Remember the connection in the state every request of it carries."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def build_app(playground: Playground) -> ASGIApp:
    """The whole server as one application."""
    return Starlette(
        routes=[*ApiServer(playground).routes(), *Page(playground).routes()],
        middleware=[Middleware(Guard)],
    )


class PlaygroundServer:
    """Runs a playground from `with` to its end.

    Args:
        playground: The workspace to serve.
        host: Where to listen; only this machine unless told otherwise.
        port: 0 takes any free one.

    Raises:
        Problem: Another program has the port.
    """

    def __init__(self, playground: Playground, host: str = "127.0.0.1", port: int = 0) -> None:
        self.playground = playground
        door = open_door(host, port)
        self.port = int(door.getsockname()[1])
        self.url = find_address(door)
        playground.url = self.url
        config = uvicorn.Config(
            build_app(playground),
            http=DroppableProtocol,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self._web = WebThread(config, door, "playground")
        self._stopping = threading.Event()
        self._ticker = threading.Thread(
            target=self._send_due_events, name="playground-ticker", daemon=True
        )

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL has to be."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """What SLACK_BOT_TOKEN has to be."""
        return self.playground.installation.bot_token

    @property
    def app_token(self) -> str:
        """What SLACK_APP_TOKEN has to be, for Socket Mode."""
        return self.playground.installation.app_token

    @property
    def signing_secret(self) -> str:
        """What SLACK_SIGNING_SECRET has to be."""
        return self.playground.signing_secret

    def connect_http(self, request_url: str) -> None:
        """Send everything to this address as signed requests."""
        self.playground.connect_http(request_url)

    def start(self) -> "PlaygroundServer":
        """Start and wait until it answers."""
        self._web.start()
        self._ticker.start()
        return self

    def _send_due_events(self) -> None:
        while not self._stopping.wait(TICK):
            if self.playground.events.waiting:
                self.playground.events.deliver_due()

    def stop(self) -> None:
        """Stop, cutting off whoever still waits for an answer."""
        self._stopping.set()
        self.playground.close()
        self._web.stop(at_once=True)

    def __enter__(self) -> "PlaygroundServer":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
