"""Which slots of a digest are due, which of them is told, and which have been missed for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from metrics.schedule import Schedule
from metrics.schedule_slots import Slot, list_slots, next_slot, read_slot

MOST_MISSED = 60
"""So many missed slots are written down; older ones are nobody's concern any more."""


@dataclass(frozen=True)
class DueSlots:
    """What is due of one digest.

    Attributes:
        told: The newest slot, unless it is too late for it too.
        missed: Those that will never be told, the oldest first.
        after: The first that is not due yet.
    """

    told: Slot | None
    missed: tuple[Slot, ...]
    after: Slot


def find_due_slots(schedule: Schedule, wall: str, now: datetime, most_late: timedelta) -> DueSlots:
    """What is due from the slot written down as `wall` on.

    Only the newest slot is caught up with, and only when it is at most `most_late` ago. When the
    rules of the zone have changed so that nothing is due yet, there is only `after`.
    """
    first = read_slot(wall, schedule)
    if first.due_at > now:
        return DueSlots(None, (), first)
    due = [first, *list_slots(schedule, first, until=now)]
    newest, after = due[-1], next_slot(schedule, due[-1])
    if now - newest.due_at > most_late:
        return DueSlots(None, tuple(due[-MOST_MISSED:]), after)
    return DueSlots(newest, tuple(due[-MOST_MISSED - 1 : -1]), after)
