"""Names for ids: people, products, accounts and stages as readers know them, and back.

Two rows with the same name stay two: the second part of "Anna Berg (anna@example.com)" tells them
apart, and a filter understands both the name alone (all of them) and the longer form.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, FromClause, select

from storage.naming import fold_name

_FEW = 500
"""Up to so many ids are asked for one by one; beyond, reading the small table is quicker."""


def read_names(
    connection: Connection, workspace_id: int, table: FromClause, ids: Iterable[int]
) -> dict[int, str]:
    """The name of each id; ids that are gone are left out."""
    wanted = sorted(set(ids))
    statement = select(table.c.id, table.c.name).where(table.c.workspace_id == workspace_id)
    if len(wanted) <= _FEW:
        statement = statement.where(table.c.id.in_(wanted))
    known = set(wanted)
    rows = [row for row in connection.execute(statement) if row.id in known]
    doubled = {name for name, count in Counter(row.name for row in rows).items() if count > 1}
    names = {row.id: row.name for row in rows}
    if doubled:
        names.update(_tell_apart(connection, workspace_id, table, doubled, known))
    return names


def find_ids(
    connection: Connection, workspace_id: int, table: FromClause, names: Iterable[str]
) -> list[int]:
    """The ids of everything called so; empty when nothing is."""
    found: list[int] = []
    for name in names:
        rows = connection.execute(
            select(table.c.id).where(
                table.c.workspace_id == workspace_id,
                table.c.name_key == fold_name(name),
                table.c.name == name,
            )
        ).scalars()
        ids = list(rows) or _find_longer(connection, workspace_id, table, name)
        found += ids
    return found


def _find_longer(
    connection: Connection, workspace_id: int, table: FromClause, name: str
) -> list[int]:
    short, bracket, rest = name.rpartition(" (")
    if not bracket or not rest.endswith(")"):
        return []
    longer = _tell_apart(connection, workspace_id, table, {short}, None)
    return [id_ for id_, spelt in longer.items() if spelt == name]


def _tell_apart(
    connection: Connection,
    workspace_id: int,
    table: FromClause,
    doubled: set[str],
    known: set[int] | None,
) -> dict[int, str]:
    more: Any = next(
        table.c[column] for column in ("email", "pipeline", "key") if column in table.c
    )
    rows = connection.execute(
        select(table.c.id, table.c.name, more.label("more")).where(
            table.c.workspace_id == workspace_id,
            table.c.name_key.in_({fold_name(name) for name in doubled}),
            table.c.name.in_(doubled),
        )
    )
    return {
        row.id: f"{row.name} ({row.more or f'#{row.id}'})"
        for row in rows
        if known is None or row.id in known
    }
