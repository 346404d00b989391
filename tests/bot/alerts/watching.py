"""Somebody at alert rules: deals of one planted segment come in day by day, rules are judged."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.alerts.watch import Watchman
from storage.alert_incidents import IncidentRow, list_incidents
from storage.alert_states import ChangeRow, StateRow, list_changes, read_states
from storage.alerts import RulePlan, RuleRow, add_rule, find_rule
from storage.deliveries import list_deliveries
from storage.importing import ImportSettings, import_file
from storage.outbox import DeliveryRow, claim_waiting, finish, record_steps
from storage.sample import REP
from tests.bot.digests.conftest import Desk

ZONE = ZoneInfo("Europe/Berlin")
SEGMENT = "Planted"
HEADINGS = ("deal_id", "deal_name", "owner", "segment", "stage", "amount", "created_date",
            "close_date")  # fmt: skip
MORNING = time(9, 30)


@dataclass
class Watch:
    """What a test of alerts works with.

    Attributes:
        desk: Company, Slack and clock.
        folder: For the files that are imported.
    """

    desk: Desk
    folder: Path
    files: int = 0
    deals: int = 0

    def __post_init__(self) -> None:
        self.watchman = self.make()

    def make(self) -> Watchman:
        """A Watchman of a new process."""
        desk = self.desk
        return Watchman(desk.numbers, desk.roster, lambda: [desk.administrator])

    def plan(self, **changes: Any) -> RulePlan:
        plan: dict[str, Any] = {
            "name": "Planted conversion",
            "words": f"win rate {SEGMENT}",
            "metric": "win_rate",
            "kind": "below",
            "line": Decimal("0.2"),
            "currency": None,
            "against": None,
            "window_days": 7,
            "least": 10,
            "certainty": "normal",
            "z": 1.645,
            "hold_days": 1,
            "recover_line": None,
            "recover_days": 1,
            "pause_hours": 0,
            "quiet_from": None,
            "quiet_to": None,
            "working_days": False,
            "zone": ZONE.key,
            "whose": "visible",
            "person_id": None,
            "recipients": (self.desk.administrator,),
            "mentions": (),
            "owner": self.desk.manager,
        }
        return RulePlan(**{**plan, **changes})

    def add(self, **changes: Any) -> RuleRow:
        return add_rule(self.desk.engine, 1, self.plan(**changes), self.desk.clock.now())

    def close(self, day: date, won: int, lost: int, **cells: str) -> None:
        """Deals of the planted segment that were decided on a day, imported the morning after."""
        self.desk.clock.move_to(
            datetime.combine(day + timedelta(days=1), MORNING, ZONE).astimezone(UTC)
        )
        self.bring(day, won, lost, **cells)

    def bring(self, day: date, won: int, lost: int, **cells: str) -> int:
        """Import such deals now; gives the number of the import."""
        self.files += 1
        path = self.folder / f"deals-{self.files}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS)
            writer.writeheader()
            for stage, count in (("Closed Won", won), ("Closed Lost", lost)):
                for _ in range(count):
                    self.deals += 1
                    row = {
                        "deal_id": f"P{self.deals}",
                        "deal_name": f"Planted deal {self.deals}",
                        "owner": REP.name,
                        "segment": SEGMENT,
                        "stage": stage,
                        "amount": "1000",
                        "created_date": (day - timedelta(days=20)).isoformat(),
                        "close_date": day.isoformat(),
                    }
                    writer.writerow(row | cells)
        settings = ImportSettings(ZONE)
        report = import_file(self.desk.engine, 1, "deals", path, settings, self.desk.clock.now())
        assert not report.rejected, report.rejects
        return report.batch_id or 0

    def work(self, now: datetime | None = None) -> dict[str, int]:
        if now is not None:
            self.desk.clock.move_to(now)
        return dict(self.watchman.work(self.desk.clock.now()))

    def told(self, kind: str = "alert") -> list[DeliveryRow]:
        """What is in the outbox of a kind, the oldest first."""
        with self.desk.engine.connect() as connection:
            rows = list_deliveries(connection, 1, 1000)
        found = [row for row in rows if row.kind == kind]
        return sorted(found, key=lambda row: (row.created_at or row.due_at, row.key))

    def deliver(self, outcome: str = "delivered") -> None:
        """Everything that waits arrives, or meets another end."""
        engine, now = self.desk.engine, self.desk.clock.now()
        while rows := claim_waiting(engine, 1, now, "test", timedelta(minutes=5), 100):
            for row in rows:
                if outcome == "delivered":
                    main = {"channel": "C1", "ts": "1.1"}
                    record_steps(engine, 1, row, {"parts": {"main": main}}, now)
                with engine.begin() as connection:
                    finish(connection, 1, row, outcome, None, now)

    def rule(self, rule: RuleRow) -> RuleRow:
        with self.desk.engine.connect() as connection:
            return find_rule(connection, 1, rule.id)

    def states(self, rule: RuleRow) -> Mapping[str, StateRow]:
        with self.desk.engine.connect() as connection:
            return read_states(connection, 1, [rule.id]).get(rule.id, {})

    def phase(self, rule: RuleRow, group: str = "") -> str:
        return self.states(rule)[group].phase

    def changes(self, rule: RuleRow) -> list[ChangeRow]:
        with self.desk.engine.connect() as connection:
            return list_changes(connection, 1, rule.id)

    def incidents(self, rule: RuleRow) -> list[IncidentRow]:
        with self.desk.engine.connect() as connection:
            return list_incidents(connection, 1, rule_id=rule.id)


def differ(plan: RulePlan, **changes: Any) -> RulePlan:
    """The plan with some properties changed."""
    return replace(plan, **changes)
