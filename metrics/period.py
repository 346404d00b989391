"""Stretches of whole days, `[start, end)`; pure, given today.

How people name them is in `metrics.period_words`, which weeks, months and quarters there are in
`metrics.calendar`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`.

    Attributes:
        label: How a person would say it: "Q2 2017", "last 90 days". Two periods of the same days
            are equal, whatever they are called.

    Raises:
        ValueError: when it would be empty or run backwards.
    """

    start: date
    end: date
    label: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Refuse an empty period."""
        if self.start >= self.end:
            raise ValueError(f"a period needs a day: {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day, as people name a period's end."""
        return self.end - timedelta(days=1)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants, in UTC, at which it begins and ends for the people of `zone`.

        A day is as long as it is there: 23 hours when the clocks go forward, 25 when they go
        back. Where midnight is skipped the day begins at the change; where it happens twice, at
        the first. So neighbouring periods always share their instant.
        """
        return _begin(self.start, zone), _begin(self.end, zone)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a day begins in a zone."""
    # fold=0 is the first of two midnights, and of a skipped one it gives the very change.
    return datetime.combine(day, time.min, zone).astimezone(UTC)
