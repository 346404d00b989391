"""Until when a snoozed rule is silent."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.alerts.snooze import Snooze, end_snooze

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2000, 1, 1, tzinfo=UTC)


def at(
    year: int, month: int, day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN
) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def test_four_hours_are_four_hours_even_while_the_clocks_change() -> None:
    before = at(2026, 3, 29, 0, 30)
    assert end_snooze(Snooze.HOURS, before, BERLIN, None) == before + timedelta(hours=4)


@pytest.mark.parametrize(
    ("now", "opening", "end"),
    [
        (at(2026, 11, 24, 15), None, at(2026, 11, 25, 8)),  # a Tuesday
        (at(2026, 11, 24, 3), time(9), at(2026, 11, 25, 9)),
        (at(2026, 11, 27, 15), None, at(2026, 11, 30, 8)),  # a Friday
        (at(2026, 11, 28, 15), time(7, 30), at(2026, 11, 30, 7, 30)),
        (at(2026, 11, 29, 23, 59), None, at(2026, 11, 30, 8)),  # a Sunday
    ],
)
def test_the_next_working_day_begins_when_the_quiet_hours_end(
    now: datetime, opening: time | None, end: datetime
) -> None:
    assert end_snooze(Snooze.DAY, now, BERLIN, opening) == end


def test_a_week_ends_at_the_same_time_on_the_wall() -> None:
    assert end_snooze(Snooze.WEEK, at(2026, 10, 22, 15), BERLIN, None) == at(2026, 10, 29, 15)


def test_days_are_those_of_the_rules_zone() -> None:
    late = at(2026, 11, 26, 22, zone=NEW_YORK)  # Friday already in Berlin
    assert end_snooze(Snooze.DAY, late, NEW_YORK, None) == at(2026, 11, 27, 8, zone=NEW_YORK)


@given(
    st.sampled_from(Snooze),
    st.integers(0, 100 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
    st.one_of(st.none(), st.times()),
)
def test_a_snooze_ends_later_and_soon_enough(
    snooze: Snooze, now: datetime, zone: ZoneInfo, opening: time | None
) -> None:
    end = end_snooze(snooze, now, zone, opening)
    assert timedelta() < end - now <= timedelta(days=7, hours=1)
    if snooze is Snooze.DAY:
        assert end.astimezone(zone).weekday() < 5
