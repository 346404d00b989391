"""Taking an import back: what later imports stand on is refused, all else is put back exactly."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, text, update

from storage.problem import Problem
from storage.tables import Base, ImportBatch, ImportUndo, Workspace

_BATCHED = ("deal_changes", "deals", "leads", "goals", "spend", "exchange_rates")
"""Tables whose rows say which import brought them; in the order they can be deleted in."""
_NAMED = ("people", "accounts", "products", "stages")
_POINTERS = (
    ("deals", "owner_id", "people"),
    ("leads", "owner_id", "people"),
    ("goals", "owner_id", "people"),
    ("people", "manager_id", "people"),
    ("deals", "account_id", "accounts"),
    ("leads", "account_id", "accounts"),
    ("accounts", "parent_id", "accounts"),
    ("deals", "product_id", "products"),
    ("deals", "stage_id", "stages"),
)
_AT_ONCE = 500
Restored = dict[str, list[tuple[int, dict[str, Any] | None]]]


@dataclass(frozen=True)
class UndoReport:
    """What taking an import back did: rows taken out and rows put back as they were."""

    batch_id: int
    kind: str
    file_name: str
    removed: int
    restored: int


class Undo:
    """Takes one import back, in the transaction that `connection` is in."""

    def __init__(self, connection: Connection, workspace_id: int, batch_id: int) -> None:
        self.connection = connection
        self.workspace_id = workspace_id
        self.batch_id = batch_id
        self._mark = "%s" if connection.dialect.name == "postgresql" else "?"

    def run(self, now: datetime) -> UndoReport:
        """Check that nothing stands on the import, restore, delete, mark it as undone."""
        batch = self._find_batch()
        self._refuse(self._find_touching())
        self._refuse(self._find_converted())
        before = self._read_undo()
        inserted = {
            table: [id_ for id_, values in rows if values is None] for table, rows in before.items()
        }
        restored = sum(self._restore(table, rows) for table, rows in before.items())
        removed = self._count_batched()
        self._refuse(self._find_history())
        for table in _BATCHED:
            self._execute(
                f"DELETE FROM {table} WHERE workspace_id = :workspace AND batch_id = :batch"  # noqa: S608 - our own tables' names
            )
        self._refuse(self._find_pointing(inserted))
        for table in _NAMED:
            removed += self._delete(table, inserted.get(table, []))
        self.connection.execute(
            delete(ImportUndo).where(
                ImportUndo.workspace_id == self.workspace_id, ImportUndo.batch_id == self.batch_id
            )
        )
        self.connection.execute(
            update(ImportBatch)
            .where(ImportBatch.workspace_id == self.workspace_id, ImportBatch.id == self.batch_id)
            .values(undone_at=now)
        )
        return UndoReport(self.batch_id, batch.kind, batch.file_name, removed, restored)

    def _find_batch(self) -> Any:
        batch = self.connection.execute(
            select(ImportBatch.kind, ImportBatch.file_name, ImportBatch.undone_at).where(
                ImportBatch.workspace_id == self.workspace_id, ImportBatch.id == self.batch_id
            )
        ).one_or_none()
        if batch is None:
            raise Problem(
                "no-import",
                what=f"There is no import {self.batch_id}.",
                fix="See which there are: salesbell imports",
            )
        if batch.undone_at is not None:
            raise Problem(
                "undone-before",
                what=f"Import {self.batch_id} ({batch.file_name}) has already been undone.",
                fix="See which still hold: salesbell imports",
            )
        return batch

    def _refuse(self, later: set[int]) -> None:
        if not later:
            return
        order = sorted(later, reverse=True)
        listed = ", ".join(str(each) for each in order)
        raise Problem(
            "undo-order",
            what=f"Import {self.batch_id} can't be undone yet: later imports stand on it.",
            why=f"They changed or use what it brought: {listed}.",
            fix=f"Undo those first, the newest first: salesbell imports undo {order[0]}",
            suggestions=tuple(f"salesbell imports undo {each}" for each in order),
        )

    def _find_touching(self) -> set[int]:
        """Later imports that changed a row which this one brought or changed."""
        later = self._numbers(
            "SELECT DISTINCT later.batch_id FROM import_undo AS later JOIN import_undo AS own "
            "ON own.workspace_id = later.workspace_id AND own.table_name = later.table_name "
            "AND own.row_id = later.row_id "
            "WHERE later.workspace_id = :workspace AND own.batch_id = :batch "
            "AND later.batch_id > :batch AND later.table_name <> 'workspaces'"
        )
        for table in _BATCHED[1:]:
            later |= self._numbers(
                f"SELECT DISTINCT u.batch_id FROM import_undo AS u JOIN {table} AS t "  # noqa: S608 - our own tables' names
                "ON t.workspace_id = u.workspace_id AND t.id = u.row_id "
                f"WHERE u.workspace_id = :workspace AND u.table_name = '{table}' "
                "AND u.batch_id > :batch AND t.batch_id = :batch"
            )
        return later

    def _find_converted(self) -> set[int]:
        """Later imports that converted money with rates which this one brought or changed."""
        later = set()
        for table in ("deals", "spend"):
            later |= self._numbers(
                f"SELECT DISTINCT t.batch_id FROM {table} AS t WHERE t.workspace_id = :workspace "  # noqa: S608 - our own tables' names
                "AND t.batch_id > :batch AND t.currency IN (SELECT r.currency FROM exchange_rates "
                "AS r WHERE r.workspace_id = :workspace AND (r.batch_id = :batch OR r.id IN "
                "(SELECT row_id FROM import_undo WHERE workspace_id = :workspace "
                "AND batch_id = :batch AND table_name = 'exchange_rates')))"
            )
        return later

    def _find_history(self) -> set[int]:
        """Later imports that wrote history of deals, stages or people which this one brought."""
        later = self._numbers(
            "SELECT DISTINCT c.batch_id FROM deal_changes AS c JOIN deals AS d "
            "ON d.workspace_id = c.workspace_id AND d.id = c.deal_id "
            "WHERE c.workspace_id = :workspace AND c.batch_id > :batch AND d.batch_id = :batch"
        )
        for field, table in (("stage", "stages"), ("owner", "people")):
            later |= self._numbers(
                "SELECT DISTINCT c.batch_id FROM deal_changes AS c JOIN import_undo AS u "  # noqa: S608 - our own tables' names
                "ON u.workspace_id = c.workspace_id AND "
                "(c.old = CAST(u.row_id AS TEXT) OR c.new = CAST(u.row_id AS TEXT)) "
                f"WHERE c.workspace_id = :workspace AND c.field = '{field}' "
                f"AND c.batch_id > :batch AND u.table_name = '{table}' "
                "AND u.batch_id = :batch AND u.before IS NULL"
            )
        return later

    def _find_pointing(self, inserted: Mapping[str, Sequence[int]]) -> set[int]:
        """Later imports whose rows still point to names that this one brought."""
        later: set[int] = set()
        for child, column, parent in _POINTERS:
            gone = set(inserted.get(parent, ()))
            if not gone:
                continue
            own = set(inserted.get(child, ()))
            batch = "batch_id" if child in _BATCHED else "NULL"
            rows = self._in_slices(
                f"SELECT id, {batch}, {column} FROM {child} "  # noqa: S608 - our own tables' names
                f"WHERE workspace_id = :workspace AND {column} IN ",
                sorted(gone),
            )
            for id_, brought_by, _ in rows:
                if id_ in own:
                    continue
                later |= self._find_writers(child, id_)
                if brought_by is not None and brought_by > self.batch_id:
                    later.add(brought_by)
                if len(later) > 50:
                    return later
        return later

    def _find_writers(self, table: str, row_id: int) -> set[int]:
        return self._numbers(
            "SELECT DISTINCT batch_id FROM import_undo WHERE workspace_id = :workspace "  # noqa: S608 - our own tables' names
            f"AND table_name = '{table}' AND row_id = {row_id:d} AND batch_id > :batch"
        )

    def _read_undo(self) -> Restored:
        before: Restored = defaultdict(list)
        rows = self.connection.execute(
            select(ImportUndo.table_name, ImportUndo.row_id, ImportUndo.before).where(
                ImportUndo.workspace_id == self.workspace_id, ImportUndo.batch_id == self.batch_id
            )
        )
        for table, row_id, values in rows:
            before[table].append((row_id, values))
        return before

    def _restore(self, table: str, rows: list[tuple[int, dict[str, Any] | None]]) -> int:
        if table == "workspaces":
            return self._restore_workspace(rows)
        quote = self.connection.dialect.identifier_preparer.quote
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for id_, values in rows:
            if values is not None:
                groups[tuple(values)].append((*values.values(), id_))
        known = Base.metadata.tables[table].c
        for columns, group in groups.items():
            assignments = ", ".join(f"{quote(known[name].name)} = {self._mark}" for name in columns)
            self.connection.exec_driver_sql(
                f"UPDATE {table} SET {assignments} "  # noqa: S608 - names of our own tables and columns
                f"WHERE workspace_id = {self.workspace_id:d} AND id = {self._mark}",
                group,
            )
        return sum(len(group) for group in groups.values())

    def _restore_workspace(self, rows: list[tuple[int, dict[str, Any] | None]]) -> int:
        """The reporting currency goes back only when no other import's values stand in it."""
        others = self.connection.scalar(
            select(func.count())
            .select_from(ImportBatch)
            .where(
                ImportBatch.workspace_id == self.workspace_id,
                ImportBatch.id > self.batch_id,
                ImportBatch.undone_at.is_(None),
            )
        )
        for _, values in rows:
            if values is not None and not others:
                self.connection.execute(
                    update(Workspace).where(Workspace.id == self.workspace_id).values(**values)
                )
        return 0

    def _count_batched(self) -> int:
        total = 0
        for table in _BATCHED[1:]:
            total += self._execute(
                f"SELECT count(*) FROM {table} "  # noqa: S608 - our own tables' names
                "WHERE workspace_id = :workspace AND batch_id = :batch"
            ).scalar_one()
        return total

    def _delete(self, table: str, ids: Sequence[int]) -> int:
        for start in range(0, len(ids), _AT_ONCE):
            part = ", ".join(str(int(id_)) for id_ in ids[start : start + _AT_ONCE])
            self._execute(f"DELETE FROM {table} WHERE workspace_id = :workspace AND id IN ({part})")  # noqa: S608 - numbers
        return len(ids)

    def _in_slices(self, sql: str, ids: Sequence[int]) -> list[Any]:
        rows: list[Any] = []
        for start in range(0, len(ids), _AT_ONCE):
            part = ", ".join(str(int(id_)) for id_ in ids[start : start + _AT_ONCE])
            rows += self._execute(f"{sql} ({part}) LIMIT {_AT_ONCE}").fetchall()
        return rows

    def _numbers(self, sql: str) -> set[int]:
        return {row[0] for row in self._execute(sql)}

    def _execute(self, sql: str) -> Any:
        values = {"workspace": self.workspace_id}
        if ":batch" in sql:
            values["batch"] = self.batch_id
        return self.connection.execute(text(sql), values)
