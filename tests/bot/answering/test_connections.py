"""Connections to Slack are kept while they are used, and fail as the SDK's own would."""

import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from urllib3 import PoolManager
from urllib3.exceptions import SSLError

from bot.answering.client import make_delivering_client
from bot.answering.connections import IDLE, Connections, read_authorities
from bot.answering.slack_answers import Fate, read_error


class Server(ThreadingHTTPServer):
    """Answers everything; counts the connections that were made to it."""

    daemon_threads = True

    def __init__(self, status: int = 200, *, closes: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections = 0
        self.bodies: list[bytes] = []
        self.asked: list[tuple[str, str | None]] = []
        self.status = status
        self.closes = closes

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.server.asked.append((self.path, self.headers["Proxy-Authorization"]))
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        body = b'{"ok": true}' if self.server.status == 200 else b'{"ok": false, "error": "no"}'
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.server.closes  # without a word of it in the answer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def serve(status: int = 200, *, closes: bool = False) -> Iterator[Server]:
    with Server(status, closes=closes) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def seconds() -> list[float]:
    """What the clock says: the last of them."""
    return [1000.0]


@pytest.fixture
def connections(seconds: list[float]) -> Connections:
    return Connections(None, read_authorities(), lambda: seconds[-1])


def test_one_connection_is_used_again(connections: Connections) -> None:
    with serve() as server:
        for body in (b"one", b"two", b"three"):
            assert connections.post(server.address, body, {}, 5).status == 200
    assert server.bodies == [b"one", b"two", b"three"]
    assert server.connections == 1


def test_a_quiet_connection_is_not_used_again(
    connections: Connections, seconds: list[float]
) -> None:
    with serve() as server:
        connections.post(server.address, b"one", {}, 5)
        seconds.append(seconds[-1] + IDLE + 0.1)
        connections.post(server.address, b"two", {}, 5)
    assert server.connections == 2


def test_a_connection_that_the_server_closed_is_made_anew(connections: Connections) -> None:
    with serve(closes=True) as server:
        connections.post(server.address, b"one", {}, 5)
        time.sleep(0.05)  # until the end of it has arrived
        assert connections.post(server.address, b"two", {}, 5).status == 200
    assert server.bodies == [b"one", b"two"]
    assert server.connections == 2


def test_what_never_left_may_be_sent_again(connections: Connections) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(URLError) as refused:
        connections.post(f"http://127.0.0.1:{port}/", b"", {}, 5)
    with pytest.raises(URLError) as unnamed:
        connections.post("http://nowhere.invalid/", b"", {}, 5)
    assert [read_error(error.value).fate for error in (refused, unnamed)] == [Fate.AGAIN] * 2
    assert isinstance(refused.value.reason, ConnectionRefusedError)
    assert isinstance(unnamed.value.reason, socket.gaierror)


def test_a_server_that_is_not_trusted_is_never_sent_anything(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SSLError(ssl.SSLCertVerificationError("not ours"))

    monkeypatch.setattr(PoolManager, "request", refuse)
    with pytest.raises(URLError) as failed:
        connections.post("https://example.com/", b"", {}, 5)
    assert read_error(failed.value).fate is Fate.AGAIN


def test_without_an_answer_nobody_knows(connections: Connections) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(TimeoutError) as late:
            connections.post(address, b"one", {}, 0.1)
        thread = Thread(target=_hang_up, args=(silent, 2))
        thread.start()
        with pytest.raises(RemoteDisconnected) as gone:
            connections.post(address, b"two", {}, 5)
        thread.join()
    assert [read_error(error.value).fate for error in (late, gone)] == [Fate.UNKNOWN] * 2


def _hang_up(server: socket.socket, times: int) -> None:
    """Take a request and end the connection."""
    for _ in range(times):
        connection, _ = server.accept()
        connection.recv(65_536)
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_proxy_is_gone_through_with_its_login(scheme: str) -> None:
    with serve() as server:
        proxy = f"{scheme}bell:a%20word@127.0.0.1:{server.server_port}"
        Connections(proxy, read_authorities()).post("http://slack.example.com/api", b"one", {}, 5)
    login = b64encode(b"bell:a word").decode()
    assert server.asked == [("http://slack.example.com/api", f"Basic {login}")]


def test_the_sdks_client_calls_over_kept_connections() -> None:
    # Fails when another version of the SDK opens its connections in another place.
    with serve() as server:
        client = make_delivering_client("xoxb-token", server.address)
        for _ in range(3):
            assert client.api_test()["ok"]
    assert server.connections == 1


def test_a_refusal_keeps_its_status_and_headers() -> None:
    with serve(429) as server, pytest.raises(SlackApiError) as refused:
        make_delivering_client("xoxb-token", server.address).api_test()
    answer = read_error(refused.value)
    assert (answer.fate, answer.error, answer.retry_after) == (Fate.AGAIN, "no", 7.0)
