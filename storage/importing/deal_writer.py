"""Deals against what the table has already: new, changed or unchanged, with history and undo."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from storage.importing.exchange import Exchange
from storage.importing.ledger import Ledger
from storage.importing.run import Run
from storage.importing.stages import StageBook
from storage.tables import Deal, DealChange

_HISTORY = {"stage_id": "stage", "amount_minor": "amount", "value_minor": "value",
            "owner_id": "owner", "expected_close_on": "expected_close_on"}  # fmt: skip
_POINTING = ("owner_id", "account_id", "product_id", "stage_id")
_STEADY = ("amount_minor", "currency", "closed_on", "value_minor", "stage_entered_on")
"""What is read of every deal that the file names again, whichever columns it brings."""
_VALUE_FOLLOWS = frozenset({"amount_minor", "currency", "closed_on", "status"})
Values = dict[str, Any]
Change = tuple[int, Values, Values]
Columns = dict[str, Sequence[Any]]


class DealWriter:
    """Compares a chunk with the table and writes the difference."""

    def __init__(self, run: Run, exchange: Exchange, stages: StageBook | None) -> None:
        self.run = run
        self._exchange = exchange
        self._stages = stages
        where = (run.workspace_id, run.batch_id)
        self.ledger = Ledger(run.connection, Deal.__table__, *where)  # type: ignore[arg-type]  # a mapped class has a Table
        self._history = Ledger(run.connection, DealChange.__table__, *where)  # type: ignore[arg-type]  # the same
        self._explicit_due = "expected_close" in run.columns
        self._explicit_entry = "stage_entered" in run.columns
        self._today = self.ledger.to_driver("closed_on")(run.today)
        self._now = self._history.to_driver("at")(run.now)

    def write(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Write one chunk: driver values by column, `key` among them."""
        names = [name for name in columns if name != "key"]
        for name in _POINTING:
            self.run.pointed.setdefault(name, set()).update(columns.get(name, ()))
        known: dict[str, tuple[Any, ...]] = {}
        if not self.ledger.was_empty and columns["key"]:
            extra = [name for name in _STEADY if name not in names]
            wanted = ["key", "id", *names, *extra]
            rows = self._read_in_order(columns["key"], wanted)
            if rows is not None and self._is_same(columns, names, rows):
                self.run.report.unchanged += len(rows)
                return
            if rows is None:
                rows = self.ledger.read_by_key("key", columns["key"], wanted)
            known = {row[0]: row for row in rows}
        if known:
            self._compare(columns, names, known)
        else:
            self._insert(columns, None)

    def finish(self) -> None:
        """Bring the deals that the file did not name into line with changed settings."""
        if self._stages is not None and self._stages.rekinded:
            self._follow_stages(self._stages.rekinded)
        if self.run.reporting_changed:
            self.revalue(only_missing=False)

    def revalue(self, *, only_missing: bool) -> int:
        """Convert amounts with the rates there are now; gives the number of deals changed."""
        changes: list[Change] = []
        columns = ("id", "amount_minor", "currency", "closed_on", "value_minor")
        for id_, minor, currency, closed_on, value in self.ledger.read_all(columns):
            if minor is None or (only_missing and value is not None):
                continue
            converted = self.convert(minor, currency, closed_on)
            if converted != value:
                changes.append((id_, {"value_minor": value}, {"value_minor": converted}))
        self.write_changes(changes)
        return len(changes)

    def convert(self, minor: int, currency: str, closed_on: Any) -> int | None:
        """The value in the reporting currency; `closed_on` as the driver gives it."""
        on = date.fromisoformat(closed_on) if isinstance(closed_on, str) else closed_on
        return self._exchange.convert(minor, currency, on)

    def write_changes(self, changes: list[Change]) -> None:
        """Change deals, leaving what they were for undo and for their history."""
        if not changes:
            return
        self.ledger.update(changes)
        history = [
            (id_, field, _write(before[column]), _write(after[column]))
            for id_, before, after in changes
            for column, field in _HISTORY.items()
            if column in after
        ]
        ids = self._history.take_ids(len(history))
        self._history.insert(
            ("id", "deal_id", "field", "old", "new", "at", "on"),
            [(id_, *row, self._now, self._today) for id_, row in zip(ids, history, strict=True)],
            {},
        )

    def _read_in_order(
        self, keys: Sequence[str], wanted: Sequence[str]
    ) -> list[tuple[Any, ...]] | None:
        """What the table has of these deals, one for one; None when it has them otherwise.

        A file in the order of the last one is read by id, faster than looking each key up.
        """
        ends: dict[str, int] = dict(
            self.ledger.read_by_key("key", [keys[0], keys[-1]], ("key", "id"))
        )
        first, last = ends.get(keys[0]), ends.get(keys[-1])
        if first is None or last is None or last - first != len(keys) - 1:
            return None
        rows = self.ledger.read_between(first, last, wanted)
        return rows if [row[0] for row in rows] == list(keys) else None

    @staticmethod
    def _is_same(
        columns: Mapping[str, Sequence[Any]], names: list[str], rows: list[tuple[Any, ...]]
    ) -> bool:
        """Whether rows of (key, id, *names, …) say just what the file says."""
        stored = list(zip(*rows, strict=True))[2:]
        return all(
            cells == tuple(columns[name]) for name, cells in zip(names, stored, strict=False)
        )

    def _compare(
        self,
        columns: Mapping[str, Sequence[Any]],
        names: list[str],
        known: Mapping[str, tuple[Any, ...]],
    ) -> None:
        extra = [name for name in _STEADY if name not in names]
        width = 2 + len(names)
        rows = list(zip(*(columns[name] for name in names), strict=True))
        fresh: list[int] = []
        changes: list[Change] = []
        unchanged = 0
        for place, (key, row) in enumerate(zip(columns["key"], rows, strict=True)):
            old = known.get(key)
            if old is None:
                fresh.append(place)
            elif row == old[2:width]:
                unchanged += 1
            else:
                before = dict(zip((*names, *extra), old[2:], strict=True))
                after = self._find_changes(before, dict(zip(names, row, strict=True)))
                if after:
                    changes.append((old[1], {name: before[name] for name in after}, after))
                else:
                    unchanged += 1
        self.run.report.unchanged += unchanged
        self.run.report.changed += len(changes)
        self.write_changes(changes)
        if fresh:
            self._insert(columns, fresh)

    def _find_changes(self, before: Values, row: Values) -> Values:
        after = {name: value for name, value in row.items() if value != before[name]}
        status, closed_on = row["status"], row["closed_on"]
        if status != "open" and not self._explicit_due:
            # The one close date is the day it closed now; the day it was expected stays.
            after.pop("expected_close_on", None)
        follows = not _VALUE_FOLLOWS.isdisjoint(after)
        if "amount_minor" not in row and follows and before["amount_minor"] is not None:
            value = self.convert(before["amount_minor"], before["currency"], closed_on)
            if value != before["value_minor"]:
                after["value_minor"] = value
        elif "value_minor" in after and not (
            follows or before["value_minor"] is None or self.run.reporting_changed
        ):
            # Converted once and kept: a newer rate alone changes nothing.
            del after["value_minor"]
        if "stage_id" in after and not self._explicit_entry:
            entered = self._today if status == "open" else closed_on
            if entered != before["stage_entered_on"]:
                after["stage_entered_on"] = entered
        return after

    def _insert(self, columns: Mapping[str, Sequence[Any]], places: Sequence[int] | None) -> None:
        count = len(columns["key"]) if places is None else len(places)
        if not count:
            return
        lists: Columns = dict(columns)
        if not self._explicit_entry:
            created = columns.get("created_on") or [None] * len(columns["key"])
            lists["stage_entered_on"] = [
                first if closed is None else closed
                for first, closed in zip(created, columns["closed_on"], strict=True)
            ]
        # Columns without anything in them need not be written.
        lists = {name: column for name, column in lists.items() if any_there(column)}
        constants = {name: cells[0] for name, cells in lists.items() if _is_constant(cells)}
        lists = {name: cells for name, cells in lists.items() if name not in constants}
        if places is not None:
            lists = _pick(lists, places)
        ids = self.ledger.take_ids(count)
        self.run.behind.start(lambda: self.ledger.insert_columns(ids, lists, constants))
        self.run.report.new += count

    def _follow_stages(self, kinds: Mapping[int, str]) -> None:
        """Give deals the status of their stage, where a setting has made that another one."""
        changes: list[Change] = []
        columns = ("id", "stage_id", "status", "closed_on", "expected_close_on")
        for id_, stage_id, status, closed_on, due in self.ledger.read_all(columns):
            kind = kinds.get(stage_id)
            if kind is None or kind == status:
                continue
            before = {"status": status, "closed_on": closed_on, "expected_close_on": due}
            wanted = {"status": kind, "closed_on": closed_on or due, "expected_close_on": due}
            if kind == "open":
                wanted.update(closed_on=None, expected_close_on=due or closed_on)
            after = {name: value for name, value in wanted.items() if value != before[name]}
            changes.append((id_, {name: before[name] for name in after}, after))
        self.write_changes(changes)


def any_there(column: Sequence[Any]) -> bool:
    """Whether anything in the column is not NULL."""
    return bool(column) and (column[0] is not None or column.count(None) < len(column))


def _is_constant(column: Sequence[Any]) -> bool:
    """Whether all cells are one text or number: it is then written once for all rows."""
    first = column[0]
    return (
        type(first) in {str, int}
        and first == column[-1] == column[len(column) // 2]
        and column.count(first) == len(column)
    )


def _pick(columns: Columns, places: Sequence[int]) -> Columns:
    """Some rows of the columns; one list under two names stays one list."""
    picked = {id(column): [column[place] for place in places] for column in columns.values()}
    return {name: picked[id(column)] for name, column in columns.items()}


def _write(value: object) -> str | None:
    return None if value is None else str(value)
