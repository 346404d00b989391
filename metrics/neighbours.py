"""People and accounts, copied so that a scan of many rows finds each row's quickly.

SQLite looks an account up in two steps, which takes longer than reading the deal; by an integer
key alone it is one step. PostgreSQL reads a whole table once and needs none of this.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Column, Connection, FromClause, Integer, MetaData, Table, insert, select
from sqlalchemy.schema import CreateTable, DropTable

from metrics.dimension import JOINS
from metrics.question import Setting

_COPIED = {
    "owner": ("workspace_id", "team", "region", "manager_id"),
    "account": ("workspace_id", "segment", "industry", "region", "parent_id"),
}
"""What dimensions ask of them."""


@contextmanager
def copy_neighbours(connection: Connection, setting: Setting) -> Iterator[Mapping[str, FromClause]]:
    """Copies to be read instead of the tables in `metrics.dimension.JOINS`, by their names there.

    Empty where there is nothing to gain. If something fails on the way, the transaction's rollback
    takes the copies along.
    """
    copies: dict[str, FromClause] = {}
    if connection.dialect.name == "sqlite":
        copies = {alias: _copy(connection, setting, alias) for alias in _COPIED}
    yield copies
    for alias in copies:
        connection.execute(DropTable(_describe(alias)))


def _copy(connection: Connection, setting: Setting, alias: str) -> Table:
    copy, table = _describe(alias), JOINS[alias].table
    connection.execute(DropTable(copy, if_exists=True))
    connection.execute(CreateTable(copy))
    names = ("id", *_COPIED[alias])
    rows = select(*(table.c[name] for name in names)).where(
        table.c.workspace_id == setting.workspace_id
    )
    connection.execute(insert(copy).from_select(list(names), rows))
    return copy


def _describe(alias: str) -> Table:
    """The copy bears the alias as its name, so that it stands for it in expressions."""
    table = JOINS[alias].table
    columns = (Column(name, table.c[name].type) for name in _COPIED[alias])
    key = Column("id", Integer, primary_key=True)
    return Table(alias, MetaData(), key, *columns, prefixes=["TEMPORARY"])
