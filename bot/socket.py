"""Socket Mode: a connection that the bot opens, so that no public address is needed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.tokens import FAILURES, explain_app_token


@contextmanager
def hold_socket(app: App, app_token: SecretStr) -> Iterator[None]:
    """Take Slack's requests over a socket until the end of the `with`; it reconnects by itself.

    Raises:
        Problem: when Slack refuses the token or can't be reached.
    """
    handler = SocketModeHandler(app, app_token.get_secret_value())
    try:
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    except FAILURES as error:
        raise explain_app_token(error) from None
    try:
        yield
    finally:
        _wake_reader(handler)
        handler.close()  # type: ignore[no-untyped-call]  # Bolt gives it no types


def _wake_reader(handler: SocketModeHandler) -> None:
    """Closing waits until reading pauses, for up to three seconds; a shut socket reads at once."""
    handler.client.auto_reconnect_enabled = False
    session = getattr(handler.client, "current_session", None)
    reading = getattr(session, "sock", None)
    if reading is not None:
        with suppress(OSError):
            reading.shutdown(socket.SHUT_RDWR)
