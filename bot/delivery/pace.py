"""How fast may be posted: one message a second in a channel, and so many a minute in all."""

from collections import OrderedDict
from threading import Lock

A_CHANNEL = 1.0
"""Seconds between two messages in one channel."""
A_WORKSPACE = 0.2
"""Seconds between two messages in one workspace: three hundred a minute."""
_REMEMBERED = 10_000


class Pace:
    """Gives out the moments at which messages may be posted; safe to use from several threads.

    Seconds are of any clock that never goes back. Other processes keep their own pace: when all
    together are too fast, Slack says so, and `rest` is what its word does.
    """

    def __init__(self, a_channel: float = A_CHANNEL, a_workspace: float = A_WORKSPACE) -> None:
        self._a_channel = a_channel
        self._a_workspace = a_workspace
        self._next_in: OrderedDict[str, float] = OrderedDict()
        self._next = 0.0
        self._lock = Lock()

    def reserve(self, channel: str, now: float, most: float) -> float:
        """Seconds to wait before posting there; up to `most`, the moment is the caller's."""
        with self._lock:
            at = max(now, self._next, self._next_in.get(channel, 0.0))
            if at - now <= most:
                self._next = at + self._a_workspace
                self._keep(channel, at + self._a_channel)
            return at - now

    def rest(self, channel: str, now: float, seconds: float) -> None:
        """Post nothing there for so long: Slack has asked for it."""
        with self._lock:
            self._keep(channel, max(self._next_in.get(channel, 0.0), now + seconds))

    def _keep(self, channel: str, until: float) -> None:
        self._next_in[channel] = until
        self._next_in.move_to_end(channel)
        if len(self._next_in) > _REMEMBERED:
            self._next_in.popitem(last=False)
