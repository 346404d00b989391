"""What is asked: metrics, whose deals, when, filtered by what, broken down by what."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from metrics.period import Period
from metrics.scope import Scope

HORIZON_DAYS = 180
"""How long a lead has to become a customer, unless the company sets another time."""


@dataclass(frozen=True)
class Filter:
    """Only rows whose dimension has one of these values, spelt as the data spells them.

    `values` may hold None: the rows that have no value there.
    """

    dimension: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Question:
    """One question about the numbers; the same question always gets the same answer.

    Attributes:
        metrics: Names from the catalogue, in the order they are answered.
        scope: Whose deals may be seen.
        period: For flows; `[start, end)`. Also the period that stocks are told at the end of.
        as_of: For stocks, the day whose evening is meant; None means today.
        closing: For open deals, only those expected to close in this period.
        filters: All must hold.
        by: A dimension's name, or "week", "month", "quarter", "year".
        compare: A second period (flows) that the value is held against.
        compare_as_of: The same for stocks.
    """

    metrics: tuple[str, ...]
    scope: Scope
    period: Period | None = None
    as_of: date | None = None
    closing: Period | None = None
    filters: tuple[Filter, ...] = ()
    by: str | None = None
    compare: Period | None = None
    compare_as_of: date | None = None

    def ask(self, *metrics: str) -> "Question":
        """The same question about other metrics."""
        return replace(self, metrics=metrics)


@dataclass(frozen=True)
class Setting:
    """What the numbers need to know of the workspace and the moment.

    Attributes:
        workspace_id: Whose facts.
        today: The calendar day of the asker's now in `zone`.
        zone: The workspace's IANA zone.
        currency: The reporting currency, ISO 4217.
        fiscal_start: The month the fiscal year starts with, 1 to 12.
        horizon_days: How long a lead has to become a customer (cohort conversion).
    """

    workspace_id: int
    today: date
    zone: ZoneInfo
    currency: str = "USD"
    fiscal_start: int = 1
    horizon_days: int = HORIZON_DAYS
