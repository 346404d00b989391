"""What is due in the nights in which clocks change, and how it is said; worked out by hand."""

from datetime import UTC, date, datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from metrics.schedule import ALL_DAYS, MonthDays, Schedule, Weekly
from metrics.schedule_slots import describe_next, find_due, list_slots, next_slot, read_slot
from tests.metrics.schedule_cases import BERLIN, FRIDAY, MONDAY, SATURDAY

NIGHTS = [
    # zone, wall time, due in UTC, the wall then
    ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", "01:59 CET"),
    ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", "03:00 CEST"),
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00", "03:00 CEST"),
    ("Europe/Berlin", "2026-03-29T02:59", "2026-03-29T01:00", "03:00 CEST"),
    ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", "03:00 CEST"),
    ("Europe/Berlin", "2026-03-29T03:01", "2026-03-29T01:01", "03:01 CEST"),
    ("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59", "01:59 CEST"),
    ("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00", "02:00 CEST"),
    ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", "02:30 CEST"),
    ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", "03:00 CET"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00", "03:00 EDT"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "01:30 EDT"),
    # Half an hour only.
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", "02:30 +11"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "01:45 +11"),
    # Quarters of an hour.
    ("Asia/Kathmandu", "2026-11-23T09:00", "2026-11-23T03:15", "09:00 +0545"),
    ("Asia/Kathmandu", "1986-01-01T00:10", "1985-12-31T18:30", "00:15 +0545"),
    ("Pacific/Chatham", "2026-09-27T03:00", "2026-09-26T14:00", "03:45 +1345"),
    # Two hours at once.
    ("Antarctica/Troll", "2026-03-29T02:00", "2026-03-29T01:00", "03:00 +02"),
    ("Pacific/Auckland", "2026-09-27T02:30", "2026-09-26T14:00", "03:00 NZDT"),
    ("Pacific/Auckland", "2026-04-05T02:30", "2026-04-04T13:30", "02:30 NZDT"),
    # Midnight itself is skipped; since 2019 it no longer is.
    ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00", "01:00 -02"),
    ("America/Sao_Paulo", "2018-11-04T00:30", "2018-11-04T03:00", "01:00 -02"),
    ("America/Sao_Paulo", "2018-11-05T09:00", "2018-11-05T11:00", "09:00 -02"),
    ("America/Sao_Paulo", "2019-11-04T09:00", "2019-11-04T12:00", "09:00 -03"),
    ("America/Sao_Paulo", "2019-11-03T00:30", "2019-11-03T03:30", "00:30 -03"),
    # A whole day is skipped.
    ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59", "23:59 -10"),
    ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00", "00:00 +14"),
    ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00", "00:00 +14"),
    ("Pacific/Apia", "2011-12-31T09:00", "2011-12-30T19:00", "09:00 +14"),
]


@pytest.mark.parametrize(("zone", "wall", "due", "shown"), NIGHTS)
def test_what_is_due_in_a_night_of_change(zone: str, wall: str, due: str, shown: str) -> None:
    found = find_due(datetime.fromisoformat(wall), ZoneInfo(zone))
    assert found == datetime.fromisoformat(f"{due}+00:00")
    assert f"{found.astimezone(ZoneInfo(zone)):%H:%M %Z}" == shown


def test_a_digest_of_half_past_two_comes_once_in_every_night_of_the_year() -> None:
    schedule = Schedule(Weekly(ALL_DAYS), time(2, 30), BERLIN)
    slots = list_slots(
        schedule,
        datetime(2025, 12, 31, 12, tzinfo=UTC),
        until=datetime(2026, 12, 31, 12, tzinfo=UTC),
    )
    assert [slot.day.timetuple().tm_yday for slot in slots] == list(range(1, 366))
    assert len({slot.due_at for slot in slots}) == 365
    odd = {
        slot.wall: slot.due_at.astimezone(BERLIN).strftime("%H:%M %Z")
        for slot in slots
        if slot.due_at.astimezone(BERLIN).time() != time(2, 30)
    }
    assert odd == {"2026-03-29T02:30": "03:00 CEST"}


def test_the_weekly_digest_stays_at_nine_when_brazil_drops_daylight_saving() -> None:
    schedule = Schedule(Weekly((MONDAY,)), time(9), ZoneInfo("America/Sao_Paulo"))
    years = [
        next_slot(schedule, datetime(year, 11, 10, tzinfo=UTC)).due_at
        for year in (2017, 2018, 2019)
    ]
    assert [(due.weekday(), due.hour) for due in years] == [(0, 11), (0, 11), (0, 12)]


def test_a_friday_that_never_was_still_has_its_digest_and_saturdays_comes_after_it() -> None:
    apia = ZoneInfo("Pacific/Apia")
    after = datetime(2011, 12, 28, tzinfo=UTC)
    friday = next_slot(Schedule(Weekly((FRIDAY,)), time(9), apia), after)
    assert (friday.wall, friday.due_at) == (
        "2011-12-30T09:00",
        datetime(2011, 12, 30, 10, tzinfo=UTC),
    )
    both = list_slots(Schedule(Weekly((FRIDAY, SATURDAY)), time(9), apia), after, limit=3)
    assert [slot.wall for slot in both] == [
        "2011-12-30T09:00", "2011-12-31T09:00", "2012-01-06T09:00",
    ]  # fmt: skip
    assert both[0].due_at < both[1].due_at


def test_two_days_that_begin_at_one_instant_are_two_slots() -> None:
    daily = Schedule(Weekly(ALL_DAYS), time(0), ZoneInfo("Pacific/Apia"))
    start = datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = list_slots(daily, start, until=datetime(2011, 12, 31, 12, tzinfo=UTC))
    assert [slot.wall[:10] for slot in found] == ["2011-12-30", "2011-12-31", "2012-01-01"]
    assert found[0].due_at == found[1].due_at == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_new_rules_of_a_zone_move_the_instant_and_never_the_wall_time() -> None:
    place = files("tzdata") / "zoneinfo" / "America" / "Bahia"
    with place.open("rb") as rules:  # the same place, had it dropped daylight saving sooner
        changed = ZoneInfo.from_file(rules, key="America/Sao_Paulo")
    old = Schedule(Weekly((MONDAY,)), time(9), ZoneInfo("America/Sao_Paulo"))
    new = Schedule(Weekly((MONDAY,)), time(9), changed)
    last = next_slot(old, datetime(2018, 10, 30, tzinfo=UTC))
    before, after = next_slot(old, last), next_slot(new, last)
    assert before.wall == after.wall == "2018-11-12T09:00"
    assert (before.due_at.hour, after.due_at.hour) == (11, 12)
    # What was written down before the change is due by the new rules too.
    assert read_slot(before.wall, new) == after


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        (
            Schedule(Weekly((MONDAY,)), time(9), BERLIN),
            "2026-11-22",
            [
                "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)",
                "Mon 30 Nov 2026, 09:00 Europe/Berlin (CET)",
                "Mon 7 Dec 2026, 09:00 Europe/Berlin (CET)",
            ],
        ),
        (
            Schedule(Weekly((MONDAY,)), time(9), ZoneInfo("Asia/Kathmandu")),
            "2026-11-22",
            ["Mon 23 Nov 2026, 09:00 Asia/Kathmandu (UTC+5:45)"],
        ),
        (
            Schedule(Weekly((MONDAY,)), time(9), ZoneInfo("America/Sao_Paulo")),
            "2026-11-22",
            ["Mon 23 Nov 2026, 09:00 America/Sao_Paulo (UTC-3)"],
        ),
        (
            Schedule(Weekly((MONDAY,)), time(9), ZoneInfo("UTC")),
            "2026-11-22",
            ["Mon 23 Nov 2026, 09:00 UTC"],
        ),
        (
            Schedule(Weekly(ALL_DAYS), time(2, 30), BERLIN),
            "2026-03-28",
            [
                "Sat 28 Mar 2026, 02:30 Europe/Berlin (CET)",
                "Sun 29 Mar 2026, 03:00 Europe/Berlin (CEST, as 02:30 is skipped there)",
                "Mon 30 Mar 2026, 02:30 Europe/Berlin (CEST)",
            ],
        ),
        (
            Schedule(Weekly(ALL_DAYS), time(2, 30), BERLIN),
            "2026-10-25",
            [
                "Sun 25 Oct 2026, 02:30 Europe/Berlin (CEST, the first of two)",
                "Mon 26 Oct 2026, 02:30 Europe/Berlin (CET)",
            ],
        ),
        (
            Schedule(MonthDays((30,)), time(9), ZoneInfo("Pacific/Apia")),
            "2011-12-20",
            [
                "Sat 31 Dec 2011, 00:00 Pacific/Apia (UTC+14, as Fri 30 Dec 2011 is skipped there)",
                "Mon 30 Jan 2012, 09:00 Pacific/Apia (UTC+14)",
            ],
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_the_next_times_are_said_with_day_zone_and_what_is_odd(
    schedule: Schedule, now: str, expected: list[str]
) -> None:
    start = datetime.combine(date.fromisoformat(now), time(), UTC)
    assert describe_next(schedule, start, len(expected)) == expected
