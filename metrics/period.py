"""Stretches of whole days, `[start, end)`; pure, given today."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`.

    Attributes:
        label: How a person would say it: "Q2 2017", "last 90 days".

    Raises:
        ValueError: when it would be empty or run backwards.
    """

    start: date
    end: date
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse an empty period."""
        if self.start >= self.end:
            raise ValueError(f"a period needs a day: {self.start} to {self.end}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days
