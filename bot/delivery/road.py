"""What all deliveries to one workspace share on their way to Slack."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from slack_sdk import WebClient

from bot.answering.native_memory import NativeMemory
from bot.clock import Clock
from bot.delivery.pace import Pace
from bot.delivery.pictures import Pictures
from bot.delivery.states import Later

MOST_WAIT = 3.0
"""Seconds that a worker waits for its turn; a longer wait is left to the outbox."""


@dataclass(frozen=True)
class Road:
    """The way to one workspace.

    Attributes:
        client: Repeats nothing by itself.
        memory: Whether native blocks are refused.
        pause: How to wait.
        monotonic: A clock of seconds that never goes back.
        stopping: Set when nothing new may be begun.
        team, bot_user: The workspace, and who we are there.
    """

    client: WebClient
    clock: Clock
    pictures: Pictures
    pace: Pace
    memory: NativeMemory
    pause: Callable[[float], None]
    monotonic: Callable[[], float]
    stopping: Event
    team: str = ""
    bot_user: str = ""

    def take_turn(self, recipient: str) -> None:
        """Wait until a message may be posted there. Raises Later when that takes too long."""
        self._wait(self.pace.reserve(recipient, self.monotonic(), MOST_WAIT))

    def take_turn_to_upload(self, key: Hashable) -> None:
        """Wait until a file may be uploaded. Raises Later when that takes too long."""
        self._wait(self.pace.reserve_upload(key, self.monotonic(), MOST_WAIT))

    def is_crowded(self) -> bool:
        """Whether many messages wait for their turn."""
        return self.pace.is_crowded(self.monotonic())

    def find_upload(self, key: Hashable) -> float:
        """Seconds until a file may be uploaded; that moment is kept for this key."""
        return self.pace.reserve_upload(key, self.monotonic(), -1)

    def find_kept_upload(self, key: Hashable) -> float:
        """Seconds until the moment that is kept for a file; 0 when none is."""
        return self.pace.find_kept_upload(key, self.monotonic())

    def is_still(self, began: datetime) -> bool:
        """Whether what was written down at that instant can still be acted on.

        A process that was held up in between may have lost its lease without knowing.
        """
        return abs((self.clock.now() - began).total_seconds()) < _FRESH

    def _wait(self, seconds: float) -> None:
        if seconds > MOST_WAIT:
            raise Later("waiting for its turn", seconds)
        if seconds > 0:
            self.pause(seconds)
        if self.stopping.is_set():
            raise Later("this process ends", 0)


_FRESH = 30.0
"""Seconds; with the call to Slack itself well within a lease."""
