"""Signed HTTP requests to the bot's one request URL, as Slack sends them."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode, urlsplit

from bot.playground.delivery import Ack, Delivery
from bot.playground.machine_time import MachineTime

FORM = "application/x-www-form-urlencoded"


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Slack's signature, version 0: an HMAC over the stamp and the body."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpTransport:
    """Posts to a request URL.

    Args:
        request_url: Where the bot listens, such as http://127.0.0.1:3000/slack/events.
        secret: Gives the signing secret.
        machine_time: The real time that signatures carry.
    """

    name: Literal["http"] = "http"

    def __init__(
        self, request_url: str, secret: Callable[[], str], machine_time: MachineTime
    ) -> None:
        self.request_url = request_url
        self._secret = secret
        self._time = machine_time

    def deliver(self, delivery: Delivery, seconds: float) -> Ack:
        """Post a delivery and wait for its answer, `seconds` at most."""
        parts = urlsplit(self.request_url)
        connection = http.client.HTTPConnection(
            parts.hostname or "127.0.0.1", parts.port or 80, timeout=seconds
        )
        body, kind = encode(delivery)
        try:
            connection.request("POST", parts.path or "/", body, self._headers(delivery, body, kind))
            return read_ack(connection.getresponse())
        except TimeoutError:
            return Ack(ok=False, reason="http_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(ok=False, reason="connection_failed")
        finally:
            connection.close()

    def _headers(self, delivery: Delivery, body: bytes, kind: str) -> dict[str, str]:
        stamp = str(int(self._time.epoch()))
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (salesbell playground)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(self._secret(), stamp, body),
        }
        if delivery.retry_num:
            headers["X-Slack-Retry-Num"] = str(delivery.retry_num)
            headers["X-Slack-Retry-Reason"] = delivery.retry_reason or "unknown_error"
        return headers


def encode(delivery: Delivery) -> tuple[bytes, str]:
    """The body and its content type: commands and interactions are forms, events are JSON."""
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), FORM
    if delivery.kind == "interactive":
        return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
    return json.dumps(delivery.payload).encode(), "application/json"


def read_ack(response: http.client.HTTPResponse) -> Ack:
    """What an answer means: 200 acknowledges, and its body may say something."""
    content = response.read().decode("utf-8", errors="replace")
    if response.status != 200:
        stop = response.headers.get("x-slack-no-retry") == "1"
        return Ack(ok=False, reason="http_error", no_retry=stop)
    if not content.strip():
        return Ack(ok=True)
    if (response.headers.get("Content-Type") or "").startswith("application/json"):
        try:
            return Ack(ok=True, body=json.loads(content))
        except ValueError:
            return Ack(ok=False, reason="http_error")
    return Ack(ok=True, body=content)
