"""The key figures of a digest for one period, read together: one SELECT for each kind of date."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.metric import Basis, Metric
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.reading import take_reading
from metrics.scope import Scope
from metrics.window import Window, read_window
from storage.tables import Deal
from storage.tables.facts import OPEN

READ = (
    "bookings",
    "deals_won",
    "deals_lost",
    "win_rate",
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


def read_readings_by(
    connection: Connection, scope: Scope, period: Period, setting: Setting, by: str
) -> dict[str | None, Readings]:
    """Every figure for each group of a dimension that has any; by the group's key."""
    windows = _read_windows(connection, Question(READ, scope, period, by=by), setting)
    found: dict[str | None, dict[str, Reading]] = {}
    for name in READ:
        for group in windows[METRICS[name].basis].groups or ():
            reading = take_reading(METRICS[name], group.tally, setting, group.key, group.label)
            found.setdefault(group.key, {})[name] = reading
    return dict(found)


def _read_windows(
    connection: Connection, question: Question, setting: Setting
) -> dict[Basis, Window]:
    by_basis: dict[Basis, list[Metric]] = {}
    for name in question.metrics:
        by_basis.setdefault(METRICS[name].basis, []).append(METRICS[name])
    return {
        basis: read_window(connection, question, setting, some, question.period, setting.today)
        for basis, some in by_basis.items()
    }


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
