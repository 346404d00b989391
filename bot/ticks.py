"""The regular chores, ticked by APScheduler. What is due is decided elsewhere; this only ticks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Lock
from types import TracebackType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock

log = structlog.get_logger()

PERIOD = timedelta(seconds=30)
SILENCE = timedelta(minutes=2)
"""A process whose last tick is longer ago is not healthy."""


class Ticks:
    """Runs chores every half minute, and at once when the clock is moved; a context manager.

    Args:
        clock: Tells the time for the chores. The life sign goes by seconds that nobody can move.
        chores: Called with the present instant; one that fails does not stop the others.

    Attributes:
        count: How many ticks there have been.
    """

    def __init__(self, clock: Clock, chores: dict[str, Callable[[datetime], object]]) -> None:
        self._clock = clock
        self._chores = chores
        self._last: float | None = None
        self._asked = Event()
        self._ticking = Lock()
        self.count = 0
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=PERIOD.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def __enter__(self) -> "Ticks":
        """Tick once, then keep ticking."""
        self.tick()
        self._scheduler.start()
        self._clock.call_when_moved(self.tick_soon)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop after the running chore."""
        self._scheduler.shutdown(wait=True)

    def tick(self) -> None:
        """Do every chore once."""
        with self._ticking:
            self._asked.clear()
            now = self._clock.now()
            for name, chore in self._chores.items():
                try:
                    chore(now)
                except Exception:
                    log.exception("chore_failed", chore=name)
            self._last = self._clock.count_seconds()
            self.count += 1

    def tick_soon(self) -> None:
        """Have a tick done at once, by another thread; nothing once the ticks have ended."""
        if self._scheduler.running and not self._asked.is_set():
            self._asked.set()
            self._scheduler.add_job(self.tick, misfire_grace_time=None)

    def is_alive(self) -> bool:
        """Whether the last tick is recent."""
        if self._last is None:
            return False
        return self._clock.count_seconds() - self._last < SILENCE.total_seconds()
