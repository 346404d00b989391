"""Since when there is data: before its first day nothing is known, which is not nought."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, select

from metrics.metric import Basis
from metrics.population import TABLES
from metrics.question import Setting
from storage.tables.facts import OPEN


def read_first_days(
    connection: Connection, setting: Setting, bases: Iterable[Basis]
) -> dict[Basis, date | None]:
    """The first day that any row of each basis counts on; None when there is no row.

    Of open deals, the first day that any deal was created on.
    """
    return {basis: _read(connection, setting, basis) for basis in set(bases)}


def _read(connection: Connection, setting: Setting, basis: Basis) -> date | None:
    source: FromClause = TABLES[basis.table]
    column = source.c[basis.date or "created_on"]
    where: list[ColumnElement[bool]] = [
        source.c.workspace_id == setting.workspace_id,
        column.is_not(None),
    ]
    if column.key == "closed_on":
        where.append(source.c.status != OPEN)
    index = f"ix_{basis.table}_{column.key.removesuffix('_on')}"
    first: date | None = connection.execute(
        select(column)
        .where(*where)
        .order_by(column)
        .limit(1)
        .with_hint(source, f"INDEXED BY {index}", "sqlite")
    ).scalar()
    return first
