"""What rules want counted, and what can be asked for it."""

from dataclasses import dataclass
from typing import Protocol

from metrics.alerts.sieves import Raw, Sieve
from metrics.metric import Measure, Metric
from metrics.period import Period
from metrics.tally import Tally


@dataclass(frozen=True, eq=False)
class Need:
    """What one rule wants counted.

    Attributes:
        windows: Of stocks, the days whose evenings are meant.
        closing: Of open deals, only those expected to close in this period.
    """

    metric: Metric
    windows: tuple[Period, ...]
    sieve: Sieve
    closing: Period | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Numerator and denominator."""
        metric = self.metric
        return tuple(one for one in (metric.measure, metric.per) if one is not None)


class Finder(Protocol):
    """Has read what is needed."""

    def find(self, need: Need, window: Period) -> dict[Raw, Tally]:
        """The numbers of each group in a window; without groups there is one key, None."""
