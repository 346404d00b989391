"""Socket Mode: a connection that the bot opens, so that no public address is needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler


@contextmanager
def hold_socket(app: App, app_token: SecretStr) -> Iterator[None]:
    """Take Slack's requests over a socket until the end of the `with`; it reconnects by itself."""
    handler = SocketModeHandler(app, app_token.get_secret_value())
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    try:
        yield
    finally:
        handler.close()  # type: ignore[no-untyped-call]  # Bolt gives it no types
