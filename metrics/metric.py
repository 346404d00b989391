"""The words a metric is declared with: Metric, during, as_of, total, mean, median, weighted."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam
from sqlalchemy.orm import InstrumentedAttribute

from metrics.units import Better, Unit
from storage.types import Day

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Condition = ColumnElement[bool]

DAY: ColumnElement[date] = bindparam("day", type_=Day())
"""The day a stock is told for, inside a declaration."""
TODAY: ColumnElement[date] = bindparam("today", type_=Day())
CURRENCY: ColumnElement[str] = bindparam("currency", type_=String())
"""The reporting currency."""
HORIZON: ColumnElement[int] = bindparam("horizon", type_=Integer())
"""How many days a lead has to become a customer."""


class Topic(Enum):
    """Under which heading a metric stands in menus and help."""

    PIPELINE = "Pipeline"
    RESULTS = "Results"
    CONVERSION = "Conversion"
    SIZE = "Deal size"
    SPEED = "Speed"
    LEADS = "Leads"
    GOALS = "Goals"


class Kind(Enum):
    """How rows become a number."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    WEIGHTED = "weighted"  # a sum in which every deal counts with its chance to be won


@dataclass(frozen=True)
class Basis:
    """Which rows stand in a period, or as of a day, and by what date.

    Attributes:
        table: "deals" or "leads".
        date: The column whose day puts a row into the period; None for a stock (open deals).
    """

    table: str
    date: str | None

    @property
    def is_stock(self) -> bool:
        """True when it stands as of a day, false when it counts during a period."""
        return self.date is None


OPEN_DEALS = Basis("deals", None)
CLOSED_DEALS = Basis("deals", "closed_on")
CREATED_DEALS = Basis("deals", "created_on")
CREATED_LEADS = Basis("leads", "created_on")


@dataclass(frozen=True, eq=False)
class Aggregate:
    """What is done with the rows: counted, or a column of them summed, averaged, halved."""

    kind: Kind
    column: Column | None = None


@dataclass(frozen=True, eq=False)
class Measure:
    """An aggregate over the rows of a basis that meet a condition (None: all of them)."""

    basis: Basis
    kind: Kind
    column: Column | None
    where: Condition | None


COUNT = Aggregate(Kind.COUNT)


def total(column: Column) -> Aggregate:
    """The sum of a column; rows without a value add nothing."""
    return Aggregate(Kind.SUM, column)


def mean(column: Column) -> Aggregate:
    """The mean over the rows that have a value."""
    return Aggregate(Kind.MEAN, column)


def median(column: Column) -> Aggregate:
    """The median over the rows that have a value; between two middle ones, their mean."""
    return Aggregate(Kind.MEDIAN, column)


def weighted(column: Column) -> Aggregate:
    """The sum of a column times each open deal's chance to be won."""
    return Aggregate(Kind.WEIGHTED, column)


def during(
    column: InstrumentedAttribute[Any],
    aggregate: Aggregate = COUNT,
    where: Condition | None = None,
) -> Measure:
    """A flow: the rows whose `column` (a day) lies in the period."""
    basis = Basis(column.class_.__tablename__, column.key)
    return Measure(basis, aggregate.kind, aggregate.column, where)


def as_of(aggregate: Aggregate = COUNT, where: Condition | None = None) -> Measure:
    """A stock: the deals that are open on the evening of a day."""
    return Measure(OPEN_DEALS, aggregate.kind, aggregate.column, where)


@dataclass(frozen=True, eq=False)
class Missing:
    """Rows of a metric's basis that lack something, told in its receipt when there are any.

    `counted` means that they are in the number all the same.
    """

    reason: str
    where: Condition
    counted: bool = False


@dataclass(frozen=True, eq=False)
class Metric:
    """One number a sales team asks for. Everything about it is said here and nowhere else.

    Attributes:
        name: How commands, goals and alerts call it; never changes.
        what: One sentence for people.
        measure, per: The number, or numerator and denominator of a ratio.
        formula: The calculation in words.
        aliases: Other words people use for it.
        alias_note: What an alias gets wrong, told in the receipt.
        is_share: Each unit of the numerator is one of the denominator, so that the ratio has a
            Wilson interval.
        is_cohort: Its rows count once they are a horizon old.
        beside: Names of metrics that belong next to this one.
        missing: What a receipt has to own up to.
    """

    name: str
    title: str
    topic: Topic
    what: str
    formula: str
    unit: Unit
    better: Better
    measure: Measure | None
    per: Measure | None = None
    aliases: tuple[str, ...] = ()
    alias_note: str = ""
    is_share: bool = False
    is_cohort: bool = False
    beside: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def basis(self) -> Basis:
        """Which rows it counts. A metric without a measure (goals) follows another's."""
        return self.measure.basis if self.measure else CLOSED_DEALS

    @property
    def is_of_money(self) -> bool:
        """Whether it is money, or a ratio of money."""
        if self.measure is None or self.per is None:
            return self.unit is Unit.MONEY
        return self.measure.kind is Kind.SUM

    @property
    def basis_words(self) -> str:
        """By which date a row counts, as receipts print it."""
        return BASIS_WORDS[self.basis]


BASIS_WORDS = {
    OPEN_DEALS: "open deals, as of the evening of a day",
    CLOSED_DEALS: "by close date",
    CREATED_DEALS: "by creation date of the deal",
    CREATED_LEADS: "by creation date of the lead",
}


def expression_of(column: Column) -> ColumnElement[Any]:
    """A column or a mapped attribute as an expression of the query language."""
    if isinstance(column, InstrumentedAttribute):
        column = column.__clause_element__()
    return column
