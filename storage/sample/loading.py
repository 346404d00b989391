"""Writes the sample company into the database: small tables row by row, the large ones in bulk."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from storage.naming import fold_name
from storage.problem import Problem
from storage.sample import market
from storage.sample.cast import COMPANY
from storage.sample.company import Company, plan_company
from storage.sample.rows import (
    CHANGE_COLUMNS,
    DEAL_COLUMNS,
    LEAD_COLUMNS,
    Row,
    RowWriter,
    tell_lives,
)
from storage.sample.targets import Bookings, list_spend, set_targets
from storage.statistics import refresh_statistics
from storage.tables import (
    Account,
    Base,
    Deal,
    ExchangeRate,
    Goal,
    ImportBatch,
    Person,
    Product,
    Spend,
    Stage,
    Workspace,
)
from storage.workspaces import ensure_workspace

log = logging.getLogger(__name__)

_CHUNK = 5_000
_MANY = 30_000
"""From so many deals on, the indexes are built after the rows."""
_FIRST_BATCH = 1


def load_sample(
    engine: Engine,
    workspace_id: int,
    deals: int = 2_000,
    seed: int = 1,
    *,
    today: date,
    currency: str = "USD",
    now: datetime | None = None,
) -> None:
    """Fill an empty workspace with the sample company's two years up to `today`.

    Args:
        engine: An upgraded database.
        workspace_id: The workspace, which is made when it is not there.
        deals: How many; people, teams and accounts grow with them.
        seed: The same seed, the same company.
        today: The last day of the history.
        currency: The reporting currency, ISO 4217.
        now: When the data counts as brought in; early on `today` when not said.

    Raises:
        Problem: when the workspace has deals or people already.
    """
    company = plan_company(deals, seed, today, currency)
    at = now or datetime.combine(today, time(6), UTC)
    with engine.begin() as connection:
        _ensure_empty(connection, workspace_id)
        ensure_workspace(connection, workspace_id, COMPANY)
        connection.execute(
            update(Workspace).where(Workspace.id == workspace_id).values(currency=currency)
        )
        _write_small(connection, workspace_id, company)
        rebuild = _drop_indexes(connection) if deals >= _MANY else []
        bookings, writer = _write_large(connection, workspace_id, company)
        for build in rebuild:
            build(connection)
        _write_targets(connection, workspace_id, company, bookings)
        _write_batch(connection, workspace_id, deals + writer.leads, at)
    if not refresh_statistics(engine):
        log.warning("The sizes of the tables are not looked at: the database is being written to.")


def _ensure_empty(connection: Connection, workspace_id: int) -> None:
    for table in (Deal, Person, ImportBatch):
        if connection.scalar(
            select(func.count()).select_from(
                select(table.workspace_id)
                .where(table.workspace_id == workspace_id)
                .limit(1)
                .subquery()
            )
        ):
            raise Problem(
                "sample-into-data",
                what="The sample company can't be loaded: this database has data already.",
                why="It would mix invented deals with yours.",
                fix="Use another database, for example "
                "SALESBELL_DATABASE_URL=sqlite:///sample.db salesbell demo",
            )


def _write_small(connection: Connection, workspace_id: int, company: Company) -> None:
    write = {
        Stage: _list_stages(),
        Person: _list_people(company),
        Account: _list_accounts(company),
        Product: _list_products(company),
        ExchangeRate: [
            {"id": number, "currency": foreign, "on": on, "rate": rate, "batch_id": _FIRST_BATCH}
            for number, (foreign, on, rate) in enumerate(company.list_rates(), 1)
        ],
    }
    for table, rows in write.items():
        connection.execute(insert(table), [{"workspace_id": workspace_id, **row} for row in rows])


def _list_stages() -> list[dict[str, Any]]:
    return [
        {
            "id": place,
            "name": name,
            "name_key": fold_name(name),
            "position": place,
            "kind": kind,
            "probability": chance,
        }
        for place, (name, kind, chance, _, _) in enumerate(market.STAGES, 1)
    ]


def _list_people(company: Company) -> list[dict[str, Any]]:
    today = date.fromordinal(company.today)
    manager_of = {person.team: place for place, person in enumerate(company.people, 1)
                  if person.role == "manager"}  # fmt: skip
    rows = []
    for place, person in enumerate(company.people, 1):
        here, left = person.days_here or 900 + place * 13, person.left_days_ago
        manager = 1 if person.role == "manager" else manager_of.get(person.team)
        rows.append(
            {
                "id": place,
                "name": person.name,
                "name_key": person.name_key,
                "email": person.email,
                "role": person.role,
                "manager_id": manager if person.role != "administrator" else None,
                "team": person.team,
                "region": person.region,
                "started_on": today - timedelta(days=here),
                "left_on": None if left is None else today - timedelta(days=left),
            }
        )
    return rows


def _list_accounts(company: Company) -> list[dict[str, Any]]:
    return [
        {
            "id": place,
            "key": f"A-{place:06d}",
            "name": account.name,
            "name_key": fold_name(account.name),
            "segment": market.SEGMENTS[account.segment][0] if account.told else None,
            "industry": account.industry,
            "region": account.region,
            "employees": account.employees,
            "parent_id": None if account.parent is None else account.parent + 1,
        }
        for place, account in enumerate(company.accounts, 1)
    ]


def _list_products(company: Company) -> list[dict[str, Any]]:
    scale = company.count_minor(company.currency) / company.dollars
    return [
        {
            "id": place,
            "key": f"P-{place}",
            "name": name,
            "name_key": fold_name(name),
            "family": family,
            "list_price_minor": round(price * scale),
            "currency": company.currency,
        }
        for place, (name, family, price, _) in enumerate(market.PRODUCTS, 1)
    ]


def _write_large(
    connection: Connection, workspace_id: int, company: Company
) -> tuple[Bookings, RowWriter]:
    zoned = connection.dialect.name == "postgresql"
    writer = RowWriter(company, workspace_id, _FIRST_BATCH, zoned=zoned)
    bookings = Bookings()
    lives = tell_lives(company)
    while chunk := list(islice(lives, _CHUNK)):
        leads: list[Row] = []
        deals: list[Row] = []
        changes: list[Row] = []
        for life in chunk:
            bookings.count(life)
            leads += writer.write_leads(life)
            deals.append(writer.write_deal(life))
            changes += writer.write_changes(life)
        copy_rows(connection, "leads", LEAD_COLUMNS, leads)
        copy_rows(connection, "deals", DEAL_COLUMNS, deals)
        copy_rows(connection, "deal_changes", CHANGE_COLUMNS, changes)
    return bookings, writer


def copy_rows(
    connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[Row]
) -> None:
    """Put rows in as fast as the database takes them; table and columns are our own words."""
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" for _ in columns)
    cursor = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - constants
    cursor.close()


def _drop_indexes(connection: Connection) -> list[Callable[[Connection], None]]:
    """Drop the large tables' indexes; gives what builds them again."""
    rebuild: list[Callable[[Connection], None]] = []
    for index in _list_indexes():
        index.drop(connection)
        rebuild.append(index.create)
    return rebuild


def _list_indexes() -> Iterator[Any]:
    for name in ("deals", "deal_changes", "leads"):
        table: Table = Base.metadata.tables[name]
        yield from sorted(table.indexes, key=lambda index: str(index.name))


def _write_targets(
    connection: Connection, workspace_id: int, company: Company, bookings: Bookings
) -> None:
    goals = [
        {
            "workspace_id": workspace_id,
            "id": number,
            "key": target.key,
            "metric": target.metric,
            "start_on": target.start,
            "end_on": target.end,
            "owner_id": None if target.owner is None else target.owner + 1,
            "team": target.team,
            "target": target.target,
            "batch_id": _FIRST_BATCH,
        }
        for number, target in enumerate(set_targets(company, bookings), 1)
    ]
    connection.execute(insert(Goal), goals)
    spend = [
        {
            "workspace_id": workspace_id,
            "id": number,
            "key": f"{row.source}|{row.start}",
            "start_on": row.start,
            "end_on": row.end,
            "source": row.source,
            "amount_minor": row.amount,
            "currency": company.currency,
            "value_minor": row.amount,
            "batch_id": _FIRST_BATCH,
        }
        for number, row in enumerate(list_spend(company), 1)
    ]
    connection.execute(insert(Spend), spend)


def _write_batch(connection: Connection, workspace_id: int, rows: int, at: datetime) -> None:
    connection.execute(
        insert(ImportBatch).values(
            workspace_id=workspace_id,
            id=_FIRST_BATCH,
            kind="sample",
            file_name="sample company",
            started_at=at,
            finished_at=at,
            rows_read=rows,
            rows_new=rows,
            rows_changed=0,
            rows_unchanged=0,
            rows_rejected=0,
            report={},
        )
    )
