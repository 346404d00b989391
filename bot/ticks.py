"""The regular chores, ticked by APScheduler. What is due is decided elsewhere; this only ticks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock

log = structlog.get_logger()

PERIOD = timedelta(seconds=30)
SILENCE = timedelta(minutes=2)
"""A process whose last tick is longer ago is not healthy."""


class Ticks:
    """Runs chores every half minute and remembers when they last ran; a context manager.

    Args:
        clock: Tells the time, for the chores and for the life sign.
        chores: Called with the present instant; one that fails does not stop the others.
    """

    def __init__(self, clock: Clock, chores: dict[str, Callable[[datetime], object]]) -> None:
        self._clock = clock
        self._chores = chores
        self._last: datetime | None = None
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
        now = self._clock.now()
        for name, chore in self._chores.items():
            try:
                chore(now)
            except Exception:
                log.exception("chore_failed", chore=name)
        self._last = now

    def is_alive(self) -> bool:
        """Whether the last tick is recent."""
        return self._last is not None and abs(self._clock.now() - self._last) < SILENCE
