"""Workers that deliver what is in the outbox, several at a time: once over, or as long as we serve.

A slow channel keeps one worker busy, and holds up nobody else.
"""

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from bot.delivery.deliverer import Deliverer
from bot.errors import describe_failure

log = structlog.get_logger()

WORKERS = 8
WORKER_NAME = "deliver"
PATIENCE = timedelta(minutes=1)
"""How long `work` waits for what may be tried again soon: a picture that is not ready, say."""
_AHEAD = 2
"""So many things for each worker are claimed together; they are begun long before a lease ends."""
_LOOK_AGAIN = 0.5
"""Seconds after which more is claimed although every running delivery is slow."""
_SHORTEST = 1.0
_LONGEST = 30.0
"""Seconds between two looks into the outbox; other processes put things in too."""
_AFTER_FAILURE = 5.0


class Crew:
    """A bounded number of workers for one outbox.

    Args:
        deliverer: Delivers one thing at a time.
        workers: How many things at the same time.
    """

    def __init__(self, deliverer: Deliverer, workers: int = WORKERS) -> None:
        self._deliverer = deliverer
        self._workers = workers
        self._woken = Event()
        self._thread = Thread(target=self._serve, name=f"{WORKER_NAME}-crew", daemon=True)

    def work(self, patience: timedelta = PATIENCE) -> Counter[str]:
        """Deliver all that may be delivered now, and within `patience`; counts by outcome.

        What had to wait on the way counts as "later", each time.
        """
        done: Counter[str] = Counter()
        until = self._deliverer.clock.now() + patience
        running: dict[Future[str], str] = {}
        with ThreadPoolExecutor(self._workers, thread_name_prefix=WORKER_NAME) as pool:
            while True:
                # Whoever is ready takes the next one, but nothing for a recipient in hand: a
                # clock that is set forward must not make this process overtake itself.
                if len(running) < self._workers and not self._deliverer.stopping.is_set():
                    most = self._workers * _AHEAD - len(running)
                    for row in self._deliverer.claim(most, set(running.values())):
                        running[pool.submit(self._deliverer.deliver, row)] = row.recipient
                if running:
                    ended, _ = wait(running, _LOOK_AGAIN, FIRST_COMPLETED)
                    for future in ended:
                        del running[future]
                        done[future.result()] += 1
                elif not self._wait_for_next(until):
                    return done

    def _wait_for_next(self, until: datetime) -> bool:
        """Wait for what may be tried next; False when that is too far away."""
        deliverer = self._deliverer
        now = deliverer.clock.now()
        if deliverer.stopping.is_set() or now >= until:
            return False
        next_try = deliverer.find_next()
        if next_try is None or next_try > until:
            return False
        deliverer.pause(max(_SHORTEST, (next_try - now).total_seconds()))
        return True

    # --- as long as we serve -----------------------------------------------------------------

    def start(self) -> None:
        """Start the thread that delivers; it looks at once, and whenever it is woken."""
        self._thread.start()

    def wake(self, *_: object) -> None:
        """Look into the outbox now; called by ticks, and by whoever puts something in."""
        self._woken.set()

    def retire(self) -> None:
        """Begin nothing new from now on."""
        self._deliverer.stopping.set()
        self._woken.set()

    def finish(self, seconds: float) -> bool:
        """Wait for what is being sent; whether all of it is."""
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("still sending", name=self._thread.name)
        return not self._thread.is_alive()

    def is_alive(self) -> bool:
        """Whether the thread that delivers is there."""
        return self._thread.is_alive()

    def _serve(self) -> None:
        while not self._deliverer.stopping.is_set():
            self._woken.clear()
            try:
                self.work(timedelta(0))
                pause = self._find_pause()
            except Exception as error:  # noqa: BLE001 - the database may come back
                if self._deliverer.stopping.is_set():
                    return
                describe_failure(error)
                pause = _AFTER_FAILURE
            self._woken.wait(pause)

    def _find_pause(self) -> float:
        next_try = self._deliverer.find_next()
        if next_try is None:
            return _LONGEST
        seconds = (next_try - self._deliverer.clock.now()).total_seconds()
        return min(max(seconds, _SHORTEST), _LONGEST)
