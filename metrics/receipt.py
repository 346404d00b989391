"""How a number came about, in words: what "How is this computed?" shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection, and_, func

from metrics.answer import LeftOut, Reading, Receipt
from metrics.calendar import name_day, name_days
from metrics.chance import ENOUGH_DECIDED, ChanceSource
from metrics.dimension import find_dimension
from metrics.history import find_first_change
from metrics.metric import Basis, Condition, Kind, Metric, Missing
from metrics.period import Period
from metrics.population import Population, undated
from metrics.question import Filter, Question, Setting
from metrics.tally import Part, Weight, parts_of
from metrics.window import Window
from storage.imports import read_data_version
from storage.tables import Deal

_VALUELESS = " have no value"
"""A reason that ends so is told in two: no amount, and no exchange rate for it."""

_ONE_OF_MANY = (
    ("deals have", "deal has"),
    ("deals are", "deal is"),
    ("deals were", "deal was"),
    ("leads have", "lead has"),
    ("leads are", "lead is"),
    ("they were", "it was"),
    ("they are no failures", "it is no failure"),
)


@dataclass
class ReceiptWriter:
    """Writes the receipts of one question's answers; what they share is read once."""

    connection: Connection
    question: Question
    setting: Setting
    _undated: dict[Basis, int] = field(default_factory=dict)
    _valueless: dict[int, list[LeftOut]] = field(default_factory=dict)

    def write(self, metric: Metric, window: Window, total: Reading) -> Receipt:
        """The receipt of one metric's answer."""
        finished_at, file_name = self._version
        is_stock = metric.basis.is_stock
        day, period = window.population.day, self.question.period
        when = write_day(day) if is_stock else write_period(period)
        return Receipt(
            formula=metric.formula,
            basis=metric.basis_words,
            when=f"{when} ({self.setting.zone.key})",
            scope=self.question.scope.label,
            filters=_write_filters(self.question, is_stock=is_stock),
            data_as_of=finished_at,
            data_file=file_name,
            left_out=tuple(self._left_out(metric, window)),
            notes=(
                *_write_notes(metric, self.setting, window, total),
                *self._write_history(window.population),
            ),
        )

    def _write_history(self, population: Population) -> Iterator[str]:
        """How far back the changes are known that a past evening is rebuilt from."""
        if not population.is_rebuilt:
            return
        first = self._first_change
        if first is None:
            yield "No changes of deals are known: what is not closed is taken as it is today."
        elif population.day < first:
            known = name_day(first)
            yield f"No changes are known before {known}: deals are taken as they were then."

    @cached_property
    def _first_change(self) -> date | None:
        return find_first_change(self.connection, self.setting.workspace_id)

    @cached_property
    def _version(self) -> tuple[datetime | None, str | None]:
        return read_freshness(self.connection, self.setting)

    def _left_out(self, metric: Metric, window: Window) -> Iterator[LeftOut]:
        for missing in metric.missing:
            rows = window.whole.parts.get(Part(Kind.COUNT, None, missing.where).key, 0)
            # What a currency was on a past evening is not known, so neither is the reason.
            is_split = missing.reason.endswith(_VALUELESS) and not window.population.is_rebuilt
            if rows and is_split:
                yield from self._split_valueless(window.population, missing)
            elif rows:
                yield tell_left_out(rows, missing.reason, counted=missing.counted)
        if not metric.basis.is_stock:
            rows = self._count_undated(metric.basis, window.population)
            if rows:
                day = "close date" if metric.basis.date == "closed_on" else "creation date"
                yield tell_left_out(rows, f"{metric.basis.table} have no {day}")

    def _count_undated(self, basis: Basis, population: Population) -> int:
        if basis not in self._undated:
            self._undated[basis] = self._count(undated(population), None)
        return self._undated[basis]

    def _split_valueless(self, population: Population, missing: Missing) -> list[LeftOut]:
        """No amount and no exchange rate are two different things to mend.

        A deal has a currency exactly when it has an amount, and the index of open deals has it.
        """
        known = id(missing.where)
        if known not in self._valueless:
            where, deals = missing.where, missing.reason.removesuffix(_VALUELESS)
            no_amount = self._count(population, and_(where, Deal.currency.is_(None)))
            no_rate = self._count(population, and_(where, Deal.currency.is_not(None)))
            told = (
                tell_left_out(no_amount, f"{deals} have no amount"),
                tell_left_out(no_rate, f"{deals} are in a currency without exchange rate"),
            )
            self._valueless[known] = [one for one in told if one.rows]
        return self._valueless[known]

    def _count(self, population: Population, where: Condition | None) -> int:
        wheres = [] if where is None else [where]
        statement = population.select([func.count().label("rows")], where=wheres)
        rows: int = self.connection.execute(statement, {"day": population.day}).scalar_one()
        return rows


def read_freshness(connection: Connection, setting: Setting) -> tuple[datetime | None, str | None]:
    """When the newest import that still stands ended, and its file's name; (None, None) before."""
    version = read_data_version(connection, setting.workspace_id)
    return (version.finished_at, version.file_name) if version else (None, None)


def tell_left_out(rows: int, reason: str, *, counted: bool = False) -> LeftOut:
    """Rows with their reason, which is written for many, in the right number."""
    if rows == 1:
        for many, one in _ONE_OF_MANY:
            reason = reason.replace(many, one)
    return LeftOut(rows, reason, counted)


def write_question(title: str, question: Question) -> str:
    """The question in words: "Win rate by region, 2017-04-01 to 2017-07-01"."""
    by = f" by {question.by.replace('_', ' ')}" if question.by else ""
    parts = [title + by]
    if question.period is not None:
        parts.append(f"{question.period.start} to {question.period.end}")
    if question.as_of is not None:
        parts.append(f"as of {question.as_of}")
    if question.closing is not None:
        parts.append(f"closing {question.closing.start} to {question.closing.end}")
    parts += [write_filter(one) for one in question.filters]
    return ", ".join(parts)


def write_period(period: Period | None) -> str:
    """Its days: "1 Apr to 30 Jun 2017", "until 31 Mar 2017"; "all time" without a period."""
    return "all time" if period is None else name_days(period)


def write_day(day: date) -> str:
    """A day as receipts write it: "as of 1 May 2017"."""
    return f"as of {name_day(day)}"


def write_filter(one: Filter) -> str:
    """A filter in words: "segment: Enterprise or (no segment)"."""
    dimension = find_dimension(one.dimension)
    values = (
        dimension.label_of_none if value is None else dimension.label(value) for value in one.values
    )
    return f"{dimension.title}: {' or '.join(values)}"


def _write_filters(question: Question, *, is_stock: bool) -> tuple[str, ...]:
    filters = tuple(write_filter(one) for one in question.filters)
    if is_stock and question.closing is not None:
        return (f"expected to close {write_period(question.closing)}", *filters)
    return filters


def _write_notes(
    metric: Metric, setting: Setting, window: Window, total: Reading
) -> tuple[str, ...]:
    notes = [metric.alias_note] if metric.alias_note else []
    if metric.is_cohort:
        notes.append(f"The horizon is {setting.horizon_days} days from the lead's creation.")
    if total.interval is not None:
        low, high = (f"{bound:.1%}".replace("%", " %") for bound in total.interval)
        notes.append(f"From {total.n} counted: between {low} and {high} (95 % certain).")
    if metric.measure is not None and metric.measure.kind is Kind.WEIGHTED:
        weight = window.whole.weights.get(parts_of(metric.measure)[0].key, Weight())
        notes += _write_chances(weight)
    return tuple(notes)


def _write_chances(weight: Weight) -> list[str]:
    words = {
        ChanceSource.HISTORY: f"the stage's own history (at least {ENOUGH_DECIDED} decided deals)"
    }
    notes = [
        f"Deals with a chance from {words.get(source, source.value)}: {deals}."
        for source, deals in weight.sources.items()
        if source is not ChanceSource.UNKNOWN
    ]
    if weight.without_chance:
        notes.append(
            f"Open deals without any known chance, which add nothing: {weight.without_chance}."
        )
    return notes
