"""Modals and the Home tab in Slack: opening, filling, publishing."""

from slack_sdk import WebClient

from bot.messages.views import View


class Views:
    """Shows views for one workspace.

    Args:
        client: Made by `make_writing_client`.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, trigger_id: str, view: View) -> str:
        """Open a modal; its id. The right to do so lasts three seconds and is used up."""
        answer = self._client.views_open(trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    def fill(self, view_id: str, view: View) -> None:
        """Put another content into an open modal."""
        self._client.views_update(view_id=view_id, view=view)

    def publish_home(self, user: str, view: View) -> None:
        """Show somebody's Home tab."""
        self._client.views_publish(user_id=user, view=view)
