"""A web application served by a thread, beside whatever else runs; and the socket it listens on."""

import socket
import threading
import time
from types import TracebackType

import uvicorn

from storage.problem import Problem

_LOOK = 0.005
"""Seconds between two looks whether the server has started."""


def open_door(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        Problem: when the address can't be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Problem(
            "port-taken",
            what=f"salesbell can't listen on {host}, port {port}.",
            why=f"{error.strerror or error}.",
            fix=f"Take another port, such as --port {port - 1 if port == 65535 else port + 1}",
        ) from None


def find_address(door: socket.socket) -> str:
    """The address of what listens there: "http://127.0.0.1:3000"."""
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class WebThread:
    """Serves an application from `start` to `stop`; a context manager.

    Args:
        config: The application, and how uvicorn serves it.
        door: Where it listens; closed in the end.
        name: The thread's.
    """

    def __init__(self, config: uvicorn.Config, door: socket.socket, name: str) -> None:
        self._server = uvicorn.Server(config)
        self._door = door
        self._thread = threading.Thread(
            target=self._server.run, args=([door],), name=name, daemon=True
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                self._door.close()
                raise RuntimeError(f"{self._thread.name} did not start")
            time.sleep(_LOOK)

    def stop(self, *, at_once: bool = False) -> None:
        """Stop; `at_once` cuts off whoever still waits for an answer."""
        self._server.should_exit = True
        self._server.force_exit = at_once
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
