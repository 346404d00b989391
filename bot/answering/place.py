"""Where somebody asked, and so where the answer belongs."""

from dataclasses import dataclass

from bot.request import Request


@dataclass(frozen=True)
class Place:
    """Where somebody typed or clicked.

    Attributes:
        channel: Empty on the Home tab and in forms.
        user: Who asked.
        response_url: For words only the asker sees, there; empty where Slack gives none.
        is_dm: Direct messages; not always ours: people type commands to one another too.
        message_ts: The message that was clicked in; empty for a typed command.
        ephemeral: Whether that message is one that only the asker sees.
    """

    channel: str
    user: str
    response_url: str = ""
    is_dm: bool = False
    message_ts: str = ""
    ephemeral: bool = False

    @classmethod
    def of(cls, request: Request) -> "Place":
        """The place of a request."""
        return cls(
            channel=request.channel,
            user=request.user,
            response_url=request.response_url,
            is_dm=request.is_direct,
            message_ts=request.message_ts,
            ephemeral=request.ephemeral,
        )

    @property
    def is_own_message(self) -> bool:
        """Whether the click was in a lasting message in direct messages, which can be changed."""
        return self.is_dm and bool(self.message_ts) and not self.ephemeral
