"""The single times at which a schedule comes, one after the other; pure, given where to start.

A slot is a day and a time on the wall. The next one follows from the last *slot*, never from a
window round now, so nothing is lost while no process runs and nothing comes twice. The instant at
which it is due is worked out anew each time from wall time and zone: when the rules of a zone
change, the instant moves and the wall time stays.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.calendar import MONTHS
from metrics.schedule import WEEKDAY_NAMES, Schedule, Weekly

_DAY = timedelta(days=1)
_LONGEST_WAIT = 200
"""Days; no two slots are further apart (two quarters), so a longer search has gone wrong."""


@dataclass(frozen=True)
class Slot:
    """One time at which a schedule comes.

    Attributes:
        local: Day and time on the wall, without zone; it may not exist there (see `find_due`).
        due_at: The instant at which that is due, in UTC.
    """

    local: datetime
    due_at: datetime

    @property
    def wall(self) -> str:
        """Day and time on the wall as text, "2026-11-23T09:00": what tells slots apart for ever."""
        return self.local.isoformat(timespec="minutes")

    @property
    def day(self) -> date:
        """Its day on the wall."""
        return self.local.date()


def find_due(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which a wall time is due.

    * A wall time that happens twice is due the first time.
    * One that is skipped is due at the very change, the first instant after it that exists: with
      clocks going from 02:00 to 03:00, 02:30 is due at 03:00 sharp. Half past three would be as
      long after midnight as 02:30 is on other days, but then a digest of 02:50 came before one
      of 03:10 on every night except this one.
    * Of a whole day that is skipped (30 December 2011 in Samoa), likewise: due as the next day
      begins. It is not left out: a Friday's digest comes although that Friday never was.
    """
    due = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _read_wall(due, zone) == local:
        return due
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    # The clock jumps over `local` at one whole second between these two: halve until it is found.
    low, high = 0, int((due - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _read_wall(before + timedelta(seconds=middle), zone) > local:
            high = middle
        else:
            low = middle
    return before + timedelta(seconds=high)


def read_slot(wall: str, schedule: Schedule) -> Slot:
    """The slot that was written down as `Slot.wall`, due by today's rules of the zone.

    Raises:
        ValueError: when the text is no wall time.
    """
    local = datetime.fromisoformat(wall)
    if local.tzinfo is not None:
        raise ValueError(f"a wall time has no zone: {wall!r}")
    return Slot(local, find_due(local, schedule.zone))


def next_slot(schedule: Schedule, after: Slot | datetime) -> Slot:
    """The first slot after another one, or the first that is due later than an instant.

    After a slot it is always on a later day, even when the schedule's time has been changed since:
    there is never more than one a day.

    Raises:
        ValueError: when the instant has no zone.
    """
    if isinstance(after, Slot):
        return _find_slot(schedule, after.day + _DAY)
    if after.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {after!r}")
    # No slot of an earlier day is left: each is due when the wall first shows its time or a later.
    slot = _find_slot(schedule, after.astimezone(schedule.zone).date())
    while slot.due_at <= after:
        slot = _find_slot(schedule, slot.day + _DAY)
    return slot


def list_slots(
    schedule: Schedule,
    after: Slot | datetime,
    *,
    until: datetime | None = None,
    limit: int | None = None,
) -> list[Slot]:
    """The slots after a slot or instant: those due by `until`, that instant too, or so many.

    Raises:
        ValueError: when neither end is given.
    """
    if until is None and limit is None:
        raise ValueError("slots never end: say until when, or how many")
    slots: list[Slot] = []
    while limit is None or len(slots) < limit:
        after = next_slot(schedule, after)
        if until is not None and after.due_at > until:
            break
        slots.append(after)
    return slots


def describe_next(schedule: Schedule, now: datetime, count: int = 3) -> list[str]:
    """The next slots for people: "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)"."""
    return [describe_slot(slot, schedule.zone) for slot in list_slots(schedule, now, limit=count)]


def describe_slot(slot: Slot, zone: ZoneInfo) -> str:
    """When it is due, for people of the zone; says so where the wall time is skipped or doubled."""
    due = slot.due_at.astimezone(zone)
    notes = [name_offset(due)]
    if due.replace(tzinfo=None) != slot.local:
        is_day_gone = slot.day != due.date()
        gone = name_weekday_and_day(slot.day) if is_day_gone else f"{slot.local:%H:%M}"
        notes.append(f"as {gone} is skipped there")
    elif due.utcoffset() != due.replace(fold=1).utcoffset():
        notes.append("the first of two")
    said = ", ".join(note for note in notes if note)
    bracket = f" ({said})" if said else ""
    return f"{name_weekday_and_day(due.date())}, {due:%H:%M} {zone.key}{bracket}"


def name_offset(local: datetime) -> str:
    """The offset's name where it has one ("CET"), else its hours ("UTC+5:45"); UTC has none."""
    name, offset = local.tzname() or "", local.utcoffset()
    if offset is None or name == str(local.tzinfo):
        return ""
    if name[:1].isalpha():
        return name
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    past = f":{rest:02}" if rest else ""
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{past}"


def _find_slot(schedule: Schedule, day: date) -> Slot:
    """The first slot on or after a day."""
    if isinstance(schedule.cadence, Weekly) and schedule.cadence.first:
        day = max(day, schedule.cadence.first)
    for step in range(_LONGEST_WAIT):
        found = day + timedelta(days=step)
        if schedule.falls_on(found):
            local = datetime.combine(found, schedule.at)
            return Slot(local, find_due(local, schedule.zone))
    raise AssertionError(f"{schedule} never comes after {day}")


def _read_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def name_weekday_and_day(day: date) -> str:
    """The day for people who plan a week: "Mon 23 Nov 2026"."""
    return f"{WEEKDAY_NAMES[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
