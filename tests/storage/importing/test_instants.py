"""The time of day that a file tells beside a day is kept, row by row, and known again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.importing import delimited
from storage.tables import Deal
from tests.storage.importing.desk import Desk, count_rows

START = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)


def read_instants(desk: Desk) -> dict[str, tuple[datetime | None, datetime | None]]:
    with desk.engine.connect() as connection:
        rows = connection.execute(select(Deal.key, Deal.created_at, Deal.closed_at)).all()
    return {key: (created, closed) for key, created, closed in rows}


def test_only_cells_with_a_time_have_an_instant(desk: Desk) -> None:
    file = [
        ("id", "stage", "created", "close date"),
        ("1", "Closed Won", "2026-01-01", "2026-02-01 10:30:00"),
        ("2", "Closed Lost", "2026-01-01 08:00:00", "2026-02-01"),
        ("3", "Proposal", "2026-01-01 08:00:00", "2026-02-01 10:30:00"),
        ("4", "Closed Won", "", "2026-02-01 10:30:00"),
    ]
    assert count_rows(desk.take("deals", file)) == (4, 0, 0, 0)
    closed = datetime(2026, 2, 1, 10, 30, tzinfo=UTC)
    assert read_instants(desk) == {
        "1": (None, closed),
        "2": (START, None),
        "3": (START, None),
        "4": (None, closed),
    }
    assert count_rows(desk.take("deals", file)) == (0, 0, 4, 0)


def test_the_dates_of_won_and_lost_deals_bring_their_own_instants(desk: Desk) -> None:
    file = [
        ("id", "stage", "close date", "won date", "lost date"),
        ("1", "Closed Won", "2026-02-01 01:00:00", "2026-02-02 02:00:00", ""),
        ("2", "Closed Lost", "2026-02-01 01:00:00", "2026-02-02 02:00:00", "2026-02-03"),
        ("3", "Closed Won", "2026-02-01 01:00:00", "", ""),
        ("4", "Proposal", "2026-02-01 01:00:00", "2026-02-02 02:00:00", ""),
    ]
    desk.take("deals", file)
    assert {key: closed for key, (_, closed) in read_instants(desk).items()} == {
        "1": datetime(2026, 2, 2, 2, 0, tzinfo=UTC),
        "2": None,
        "3": datetime(2026, 2, 1, 1, 0, tzinfo=UTC),
        "4": None,
    }


def test_instants_that_are_all_different_stay_with_their_rows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "CHUNK_ROWS", 1_100)
    # Never at midnight, which is how programs write a day without a time.
    first = START + timedelta(seconds=30)
    created = {str(number): first + timedelta(minutes=number) for number in range(2_500)}
    file = [("id", "stage", "created")]
    file += [(key, "Proposal", at.strftime("%Y-%m-%d %H:%M:%S")) for key, at in created.items()]
    assert count_rows(desk.take("deals", file)) == (2_500, 0, 0, 0)
    assert {key: at for key, (at, _) in read_instants(desk).items()} == created
    assert count_rows(desk.take("deals", file)) == (0, 0, 2_500, 0)
