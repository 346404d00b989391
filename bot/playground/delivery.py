"""What is sent to the bot and what comes back, whichever way it travels."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.playground.state import Json

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Delivery:
    """One request to the bot; an event that is sent again says so."""

    kind: Kind
    payload: dict[str, Json]
    retry_num: int = 0
    retry_reason: str | None = None


@dataclass(frozen=True)
class Ack:
    """How the bot took it.

    Args:
        ok: It acknowledged in time.
        body: What it sent along: an object, words, or None.
        reason: Slack's word for what went wrong: http_timeout, connection_failed, http_error.
        no_retry: It asked not to be sent this again.
    """

    ok: bool
    body: Json = None
    reason: str | None = None
    no_retry: bool = False


class Transport(Protocol):
    """A way to the bot."""

    @property
    def name(self) -> Literal["http", "socket"]:
        """What the page calls it."""
        ...  # pragma: no cover - a protocol has no body

    def deliver(self, delivery: Delivery, seconds: float) -> Ack:
        """Send a delivery and wait for its acknowledgement, `seconds` at most."""
        ...  # pragma: no cover - a protocol has no body
