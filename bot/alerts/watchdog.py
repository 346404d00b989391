"""Notices when nobody judges the alert rules although newer data is there.

It is ticked by another thread than the one that judges, and in every process: whoever is well
speaks for whoever is not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.alerts.notices import tell_unwatched
from bot.clock import Clock
from bot.numbers import Numbers
from metrics.alerts.coverage import read_coverages
from storage.due_alerts import find_unjudged
from storage.imports import read_data_version
from storage.outbox import put_in

PATIENCE = timedelta(minutes=30)
"""So long rules may wait while somebody looks; a check of a thousand takes a second."""


class Watchdog:
    """Make one for each process.

    Args:
        numbers: The company's numbers; its database holds rules and outbox.
        clock: Counts seconds, so that a moved clock is no reason to bark.
        find_administrators: The Slack users who are told.
    """

    def __init__(
        self,
        numbers: Numbers,
        clock: Clock,
        find_administrators: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._numbers = numbers
        self._clock = clock
        self._find_administrators = find_administrators
        self._seen: tuple[datetime, float] | None = None

    def is_content(self) -> bool:
        """Whether no rule has waited for too long, as far as this process has seen."""
        if self._seen is None:
            return True
        return self._clock.count_seconds() - self._seen[1] < PATIENCE.total_seconds()

    def look(self, now: datetime) -> int:
        """See whether rules wait, and tell administrators once when they have for long.

        Gives how many people are told.
        """
        count, since = self._find(now)
        if since is None:
            self._seen = None
            return 0
        if self._seen is None or self._seen[0] != since:
            self._seen = since, self._clock.count_seconds()
        if self.is_content():
            return 0
        notices = tell_unwatched(count, since, self._find_administrators(), now)
        with self._numbers.engine.begin() as connection:
            return sum(
                put_in(connection, self._numbers.workspace_id, notice, now) for notice in notices
            )

    def _find(self, now: datetime) -> tuple[int, datetime | None]:
        """How many rules wait, and since when they could have been judged."""
        workspace = self._numbers.workspace_id
        with self._numbers.engine.connect() as connection:
            version = read_data_version(connection, workspace)
            day = read_coverages(connection, self._numbers.setting(now)).day
            if version is None or day is None:
                return 0, None
            unjudged = find_unjudged(connection, workspace, day, version.number)
        return unjudged.count, unjudged.since
