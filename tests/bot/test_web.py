"""The HTTP face of the bot: what comes in badly is nobody's failure."""

import logging
import socket
from collections.abc import Iterator

import pytest
import uvicorn
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.web import MAX_BODY, build_web
from bot.web_thread import WebThread, find_address, open_door

HEAD = "POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: {length}\r\n\r\n"


@pytest.fixture
def door() -> Iterator[socket.socket]:
    app = App(signing_secret="secret", authorize=AuthorizeResult)
    web = build_web(app, lambda: {"database": True})
    door = open_door("127.0.0.1", 0)
    with WebThread(uvicorn.Config(web, log_config=None, access_log=False), door, "web"):
        yield door


def test_somebody_who_hangs_up_in_the_middle_is_no_failure_of_ours(
    door: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        with socket.create_connection(door.getsockname()) as caller:
            caller.sendall(HEAD.format(length=100).encode() + b"command=")
            caller.shutdown(socket.SHUT_WR)
            caller.recv(1000)
        with socket.create_connection(door.getsockname()) as caller:
            caller.sendall(b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n")
            assert b"200 OK" in caller.recv(1000)
    assert [record.message for record in caplog.records] == []


def test_a_body_that_is_far_too_long_is_refused(door: socket.socket) -> None:
    with socket.create_connection(door.getsockname()) as caller:
        caller.sendall(HEAD.format(length=MAX_BODY + 1).encode() + b"x" * (MAX_BODY + 1))
        assert b"413" in caller.recv(1000)


def test_an_address_is_written_as_one_pastes_it() -> None:
    with open_door("127.0.0.1", 0) as door:
        assert find_address(door) == f"http://127.0.0.1:{door.getsockname()[1]}"
    with open_door("::1", 0) as door:
        assert find_address(door) == f"http://[::1]:{door.getsockname()[1]}"


def test_answers_on_a_kept_connection_wait_for_nobodys_word() -> None:
    # They came 40 ms late: one half waited until the caller's system had confirmed the other.
    with (
        open_door("127.0.0.1", 0) as door,
        socket.create_connection(door.getsockname()),
        door.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
