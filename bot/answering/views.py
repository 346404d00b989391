"""Modals and the Home tab in Slack: opening, filling, publishing."""

import structlog
from slack_sdk import WebClient

from bot.answering.slack_answers import Fate, explain, read_error
from bot.messages.views import View
from storage.problem import Problem

log = structlog.get_logger()

_TOO_LATE = {
    "expired_trigger_id",
    "exchanged_trigger_id",
    "trigger_expired",
    "trigger_exchanged",
    "invalid_trigger_id",
}
_CLOSED = {"not_found", "view_not_found"}


class Views:
    """Shows views for one workspace.

    Args:
        client: Made by `make_writing_client`.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, trigger_id: str, view: View) -> str:
        """Open a modal; its id. The right to do so lasts three seconds and is used up.

        Raises:
            Problem: when it is too late, or Slack refuses.
        """
        try:
            answer = self._client.views_open(trigger_id=trigger_id, view=view)
        except Exception as error:
            refused = read_error(error)
            if refused.fate is Fate.UNKNOWN:
                raise
            if refused.error not in _TOO_LATE:
                raise explain(refused) from error
            raise Problem(
                "window-too-late",
                what="I was too slow to open that window.",
                why="Slack lets me open it only within three seconds of your click.",
                fix="Press the button again.",
            ) from error
        return str(answer["view"]["id"])

    def fill(self, view_id: str, view: View) -> None:
        """Put another content into an open modal; one that has been closed stays closed."""
        try:
            self._client.views_update(view_id=view_id, view=view)
        except Exception as error:
            refused = read_error(error)
            if refused.error not in _CLOSED:
                raise
            log.info("modal closed before it was filled")

    def publish_home(self, user: str, view: View) -> None:
        """Show somebody's Home tab. They typed nothing: a refusal is for the log alone."""
        try:
            self._client.views_publish(user_id=user, view=view)
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            refused = read_error(error)
            log.warning("home not published", error=refused.error, details=refused.details)
