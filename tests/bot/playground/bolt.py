"""A real Bolt app for these tests, joined to the playground over HTTP or Socket Mode."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground import PlaygroundServer


def build_app(server: PlaygroundServer) -> App:
    client = WebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
    return App(client=client, signing_secret=server.signing_secret)


@contextlib.contextmanager
def over_http(server: PlaygroundServer, app: App) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length).decode()
            headers: dict[str, str | Sequence[str]] = {
                name: [value] for name, value in self.headers.items()
            }
            answer = app.dispatch(BoltRequest(body=body, headers=headers))
            content = (answer.body or "").encode()
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                for value in values:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    thread = threading.Thread(target=listener.serve_forever, args=[0.02], daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.server_port}/slack/events"
    server.connect_http(url)
    try:
        yield url
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


@contextlib.contextmanager
def over_socket(server: PlaygroundServer, app: App) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(app, app_token=server.app_token, web_client=app.client)
    handler.client.connect()
    server.playground.wait_for(lambda: server.playground.sockets.connected)
    try:
        yield handler
    finally:
        # The client waits for its last read, three seconds at most; hanging up first ends that.
        handler.client.auto_reconnect_enabled = False
        server.playground.sockets.hang_up()
        server.playground.wait_for(lambda: not handler.client.is_connected())
        handler.client.close()
