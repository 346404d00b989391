"""The page's side of the server: its files, its JSON, and a websocket that says what changed."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground import acts
from bot.playground.filled_in import placed_elements
from bot.playground.guard import PAGE_POLICY
from bot.playground.json_answer import JsonAnswer
from bot.playground.page_administration import administer
from bot.playground.page_shapes import (
    can_see_file,
    channel_messages,
    state_shape,
    thread_messages,
)
from bot.playground.playground import Playground
from bot.playground.state import Json, Message, Outcome, View
from bot.playground.summary import summarize
from bot.playground.web_api.shapes import PICTURES, mimetype

STATIC = Path(__file__).parent / "static"
STEPS = {"+1d": timedelta(days=1), "+1w": timedelta(weeks=1)}
"""Steps that land at the same time of the day, also when the clocks change in between."""

Act = Callable[[dict[str, Json]], Outcome]


class Page:
    """The endpoints that the page calls; every one of them speaks for the person in `as`."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        acting = {
            "command": self.command,
            "message": self.message,
            "action": self.action,
            "submit": self.submit,
            "close": self.close,
            "home": self.home,
            "clock": self.clock,
            "faults": self.faults,
            "member": self.member,
            "administration": lambda body: administer(self._playground, body),
        }
        routes: list[BaseRoute] = [
            Route(f"/playground/{name}", self._acting(act), methods=["POST"])
            for name, act in acting.items()
        ]
        return [
            *routes,
            Route("/", self.index),
            Route("/playground/state", self._reading(self.state)),
            Route("/playground/messages", self._reading(self.messages)),
            Route("/playground/thread", self._reading(self.thread)),
            Route("/playground/summary", self._reading(self.summary)),
            Route("/playground/files/{file_id}", self._reading(self.file)),
            WebSocketRoute("/playground/live", self.live),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ]

    def _acting(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                body = json.loads(await request.body())
                outcome = await run_in_threadpool(act, body)
            except LookupError as missing:
                return JsonAnswer({"ok": False, "error": f"unknown: {missing}"}, 404)
            except (ValueError, TypeError) as wrong:
                return JsonAnswer({"ok": False, "error": f"invalid: {wrong}"}, 400)
            return JsonAnswer(outcome.as_json())

        return endpoint

    def _reading(
        self, read: Callable[[Request, str], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                user = self._playground.user_id(request.query_params.get("as") or self._anybody())
                return read(request, user)
            except KeyError as missing:
                return JsonAnswer({"ok": False, "error": f"unknown: {missing}"}, 404)

        return endpoint

    def _anybody(self) -> str:
        """Whom the page speaks for before it has asked who is there."""
        return next(iter(self._playground.users))

    # --- reading --------------------------------------------------------------------------------

    async def index(self, _request: Request) -> Response:
        """The page itself."""
        page = STATIC / "index.html"
        if not page.exists():
            return PlainTextResponse("The playground's page is not installed.", 404)
        return FileResponse(page, headers={"Content-Security-Policy": PAGE_POLICY})

    def state(self, _request: Request, user: str) -> Response:
        """Everything around the messages."""
        with self._playground.lock:
            return JsonAnswer(state_shape(self._playground, user))

    def messages(self, request: Request, user: str) -> Response:
        """The messages of a channel; reading them makes them read."""
        channel = self._playground.channel_of(request.query_params.get("channel", ""))
        with self._playground.lock:
            self._playground.unread.pop((user, channel.id), None)
            return JsonAnswer(channel_messages(self._playground, channel.id, user))

    def thread(self, request: Request, user: str) -> Response:
        """A message and its replies."""
        channel = self._playground.channel_of(request.query_params.get("channel", ""))
        stamp = request.query_params.get("ts", "")
        with self._playground.lock:
            return JsonAnswer(thread_messages(self._playground, channel.id, user, stamp))

    def summary(self, _request: Request, _user: str) -> Response:
        """What happened here, for whoever counts from another process."""
        return JsonAnswer(summarize(self._playground))

    def file(self, request: Request, user: str) -> Response:
        """The bytes of a file, to those who see it in a message; only pictures are shown."""
        file_id = request.path_params["file_id"]
        file = self._playground.files.get(file_id)
        if file is None or file.content is None:
            return PlainTextResponse("no such file", 404)
        if not can_see_file(self._playground, file_id, user):
            return PlainTextResponse("not yours to see", 403)
        kind = mimetype(file)
        headers = {"X-Content-Type-Options": "nosniff"}
        if kind not in PICTURES:
            name = file.name.replace('"', "").encode("ascii", "replace").decode()
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Response(file.content, media_type=kind, headers=headers)

    # --- acting ---------------------------------------------------------------------------------

    def command(self, body: dict[str, Json]) -> Outcome:
        """A typed slash command."""
        return self._playground.type(body["as"], body["channel"], body["text"])

    def message(self, body: dict[str, Json]) -> Outcome:
        """A typed message."""
        return self._playground.type(
            body["as"], body["channel"], body["text"], body.get("thread_ts")
        )

    def action(self, body: dict[str, Json]) -> Outcome:
        """A click or a choice."""
        user = self._playground.user_id(body["as"])
        on = self._container(user, body["container"])
        wanted = body["action"]
        blocks = on.blocks if isinstance(on, Message) else on.body["blocks"]
        for placed in placed_elements(blocks):
            if (placed.block_id, placed.action_id) == (wanted["block_id"], wanted["action_id"]):
                return self._playground.act(user, on, placed, wanted, body.get("values"))
        raise KeyError(wanted["action_id"])

    def _container(self, user: str, container: dict[str, Json]) -> Message | View:
        if container["type"] == "view":
            return self._view(user, container["view_id"])
        for message in self._playground.messages(container["channel"], user):
            if message.ts == container["ts"]:
                return message
        raise KeyError(container["ts"])

    def _view(self, user: str, view_id: str) -> View:
        home = self._playground.homes.get(user)
        for view in [*self._playground.modals(user), *([home] if home else [])]:
            if view.id == view_id:
                return view
        raise KeyError(view_id)

    def submit(self, body: dict[str, Json]) -> Outcome:
        """A modal that is sent."""
        user = self._playground.user_id(body["as"])
        view = self._view(user, body["view_id"])
        values = body.get("values") or {}
        return acts.submit_view(self._playground, self._playground.send, user, view, values)

    def close(self, body: dict[str, Json]) -> Outcome:
        """A modal that is closed."""
        user = self._playground.user_id(body["as"])
        return self._playground.close_modal(user, self._view(user, body["view_id"]))

    def home(self, body: dict[str, Json]) -> Outcome:
        """The Home tab is opened."""
        self._playground.open_home(body["as"])
        return Outcome(True)

    def clock(self, body: dict[str, Json]) -> Outcome:
        """The business time is moved."""
        to = str(body["to"])
        self._playground.move_clock(self._machine_now() if to == "now" else self._instant(to))
        return Outcome(True)

    def _machine_now(self) -> datetime:
        return datetime.fromtimestamp(self._playground.machine_time.epoch(), UTC)

    def _instant(self, to: str) -> datetime:
        now = self._playground.now().astimezone(ZoneInfo(self._playground.team.zone))
        if to == "+1h":
            return now.astimezone(UTC) + timedelta(hours=1)
        if to in STEPS:
            return now + STEPS[to]
        if to == "next-monday-0900":
            day = (now + timedelta(days=7 - now.weekday())).date()
            return datetime(day.year, day.month, day.day, 9, tzinfo=now.tzinfo)
        instant = datetime.fromisoformat(to)
        return instant if instant.tzinfo else instant.replace(tzinfo=now.tzinfo)

    def faults(self, body: dict[str, Json]) -> Outcome:
        """Something is set to go wrong, or everything to go well."""
        if body.get("clear"):
            self._playground.faults.clear()
        else:
            self._playground.faults.set(
                body["method"],
                body["fault"],
                body.get("times", 1),
                call=int(body.get("call", 1)),
                channel=body.get("channel"),
            )
        self._playground.changed("channels")
        return Outcome(True)

    def member(self, body: dict[str, Json]) -> Outcome:
        """The bot is invited to a channel or removed from it."""
        self._playground.set_bot_member(body["channel"], bool(body["bot"]))
        return Outcome(True)

    # --- what changed -----------------------------------------------------------------------------

    async def live(self, socket: WebSocket) -> None:
        """Says what changed, so that the page fetches it again."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[tuple[str, str | None]] = asyncio.Queue()

        def tell(what: str, channel: str | None) -> None:
            # A change may come after the loop has gone; then nobody listens any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(news.put_nowait, (what, channel))

        await socket.accept()
        stop = self._playground.on_change(tell)
        leaving = asyncio.create_task(self._until_closed(socket))
        try:
            while not leaving.done():
                waiting = asyncio.create_task(news.get())
                await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    break
                what, channel = waiting.result()
                await socket.send_json({"type": "changed", "what": what, "channel": channel})
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            stop()
            leaving.cancel()

    async def _until_closed(self, socket: WebSocket) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await socket.receive_text()
