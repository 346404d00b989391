"""Events on their way to the bot: sent again at once, after a minute and after five."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.playground.delivery import Ack, Delivery
from bot.playground.workspace import Workspace

WAITS = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
"""How long Slack waits before the first, second and third attempt to send an event again."""


@dataclass(frozen=True)
class Waiting:
    """An event that the bot did not take, and when it is due again in business time."""

    due: datetime
    delivery: Delivery


class Events:
    """Sends events and remembers those that have to be sent again."""

    def __init__(self, workspace: Workspace, send: Callable[[Delivery], Ack]) -> None:
        self._workspace = workspace
        self._send = send
        self.waiting: list[Waiting] = []

    def deliver(self, delivery: Delivery) -> Ack:
        """Send an event; when it is not taken, send it again at once and remember it for later."""
        ack = self._send(delivery)
        if ack.ok or ack.no_retry or delivery.retry_num >= len(WAITS):
            return ack
        wait = WAITS[delivery.retry_num]
        again = replace(
            delivery, retry_num=delivery.retry_num + 1, retry_reason=ack.reason or "unknown_error"
        )
        if not wait:
            return self.deliver(again)
        with self._workspace.lock:
            self.waiting.append(Waiting(self._workspace.now() + wait, again))
        return ack

    def deliver_due(self) -> int:
        """Send what is due again by the business time; gives how many that were."""
        with self._workspace.lock:
            now = self._workspace.now()
            due = [entry for entry in self.waiting if entry.due <= now]
            self.waiting = [entry for entry in self.waiting if entry.due > now]
        for entry in due:
            self.deliver(entry.delivery)
        return len(due)
