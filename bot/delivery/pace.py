"""How fast may be sent: a message a second in a channel, so many a minute in all, and uploads."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import TypeVar

A_CHANNEL = 1.0
"""Seconds between two messages in one channel."""
A_WORKSPACE = 0.21
"""Seconds between two messages in one workspace: a little less than three hundred a minute."""
AN_UPLOAD = 0.7
"""Seconds between two files: Slack takes a hundred calls of each step a minute, and the answers
to people upload pictures too."""
UPLOADS_AT_ONCE = 10
_PUNCTUAL = 5.0
"""Seconds that whoever has a moment may come after it."""
_FORGOTTEN = 300.0
"""Seconds after which a kept moment is nobody's any more."""
_REMEMBERED = 10_000
_Key = TypeVar("_Key", bound=Hashable)


class Pace:
    """Gives out the moments at which something may be sent; safe to use from several threads.

    Seconds are of any clock that never goes back. Other processes keep their own pace: when all
    together are too fast, Slack says so, and `rest` is what its word does.
    """

    def __init__(
        self,
        a_channel: float = A_CHANNEL,
        a_workspace: float = A_WORKSPACE,
        an_upload: float = AN_UPLOAD,
    ) -> None:
        self._a_channel = a_channel
        self._a_workspace = a_workspace
        self._next_in: OrderedDict[str, float] = OrderedDict()
        self._next = 0.0
        self._rested: tuple[str, float] = ("", 0.0)
        self._an_upload = an_upload
        self._next_upload = 0.0
        self._held_up = 0.0
        self._kept_uploads: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = Lock()

    def reserve(self, channel: str, now: float, most: float) -> float:
        """Seconds to wait before posting there; up to `most`, the moment is the caller's."""
        with self._lock:
            turn = max(now, self._next)
            at = max(turn, self._next_in.get(channel, 0.0))
            if at - now <= most:
                self._next = turn + self._a_workspace  # its channel's wait is nobody else's
                _keep(self._next_in, channel, at + self._a_channel)
            return at - now

    def reserve_upload(self, key: Hashable, now: float, most: float) -> float:
        """Seconds to wait before uploading a file; a moment further away is kept for this key."""
        with self._lock:
            now -= self._held_up
            at = self._kept_uploads.pop(key, None)
            if at is None or now - at > _FORGOTTEN:
                line = max(now, self._next_upload)
                at = max(now, line - (UPLOADS_AT_ONCE - 1) * self._an_upload)
                self._next_upload = line + self._an_upload
            elif now - at > _PUNCTUAL:
                # Whoever was due was held up, and so were those behind: they keep their distance.
                self._held_up += now - at
                now = at
            if at - now > most:
                _keep(self._kept_uploads, key, at)
            return max(0.0, at - now)

    def find_kept_upload(self, key: Hashable, now: float) -> float:
        """Seconds until the moment that is kept for a file; 0 when none is."""
        with self._lock:
            at = self._kept_uploads.get(key, 0.0)
            return max(0.0, at - (now - self._held_up))

    def is_crowded(self, now: float) -> bool:
        """Whether so much is waiting for its turn that second things had better come second."""
        with self._lock:
            return self._next - now > self._a_channel

    def rest(self, channel: str, now: float, seconds: float) -> None:
        """Post nothing there for so long: Slack has asked for it.

        When it asks for that in a second channel before the first one's rest is over, it is the
        workspace as a whole that it finds too fast.
        """
        with self._lock:
            before, until = self._rested
            if before != channel and until > now:
                self._next = max(self._next, now + seconds)
            self._rested = (channel, now + seconds)
            _keep(self._next_in, channel, max(self._next_in.get(channel, 0.0), now + seconds))


def _keep(moments: OrderedDict[_Key, float], key: _Key, at: float) -> None:
    moments[key] = at
    moments.move_to_end(key)
    if len(moments) > _REMEMBERED:
        moments.popitem(last=False)
