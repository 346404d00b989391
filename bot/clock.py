"""The only reading of the time. Everything else takes `now` or `today` as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the machine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def count_seconds(self) -> float:
        """Seconds that only ever go on, whatever instant the clock shows: for measuring."""
        return time.monotonic()

    def call_when_moved(self, callback: Callable[[], object]) -> None:
        """Have `callback` called whenever somebody moves the clock. This one nobody can move."""


class MovableClock(Clock):
    """A clock that can be moved, for the playground and for tests. It keeps running.

    Args:
        start: The instant it shows at first; the machine's own when left out.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        self._callbacks: list[Callable[[], object]] = []
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        """The moved instant, aware, in UTC."""
        return super().now() + self._offset

    def call_when_moved(self, callback: Callable[[], object]) -> None:
        """Have `callback` called, without waiting for anything, after each move."""
        self._callbacks.append(callback)

    def move_to(self, instant: datetime) -> None:
        """Make the clock show `instant` from now on. Raises ValueError for a naive one."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._offset = instant.astimezone(UTC) - super().now()
        for callback in self._callbacks:
            callback()
