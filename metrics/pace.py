"""How much of the working time of goals has passed; pure. What was reached is not known here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.calendar import working_days
from metrics.period import Period

PACE = "pace"
"""The key of the reading beside an attainment that tells how much of the time has passed."""


@dataclass(frozen=True)
class Pace:
    """Mondays to Fridays: those that have passed, today's included, of all there are."""

    passed: int
    days: int

    @property
    def share(self) -> float:
        """The part that has passed, 0 to 1."""
        return self.passed / self.days

    @property
    def left(self) -> int:
        """The working days that are still to come."""
        return self.days - self.passed


def find_pace(periods: Iterable[Period], today: date) -> Pace | None:
    """The pace over different periods together; None when all are over or none has begun."""
    told = set(periods)
    tomorrow = today + timedelta(days=1)
    days = sum(working_days(period) for period in told)
    passed = sum(
        working_days(Period(period.start, min(tomorrow, period.end)))
        for period in told
        if period.start < tomorrow
    )
    is_running = any(period.start <= today and tomorrow < period.end for period in told)
    return Pace(passed, days) if is_running and days else None
