"""What the data has to filter by: the values of every dimension, for recognising words."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, FromClause, Table, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.functions import FunctionElement

from metrics.dimension import DIMENSIONS, Dimension
from metrics.metric import expression_of
from storage.tables import Base, Stage


def read_dimension_values(connection: Connection, workspace_id: int) -> dict[str, tuple[str, ...]]:
    """The values of each dimension as the data spells them, sorted.

    Each table is read once, however many dimensions stand on it. Dimensions that are worked out
    from days (the month of creation) are left out: their values are words of the calendar.
    """
    columns = {name: _find_columns(dimension) for name, dimension in DIMENSIONS.items()}
    wanted: dict[str, set[str]] = {}
    for pairs in columns.values():
        for table, column in pairs:
            wanted.setdefault(table, set()).add(column)
    read = {
        (table, column): values
        for table, names in wanted.items()
        for column, values in _read_table(connection, workspace_id, table, names).items()
    }
    return {
        name: tuple(sorted({value for pair in pairs for value in read[pair]}))
        for name, pairs in columns.items()
    }


def read_decided_stages(connection: Connection, workspace_id: int) -> dict[str, str]:
    """The names of the stages that no open deal is in, each with its kind: "won" or "lost".

    A name that an open stage of another pipeline has too is left out.
    """
    rows = connection.execute(
        select(Stage.name, Stage.kind).where(Stage.workspace_id == workspace_id)
    ).all()
    still_open = {row.name for row in rows if row.kind == "open"}
    return {row.name: row.kind for row in rows if row.name not in still_open}


def _find_columns(dimension: Dimension) -> set[tuple[str, str]]:
    """(table, column) of every text that a dimension may show."""
    if dimension.names is not None:
        return {(_table_of(dimension.names), "name")}
    found = set()
    for column in dimension.columns.values():
        for element in visitors.iterate(expression_of(column)):
            if isinstance(element, FunctionElement) and element.name == "month_of":
                return set()
            if isinstance(element, ColumnClause) and element.table is not None:
                found.add((_table_of(element.table), str(element.key)))
    return found


def _table_of(source: FromClause) -> str:
    """The table behind an alias."""
    table = getattr(source, "element", source)
    return table.name if isinstance(table, Table) else str(table)


def _read_table(
    connection: Connection, workspace_id: int, table: str, names: Iterable[str]
) -> dict[str, set[str]]:
    source = Base.metadata.tables[table]
    columns: list[ColumnElement[str]] = [source.c[name] for name in sorted(names)]
    statement = select(*columns).where(source.c.workspace_id == workspace_id).distinct()
    values: dict[str, set[str]] = {column.name: set() for column in columns}
    for row in connection.execute(statement):
        for name, value in zip(values, row, strict=True):
            if value:
                values[name].add(value)
    return values
