"""What the workspace gave the app when it was installed: scopes and tokens. Both can be taken."""

import secrets
from collections.abc import Iterable

from bot.playground.manifest import Manifest


class Installation:
    """The app as it is installed.

    Args:
        manifest: What the app asks for; all of it is granted at first.
        app_id: The app's id, part of its app token.
    """

    def __init__(self, manifest: Manifest, app_id: str) -> None:
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{app_id}-{secrets.token_hex(12)}"
        self.scopes = manifest.scopes
        self.refused_with: str | None = None
        """What every call is answered with; None while the bot's token is good."""

    def grant(self, scopes: Iterable[str]) -> None:
        """Install it again with these scopes on top."""
        self.scopes = tuple(dict.fromkeys((*self.scopes, *scopes)))

    def take_scopes(self, scopes: Iterable[str]) -> None:
        """Install it again without these, as whoever leaves optional scopes out does."""
        gone = set(scopes)
        self.scopes = tuple(scope for scope in self.scopes if scope not in gone)

    def renew(self) -> None:
        """Install it anew after its tokens were revoked; only new tokens are good then."""
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.refused_with = None
