"""The deals behind a number, one by one: what "Export (CSV)" of the pipeline gives."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from metrics.dimension import account, owner, product, stage
from metrics.metric import OPEN_DEALS
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.units import minor_digits
from storage.tables import Deal

MOST = 100_000
"""Rows of one list; more than a spreadsheet is read with."""


@dataclass(frozen=True)
class DealRow:
    """One open deal; `value` in major units of the reporting currency, None without an amount."""

    key: str
    name: str | None
    account: str | None
    owner: str | None
    stage: str | None
    product: str | None
    value: Decimal | None
    created_on: date | None
    expected_close_on: date | None
    last_activity_on: date | None


def list_open_deals(connection: Connection, question: Question, setting: Setting) -> list[DealRow]:
    """The open deals of a question's scope, filters and day; the most valuable first.

    Raises:
        Problem: for a filter that deals don't have.
    """
    day = question.as_of or setting.today
    population = find_population(connection, OPEN_DEALS, question, setting, None, day)
    value = population.adapt(Deal.value_minor)
    statement = (
        population.select(
            [
                Deal.key.expression,
                Deal.name.expression,
                account.c.name.label("account"),
                owner.c.name.label("owner"),
                stage.c.name.label("stage"),
                product.c.name.label("product"),
                Deal.value_minor.expression,
                Deal.created_on.expression,
                Deal.expected_close_on.expression,
                Deal.last_activity_on.expression,
            ]
        )
        .order_by(value.desc().nulls_last(), population.adapt(Deal.id))
        .limit(MOST)
    )
    rows = connection.execute(statement, {"day": day, "today": setting.today})
    digits = minor_digits(setting.currency)
    return [
        DealRow(
            key=row.key,
            name=row.name,
            account=row.account,
            owner=row.owner,
            stage=row.stage,
            product=row.product,
            value=None if row.value_minor is None else Decimal(row.value_minor).scaleb(-digits),
            created_on=row.created_on,
            expected_close_on=row.expected_close_on,
            last_activity_on=row.last_activity_on,
        )
        for row in rows
    ]
