"""Remembers which workspaces refused a native block, and asks them again now and then."""

import threading

TRIED_AGAIN_AFTER = 200
"""Messages without native blocks before they are tried again: Slack rolls them out in phases."""


class NativeMemory:
    """One for the whole process; safe to use from several threads."""

    def __init__(self, tried_again_after: int = TRIED_AGAIN_AFTER) -> None:
        self._again = tried_again_after
        self._left: dict[str, int] = {}
        self._lock = threading.Lock()

    def takes_native(self, team: str) -> bool:
        """Whether to try native blocks in the next message to this workspace."""
        with self._lock:
            left = self._left.get(team, 0)
            if left > 1:
                self._left[team] = left - 1
                return False
            self._left.pop(team, None)
            return True

    def note_refusal(self, team: str) -> None:
        """This workspace refused native blocks and took the message without them."""
        with self._lock:
            self._left[team] = self._again + 1
