"""A thread that looks what is due, beside answers and deliveries, when it is due or woken."""

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from bot.clock import Clock
from bot.errors import describe_failure

_SHORTEST = 1.0
_LONGEST = 30.0
"""Seconds between two looks; other processes may put things off or add some."""
_AFTER_FAILURE = 5.0


class Rounds:
    """Does what is due, again and again.

    Args:
        name: Of the thread.
        look: Does what is due at an instant; gives when something will be due next, if ever.
        clock: Tells the time.
        stopping: Set when nothing new may be begun.
    """

    def __init__(
        self,
        name: str,
        look: Callable[[datetime], datetime | None],
        clock: Clock,
        stopping: Event,
    ) -> None:
        self._look = look
        self._clock = clock
        self._stopping = stopping
        self._woken = Event()
        self._thread = Thread(target=self._serve, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; it looks at once, and whenever it is woken."""
        self._woken.set()
        self._thread.start()

    def wake(self, *_: object) -> None:
        """Look now what is due; called by ticks."""
        self._woken.set()

    def retire(self) -> None:
        """Begin nothing new from now on."""
        self._stopping.set()
        self._woken.set()

    def finish(self, seconds: float) -> None:
        """Wait for what is being done; what is not ready in time is done by whoever comes next."""
        self._thread.join(seconds)

    def is_alive(self) -> bool:
        """Whether the thread is there."""
        return self._thread.is_alive()

    def _serve(self) -> None:
        pause = _LONGEST
        while not self._stopping.is_set():
            self._woken.wait(pause)
            self._woken.clear()
            if self._stopping.is_set():
                return
            try:
                pause = self._find_pause(self._look(self._clock.now()))
            except Exception as error:  # noqa: BLE001 - the database may come back
                if not self._stopping.is_set():
                    describe_failure(error)
                pause = _AFTER_FAILURE

    def _find_pause(self, due: datetime | None) -> float:
        if due is None:
            return _LONGEST
        return min(max((due - self._clock.now()).total_seconds(), _SHORTEST), _LONGEST)
