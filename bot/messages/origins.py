"""Where a page comes from, for digests and alerts alike: why it is late, how it was computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages.freshness import say_age
from bot.messages.limits import cut, keep, say_more
from bot.messages.text import clean, name

ORIGINS = 8
ORIGIN = 160
"""Words on how it was computed, and how long each may be."""

PREVIEW = "Preview: nobody else has got this."
TEST = "Test: sent to you alone."

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Late:
    """A page that comes later than it was due.

    Attributes:
        due_at: When it should have come.
        why: "salesbell was not running".
    """

    due_at: datetime
    why: str


@dataclass(frozen=True)
class Origin:
    """How the numbers of a page came about.

    Attributes:
        computed: Formula, scope, zone, what was left out; a few words each.
        scope: Whose numbers they are.
        zone: IANA; in which its times are told.
        data_as_of: When its newest data came; None when there was none.
    """

    computed: Sequence[str]
    scope: str
    zone: str
    data_as_of: datetime | None


def say_late(late: Late, sent_at: datetime, zone: str) -> str:
    """When it should have come, when it came, and why: "Due Monday 09:00, sent 11:20: ..."."""
    due, sent = (one.astimezone(ZoneInfo(zone)) for one in (late.due_at, sent_at))
    day = "" if due.date() == sent.date() else f"{_DAYS[sent.weekday()]} "
    times = f"Due {_DAYS[due.weekday()]} {due:%H:%M}, sent {day}{sent:%H:%M}"
    return f"{times}: {clean(late.why).rstrip('.')}."


def say_origin(origin: Origin, sent_at: datetime) -> str:
    """Whose numbers, in which zone, how old the data was when it was sent; for the foot."""
    return " · ".join(list_origins(origin, sent_at))


def list_origins(origin: Origin, sent_at: datetime) -> list[str]:
    """The same, part by part."""
    parts = [cut(clean(part).rstrip("."), ORIGIN) for part in origin.computed]
    parts = keep(parts, ORIGINS, say_more)
    if not any(origin.scope in part for part in origin.computed):
        parts.insert(0, f"Computed for {name(origin.scope)}")
    if not any(origin.zone in part for part in origin.computed):
        parts.append(f"Zone: {origin.zone}")
    parts.append(_say_freshness(origin.data_as_of, sent_at))
    return [part for part in parts if part]


def _say_freshness(data_as_of: datetime | None, sent_at: datetime) -> str:
    if data_as_of is None:
        return "no data imported yet"
    age = say_age(data_as_of, sent_at)
    if age == "just now":
        return "the newest data came just before this was sent"
    return f"the newest data was {age.removesuffix(' ago')} old when this was sent"
