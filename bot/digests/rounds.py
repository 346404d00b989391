"""One look at the digests: what is due is made, and the weekly line is told."""

from collections.abc import Callable
from datetime import datetime

from bot.digests.desk import DigestDesk


class DigestRound:
    """Makes the digests that are due, then has them delivered.

    Args:
        desk: Makes them.
        deliver_soon: Called whenever something may have been put into the outbox.
    """

    def __init__(self, desk: DigestDesk, deliver_soon: Callable[[], object]) -> None:
        self._desk = desk
        self._deliver_soon = deliver_soon
        self._is_aligned = False

    def look(self, now: datetime) -> datetime | None:
        """Do what is due; gives when the next digest is, or may be taken up again."""
        if not self._is_aligned:
            self._desk.digester.align()
            self._is_aligned = True
        self._desk.digester.work(now, self._deliver_soon)
        if self._desk.weekly.work(now):
            self._deliver_soon()
        self._desk.digester.read_ahead(now)
        return self._desk.digester.find_next(now)
