"""Connections to Slack that are kept open, so that not every call shakes hands anew."""

import ssl
import time
from collections.abc import Callable, Mapping
from functools import cache
from urllib.error import URLError
from urllib.parse import unquote

from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, make_headers
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import parse_url

IDLE = 4.0
"""Seconds after which a quiet connection is not used again. Servers close theirs after five or
more; what is sent into one that is just being closed has an unknown fate."""
_AT_ONCE = 32
"""More connections to one host at the same time are made, but not kept."""


class Connections:
    """Kept connections, of all threads, to any hosts.

    Args:
        proxy: The address of the proxy that everything goes through, with its login if it has one;
            None where there is none.
        authorities: Whom to trust.
        monotonic: A clock of seconds that never goes back.
    """

    def __init__(
        self,
        proxy: str | None,
        authorities: ssl.SSLContext,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._proxy = proxy
        self._authorities = authorities
        self._monotonic = monotonic
        self._pools = self._open()
        self._used_at = monotonic()

    def post(
        self, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float
    ) -> BaseHTTPResponse:
        """Post once and read the answer, whatever its status is; follows no redirect.

        Raises:
            URLError: when it certainly never left, or the connection was not made in time.
            OSError: when there was no answer, so that nobody knows.
        """
        now = self._monotonic()
        if now - self._used_at > IDLE:
            # Replaced, not closed: a thread that is in the middle of a call keeps the old ones.
            self._pools = self._open()
        self._used_at = now
        try:
            return self._pools.request(
                "POST", url, body=body, headers=headers, timeout=seconds, retries=False,
                redirect=False,
            )  # fmt: skip
        except HTTPError as error:
            raise _translate(error) from error
        finally:
            self._used_at = self._monotonic()

    def _open(self) -> PoolManager:
        if self._proxy is None:
            return PoolManager(maxsize=_AT_ONCE, ssl_context=self._authorities)
        address = self._proxy if "://" in self._proxy else f"http://{self._proxy}"
        login = parse_url(address).auth
        return ProxyManager(
            address,
            maxsize=_AT_ONCE,
            ssl_context=self._authorities,
            proxy_headers=make_headers(proxy_basic_auth=unquote(login)) if login else None,
        )


@cache
def share_connections(proxy: str | None) -> Connections:
    """The connections that all clients of this process share."""
    return Connections(proxy, read_authorities())


@cache
def read_authorities() -> ssl.SSLContext:
    """Whom to trust, read once: left to itself, every call reads the whole list again (27 ms)."""
    return ssl.create_default_context()


def _translate(error: HTTPError) -> Exception:
    """The same failure as Python's own urllib tells it, which is what the SDK and we sort."""
    if isinstance(error, NewConnectionError):
        cause = error.__cause__
        return URLError(cause if isinstance(cause, OSError) else ConnectionRefusedError(str(error)))
    if isinstance(error, ConnectTimeoutError):
        return URLError(TimeoutError(str(error)))
    if isinstance(error, ReadTimeoutError):
        return TimeoutError(str(error))
    if isinstance(error, SSLError) and error.args and isinstance(error.args[0], OSError):
        return URLError(error.args[0])
    if isinstance(error, ProtocolError) and isinstance(error.args[-1], OSError):
        return error.args[-1]
    return OSError(str(error))
