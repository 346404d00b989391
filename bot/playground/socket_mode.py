"""Socket Mode: the bot's own connections to the playground, and envelopes through any of them."""

import asyncio
import contextlib
import json
import secrets
from concurrent.futures import TimeoutError as TooLate
from typing import Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.delivery import Ack, Delivery
from bot.playground.state import Json
from bot.playground.web_api.refusal import Refusal
from bot.playground.workspace import APP_ID

CONNECTIONS = 10


class SocketMode:
    """The bot's open connections. Lives in the server's event loop; `deliver` is for threads."""

    name: Literal["socket"] = "socket"

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def new_ticket(self) -> str:
        """The right to connect once.

        Raises:
            Refusal: Too many connections are open.
        """
        if len(self._open) >= CONNECTIONS:
            raise Refusal("too_many_websockets")
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Talk to one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()
            return
        self._tickets.remove(ticket)
        self._loop = asyncio.get_running_loop()
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            while True:
                self._take(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            if socket in self._open:
                self._open.remove(socket)

    def _hello(self) -> dict[str, Json]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "playground", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }

    def _take(self, received: str) -> None:
        try:
            answer = json.loads(received)
        except ValueError:
            return
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    def deliver(self, delivery: Delivery, seconds: float) -> Ack:
        """Send an envelope through any one connection and wait for its acknowledgement."""
        loop = self._loop
        if loop is None or not self._open:
            return Ack(ok=False, reason="connection_failed")
        asked = asyncio.run_coroutine_threadsafe(self._deliver(delivery, seconds), loop)
        try:
            return asked.result(timeout=seconds + 1)
        except TooLate:
            asked.cancel()
            return Ack(ok=False, reason="http_timeout")

    async def _deliver(self, delivery: Delivery, seconds: float) -> Ack:
        envelope_id = secrets.token_hex(16)
        envelope: dict[str, Json] = {
            "type": delivery.kind,
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope["retry_attempt"] = delivery.retry_num
            envelope["retry_reason"] = delivery.retry_reason or ""
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            self._turn += 1
            await self._open[self._turn % len(self._open)].send_json(envelope)
            return Ack(ok=True, body=await asyncio.wait_for(waiting, seconds))
        except TimeoutError:
            return Ack(ok=False, reason="http_timeout")
        except (WebSocketDisconnect, RuntimeError, ZeroDivisionError):
            return Ack(ok=False, reason="connection_failed")
        finally:
            del self._waiting[envelope_id]

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back, as Slack does every few hours."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._disconnect(reason), self._loop).result(5)

    def hang_up(self) -> None:
        """Close every connection without a word, as a broken network does."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(5)

    async def _hang_up(self) -> None:
        leaving, self._open = self._open, []
        for socket in leaving:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await socket.close()

    async def _disconnect(self, reason: str) -> None:
        leaving, self._open = self._open, []
        for socket in leaving:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
                )
                if reason != "warning":
                    await socket.close()
        if reason == "warning":
            self._open = leaving + self._open
