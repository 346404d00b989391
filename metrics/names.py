"""Names for ids: people, products, accounts and stages as readers know them, and back.

Two rows with the same name stay two: the second part of "Anna Berg (anna@example.com)" tells them
apart, and a filter understands both the name alone (all of them) and the longer form.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, func, select

from storage.naming import fold_name

_FEW = 500
"""Up to so many ids are asked for one by one; beyond, reading the small table is quicker."""


def read_names(
    connection: Connection, workspace_id: int, table: FromClause, ids: Iterable[int]
) -> dict[int, str]:
    """The name of each id; ids that are gone are left out."""
    names = _read_plain_names(connection, workspace_id, table, ids)
    doubled = {name for name, count in Counter(names.values()).items() if count > 1}
    if doubled:
        names.update(_tell_apart(connection, workspace_id, table, doubled, set(names)))
    return names


def read_full_names(
    connection: Connection, workspace_id: int, table: FromClause, ids: Iterable[int]
) -> dict[int, str]:
    """The name of each id, the longer one wherever somebody else is called the same.

    Unlike `read_names`, a row has the same name whichever others are read with it.
    """
    names = _read_plain_names(connection, workspace_id, table, ids)
    doubled: set[str] = set()
    for some in _cut(sorted(set(names.values()))):
        rows = connection.execute(
            select(table.c.name)
            .where(
                table.c.workspace_id == workspace_id,
                table.c.name_key.in_({fold_name(name) for name in some}),
                table.c.name.in_(some),
            )
            .group_by(table.c.name)
            .having(func.count() > 1)
        )
        doubled.update(rows.scalars())
    if doubled:
        names.update(_tell_apart(connection, workspace_id, table, doubled, set(names)))
    return names


def find_ids(
    connection: Connection, workspace_id: int, table: FromClause, names: Iterable[str]
) -> list[int]:
    """The ids of everything called so; empty when nothing is."""
    wanted = list(names)
    found = find_ids_of_each(connection, workspace_id, table, wanted)
    return [id_ for name in wanted for id_ in found[name]]


def find_ids_of_each(
    connection: Connection, workspace_id: int, table: FromClause, names: Iterable[str]
) -> dict[str, list[int]]:
    """The ids of everything called by each name, with many names read together."""
    found: dict[str, list[int]] = {name: [] for name in names}
    for some in _cut(sorted(found)):
        rows = connection.execute(
            select(table.c.id, table.c.name).where(
                table.c.workspace_id == workspace_id,
                table.c.name_key.in_({fold_name(name) for name in some}),
                table.c.name.in_(some),
            )
        )
        for row in rows:
            found[row.name].append(row.id)
    longer = [name for name, ids in found.items() if not ids]
    found |= {name: _find_longer(connection, workspace_id, table, name) for name in longer}
    return found


def _read_plain_names(
    connection: Connection, workspace_id: int, table: FromClause, ids: Iterable[int]
) -> dict[int, str]:
    wanted = sorted(set(ids))
    statement = select(table.c.id, table.c.name).where(table.c.workspace_id == workspace_id)
    if len(wanted) <= _FEW:
        statement = statement.where(table.c.id.in_(wanted))
    known = set(wanted)
    return {row.id: row.name for row in connection.execute(statement) if row.id in known}


def _cut(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Few enough at a time for one statement."""
    return (names[start : start + _FEW] for start in range(0, len(names), _FEW))


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
