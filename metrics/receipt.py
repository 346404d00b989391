"""How a number came about, in words: what "How is this computed?" shows."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from metrics.answer import LeftOut, Reading, Receipt
from metrics.calendar import name_days
from metrics.chance import ENOUGH_DECIDED, ChanceSource
from metrics.dimension import find_dimension
from metrics.metric import Kind, Metric, expression_of
from metrics.period import Period
from metrics.population import Population, undated
from metrics.question import Filter, Question, Setting
from metrics.tally import Part, Weight, parts_of
from metrics.window import Window
from storage.tables import Deal, ImportBatch


def write_receipt(
    connection: Connection,
    metric: Metric,
    question: Question,
    setting: Setting,
    window: Window,
    total: Reading,
) -> Receipt:
    """The receipt of one metric's answer."""
    finished_at, file_name = read_data_version(connection, setting)
    is_stock = metric.basis.is_stock
    when = write_day(window.population.day) if is_stock else write_period(question.period)
    return Receipt(
        formula=metric.formula,
        basis=metric.basis_words,
        when=f"{when} ({setting.zone.key})",
        scope=question.scope.label,
        filters=_filters(question, is_stock=is_stock),
        data_as_of=finished_at,
        data_file=file_name,
        left_out=_left_out(connection, metric, window),
        notes=_notes(metric, setting, window, total),
    )


def read_data_version(connection: Connection, setting: Setting) -> tuple[Any, str | None]:
    """When the newest import that still stands ended, and its file's name; (None, None) before."""
    row = connection.execute(
        select(ImportBatch.finished_at, ImportBatch.file_name)
        .where(ImportBatch.workspace_id == setting.workspace_id, ImportBatch.undone_at.is_(None))
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).first()
    return (row.finished_at, row.file_name) if row else (None, None)


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
    """Its first and last day: "1 Apr to 30 Jun 2017"; "all time" without a period."""
    return "all time" if period is None else name_days(period)


def write_day(day: date) -> str:
    """A day as receipts write it: "as of 1 May 2017"."""
    return f"as of {day.day} {day:%b %Y}"


def write_filter(one: Filter) -> str:
    """A filter in words: "segment: Enterprise or (no segment)"."""
    dimension = find_dimension(one.dimension)
    values = (dimension.label_of_none if value is None else value for value in one.values)
    return f"{dimension.title}: {' or '.join(values)}"


def _filters(question: Question, *, is_stock: bool) -> tuple[str, ...]:
    filters = tuple(write_filter(one) for one in question.filters)
    if is_stock and question.closing is not None:
        return (f"expected to close {write_period(question.closing)}", *filters)
    return filters


def _left_out(connection: Connection, metric: Metric, window: Window) -> tuple[LeftOut, ...]:
    found: list[LeftOut] = []
    for missing in metric.missing:
        rows = window.whole.parts.get(Part(Kind.COUNT, None, missing.where).key, 0)
        if not rows:
            continue
        if missing.reason.endswith("have no value"):
            found += _split_valueless(connection, window.population, missing.where, missing.reason)
        else:
            found.append(LeftOut(rows, missing.reason, missing.counted))
    if not metric.basis.is_stock:
        rows = _count(connection, undated(window.population), None)
        if rows:
            day = "close date" if metric.basis.date == "closed_on" else "creation date"
            found.append(LeftOut(rows, f"{metric.basis.table} have no {day}"))
    return tuple(found)


def _split_valueless(
    connection: Connection, population: Population, where: Any, reason: str
) -> list[LeftOut]:
    """No amount and no exchange rate are two different things to mend.

    A deal has a currency exactly when it has an amount, and the index of open deals has it.
    """
    subject = reason.removesuffix(" have no value")
    no_amount = _count(connection, population, and_(where, Deal.currency.is_(None)))
    no_rate = _count(connection, population, and_(where, Deal.currency.is_not(None)))
    told = ((no_amount, "have no amount"), (no_rate, "are in a currency without exchange rate"))
    return [LeftOut(rows, f"{subject} {words}") for rows, words in told if rows]


def _count(connection: Connection, population: Population, where: Any) -> int:
    wheres = [] if where is None else [expression_of(where)]
    statement = population.select([func.count().label("rows")], where=wheres)
    return connection.execute(statement, {"day": population.day}).scalar_one()


def _notes(metric: Metric, setting: Setting, window: Window, total: Reading) -> tuple[str, ...]:
    notes = [metric.alias_note] if metric.alias_note else []
    if metric.basis.table == "leads" and metric.is_share:
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
        f"Chance from {words.get(source, source.value)}: {deals} deals."
        for source, deals in weight.sources.items()
        if source is not ChanceSource.UNKNOWN
    ]
    if weight.without_chance:
        notes.append(f"{weight.without_chance} open deals have no known chance and add nothing.")
    return notes
