"""A playground server with fixed answers: it serves the page and keeps what the page sent.

It is no Slack: nothing here checks a block or delivers to a bot. The page's tests need no more.
"""

import asyncio
import contextlib
import struct
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

STATIC = Path(__file__).parents[3] / "bot" / "playground" / "static"
Json = dict[str, Any]
PATIENCE = 5.0
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
COMMANDS = [
    {
        "command": "/pipeline",
        "usage_hint": "[who] [filters] [by …] [when]",
        "description": "Where the deals stand",
    },
    {
        "command": "/sales",
        "usage_hint": "metric [by …] [period] [vs …]",
        "description": "Any number of the sales team",
    },
]


def tiny_png(width: int = 480, height: int = 270) -> bytes:
    """A real picture of two colours, so that the browser has something to measure."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    line = b"\0" + b"\x1f\x6f\x78" * (width // 2) + b"\xff\xd1\x66" * (width - width // 2)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = (
        chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(line * height)) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


def user(user_id: str, name: str, role: str, title: str, color: str) -> Json:
    email = f"{name.split(maxsplit=1)[0].lower()}@example.com"
    return {
        "id": user_id,
        "name": name,
        "title": title,
        "role": role,
        "color": color,
        "email": email,
    }


def channel(channel_id: str, name: str, members: list[str], **more: Any) -> Json:
    start = {"id": channel_id, "name": name, "kind": "channel", "members": members}
    return {**start, "private": False, "bot_is_member": True, "unread": 0, **more}


def message(ts: str, text: str, **more: Any) -> Json:
    return {
        "ts": ts,
        "user": "U0BOT",
        "username": None,
        "text": text,
        "blocks": [],
        "files": [],
        "ephemeral": False,
        "thread_ts": None,
        "reply_count": 0,
        "edited": False,
        "command": None,
        **more,
    }


def opening_state() -> Json:
    """Five people, two channels, the app; Monday morning in Berlin."""
    return {
        "team": {"id": "T01", "name": "Northwind Traders"},
        "now": "2026-11-23T09:00:00+01:00",
        "zone": "Europe/Berlin",
        "users": [
            user("U0REP", "Ann Berg", "rep", "Account executive", "9b3b7a"),
            user("U0MAN", "Marco Diaz", "manager", "Sales manager, West", "2b7a78"),
            user("U0ADM", "Priya Nair", "administrator", "Revenue operations", "3f5fa8"),
            user("U0STR", "Sam Okafor", "stranger", "Contractor", "8a6d3b"),
            user("U0BOT", "salesbell", "bot", "", "1f6f78"),
        ],
        "channels": [
            channel("C01", "sales", ["U0REP", "U0MAN", "U0ADM", "U0BOT"]),
            channel(
                "C02", "deals", ["U0REP", "U0MAN"], private=True, bot_is_member=False, unread=2
            ),
            channel("D01", "salesbell", ["U0REP", "U0BOT"], kind="dm"),
        ],
        "commands": COMMANDS,
        "connection": "http",
        "modals": [],
        "faults": [],
        "home": None,
    }


class FakePlayground:
    """The state that the page sees, and `sent`: (path, body) of every POST."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sockets: set[WebSocket] = set()
        self.reset()

    def reset(self) -> None:
        """Monday morning again, and nothing sent yet."""
        self.state = opening_state()
        self.messages: dict[str, list[Json]] = {"C01": [], "C02": [], "D01": []}
        self.threads: dict[str, list[Json]] = {}
        self.answers: dict[str, Json] = {}
        self.after: dict[str, Callable[[Json], None]] = {}
        self.files: dict[str, tuple[bytes, str]] = {"F0CHART001": (tiny_png(), "image/png")}
        self.sent: list[tuple[str, Json]] = []
        self.requests = 0
        self.refuse_live = False
        self.broken = False

    def bodies(self, path: str) -> list[Json]:
        """What the page posted to /playground/<path>, oldest first."""
        return [body for sent_to, body in self.sent if sent_to == path]

    def awaited(self, path: str, count: int = 1) -> list[Json]:
        """The same, as soon as there are `count` of them."""
        end = time.monotonic() + PATIENCE
        while len(self.bodies(path)) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.bodies(path)

    def push(self, what: str = "messages") -> None:
        """Tell every open page that something changed."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._broadcast(what), self._loop).result(5)

    def hang_up(self) -> None:
        """Close every live line, as a restarted server would."""

        async def close_all() -> None:
            for socket in list(self._sockets):
                await socket.close()

        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(close_all(), self._loop).result(5)

    async def _broadcast(self, what: str) -> None:
        for socket in list(self._sockets):
            await socket.send_json({"type": "changed", "what": what, "channel": None})

    async def _index(self, _: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _state(self, request: Request) -> Response:
        self.requests += 1
        if self.broken:
            return JSONResponse({"ok": False, "error": "broken"}, 500)
        me = request.query_params.get("as", "U0REP")
        if not any(user["id"] == me for user in self.state["users"]):
            return JSONResponse({"ok": False, "error": "unknown"}, 404)
        return JSONResponse({**self.state, "me": me})

    async def _messages(self, request: Request) -> Response:
        return JSONResponse(self.messages[request.query_params["channel"]])

    async def _thread(self, request: Request) -> Response:
        return JSONResponse(self.threads[request.query_params["ts"]])

    async def _file(self, request: Request) -> Response:
        content, kind = self.files[request.path_params["id"]]
        return Response(content, media_type=kind)

    async def _post(self, request: Request) -> Response:
        path, body = request.path_params["path"], await request.json()
        self.sent.append((path, body))
        if path in self.after:
            self.after[path](body)
        await self._broadcast("all")
        return JSONResponse(self.answers.get(path, {"ok": True}))

    async def _live(self, socket: WebSocket) -> None:
        if self.refuse_live:
            await socket.close()
            return
        await socket.accept()
        self._sockets.add(socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            self._sockets.discard(socket)

    def app(self) -> Starlette:
        @contextlib.asynccontextmanager
        async def remember_the_loop(_: Starlette) -> AsyncIterator[None]:
            self._loop = asyncio.get_running_loop()
            yield

        return Starlette(
            lifespan=remember_the_loop,
            routes=[
                Route("/", self._index),
                Mount("/static", StaticFiles(directory=STATIC)),
                Route("/playground/state", self._state),
                Route("/playground/messages", self._messages),
                Route("/playground/thread", self._thread),
                Route("/playground/files/{id}", self._file),
                WebSocketRoute("/playground/live", self._live),
                Route("/playground/{path}", self._post, methods=["POST"]),
            ],
        )


@contextlib.contextmanager
def serving(fake: FakePlayground) -> Iterator[str]:
    """Serve `fake` on a free port of this machine; gives its address."""
    config = uvicorn.Config(
        fake.app(),
        host="127.0.0.1",
        port=0,
        log_level="error",
        ws="websockets-sansio",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the fake server stopped before it served"
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(5)
