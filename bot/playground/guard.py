"""Keeps other web pages out: the playground answers to its own name and its own page alone.

It listens on 127.0.0.1, but any page in the same browser can try to reach that; a foreign Host
header (a rebound name) and a foreign Origin are refused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]", "::1")
READING = ("GET", "HEAD")
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


class Guard:
    """Middleware that lets only requests to this machine, from this page or no page, through."""

    def __init__(self, app: ASGIApp, names: tuple[str, ...] = OWN_NAMES) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403."""
        if scope["type"] in ("http", "websocket") and not self._may_pass(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                answer = PlainTextResponse("not from here", status_code=403)
                await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin")
        try:
            if urlsplit(f"//{host}").hostname not in self._names:
                return False
            if origin is None or scope.get("method") in READING:
                return True
            return urlsplit(origin).netloc == host
        except ValueError:
            # A name that is no name at all is nobody's we know.
            return False
