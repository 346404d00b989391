"""The sample company's export files tell of the same company as the one loaded directly."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select

from storage.importing import GoalMetric, ImportSettings, import_file
from storage.sample import load_sample, write_exports
from storage.tables import Deal, Goal, Lead, Person

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = ImportSettings(
    zone=ZoneInfo("UTC"),
    currency="USD",
    metrics={
        "bookings": GoalMetric("bookings", "money"),
        "deals won": GoalMetric("deals_won", "deals"),
    },
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_exports(tmp_path / "a", 200, 3, today=TODAY)
    second = write_exports(tmp_path / "b", 200, 3, today=TODAY)
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_the_files_are_as_dirty_as_exports_are(tmp_path: Path) -> None:
    write_exports(tmp_path, 800, today=TODAY)
    deals = read(tmp_path / "deals.csv")
    assert len(deals) == 800
    assert any(deal["Amount"].startswith("$") and "," in deal["Amount"] for deal in deals)
    assert {"", "N/A"} <= {deal["Amount"] for deal in deals}
    assert any(deal["Deal Owner"].startswith("  ") for deal in deals)
    assert any(deal["Company Name"].isupper() for deal in deals)
    assert any(deal["Product"] == "BeaconPro" for deal in deals)
    assert any(deal["Deal Name"].startswith("=") for deal in deals)


def totals(connection: Connection, workspace_id: int) -> dict[str, object]:
    rows = connection.execute(
        select(
            Deal.status,
            func.count(),
            func.sum(Deal.amount_minor),
            func.sum(Deal.value_minor),
            func.count(Deal.owner_id),
            func.count(Deal.created_on),
            func.count(Deal.source),
            func.min(Deal.closed_on),
            func.max(Deal.expected_close_on).filter(Deal.status == "open"),
        )
        .where(Deal.workspace_id == workspace_id)
        .group_by(Deal.status)
    ).all()
    told: dict[str, object] = {row[0]: tuple(row)[1:] for row in rows}
    for table in (Person, Lead, Goal):
        told[table.__tablename__] = connection.scalar(
            select(func.count()).where(table.workspace_id == workspace_id)
        )
    told["goals sum"] = connection.scalar(
        select(func.sum(Goal.target)).where(Goal.workspace_id == workspace_id)
    )
    return told


def test_importing_the_files_gives_the_company_that_is_loaded(
    engine: Engine, tmp_path: Path
) -> None:
    load_sample(engine, 1, 600, 4, today=TODAY)
    for path in write_exports(tmp_path, 600, 4, today=TODAY):
        report = import_file(engine, 2, path.stem, path, SETTINGS, NOW)
        assert report.rejected == (1 if path.stem == "accounts" else 0), path  # the one called Null
    with engine.connect() as connection:
        assert totals(connection, 2) == totals(connection, 1)
