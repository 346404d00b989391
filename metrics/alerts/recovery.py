"""That an alert is over, as values: frozen when it ends, rendered later, perhaps more than once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from metrics.charts.spec import ChartSpec


@dataclass(frozen=True)
class Recovery:
    """How an alert ended, in plain text.

    Attributes:
        headline: The point in one sentence: "Win rate is 24 %, back above 20 % for 2 days".
        since: The first day in a row on which any of its groups was breached.
        until: The day since which all of them are good.
        groups: Where each group that had fired stands now: "Enterprise: 24 %, 24 of 100"; none
            where the headline says it all.
        chart: The way down and back; None when there is nothing to draw.
        data_as_of: When the newest data came.
    """

    headline: str
    since: date
    until: date
    groups: tuple[str, ...] = ()
    chart: ChartSpec | None = None
    data_as_of: datetime | None = None

    @property
    def days(self) -> int:
        """How long it lasted."""
        return (self.until - self.since).days


_ADAPTER = TypeAdapter(Recovery)


def freeze_recovery(recovery: Recovery) -> dict[str, Any]:
    """The recovery as JSON takes it; `thaw_recovery` gives the same again."""
    frozen: dict[str, Any] = _ADAPTER.dump_python(recovery, mode="json")
    return frozen


def thaw_recovery(frozen: Mapping[str, Any]) -> Recovery:
    """The recovery that was frozen. Raises ValueError for what no version of it has written."""
    return _ADAPTER.validate_python(dict(frozen))
