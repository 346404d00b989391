"""Which of several quick changes to a window or message is the newest, so that it shows last."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

KEPT = 1_000
TURNS = 64
"""So many changes are shown side by side; of one window or message always one at a time."""


class Newest:
    """Remembers the newest stamp of each window or message, in this process; safe in threads."""

    def __init__(self) -> None:
        self._stamps: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._turns = tuple(Lock() for _ in range(TURNS))

    def note(self, view_id: str, stamp: str) -> bool:
        """Note a change; False when a newer one of the same window is known already."""
        with self._lock:
            if self._stamps.get(view_id, "") > stamp:
                return False
            self._stamps[view_id] = stamp
            self._stamps.move_to_end(view_id)
            if len(self._stamps) > KEPT:
                self._stamps.popitem(last=False)
            return True

    def is_newest(self, view_id: str, stamp: str) -> bool:
        """Whether no newer change of the window has come since."""
        with self._lock:
            return self._stamps.get(view_id, "") <= stamp

    @contextmanager
    def take_turn(self, view_id: str, stamp: str) -> Iterator[bool]:
        """Wait until no other change of it is being shown; gives whether this one is the newest.

        Asking alone would not do: a newer change could be shown between the question and the act.
        """
        with self._turns[hash(view_id) % TURNS]:
            yield self.is_newest(view_id, stamp)
