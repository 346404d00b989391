"""How far the data goes, and how often newer data comes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from metrics.alerts.coverage import Coverage, read_coverages
from metrics.question import Setting
from storage.tables import ImportBatch
from storage.workspaces import ensure_workspace

BERLIN = ZoneInfo("Europe/Berlin")
SETTING = Setting(1, date(2026, 3, 10), BERLIN)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
_COUNTS = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_rejected")


def bring(engine: Engine, *files: tuple[str, datetime]) -> None:
    with engine.begin() as connection:
        ensure_workspace(connection, 1, "Lanternworks")
        for number, (kind, at) in enumerate(files, start=1):
            values = {"workspace_id": 1, "id": number, "kind": kind, "file_name": f"{kind}.csv"}
            values |= {"started_at": at, "finished_at": at, "report": {}}
            connection.execute(insert(ImportBatch).values(values | dict.fromkeys(_COUNTS, 0)))


def test_the_day_of_an_import_is_not_complete(engine: Engine) -> None:
    bring(engine, ("deals", NOON))
    with engine.connect() as connection:
        coverages = read_coverages(connection, SETTING)
    assert coverages.find("win_rate").day == date(2026, 3, 9)
    assert coverages.find("").newest == NOON


def test_the_day_is_that_of_the_companys_zone(engine: Engine) -> None:
    bring(engine, ("deals", datetime(2026, 3, 9, 23, 30, tzinfo=UTC)))
    with engine.connect() as connection:
        assert read_coverages(connection, SETTING).day == date(2026, 3, 9)


def test_leads_go_no_further_than_their_own_file(engine: Engine) -> None:
    bring(engine, ("leads", NOON - timedelta(days=7)), ("people", NOON), ("deals", NOON))
    with engine.connect() as connection:
        coverages = read_coverages(connection, SETTING)
    assert coverages.find("new_leads").day == date(2026, 3, 2)
    assert coverages.day == date(2026, 3, 9)


def test_before_the_first_file_nothing_is_complete(engine: Engine) -> None:
    bring(engine, ("people", NOON))
    with engine.connect() as connection:
        assert read_coverages(connection, SETTING).day is None


def test_several_files_of_a_day_are_one_arrival(engine: Engine) -> None:
    days = [NOON - timedelta(days=day) for day in range(5)]
    bring(
        engine, *(("deals", day - timedelta(hours=earlier)) for day in days for earlier in (0, 1))
    )
    with engine.connect() as connection:
        coverage = read_coverages(connection, SETTING).find("bookings")
    assert len(coverage.arrivals) == 5
    assert coverage.usual_gap == timedelta(days=1)


def test_a_weekend_without_a_file_is_usual() -> None:
    monday = datetime(2026, 3, 9, 6, tzinfo=UTC)
    days = [monday - timedelta(days=day) for day in range(20)]
    weekdays = tuple(day for day in days if day.weekday() < 5)
    assert Coverage(weekdays, None).usual_gap == timedelta(days=3)


def test_of_few_files_nobody_knows_what_is_usual() -> None:
    assert Coverage((NOON, NOON - timedelta(days=1)), None).usual_gap is None
