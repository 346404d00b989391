"""One look at the alert rules: those that newer data has come for are judged."""

from collections.abc import Callable
from datetime import datetime

from bot.alerts.desk import AlertDesk


class AlertRound:
    """Judges the rules that are due, then has delivered what they tell.

    Args:
        desk: Judges them.
        deliver_soon: Called whenever something may have been put into the outbox.
    """

    def __init__(self, desk: AlertDesk, deliver_soon: Callable[[], object]) -> None:
        self._desk = desk
        self._deliver_soon = deliver_soon

    def look(self, now: datetime) -> datetime | None:
        """Do what is due; a tick wakes us for the rest."""
        self._desk.watchman.work(now, self._deliver_soon)
        return None
