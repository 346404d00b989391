"""The floor as a bot of its own, that the playground sends signed requests to."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from slack_sdk import WebClient

from bot.demo import Demo
from tests.benchmarks import floor
from tests.benchmarks.floor import HandWritten
from tests.benchmarks.pipeline_report import PARTS, Seconds


@contextmanager
def serve_floor(
    demo: Demo, hand: HandWritten, who: str, email: str, parts: Seconds
) -> Iterator[str]:
    """The floor as a server of its own that posts an answer of the same size as the bot's.

    Gives its address, and adds the seconds of each answer to `parts`.
    """
    posted = [r for r in demo.playground.requests if r.method == "chat.postMessage"][-1].arguments
    blocks, text = posted["blocks"], str(posted["text"])
    laid = json.loads(blocks) if isinstance(blocks, str) else blocks
    client = WebClient(demo.server.bot_token, base_url=demo.server.api_url)
    channel = demo.playground.user_id(who)

    def answer() -> None:
        marks = [time.perf_counter()]
        figures = hand.read(hand.find_team(email))
        marks.append(time.perf_counter())
        picture = floor.draw(figures)
        marks.append(time.perf_counter())
        floor.post(client, channel, picture, text, laid)
        marks.append(time.perf_counter())
        for at, part in enumerate(PARTS):
            parts[part].append(marks[at + 1] - marks[at])

    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_hop(demo.server.signing_secret, answer))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/slack/events"
    server.shutdown()
    server.server_close()
    thread.join()


def _make_hop(secret: str, answer: Callable[[], None]) -> type[BaseHTTPRequestHandler]:
    class Hop(BaseHTTPRequestHandler):
        """Checks the signature, acknowledges, and answers in the same thread."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stamp = self.headers["X-Slack-Request-Timestamp"]
            signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
            known = hmac.compare_digest(
                f"v0={signed.hexdigest()}", self.headers["X-Slack-Signature"]
            )
            known = known and parse_qs(body.decode())["command"] == ["/pipeline"]
            self.send_response(200 if known else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if known:
                answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Say nothing."""

    return Hop
