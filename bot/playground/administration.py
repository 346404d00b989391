"""What people with rights do to the workspace: archive, invite, remove, revoke. And its events."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from bot.playground.delivery import Ack
from bot.playground.state import Json, PlaygroundChannel
from bot.playground.workspace import BOT_USER, Workspace

SendEvent = Callable[[str, dict[str, Json]], Future[Ack] | None]
REVOKED = ("token_revoked", "account_inactive", "invalid_auth", "token_expired")
"""What Slack answers when a token is not good any more."""


class Administration:
    """The acts of administrators. Channels and people are named as in `Playground`.

    Args:
        workspace: Where.
        send_event: Tells the bot, when its manifest subscribes to that.
    """

    def __init__(self, workspace: Workspace, send_event: SendEvent) -> None:
        self._workspace = workspace
        self._send_event = send_event

    # --- channels -----------------------------------------------------------------------------

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archive a channel, or take it out of the archive."""
        place = self._workspace.channel_of(channel)
        place.archived = archived
        family = "group" if place.private else "channel"
        self._tell(place, f"{family}_{'archive' if archived else 'unarchive'}", BOT_USER)

    def set_bot_member(self, channel: str, member: bool) -> None:
        """Invite the bot to a channel, or remove it."""
        place = self._workspace.channel_of(channel)
        place.bot_is_member = member
        self._tell(place, "member_joined_channel" if member else "member_left_channel", BOT_USER)
        if not member:
            self._tell(place, "group_left" if place.private else "channel_left", BOT_USER)

    def add_member(self, channel: str, user: str) -> None:
        """Let somebody into a channel; the bot hears of it where it is itself."""
        place, person = self._workspace.channel_of(channel), self._workspace.user_id(user)
        place.people.add(person)
        self._tell_inside(place, "member_joined_channel", person)

    def remove_member(self, channel: str, user: str) -> None:
        """Take somebody out of a channel; the bot hears of it where it is itself."""
        place, person = self._workspace.channel_of(channel), self._workspace.user_id(user)
        place.people.discard(person)
        self._tell_inside(place, "member_left_channel", person)

    def _tell_inside(self, place: PlaygroundChannel, kind: str, person: str) -> None:
        if place.bot_is_member:
            self._tell(place, kind, person)
        else:
            self._workspace.changed("channels", place.id)

    def _tell(self, place: PlaygroundChannel, kind: str, person: str) -> None:
        self._workspace.changed("channels", place.id)
        body: dict[str, Json] = {
            "type": kind,
            "user": person,
            "channel": place.id,
            "event_ts": self._workspace.new_stamp(),
        }
        if kind.startswith("member_"):
            body |= {"channel_type": place.id[:1], "team": self._workspace.team.id}
        self._send_event(kind, body)

    # --- people -------------------------------------------------------------------------------

    def deactivate(self, user: str, deleted: bool = True) -> None:
        """Deactivate somebody's account, or bring it back."""
        person = self._workspace.user_id(user)
        self._workspace.users[person] = replace(self._workspace.users[person], deleted=deleted)
        self._workspace.changed("people")

    # --- the app --------------------------------------------------------------------------------

    def grant(self, *scopes: str) -> None:
        """Give the app scopes on top of those it has."""
        self._workspace.installation.grant(scopes)
        self._workspace.changed("app")

    def take_scopes(self, *scopes: str) -> None:
        """Take scopes away from the app."""
        self._workspace.installation.take_scopes(scopes)
        self._workspace.changed("app")

    def revoke_token(self, error: str = "token_revoked") -> None:
        """Answer every call with this error from now on.

        Raises:
            ValueError: Slack answers so for other reasons, or not at all.
        """
        if error not in REVOKED:
            raise ValueError(f"{error!r} is not one of {', '.join(REVOKED)}")
        self._workspace.installation.refused_with = error
        self._workspace.changed("app")
        tokens: dict[str, Json] = {"oauth": [], "bot": [BOT_USER]}
        self._send_event("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})

    def restore_token(self) -> None:
        """Take the bot's token again, as if it never had been revoked."""
        self._workspace.installation.refused_with = None
        self._workspace.changed("app")
