"""The only reading of the time. Everything else takes `now` or `today` as an argument."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of the machine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock that can be moved, for the playground and for tests. It keeps running.

    Args:
        start: The instant it shows at first; the machine's own when left out.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        """The moved instant, aware, in UTC."""
        return super().now() + self._offset

    def move_to(self, instant: datetime) -> None:
        """Make the clock show `instant` from now on. Raises ValueError for a naive one."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._offset = instant.astimezone(UTC) - super().now()
