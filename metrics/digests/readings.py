"""The key figures of a digest for one period, read together: one SELECT for each kind of date."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.dimension import DIMENSIONS
from metrics.metric import Basis, Metric, expression_of
from metrics.period import Period
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.reading import take_reading
from metrics.scope import Scope
from metrics.tally import read_tallies
from metrics.window import Window, read_window
from storage.tables import Deal
from storage.tables.facts import OPEN

READ = (
    "bookings",
    "deals_won",
    "deals_lost",
    "win_rate",
    "win_rate_by_value",
    "average_deal_size",
    "pipeline_created",
    "deals_created",
)
"""All are flows: they count during a period."""

Readings = Mapping[str, Reading]
"""By metric."""


def read_readings(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> Readings:
    """Every figure for the whole scope."""
    windows = _read_windows(connection, Question(READ, scope, period), setting)
    return {
        name: take_reading(METRICS[name], windows[METRICS[name].basis].whole, setting, None, name)
        for name in READ
    }


def read_readings_by_owner(
    connection: Connection,
    scope: Scope,
    period: Period,
    setting: Setting,
    names: Sequence[str],
) -> dict[int | None, Readings]:
    """Some of the figures for each owner who has any, by the person's id."""
    found: dict[int | None, dict[str, Reading]] = {}
    question = Question(tuple(names), scope, period)
    for basis, metrics in _group_by_basis(names).items():
        rows = find_population(connection, basis, question, setting, period, setting.today)
        measures = [m for metric in metrics for m in (metric.measure, metric.per) if m is not None]
        owner = expression_of(DIMENSIONS["owner"].column(basis.table))
        for id_, tally in read_tallies(connection, rows, measures, [], owner, setting, {}).items():
            for metric in metrics:
                reading = take_reading(metric, tally, setting, None, metric.name)
                found.setdefault(id_, {})[metric.name] = reading
    return dict(found)


def _read_windows(
    connection: Connection, question: Question, setting: Setting
) -> dict[Basis, Window]:
    return {
        basis: read_window(connection, question, setting, some, question.period, setting.today)
        for basis, some in _group_by_basis(question.metrics).items()
    }


def _group_by_basis(names: Sequence[str]) -> dict[Basis, list[Metric]]:
    by_basis: dict[Basis, list[Metric]] = {}
    for name in names:
        by_basis.setdefault(METRICS[name].basis, []).append(METRICS[name])
    return by_basis


def find_first_day(connection: Connection, scope: Scope, setting: Setting) -> date | None:
    """The oldest day that anything is known of these people's deals; None without any.

    Before it there is no data, which is not the same as nothing having been sold.
    """
    deals = Deal.__table__
    own = [deals.c.workspace_id == setting.workspace_id]
    if scope.people is not None:
        own.append(deals.c.owner_id.in_(sorted(scope.people)))
    created = (
        select(deals.c.created_on)
        .where(*own, deals.c.created_on.is_not(None))
        .order_by(deals.c.created_on)
        .limit(1)
        .with_hint(deals, "INDEXED BY ix_deals_created", "sqlite")
    )
    closed = (
        select(deals.c.closed_on)
        .where(*own, deals.c.status != OPEN, deals.c.closed_on.is_not(None))
        .order_by(deals.c.closed_on)
        .limit(1)
        .with_hint(deals, "INDEXED BY ix_deals_closed", "sqlite")
    )
    days = [connection.execute(statement).scalar() for statement in (created, closed)]
    return min((day for day in days if day is not None), default=None)
