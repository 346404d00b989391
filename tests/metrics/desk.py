"""A small company for the tests of the pipeline: four people, three stages, deals as told."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from metrics.question import Setting
from storage.naming import fold_name
from storage.tables import (
    Account,
    Deal,
    DealChange,
    ImportBatch,
    Person,
    Product,
    Stage,
    Workspace,
)

TODAY = date(2026, 11, 20)
SETTING = Setting(1, TODAY, ZoneInfo("UTC"))

ANN, BEN, CY, LEAD = 1, 2, 3, 4
TALK, OFFER, TERMS, WON, LOST = 1, 2, 3, 4, 5
STAGES = (
    (TALK, "Talk", "open", "0.10"),
    (OFFER, "Offer", "open", None),
    (TERMS, "Terms", "open", "0.80"),
    (WON, "Won", "won", None),
    (LOST, "Lost", "lost", None),
)
STATUS = {WON: "won", LOST: "lost"}


@dataclass
class Desk:
    """Writes deals and their changes into workspace 1 (or another), counting ids up."""

    connection: Connection
    workspace_id: int = 1
    deals: int = 0
    changes: int = 0
    batches: int = 0
    defaults: dict[str, Any] = field(default_factory=dict)

    def open(self) -> "Desk":
        """Set the company up: stages, people, an account in each of two segments."""
        self._write(Workspace, {"id": self.workspace_id, "name": "Example"}, keyed=False)
        for place, name, kind, probability in STAGES:
            self._write(
                Stage,
                {
                    "id": place,
                    "name": name,
                    "name_key": fold_name(name),
                    "position": place,
                    "kind": kind,
                    "probability": probability,
                },
            )
        self._write(Person, self._person(LEAD, "Lea Lead", "manager", None))
        for place, name, team in ((ANN, "Ann", "Red"), (BEN, "Ben", "Red"), (CY, "Cy", "Blue")):
            self._write(Person, self._person(place, name, "rep", team))
        for place, name, segment in ((1, "Acme", "Enterprise"), (2, "Bolt", "SMB")):
            self._write(
                Account,
                {"id": place, "name": name, "name_key": fold_name(name), "segment": segment},
            )
        self._write(Product, {"id": 1, "name": "Beacon", "name_key": "beacon"})
        return self

    def _person(self, place: int, name: str, role: str, team: str | None) -> dict[str, Any]:
        return {
            "id": place,
            "name": name,
            "name_key": fold_name(name),
            "role": role,
            "team": team,
            "manager_id": LEAD if place != LEAD else None,
        }

    def add(self, stage: int = TALK, value: int | None = 10_000, **columns: Any) -> int:
        """One deal; `value` in cents. Gives its id."""
        self.deals += 1
        row = {
            "id": self.deals,
            "key": f"D{self.deals}",
            "name": f"Deal {self.deals}",
            "status": STATUS.get(stage, "open"),
            "stage_id": stage,
            "owner_id": ANN,
            "amount_minor": value,
            "currency": None if value is None else "USD",
            "value_minor": value,
            "created_on": date(2026, 9, 1),
            "expected_close_on": date(2026, 12, 31),
            "stage_entered_on": TODAY,
            "last_activity_on": TODAY,
            "batch_id": 1,
            **self.defaults,
            **columns,
        }
        self._write(Deal, row)
        return self.deals

    def change(self, deal: int, on: date, field_: str, old: object, new: object) -> None:
        """One recorded change of a deal."""
        self.changes += 1
        row = {
            "id": self.changes,
            "deal_id": deal,
            "at": datetime.combine(on, time(15), UTC),
            "on": on,
            "field": field_,
            "old": None if old is None else str(old),
            "new": None if new is None else str(new),
            "batch_id": 1,
        }
        self._write(DealChange, row)

    def imported(self, on: date, kind: str = "deals") -> int:
        """An import that ended on that day; gives its id."""
        self.batches += 1
        at = datetime.combine(on, time(16), UTC)
        row = {
            "id": self.batches,
            "kind": kind,
            "file_name": "deals.csv",
            "started_at": at,
            "finished_at": at,
            "rows_read": 0,
            "rows_new": 0,
            "rows_changed": 0,
            "rows_unchanged": 0,
            "rows_rejected": 0,
            "report": {},
        }
        self._write(ImportBatch, row)
        return self.batches

    def _write(self, table: Any, row: dict[str, Any], *, keyed: bool = True) -> None:
        own = {"workspace_id": self.workspace_id} if keyed else {}
        self.connection.execute(insert(table).values({**own, **row}))
