"""Each request once: claimed in this process's memory, then in the database for all processes."""

from collections import OrderedDict
from threading import Lock

import structlog

from bot.clock import Clock
from storage.engine import Engine
from storage.requests import Busy, take_up

log = structlog.get_logger()

REMEMBERED = 10_000
"""Keys kept in memory: more than come in the hours in which Slack repeats an event."""


class Claims:
    """Claims the keys of requests; safe to call from several threads.

    While an import writes to an SQLite database nothing else can. An answer then does not wait
    for it: the memory of this process tells doubles alone.
    """

    def __init__(self, engine: Engine, workspace_id: int, clock: Clock) -> None:
        self._engine = engine
        self._workspace_id = workspace_id
        self._clock = clock
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def take_up(self, key: str) -> bool:
        """Whether this request is to be worked on: True once for each key."""
        with self._lock:
            if key in self._seen:
                return False
            self._seen[key] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        try:
            return take_up(self._engine, self._workspace_id, key, self._clock.now())
        except Busy:
            log.info("answered while the database was being written to")
            return True
