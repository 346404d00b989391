"""The deals a digest names: decided or created in its period, or in need of attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, or_

from metrics.dimension import account
from metrics.history import is_past
from metrics.inspection import Concern, Limits, list_concerns
from metrics.metric import CLOSED_DEALS, CREATED_DEALS, OPEN_DEALS, Basis, Column, expression_of
from metrics.names import read_names
from metrics.period import Period
from metrics.population import Population, find_population
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.stage_pace import read_stage_pace
from metrics.stages import StageRow, read_stages
from metrics.units import minor_digits
from storage.tables import Deal, Person
from storage.tables.facts import LOST

NO_OWNER = "no owner"
_FEW = 20
MOST_LISTED = 1_000
"""Deals of one list, the most valuable first: a team's week never has as many."""


class DealLine(NamedTuple):
    """One deal as a digest names it; `value` in major units, None without an amount."""

    id: int
    key: str
    name: str
    account: str | None
    owner_id: int | None
    owner: str
    value: Decimal | None
    status: str
    stage: str
    created_on: date | None
    closed_on: date | None
    expected_close_on: date | None
    lost_reason: str | None
    concerns: tuple[tuple[Concern, int, str], ...] = ()

    @property
    def buyer(self) -> str:
        """Whom to call: the account, else the deal's own name."""
        return self.account or self.name


_TOLD: tuple[Column, ...] = (
    Deal.id,
    Deal.key,
    Deal.name,
    Deal.owner_id,
    Deal.value_minor,
    Deal.status,
    Deal.stage_id,
    Deal.created_on,
    Deal.closed_on,
    Deal.expected_close_on,
    Deal.stage_entered_on,
    Deal.last_activity_on,
    Deal.lost_reason,
)


@dataclass(frozen=True)
class OpenDeals:
    """Some of the open deals: how many, their value in major units, and the most valuable."""

    deals: int
    value: Decimal
    listed: tuple[DealLine, ...]


@dataclass(frozen=True)
class AtRisk(OpenDeals):
    """The open deals that need attention; one with two concerns is counted under both."""

    counts: dict[Concern, int]


def list_decided(
    connection: Connection, scope: Scope, period: Period, setting: Setting, outcome: str
) -> tuple[DealLine, ...]:
    """The most valuable deals that were "won", or "lost", in a period."""
    deals = _find_flow(connection, CLOSED_DEALS, scope, period, setting)
    return list_deals(connection, deals, setting, [Deal.status == outcome])


def count_reasons(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> dict[str | None, int]:
    """How many deals were lost in a period for each reason; None is no reason given."""
    deals = _find_flow(connection, CLOSED_DEALS, scope, period, setting)
    reason = expression_of(Deal.lost_reason)
    columns: list[ColumnElement[Any]] = [reason.label("reason"), func.count().label("deals")]
    statement = deals.select(columns, [reason], [Deal.status == LOST])
    return {row.reason: row.deals for row in connection.execute(statement)}


def list_created(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> tuple[DealLine, ...]:
    """The most valuable deals created in a period."""
    return list_deals(
        connection, _find_flow(connection, CREATED_DEALS, scope, period, setting), setting
    )


def read_due(connection: Connection, scope: Scope, setting: Setting, end: date) -> OpenDeals:
    """The deals open today that are expected to close from today to before a day."""
    deals = _find_open(connection, scope, setting)
    due = [Deal.expected_close_on >= setting.today, Deal.expected_close_on < end]
    count, value = _sum_up(connection, deals, setting, due)
    return OpenDeals(count, value, list_deals(connection, deals, setting, due, most=_FEW))


def read_at_risk(connection: Connection, scope: Scope, setting: Setting, limits: Limits) -> AtRisk:
    """The open deals that need attention today, with their reasons."""
    deals = _find_open(connection, scope, setting)
    conditions = limits.conditions()
    any_of = or_(*conditions.values())
    counted: list[ColumnElement[Any]] = [
        func.count().filter(any_of).label("deals"),
        func.sum(Deal.value_minor).filter(any_of).label("minor"),
        *(func.count().filter(each).label(one.name) for one, each in conditions.items()),
    ]
    row = connection.execute(deals.select(counted)).one()
    value = Decimal(int(row.minor or 0)).scaleb(-minor_digits(setting.currency))
    listed = list_deals(connection, deals, setting, [any_of], limits) if row.deals else ()
    return AtRisk(row.deals, value, listed, {one: getattr(row, one.name) for one in Concern})


def learn_limits(connection: Connection, setting: Setting, quiet_days: int) -> Limits:
    """From when on a deal needs attention, as `/pipeline` has it."""
    if is_past(connection, setting, setting.today):
        # What happened to a deal last, and since when it is in its stage, is known for now only.
        return Limits(setting.today, None, {})
    paces = read_stage_pace(connection, setting.workspace_id)
    return Limits.learn(setting.today, quiet_days, paces)


def _find_flow(
    connection: Connection, basis: Basis, scope: Scope, period: Period, setting: Setting
) -> Population:
    question = Question((), scope, period)
    return find_population(connection, basis, question, setting, period, setting.today)


def _find_open(connection: Connection, scope: Scope, setting: Setting) -> Population:
    question = Question((), scope)
    return find_population(connection, OPEN_DEALS, question, setting, None, setting.today)


def _sum_up(
    connection: Connection,
    deals: Population,
    setting: Setting,
    where: Sequence[ColumnElement[bool]],
) -> tuple[int, Decimal]:
    columns: list[ColumnElement[Any]] = [
        func.count().label("deals"),
        func.sum(Deal.value_minor).label("minor"),
    ]
    row = connection.execute(deals.select(columns, where=where)).one()
    return row.deals, Decimal(int(row.minor or 0)).scaleb(-minor_digits(setting.currency))


def list_deals(
    connection: Connection,
    deals: Population,
    setting: Setting,
    where: Sequence[ColumnElement[bool]] = (),
    limits: Limits | None = None,
    most: int = MOST_LISTED,
    order: ColumnElement[Any] | None = None,
) -> tuple[DealLine, ...]:
    """The first deals of a population in an order; without one the most valuable come first."""
    first = expression_of(Deal.value_minor).desc().nulls_last() if order is None else order
    columns = [expression_of(column) for column in _TOLD]
    statement = (
        deals.select([*columns, account.c.name.label("account")], where=where)
        .order_by(deals.adapt(first), deals.adapt(Deal.id))
        .limit(most)
    )
    rows = connection.execute(statement, {"day": deals.day}).all()
    stages = read_stages(connection, setting.workspace_id)
    people = read_names(
        connection, setting.workspace_id, Person.__table__, _ids(row.owner_id for row in rows)
    )
    tell = _Teller(stages, people, minor_digits(setting.currency), limits)
    return tuple(tell.line(row) for row in rows)


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {id_ for id_ in ids if id_ is not None}


class _Teller:
    def __init__(
        self, stages: Sequence[StageRow], people: dict[int, str], digits: int, limits: Limits | None
    ) -> None:
        self.labels = {stage.id: stage.label for stage in stages}
        self.people = people
        self.digits = digits
        self.limits = limits

    def line(self, row: Row[Any]) -> DealLine:
        minor, limits = row.value_minor, self.limits
        return DealLine(
            id=row.id,
            key=row.key,
            name=row.name or row.key,
            account=row.account,
            owner_id=row.owner_id,
            owner=self.people.get(row.owner_id, "") or NO_OWNER,
            value=None if minor is None else Decimal(minor).scaleb(-self.digits),
            status=row.status,
            stage=self.labels.get(row.stage_id, ""),
            created_on=row.created_on,
            closed_on=row.closed_on,
            expected_close_on=row.expected_close_on,
            lost_reason=row.lost_reason,
            concerns=() if limits is None else list_concerns(row, limits, self.labels),
        )
