"""The deals a digest names: decided or created in its period, or in need of attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_

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


@dataclass(frozen=True)
class DealLine:
    """One deal as a digest names it; `value` in major units, None without an amount."""

    id: int
    key: str
    name: str
    account: str | None
    owner_id: int | None
    owner: str
    value: Decimal | None
    status: str
    stage_id: int
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


def list_decided(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> tuple[DealLine, ...]:
    """The deals won and lost in a period, the most valuable first."""
    return _list_flow(connection, CLOSED_DEALS, scope, period, setting)


def list_created(
    connection: Connection, scope: Scope, period: Period, setting: Setting
) -> tuple[DealLine, ...]:
    """The deals created in a period, the most valuable first."""
    return _list_flow(connection, CREATED_DEALS, scope, period, setting)


def list_open(
    connection: Connection,
    scope: Scope,
    setting: Setting,
    where: Sequence[ColumnElement[bool]],
    most: int | None = None,
) -> tuple[DealLine, ...]:
    """The deals open today that meet every condition, the most valuable first."""
    question = Question((), scope)
    deals = find_population(connection, OPEN_DEALS, question, setting, None, setting.today)
    return _list(connection, deals, setting, where, most=most)


def list_at_risk(
    connection: Connection, scope: Scope, setting: Setting, limits: Limits
) -> tuple[DealLine, ...]:
    """The open deals that need attention today, with their reasons, the most valuable first."""
    question = Question((), scope)
    deals = find_population(connection, OPEN_DEALS, question, setting, None, setting.today)
    return _list(connection, deals, setting, [or_(*limits.conditions().values())], limits)


def learn_limits(connection: Connection, setting: Setting, quiet_days: int) -> Limits:
    """From when on a deal needs attention, as `/pipeline` has it."""
    if is_past(connection, setting, setting.today):
        # What happened to a deal last, and since when it is in its stage, is known for now only.
        return Limits(setting.today, None, {})
    paces = read_stage_pace(connection, setting.workspace_id)
    return Limits.learn(setting.today, quiet_days, paces)


def _list_flow(
    connection: Connection, basis: Basis, scope: Scope, period: Period, setting: Setting
) -> tuple[DealLine, ...]:
    question = Question((), scope, period)
    deals = find_population(connection, basis, question, setting, period, setting.today)
    return _list(connection, deals, setting)


def _list(
    connection: Connection,
    deals: Population,
    setting: Setting,
    where: Sequence[ColumnElement[bool]] = (),
    limits: Limits | None = None,
    most: int | None = None,
) -> tuple[DealLine, ...]:
    columns = [expression_of(column) for column in _TOLD]
    statement = (
        deals.select([*columns, account.c.name.label("account")], where=where)
        .order_by(deals.adapt(Deal.value_minor).desc().nulls_last(), deals.adapt(Deal.id))
        .limit(most)
    )
    rows = connection.execute(statement).all()
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
            owner=self.people.get(row.owner_id, "") or "(no owner)",
            value=None if minor is None else Decimal(minor).scaleb(-self.digits),
            status=row.status,
            stage_id=row.stage_id,
            stage=self.labels.get(row.stage_id, ""),
            created_on=row.created_on,
            closed_on=row.closed_on,
            expected_close_on=row.expected_close_on,
            lost_reason=row.lost_reason,
            concerns=() if limits is None else list_concerns(row, limits, self.labels),
        )
