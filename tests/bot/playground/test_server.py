"""Starting and stopping the server."""

import socket
import time

import pytest

from bot.playground import Playground, PlaygroundServer
from storage.problem import Problem
from tests.bot.playground.conftest import build_playground


def test_a_port_that_is_taken_is_refused_at_once(server: PlaygroundServer) -> None:
    with pytest.raises(Problem) as caught:
        PlaygroundServer(build_playground(), port=server.port)
    assert "in use" in caught.value.why


def test_a_stopped_server_frees_its_port(playground: Playground) -> None:
    with PlaygroundServer(playground) as running:
        port = running.port
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with PlaygroundServer(build_playground(), port=port) as again:
        assert again.port == port


def test_it_listens_on_this_machine_alone(server: PlaygroundServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")


def test_a_request_that_hangs_does_not_keep_the_server_from_stopping() -> None:
    playground = build_playground()
    playground.faults.set("*", "timeout_before")
    with (
        PlaygroundServer(playground) as running,
        socket.create_connection(("127.0.0.1", running.port)) as waiting,
    ):
        waiting.sendall(b"GET /api/auth.test HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        playground.wait_for(lambda: playground.requests)
        started = time.monotonic()
        running.stop()
        assert time.monotonic() - started < 3
