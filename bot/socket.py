"""Socket Mode: a connection that the bot opens, so that no public address is needed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from storage.problem import Problem


@contextmanager
def hold_socket(app: App, app_token: SecretStr) -> Iterator[None]:
    """Take Slack's requests over a socket until the end of the `with`; it reconnects by itself.

    Raises:
        Problem: when Slack refuses the token.
    """
    handler = SocketModeHandler(app, app_token.get_secret_value())
    try:
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    except SlackApiError as error:
        raise tell_refused(error) from None
    try:
        yield
    finally:
        _wake_reader(handler)
        handler.close()  # type: ignore[no-untyped-call]  # Bolt gives it no types


def tell_refused(error: SlackApiError) -> Problem:
    """Why Slack opens no connection for this app token."""
    return Problem(
        "slack-app-token",
        what="Slack does not accept SLACK_APP_TOKEN.",
        why=f"Its answer is {error.response.get('error')}.",
        fix="Copy an app-level token (xapp-…) with the scope connections:write from your app's "
        "page, Basic Information, and turn Socket Mode on.",
    )


def _wake_reader(handler: SocketModeHandler) -> None:
    """Closing waits until reading pauses, for up to three seconds; a shut socket reads at once."""
    handler.client.auto_reconnect_enabled = False
    session = getattr(handler.client, "current_session", None)
    reading = getattr(session, "sock", None)
    if reading is not None:
        with suppress(OSError):
            reading.shutdown(socket.SHUT_RDWR)
