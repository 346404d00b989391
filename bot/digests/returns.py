"""Gives digests back that were claimed and not told, so that nobody waits for a lease to end."""

from datetime import datetime, timedelta

import structlog

from storage.digests import DigestRow
from storage.due_digests import keep_claim
from storage.engine import Engine

log = structlog.get_logger()

_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before a digest that failed by our own fault is taken up again, longer each time."""


class Returns:
    """What one process gives back; it remembers what the database does not take at the moment."""

    def __init__(self, engine: Engine, workspace_id: int) -> None:
        self._engine = engine
        self._workspace_id = workspace_id
        self._owed: dict[str, tuple[DigestRow, str, datetime]] = {}
        self._failed: dict[int, int] = {}

    @property
    def are_owed(self) -> bool:
        """Whether something could not be given back yet."""
        return bool(self._owed)

    def give_back(self, digest: DigestRow, claim: str, until: datetime) -> None:
        """Let a claimed digest be taken up from an instant on. Raises nothing."""
        try:
            keep_claim(self._engine, self._workspace_id, digest, claim, until)
        except Exception as error:  # noqa: BLE001 - it failed because of the database, most likely
            log.warning("not given back yet", digest=digest.id, why=type(error).__name__)
            self._owed[f"{claim} {digest.id}"] = (digest, claim, until)

    def give_back_failed(self, digest: DigestRow, claim: str, now: datetime) -> None:
        """The same with a pause, for one that failed by our own fault. Raises nothing."""
        times = self._failed.get(digest.id, 0)
        self._failed[digest.id] = times + 1
        pause = timedelta(seconds=_PAUSES[min(times, len(_PAUSES) - 1)])
        self.give_back(digest, claim, now + pause)

    def note_success(self, digest: DigestRow) -> None:
        """A later failure is a first one again."""
        self._failed.pop(digest.id, None)

    def catch_up(self) -> None:
        """Give back what is owed. Raises what the database raises, when it still does not."""
        for name, (digest, claim, until) in list(self._owed.items()):
            keep_claim(self._engine, self._workspace_id, digest, claim, until)
            del self._owed[name]
