"""The Slack clients that write: one for people who wait, one for what the outbox sends."""

import ssl
from functools import cache

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.handler import RetryHandler

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
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=TIMEOUT,
        ssl=_read_authorities(),
        retry_handlers=retry_handlers,
    )


@cache
def _read_authorities() -> ssl.SSLContext:
    """Whom to trust, read once: left to itself, every call reads the whole list again (27 ms)."""
    return ssl.create_default_context()
