"""Stage histories that CRMs report: each change becomes a row of the deal's history."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from storage.importing.cells.text import BadCell, read_short
from storage.importing.keys import KeyMaker
from storage.importing.ledger import Ledger
from storage.importing.rowwise import FileRow, RowImporter, fail
from storage.importing.run import BadRow, Run
from storage.importing.stages import StageBook
from storage.naming import fold_name
from storage.tables import Deal, DealChange

_STAGE_FIELDS = frozenset({"stage", "dealstage", "stagename", "opportunitystage"})


class StageHistoryImporter(RowImporter):
    """Takes the rows of a history report; deals are imported before their history.

    A row whose stage stays the same, or that tells of another field, changes nothing.
    """

    def __init__(self, run: Run, _: KeyMaker) -> None:
        super().__init__(run, DealChange.__table__)  # type: ignore[arg-type]  # a mapped class has a Table
        where = (run.workspace_id, run.batch_id)
        self._deals = Ledger(run.connection, Deal.__table__, *where)  # type: ignore[arg-type]  # the same
        self._stages = StageBook(run.connection, *where, run.settings.stages)
        self._pipelines: dict[int, str] = dict(
            row[:2] for row in self._stages.ledger.read_all(("id", "pipeline"))
        )
        self._known: dict[str, tuple[Any, ...]] = {}
        self._entered: dict[int, Any] = {}
        self._rows_there = {
            (row["deal_id"], row["field"], row["on"], row["old"], row["new"]): id_
            for id_, row in self.draft.rows.items()
        }
        self._idle = 0

    def prepare(self) -> None:
        """Find the deals that the file names, and take its rows in the order of time."""
        keys = sorted({row.values["id"] for row in self.pending if row.values.get("id")})
        wanted = ("key", "id", "stage_id", "stage_entered_on")
        for start in range(0, len(keys), 10_000):
            for row in self._deals.read_by_key("key", keys[start : start + 10_000], wanted):
                self._known[row[0]] = row
        if _is_newest_first(self.pending):
            # Days without a time are kept in their order, which then runs backwards.
            self.pending.reverse()
        self.pending.sort(key=_find_time)

    def settle(self, row: FileRow) -> int:
        """Add one change. Raises BadRow."""
        values = row.values
        key, at = values.get("id"), values.get("at")
        if key is None:
            raise BadRow("id", "It names no deal.", "Fill in the deal's id.")
        deal = self._known.get(key)
        if deal is None:
            raise BadRow(
                "id",
                "There is no deal with this id.",
                "Import the deals first: salesbell import deals FILE",
            )
        if at is None:
            raise BadRow("at", "It has no time.", "Fill in when the stage changed.")
        if not self._tells_of_stage(values):
            self._idle += 1
            return 0
        for field in ("old", "new"):
            try:
                read_short(values.get(field) or "")
            except BadCell as error:
                raise fail(field, error) from None
        pipeline = self._pipelines.get(deal[2], "")
        new = self._find_stage(pipeline, "new", values["new"])
        old = self._find_stage(pipeline, "old", values["old"]) if values.get("old") else None
        return self._add(deal, at, old, new)

    def conclude(self) -> None:
        """Write new stages, and since when each deal is in the stage it is in."""
        self._stages.write()
        changes = []
        for _, id_, _, before in self._known.values():
            entered = self._entered.get(id_)
            if entered is not None and entered != before:
                changes.append((id_, {"stage_entered_on": before}, {"stage_entered_on": entered}))
        if changes:
            self._deals.update(changes)
        if self._idle:
            self.run.report.notes.append(
                f"{self._idle:,} rows tell of no change of stage; nothing was written for them"
            )

    def _find_stage(self, pipeline: str, field: str, name: str) -> int:
        try:
            return self._stages.find(pipeline, name, None)[0]
        except BadCell as error:
            raise fail(field, error) from None

    def _tells_of_stage(self, values: dict[str, Any]) -> bool:
        field, old, new = values.get("field"), values.get("old"), values.get("new")
        if field is not None and fold_name(field) not in _STAGE_FIELDS:
            return False
        return new is not None and (old is None or fold_name(old) != fold_name(new))

    def _add(
        self, deal: tuple[Any, ...], at: tuple[date, datetime | None], old: int | None, new: int
    ) -> int:
        on, instant = at
        zone = self.run.settings.zone
        columns = {
            "deal_id": deal[1],
            "field": "stage",
            "old": None if old is None else str(old),
            "new": str(new),
            "on": on,
            "at": instant or datetime.combine(on, time(12), zone),
        }
        if new == deal[2]:
            self._entered[deal[1]] = self.draft.convert("on", on)
        same = (deal[1], "stage", self.draft.convert("on", on), columns["old"], columns["new"])
        known = self._rows_there.get(same)
        if known is None:
            known = self.draft.add(columns)
            self._rows_there[same] = known
        return known


def _is_newest_first(rows: Sequence[FileRow]) -> bool:
    """Whether the file tells most deals' changes from the last one back, as many reports do."""
    balance = 0
    seen: dict[Any, tuple[date, bool, float]] = {}
    for row in rows:
        deal, when = row.values.get("id"), _find_time(row)
        if deal in seen:
            balance += (when > seen[deal]) - (when < seen[deal])
        seen[deal] = when
    return balance < 0


def _find_time(row: FileRow) -> tuple[date, bool, float]:
    at = row.values.get("at")
    if at is None:
        return date.max, False, 0.0
    return at[0], at[1] is not None, at[1].timestamp() if at[1] else 0.0
