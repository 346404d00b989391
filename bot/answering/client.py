"""The Slack clients that write: one for people who wait, one for what the outbox sends."""

from email.message import Message
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.handler import RetryHandler

from bot.answering.connections import read_authorities, share_connections

TIMEOUT = 15
"""Seconds for one call."""


def make_writing_client(token: str, api_url: str = WebClient.BASE_URL) -> WebClient:
    """A client for posting. The SDK's own default would send a post again after a lost answer."""
    return _make_client(token, api_url, make_retry_handlers())


def make_retry_handlers() -> list[RetryHandler]:
    """Only the one that waits as long as Slack says; for response_urls too."""
    return [RateLimitErrorRetryHandler(max_retry_count=2)]


def make_delivering_client(token: str, api_url: str = WebClient.BASE_URL) -> WebClient:
    """A client that repeats nothing and waits for nothing: the outbox knows what to do."""
    return _make_client(token, api_url, [])


def _make_client(token: str, api_url: str, retry_handlers: list[RetryHandler]) -> WebClient:
    return _KeptClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=read_authorities(),
        retry_handlers=retry_handlers,
    )


class _KeptClient(WebClient):
    """The SDK's client over connections that are kept.

    The SDK has no public place to plug them in: this is the one method with which it opens a
    connection for each call. Should another version no longer call it, calls are slower again.
    """

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        body = req.data if isinstance(req.data, bytes) else None
        headers = {name: str(value) for name, value in req.header_items()}
        answer = share_connections(self.proxy).post(url, body, headers, self.timeout)
        if not 200 <= answer.status < 300:
            told = Message()
            for name, value in answer.headers.items():
                told[name] = value
            raise HTTPError(url, answer.status, str(answer.reason), told, BytesIO(answer.data))
        text = answer.data.decode("utf-8", "replace")
        return {"status": answer.status, "headers": answer.headers, "body": text}
