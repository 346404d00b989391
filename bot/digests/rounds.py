"""The thread that looks what is due, beside answers and deliveries, when it is due or woken."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

from bot.clock import Clock
from bot.digests.desk import DigestDesk
from bot.errors import describe_failure

log = structlog.get_logger()

_SHORTEST = 1.0
_LONGEST = 30.0
"""Seconds between two looks; other processes may put things off or add digests."""
_AFTER_FAILURE = 5.0


class Rounds:
    """Makes the digests that are due, then has them delivered.

    Args:
        desk: Makes them.
        clock: Tells the time.
        deliver_soon: Called whenever something may have been put into the outbox.
    """

    def __init__(self, desk: DigestDesk, clock: Clock, deliver_soon: Callable[[], object]) -> None:
        self._desk = desk
        self._clock = clock
        self._deliver_soon = deliver_soon
        self._woken = Event()
        self._thread = Thread(target=self._serve, name="digests", daemon=True)

    def start(self) -> None:
        """Start the thread; it looks at once, and whenever it is woken."""
        self._woken.set()
        self._thread.start()

    def wake(self, *_: object) -> None:
        """Look now what is due; called by ticks."""
        self._woken.set()

    def retire(self) -> None:
        """Begin nothing new from now on."""
        self._desk.digester.stopping.set()
        self._woken.set()

    def finish(self, seconds: float) -> None:
        """Wait for what is being made; what is not ready in time is made by whoever comes next."""
        self._thread.join(seconds)

    def is_alive(self) -> bool:
        """Whether the thread is there."""
        return self._thread.is_alive()

    def _serve(self) -> None:
        stopping, is_aligned, pause = self._desk.digester.stopping, False, _LONGEST
        while not stopping.is_set():
            self._woken.wait(pause)
            self._woken.clear()
            if stopping.is_set():
                return
            try:
                if not is_aligned:
                    self._desk.digester.align()
                    is_aligned = True
                self._go_round()
                pause = self._find_pause()
            except Exception as error:  # noqa: BLE001 - the database may come back
                if not stopping.is_set():
                    describe_failure(error)
                pause = _AFTER_FAILURE

    def _go_round(self) -> None:
        now = self._clock.now()
        self._desk.digester.work(now, self._deliver_soon)
        if self._desk.weekly.work(now):
            self._deliver_soon()
        self._desk.digester.read_ahead(now)

    def _find_pause(self) -> float:
        now = self._clock.now()
        next_due = self._desk.digester.find_next(now)
        if next_due is None:
            return _LONGEST
        return min(max((next_due - now).total_seconds(), _SHORTEST), _LONGEST)
