"""A web application served by a thread, beside whatever else runs; and the socket it listens on."""

import asyncio
import socket
import threading
from contextlib import suppress
from types import TracebackType

import uvicorn

from storage.problem import Problem

_LOOK = 0.005
"""Seconds between two looks whether the server's callers are gone, or its thread is."""
_TICK = 0.1
"""Seconds between two ticks of uvicorn, which dates its answers by them."""


def open_door(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        Problem: when the address can't be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family)
    except OSError as error:
        raise Problem(
            "port-taken",
            what=f"salesbell can't listen on {host}, port {port}.",
            why=f"{error.strerror or error}.",
            fix=f"Take another port, such as --port {port - 1 if port == 65535 else port + 1}",
        ) from None
    # Whoever comes in inherits it. asyncio sets it only for sockets that name their protocol; left
    # out, every answer after a kept connection's first waits 40 ms for the other side's word.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def find_address(door: socket.socket) -> str:
    """The address of what listens there: "http://127.0.0.1:3000"."""
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _PromptServer(uvicorn.Server):
    """Ends when it is told to; uvicorn itself sleeps for a tenth of a second, and for another."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()
        self.listening = threading.Event()

    def leave(self, *, at_once: bool) -> None:
        """End; may be called from any thread, and when it has not begun."""
        self.should_exit = True
        self.force_exit = at_once
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.listening.set()
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with suppress(TimeoutError, asyncio.TimeoutError):
                await asyncio.wait_for(self._told.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        loop, state = asyncio.get_running_loop(), self.server_state
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in list(state.connections):
            connection.shutdown()
        grace = self.config.timeout_graceful_shutdown
        until = None if grace is None else loop.time() + grace
        while (state.connections or state.tasks) and not self.force_exit:
            if until is not None and loop.time() > until:
                break
            await asyncio.sleep(_LOOK)
        if not self.force_exit:
            await self.lifespan.shutdown()


class WebThread:
    """Serves an application from `start` to `stop`; a context manager.

    Args:
        config: The application, and how uvicorn serves it.
        door: Where it listens; closed in the end.
        name: The thread's.
    """

    def __init__(self, config: uvicorn.Config, door: socket.socket, name: str) -> None:
        self._server = _PromptServer(config)
        self._door = door
        self._thread = threading.Thread(
            target=self._server.run, args=([door],), name=name, daemon=True
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._thread.start()
        while not self._server.listening.wait(_LOOK):
            if not self._thread.is_alive():
                self._door.close()
                raise RuntimeError(f"{self._thread.name} did not start")

    def stop(self, *, at_once: bool = False) -> None:
        """Stop; `at_once` cuts off whoever still waits for an answer."""
        self._server.leave(at_once=at_once)
        self._thread.join(timeout=5)
        self._door.close()

    def __enter__(self) -> "WebThread":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
