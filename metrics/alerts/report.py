"""What an alert says, as values: frozen when it fires, rendered later, perhaps more than once.

Words are plain text as people read them; whoever renders them escapes what came from outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from metrics.charts.spec import ChartSpec
from metrics.period import Period


@dataclass(frozen=True)
class GroupReport:
    """One firing group.

    Attributes:
        key, label: As the data spells it, and as people read it; both empty for the whole.
        value: "10 %", "$41k", "down 4.2 points".
        sure: How sure that is: "9 of 90, surely between 5 and 18 %"; may be empty.
        since: The first day in a row on which it was breached.
    """

    key: str
    label: str
    value: str
    sure: str
    since: date


@dataclass(frozen=True)
class Driver:
    """One reason for a change, with what it contributed.

    Attributes:
        label: "Enterprise".
        words: "closed 8 of 40, before that 18 of 45: −3.1 points".
    """

    label: str
    words: str


@dataclass(frozen=True)
class Cause:
    """Why the number moved, by the one dimension that explains most of it.

    Attributes:
        subject: What leads, short and the same while the cause is the same: "segment:Enterprise";
            empty when nothing is sure.
        sentence: The finding: "Most of it is Enterprise, which wins less: …", or why no segment
            can be named.
        drivers: The segments that drove it, the weightiest first.
        deals: The deals behind the first of them, one a line.
        compared: "held against the 28 days before".
    """

    subject: str
    sentence: str
    drivers: tuple[Driver, ...] = ()
    deals: tuple[str, ...] = ()
    compared: str = ""


@dataclass(frozen=True)
class AlertReport:
    """One firing rule, as people are told of it.

    Attributes:
        rule: Its name.
        watches: "Win rate of Enterprise, below 20 % over 28 days".
        headline: The point in one sentence: "Win rate is 10 %, surely below 20 %".
        groups: The firing groups, the worst first.
        cause: None where nothing can be said.
        look_first: What to look at first: imperative sentences.
        restated: What an import has changed of what was told before: "the 23 % of last week is now
            21 %: 14 deals more are dated into it"; empty when nothing.
        blind: Since when nothing can be said of a firing group, and why; empty when all can.
        computed: How it came about, for the foot: formula, scope, zone, what was left out.
    """

    rule: str
    watches: str
    headline: str
    period: Period
    scope: str
    groups: tuple[GroupReport, ...]
    chart: ChartSpec | None = None
    cause: Cause | None = None
    look_first: tuple[str, ...] = ()
    restated: str = ""
    blind: str = ""
    data_as_of: datetime | None = None
    computed: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(AlertReport)


def freeze_alert(report: AlertReport) -> dict[str, Any]:
    """The report as JSON takes it; `thaw_alert` gives the same report again."""
    frozen: dict[str, Any] = _ADAPTER.dump_python(report, mode="json")
    return frozen


def thaw_alert(frozen: Mapping[str, Any]) -> AlertReport:
    """The report that was frozen. Raises ValueError for what no version of it has written."""
    return _ADAPTER.validate_python(dict(frozen))
