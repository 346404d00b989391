"""The HTTP face: Slack's requests at /slack/events, life signs at /healthz, gauges at /metrics."""

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt import App, BoltRequest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MAX_BODY = 1_000_000  # bytes; Slack's own requests are far smaller


def build_web(
    app: App | None,
    check_health: Callable[[], dict[str, bool]],
    write_gauges: Callable[[], bytes] | None = None,
) -> Starlette:
    """The ASGI application.

    Args:
        app: Takes Slack's signed requests; None in Socket Mode, which needs only /healthz.
        check_health: Gives each part's name and whether it is alive.
        write_gauges: Gives what Prometheus reads at /metrics; None for no such page.
    """
    routes = [Route("/healthz", _Health(check_health), methods=["GET"])]
    if write_gauges is not None:
        routes.append(Route("/metrics", _Gauges(write_gauges), methods=["GET"]))
    if app is not None:
        routes.append(Route("/slack/events", _Events(app), methods=["POST"]))
    return Starlette(routes=routes)


class _Events:
    """Hands a request to Bolt in a thread: Bolt waits for its listeners, the loop must not."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:  # type: ignore[type-arg]  # ASGI's own loose types
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    return Response(status_code=413)
        except ClientDisconnect:  # nobody is there any more to be answered
            return Response(status_code=400)
        try:
            bolt_request = BoltRequest(
                body=body.decode("utf-8"),
                query=request.url.query,
                headers={name: [value] for name, value in request.headers.items()},
            )
            _check_stamp(request)
        except (ValueError, TypeError, AttributeError, RecursionError):
            # Bolt reads the body before it checks the signature; Slack sends nothing like this.
            return Response(status_code=400)
        answer = await run_in_threadpool(self._app.dispatch, bolt_request)
        headers = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=headers)


def _check_stamp(request: Request) -> None:
    """Raises ValueError for a time that is no number, on which Bolt's check would fail."""
    int(request.headers.get("x-slack-request-timestamp", "0"))


class _Health:
    def __init__(self, check_health: Callable[[], dict[str, bool]]) -> None:
        self._check_health = check_health

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:  # type: ignore[type-arg]  # ASGI's own loose types
        parts = await run_in_threadpool(self._check_health)
        response = JSONResponse(parts, status_code=200 if all(parts.values()) else 503)
        await response(scope, receive, send)


class _Gauges:
    def __init__(self, write: Callable[[], bytes]) -> None:
        self._write = write

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:  # type: ignore[type-arg]  # ASGI's own loose types
        try:
            body = await run_in_threadpool(self._write)
        except Exception:  # noqa: BLE001 - whatever it is, there is nothing to be read now
            response = Response("the database can't be read\n", status_code=503)
        else:
            response = Response(body, media_type=CONTENT_TYPE_LATEST)
        await response(scope, receive, send)
