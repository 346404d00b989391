"""Slots come on every day that they should, once, in order, at the time on the wall."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.schedule import ALL_DAYS, LAST, WORKDAYS, MonthDays, NthDays, Schedule, Weekly
from metrics.schedule_slots import find_due, list_slots, next_slot, read_slot
from tests.metrics.schedule_cases import (
    BERLIN,
    FRIDAY,
    MONDAY,
    THURSDAY,
    ZONES,
    days,
    patient,
    schedules,
    times,
    walk_days,
    walk_minutes,
    zones,
)

YEAR_ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "America/Sao_Paulo", "Pacific/Auckland",
)  # fmt: skip


@patient
@given(schedule=schedules, start=days)
def test_every_day_of_the_cadence_has_its_slot_exactly_once(
    schedule: Schedule, start: date
) -> None:
    end = start + timedelta(days=400)
    # In Samoa two days began at one instant, so no instant parts the skipped one from the next.
    assume(schedule.zone.key != "Pacific/Apia" or date(2011, 12, 31) not in (start, end))
    midnight = datetime.combine(start, time.min)
    slots = list_slots(
        schedule,
        find_due(midnight, schedule.zone) - timedelta(seconds=1),
        until=find_due(datetime.combine(end, time.min), schedule.zone) - timedelta(seconds=1),
    )
    found = [slot.day for slot in slots]
    assert found == walk_days(schedule.cadence, start, end)


@patient
@given(schedule=schedules, start=days)
def test_slots_follow_each_other_and_read_as_the_time_on_the_wall(
    schedule: Schedule, start: date
) -> None:
    after = datetime.combine(start, time(12), UTC)
    slots = list_slots(schedule, after, limit=60)
    assert slots[0].due_at > after
    assert all(one.local < other.local for one, other in itertools.pairwise(slots))
    assert all(one.due_at <= other.due_at for one, other in itertools.pairwise(slots))
    for slot in slots:
        assert slot.local.time() == schedule.at
        wall = slot.due_at.astimezone(schedule.zone).replace(tzinfo=None)
        if wall != slot.local:  # a skipped time: just before, it had not come yet
            assert wall > slot.local
            before = (slot.due_at - timedelta(seconds=1)).astimezone(schedule.zone)
            assert before.replace(tzinfo=None) < slot.local


@patient
@given(schedule=schedules, start=days, hours=st.lists(st.integers(1, 24 * 40), max_size=40))
def test_whenever_somebody_looks_no_slot_is_missed_or_seen_twice(
    schedule: Schedule, start: date, hours: list[int]
) -> None:
    begin = now = datetime.combine(start, time(5), UTC)
    last = next_slot(schedule, now)
    seen = [last]
    for pause in hours:
        now += timedelta(hours=pause)
        seen += list_slots(schedule, seen[-1], until=now)
    if now >= last.due_at:
        assert seen == list_slots(schedule, begin, until=now)


@patient
@given(local=st.datetimes(datetime(2008, 1, 1), datetime(2037, 1, 1)), zone=zones)  # noqa: DTZ001 - a wall time
def test_a_wall_time_is_due_when_the_wall_first_shows_it(local: datetime, zone: ZoneInfo) -> None:
    local = local.replace(second=0, microsecond=0)
    assert find_due(local, zone) == walk_minutes(local, zone)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_in_every_night_of_change_each_quarter_of_an_hour_is_due_when_first_shown(
    zone: ZoneInfo,
) -> None:
    start = datetime(2011, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in range(24 * 365 * 2)]
    changes = [
        one
        for one, other in itertools.pairwise(hours)
        if one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()
    ]
    assert bool(changes) == (zone.key not in ("UTC", "Asia/Kathmandu"))
    for change in changes:
        wall = change.astimezone(zone).replace(tzinfo=None, minute=0)
        for quarter in range(-16, 24):
            local = wall + timedelta(minutes=15 * quarter)
            assert find_due(local, zone) == walk_minutes(local, zone)


@pytest.mark.parametrize("name", YEAR_ZONES)
def test_in_a_year_every_monday_comes_once_at_nine_on_the_wall(name: str) -> None:
    zone = ZoneInfo(name)
    schedule = Schedule(Weekly((MONDAY,)), time(9), zone)
    slot = next_slot(schedule, datetime(2025, 12, 31, 12, tzinfo=UTC))
    slots = [slot]
    while (slot := next_slot(schedule, slot)).day < date(2027, 1, 1):
        slots.append(slot)
    assert [slot.day for slot in slots] == [
        date(2026, 1, 5) + timedelta(weeks=week) for week in range(52)
    ]
    assert all(f"{slot.due_at.astimezone(zone):%A %H:%M}" == "Monday 09:00" for slot in slots)
    assert [slot.wall for slot in slots] == [f"{slot.day}T09:00" for slot in slots]


@pytest.mark.parametrize("name", YEAR_ZONES)
def test_in_a_year_of_minutes_a_watcher_who_sleeps_finds_each_monday_once(name: str) -> None:
    zone = ZoneInfo(name)
    schedule = Schedule(Weekly((MONDAY,)), time(9), zone)
    last = next_slot(schedule, datetime(2025, 12, 20, tzinfo=UTC))
    now, found = last.due_at, []
    while now < datetime(2027, 1, 1, tzinfo=UTC):
        due = list_slots(schedule, last, until=now)
        assert all(slot.due_at <= now for slot in due)
        found += due
        last = due[-1] if due else last
        is_asleep = now.month in (3, 10) and now.day > 15  # over both changes of the clock
        now += timedelta(days=9) if is_asleep else timedelta(minutes=17)
    walls = [slot.wall for slot in found if slot.day.year == 2026]
    assert walls == [f"{date(2026, 1, 5) + timedelta(weeks=week)}T09:00" for week in range(52)]


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        (Weekly((MONDAY, THURSDAY)), "11-23 11-26 11-30 12-03"),
        (Weekly(WORKDAYS), "11-23 11-24 11-25 11-26 11-27 11-30"),
        (Weekly((MONDAY,), date(2026, 11, 30)), "11-30 12-14 12-28 01-11"),
        (Weekly((MONDAY,), date(2026, 11, 9)), "11-23 12-07 12-21 01-04"),
        (Weekly((MONDAY, FRIDAY), date(2026, 11, 27)), "11-27 12-07 12-11 12-21"),
        (MonthDays((1,)), "12-01 01-01 02-01 03-01"),
        (MonthDays((31,)), "11-30 12-31 01-31 02-28 03-31"),
        (MonthDays((29, 30)), "11-29 11-30 12-29 12-30 01-29 01-30 02-28 03-29"),
        (MonthDays((15, 31)), "11-30 12-15 12-31 01-15"),
        (NthDays((LAST,), (FRIDAY,)), "11-27 12-25 01-29 02-26"),
        (NthDays((1,), (MONDAY,)), "12-07 01-04 02-01 03-01"),
        (NthDays((1, 3), (MONDAY,)), "12-07 12-21 01-04 01-18"),
        (NthDays((4, LAST), (FRIDAY,)), "11-27 12-25 01-22 01-29 02-26"),
        (NthDays((1,), WORKDAYS), "12-01 01-01 02-01 03-01 04-01 05-03"),
        (NthDays((LAST,), WORKDAYS), "11-30 12-31 01-29 02-26"),
        (NthDays((1,), (MONDAY,), 1), "01-04 04-05 07-05 10-04"),
        (NthDays((1,), (MONDAY,), 2), "02-01 05-03 08-02 11-01"),
        (NthDays((LAST,), ALL_DAYS, 3), "11-30 02-28 05-31 08-31"),
    ],
    ids=str,
)
def test_the_next_days_of_each_kind_are_as_in_the_calendar(
    cadence: Weekly | MonthDays | NthDays, expected: str
) -> None:
    schedule = Schedule(cadence, time(9), BERLIN)
    wanted = expected.split()
    slots = list_slots(schedule, datetime(2026, 11, 22, 12, tzinfo=UTC), limit=len(wanted))
    assert [f"{slot.day:%m-%d}" for slot in slots] == wanted


def test_leap_day_is_a_day_and_the_last_of_its_february() -> None:
    after = datetime(2028, 2, 28, 12, tzinfo=UTC)
    daily = Schedule(Weekly(ALL_DAYS), time(9), BERLIN)
    assert next_slot(daily, after).wall == "2028-02-29T09:00"
    for day in (29, 30, 31):
        monthly = Schedule(MonthDays((day,)), time(9), BERLIN)
        assert next_slot(monthly, after).wall == "2028-02-29T09:00"
        year = list_slots(monthly, after - timedelta(days=365), limit=1)
        assert year[0].wall == "2027-03-" + {29: "29", 30: "30", 31: "31"}[day] + "T09:00"


def test_no_monday_is_lost_around_week_53() -> None:
    schedule = Schedule(Weekly((MONDAY,)), time(9), BERLIN)
    slots = list_slots(schedule, datetime(2026, 12, 20, tzinfo=UTC), limit=4)
    assert [slot.day.isocalendar()[:2] for slot in slots] == [
        (2026, 52), (2026, 53), (2027, 1), (2027, 2),
    ]  # fmt: skip


def test_every_other_week_keeps_its_turn_over_a_week_53() -> None:
    schedule = Schedule(Weekly((MONDAY,), date(2026, 12, 14)), time(9), BERLIN)
    slots = list_slots(schedule, datetime(2026, 12, 1, tzinfo=UTC), limit=3)
    assert [slot.wall[:10] for slot in slots] == ["2026-12-14", "2026-12-28", "2027-01-11"]


def test_nothing_comes_before_the_first_day_however_early_one_looks() -> None:
    schedule = Schedule(Weekly((MONDAY,), date(2026, 11, 23)), time(9), BERLIN)
    assert next_slot(schedule, datetime(2001, 1, 1, tzinfo=UTC)).wall == "2026-11-23T09:00"
    assert schedule.falls_on(date(2026, 11, 23))
    assert not schedule.falls_on(date(2026, 11, 9))


def test_a_slot_due_at_this_very_instant_is_not_next_but_is_due_until_now() -> None:
    schedule = Schedule(Weekly((MONDAY,)), time(9), BERLIN)
    nine = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert next_slot(schedule, nine).day == date(2026, 11, 30)
    assert next_slot(schedule, nine - timedelta(microseconds=1)).day == date(2026, 11, 23)
    before = nine - timedelta(days=1)
    assert [slot.due_at for slot in list_slots(schedule, before, until=nine)] == [nine]
    assert list_slots(schedule, before, until=nine - timedelta(microseconds=1)) == []


def test_a_later_time_set_after_todays_slot_does_not_bring_a_second_one_today() -> None:
    early = Schedule(Weekly((MONDAY,)), time(9), BERLIN)
    late = Schedule(Weekly((MONDAY,)), time(17), BERLIN)
    slot = next_slot(early, datetime(2026, 11, 22, tzinfo=UTC))
    assert next_slot(late, slot).wall == "2026-11-30T17:00"


@patient
@given(schedule=schedules, start=days)
def test_a_slot_reads_back_from_its_text(schedule: Schedule, start: date) -> None:
    slot = next_slot(schedule, datetime.combine(start, time(), UTC))
    assert read_slot(slot.wall, schedule) == slot


@patient
@given(day=days, at=times)
def test_a_slot_of_one_schedule_never_has_the_text_of_another_of_its_slots(
    day: date, at: time
) -> None:
    schedule = Schedule(Weekly(ALL_DAYS), at, BERLIN)
    slots = list_slots(schedule, datetime.combine(day, time(), UTC), limit=40)
    assert len({slot.wall for slot in slots}) == 40


def test_what_is_no_instant_or_has_no_end_is_refused() -> None:
    schedule = Schedule(Weekly((MONDAY,)), time(9), BERLIN)
    with pytest.raises(ValueError, match="needs a zone"):
        next_slot(schedule, datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="never end"):
        list_slots(schedule, datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(ValueError, match="no zone"):
        read_slot("2026-11-23T09:00+01:00", schedule)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Weekly(()),
        lambda: Weekly((7,)),
        lambda: Weekly((3, 1)),
        lambda: Weekly((1, 1)),
        lambda: Weekly((MONDAY,), date(2026, 11, 24)),
        lambda: MonthDays((0,)),
        lambda: MonthDays((32,)),
        lambda: NthDays((), (MONDAY,)),
        lambda: NthDays((5,), (MONDAY,)),
        lambda: NthDays((LAST, 1), (MONDAY,)),
        lambda: NthDays((1,), (MONDAY, FRIDAY)),
        lambda: NthDays((1,), ALL_DAYS),
        lambda: NthDays((1,), (MONDAY,), 4),
        lambda: Schedule(Weekly((MONDAY,)), time(9, 0, 30), BERLIN),
        lambda: Schedule(Weekly((MONDAY,)), time(9, tzinfo=UTC), BERLIN),
    ],
)
def test_a_schedule_that_makes_no_sense_cannot_be_built(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"."):
        build()
