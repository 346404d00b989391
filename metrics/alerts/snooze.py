"""Until when a rule is silent that somebody has asked to be; pure."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OPENING = time(8)
"""When a working day begins, for a rule without quiet hours."""
_SATURDAY = 5


class Snooze(StrEnum):
    """For how long."""

    HOURS = "hours"  # four of them
    DAY = "day"  # until the next working day begins
    WEEK = "week"


def end_snooze(snooze: Snooze, now: datetime, zone: ZoneInfo, opening: time | None) -> datetime:
    """The instant at which people may be told again.

    Args:
        snooze: For how long.
        now: The present instant.
        zone: In which days begin and end.
        opening: When a working day begins: the end of the rule's quiet hours.
    """
    if snooze is Snooze.HOURS:
        return now + timedelta(hours=4)
    wall = now.astimezone(zone).replace(tzinfo=None)
    if snooze is Snooze.WEEK:
        later = wall + timedelta(days=7)
    else:
        day = wall.date() + timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        later = datetime.combine(day, opening or OPENING)
    return later.replace(tzinfo=zone).astimezone(UTC)
