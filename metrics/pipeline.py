"""The pipeline as a rep needs it: by stage, what moved since last week, what needs attention."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from metrics.answer import Receipt
from metrics.period import Period


@dataclass(frozen=True)
class PipelineRow:
    """Open deals of one stage, or of one group of another dimension; money in major units.

    `weighted` counts each deal's value times its chance to win; `without_value` of the `deals`
    have no amount (or no exchange rate) and add nothing to either sum.
    """

    key: str | None
    label: str
    deals: int
    value: Decimal
    weighted: Decimal
    without_value: int
    chance: float | None = None  # of a stage; None for other groups
    chance_source: str = ""  # "CRM", "history (412 decided deals)", "no chance known"


@dataclass(frozen=True)
class Movement:
    """What happened to the pipeline since a day, in deals and money (major units)."""

    since: date
    new: tuple[int, Decimal]
    won: tuple[int, Decimal]
    lost: tuple[int, Decimal]
    pushed: tuple[int, Decimal]  # expected close date moved later; their value now
    amount_changed: tuple[int, Decimal]  # the sum of differences, signed
    known: bool = True  # False before the first history: pushes and amounts can't be told


class Concern(Enum):
    """Why a deal needs attention."""

    OVERDUE = "overdue"
    NO_ACTIVITY = "no activity"
    STUCK = "stuck"


@dataclass(frozen=True)
class AttentionDeal:
    """One open deal that somebody should look at, with each reason and its number of days."""

    key: str
    name: str
    account: str | None
    owner: str | None
    stage: str
    value: Decimal | None
    expected_close_on: date | None
    concerns: tuple[tuple[Concern, int, str], ...]
    """(concern, days, words): (OVERDUE, 12, "12 days past its close date")."""


@dataclass(frozen=True)
class PipelineReport:
    """The whole answer of `/pipeline`, as values; nothing here knows Slack."""

    as_of: date
    currency: str
    by: str  # "stage" or another dimension
    closing: Period | None
    rows: tuple[PipelineRow, ...]  # stages in the order of the pipeline, else largest first
    total: PipelineRow
    movement: Movement
    attention: tuple[AttentionDeal, ...]  # the most valuable first, at most a few
    attention_counts: dict[Concern, int]
    attention_total: int
    receipt: Receipt
    who: str  # the scope in words
    filters: tuple[str, ...]
