"""What a digest says, as values: frozen when it is due, rendered later, perhaps more than once.

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
class Against:
    """What a figure is held against.

    Attributes:
        name: "the week before", "the same week last year", "goal".
        words: "+12 %", "-3.1 points", "68 % of $600k"; "no data" where there is none to compare.
        good: Whether the difference is one to be glad of; None where it is neither.
    """

    name: str
    words: str
    good: bool | None = None


@dataclass(frozen=True)
class Figure:
    """One number. `value` is a fraction for shares, major units for money, days for durations."""

    metric: str
    title: str
    words: str
    value: float | None
    against: tuple[Against, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `number` is there where it sorts as a number, and for the CSV."""

    words: str
    number: float | None = None


@dataclass(frozen=True)
class Grid:
    """A table, all of its rows; whoever shows it cuts it with a visible "and 12 more"."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class SectionReport:
    """What one section says.

    Attributes:
        name: Of its declaration.
        sentence: Its finding.
        lines: Further sentences, one a line, the weightiest first.
        grid: A small table for the message itself.
        details: Tables for the thread and the CSV.
    """

    name: str
    title: str
    sentence: str
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    chart: ChartSpec | None = None
    details: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class ActionProposal:
    """Something that one person can do about a number by a day.

    Attributes:
        subject: What it is about, the same in every week: "deal:D0017", "goal:bookings".
        what: An imperative sentence: "Call Acme Ltd and agree on a new close date".
        why: The reason with its numbers.
        owner_id, owner: The person who is to do it.
        metric, value: What it is to move, and where that stood; None where nothing is measured.
        stands_on: The people whose deals its words stand on; None is everybody. Only who may see
            all of them may read it again later.
    """

    subject: str
    what: str
    why: str
    owner_id: int | None
    owner: str
    due_on: date
    metric: str | None = None
    value: float | None = None
    stands_on: tuple[int, ...] | None = None


@dataclass(frozen=True)
class DigestReport:
    """A whole digest for one recipient.

    Attributes:
        title: "Monday digest: Dana's team".
        period, period_words: What it tells about: "16 to 22 Nov 2026 (week 47)".
        headline: The point, in one sentence.
        quiet: Nothing happened: no deal came, went, moved or needs attention.
        scope: Whose numbers, in words.
        computed: How it came about, for the foot: zone, scope, freshness, what was left out.
    """

    title: str
    period: Period
    period_words: str
    headline: str
    sections: tuple[SectionReport, ...]
    actions: tuple[ActionProposal, ...]
    quiet: bool
    scope: str
    currency: str
    data_as_of: datetime | None
    computed: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(DigestReport)


def freeze(report: DigestReport) -> dict[str, Any]:
    """The report as JSON takes it; `thaw` gives the same report again."""
    frozen: dict[str, Any] = _ADAPTER.dump_python(report, mode="json")
    return frozen


def thaw(frozen: dict[str, Any]) -> DigestReport:
    """The report that was frozen. Raises ValueError for what no version of it has written."""
    return _ADAPTER.validate_python(frozen)


_ACTION = TypeAdapter(ActionProposal)


def freeze_action(action: ActionProposal) -> dict[str, Any]:
    """One action as JSON takes it, to be kept beside what becomes of it."""
    frozen: dict[str, Any] = _ACTION.dump_python(action, mode="json")
    return frozen


def thaw_action(frozen: Mapping[str, Any]) -> ActionProposal:
    """The action that was frozen. Raises ValueError for what no version of it has written."""
    return _ACTION.validate_python(dict(frozen))
