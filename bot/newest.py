"""Which of several quick changes to a window is the newest, so that an older never shows last."""

from collections import OrderedDict
from threading import Lock

KEPT = 1_000


class Newest:
    """Remembers the newest stamp of each window, in this process; safe between threads."""

    def __init__(self) -> None:
        self._stamps: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

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
