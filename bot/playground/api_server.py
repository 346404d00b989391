"""The bot's side of the server: Web API, uploads, response_urls and Socket Mode, with faults."""

import asyncio
import json
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.playground.answers import answer_response_url
from bot.playground.faults import DONE_FIRST, Fault
from bot.playground.json_answer import JsonAnswer
from bot.playground.playground import Playground
from bot.playground.state import Json, Received
from bot.playground.web_api.call import Answer, answer_call, refuse_call
from bot.playground.web_api.files import take_upload
from bot.playground.web_api.methods import METHODS
from bot.playground.web_api.refusal import Refusal

LONGEST_HANG = 120.0


async def read_values(request: Request) -> dict[str, Json]:
    """The arguments of a call, from the address, a form or a JSON body."""
    values: dict[str, Json] = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            parsed = json.loads(body or b"{}")
        except ValueError:
            return values
        return values | parsed if isinstance(parsed, dict) else values
    return values | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def read_token(request: Request, values: dict[str, Json]) -> str | None:
    """The token of a call: in its header, or among the arguments as long ago."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    old = values.pop("token", None)
    return old if isinstance(old, str) else None


def as_response(answer: Answer) -> Response:
    """An answer as it goes over the wire."""
    return JsonAnswer(answer.body, status_code=answer.status, headers=answer.headers)


async def hang(request: Request) -> Response:
    """Say nothing until the other side gives up."""
    end = asyncio.get_running_loop().time() + LONGEST_HANG
    while asyncio.get_running_loop().time() < end:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            break
    return PlainTextResponse("", status_code=504)


async def drop(request: Request) -> Response:
    """Close the connection without an answer."""
    request.scope["state"]["transport"].close()
    return await hang(request)


class ApiServer:
    """The endpoints that the bot calls."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._late: set[asyncio.Task[None]] = set()

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route("/api/{method}", self.call, methods=["GET", "POST"]),
            Route("/upload/v1/{file_id}", self.upload, methods=["POST"]),
            Route("/response/{team}/{key}", self.respond, methods=["POST"]),
            WebSocketRoute("/link/", self.link),
        ]

    async def call(self, request: Request) -> Response:
        """One call of the Web API."""
        method = request.path_params["method"]
        values = await read_values(request)
        token = read_token(request, values)

        def run() -> Response:
            return as_response(answer_call(self._playground, method, values, token))

        return await self._with_fault(request, method, values, run, token)

    async def upload(self, request: Request) -> Response:
        """The bytes of a file."""
        file_id = request.path_params["file_id"]
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            content = await self._first_part(request)
        else:
            content = await request.body()

        def run() -> Response:
            try:
                return PlainTextResponse(take_upload(self._playground, file_id, content))
            except Refusal as refusal:
                return PlainTextResponse(refusal.error, status_code=400)

        values = {"file_id": file_id, "length": len(content)}
        self._note("files.upload", values)
        return await self._with_fault(request, "files.upload", values, run)

    async def _first_part(self, request: Request) -> bytes:
        async with request.form() as form:
            for part in form.values():
                if not isinstance(part, str):
                    return await part.read()
        return b""

    async def respond(self, request: Request) -> Response:
        """An answer through a response_url."""
        values = await read_values(request)

        def run() -> Response:
            key = request.path_params["key"]
            answer = answer_response_url(self._playground, key, values)
            return as_response(answer) if answer.status != 200 else PlainTextResponse("ok")

        return await self._with_fault(request, "response_url", values, run)

    async def link(self, socket: WebSocket) -> None:
        """A Socket Mode connection."""
        await self._playground.sockets.serve(socket)

    def _note(self, method: str, values: dict[str, Json], fault: str | None = None) -> None:
        playground = self._playground
        playground.record(Received(method, values, None, playground.now(), None, fault))

    async def _with_fault(
        self,
        request: Request,
        method: str,
        values: dict[str, Json],
        run: Callable[[], Response],
        token: str | None = None,
    ) -> Response:
        """Run a request, or let it go wrong as it was set."""
        fault = self._playground.faults.take(method, values)
        if fault is None:
            return run()
        if fault.kind == "slow":
            await asyncio.sleep(float(fault.value))
            return run()
        if fault.kind in DONE_FIRST:
            run()
        elif fault.kind == "late":
            self._run_later(float(fault.value), run)
        elif fault.kind not in ("refuse", "rate_limit"):
            self._note(method, values, fault.fault)
        if fault.kind in ("timeout_before", "timeout_after", "late"):
            return await hang(request)
        if fault.kind in ("drop", "drop_before"):
            return await drop(request)
        if fault.kind in ("http", "http_after"):
            return PlainTextResponse("", status_code=int(fault.value))
        if fault.kind == "refuse_after":
            return as_response(Answer({"ok": False, "error": fault.value}))
        answer = self._refused(fault, method, values, token)
        if method not in METHODS and answer.status == 200:
            # Uploads and response_urls say no with their status, not with `ok: false` alone.
            answer = Answer(answer.body, 404)
        return as_response(answer)

    def _run_later(self, seconds: float, run: Callable[[], Response]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            run()

        task = asyncio.create_task(wait())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _refused(
        self, fault: Fault, method: str, values: dict[str, Json], token: str | None
    ) -> Answer:
        if fault.kind == "rate_limit":
            refusal = Refusal("ratelimited", retry_after=int(fault.value))
        else:
            refusal = Refusal(fault.value)
        return refuse_call(self._playground, method, values, token, refusal)
