"""What comes back: a value that is never naked, with its groups, its change and its receipt."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from metrics.period import Period
from metrics.units import Better, Unit

Number = int | float | Decimal


@dataclass(frozen=True)
class LeftOut:
    """Rows that a number does not stand on, counted and named.

    `counted` tells rows that are in the number although something of them is missing.
    """

    rows: int
    reason: str  # "open deals have no amount"
    counted: bool = False


@dataclass(frozen=True)
class Reading:
    """One value: for everything asked, or for one group.

    Attributes:
        key: The group as the data spells it; None for deals that have no value there, and for
            the total.
        label: The group as people read it: "West", "(no segment)", "March 2017".
        value: None exactly when there is no data. Money is Decimal in major units, shares are
            fractions, durations days.
        numerator, denominator: Of a ratio; None otherwise. Money in major units.
        n: How many rows it stands on.
        interval: The 95 % Wilson interval of a share, as fractions; None otherwise.
        unit: What the value is measured in; None means as the answer it belongs to.
    """

    key: str | None
    label: str
    value: Number | None
    n: int
    numerator: Number | None = None
    denominator: Number | None = None
    interval: tuple[float, float] | None = None
    unit: Unit | None = None

    @property
    def no_data(self) -> bool:
        """True exactly when there is no value."""
        return self.value is None


@dataclass(frozen=True)
class Change:
    """The same number for another period, and what moved.

    `change` is a difference of fractions for shares, the plain difference otherwise; `relative`
    is None where the earlier value is zero or missing, and for shares. `groups` are those of the
    other period; a group that is in one period only is in that period's groups only.
    """

    period: Period | None
    as_of: date | None
    reading: Reading
    change: Number | None
    relative: float | None
    fair: str  # "to date against the same 12 working days", "full quarter against full quarter"
    groups: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """How a number came about; what "How is this computed?" shows."""

    formula: str  # "deals won / (deals won + deals lost)"
    basis: str  # "by close date"
    when: str  # "1 Apr 2017 to 30 Jun 2017 (Europe/Berlin)"
    scope: str
    filters: tuple[str, ...]
    data_as_of: datetime | None  # when the newest import ended; None before the first
    data_file: str | None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer to one metric of a question."""

    metric: str
    title: str
    unit: Unit
    better: Better
    currency: str | None  # of money, and of what a ratio of money divides
    period: Period | None
    as_of: date | None
    total: Reading
    receipt: Receipt
    by: str | None = None
    groups: tuple[Reading, ...] = ()
    change: Change | None = None
    question: str = ""  # the question in words
    extras: tuple[Reading, ...] = field(default=())
    """Readings that belong beside the value: the median beside the mean, young leads apart."""
