"""What is told of an alert, and when; pure. Whatever is not told has its reason.

One message when it fires, a note when it gets much worse, one word when it is over.

An incident is one rule's alert from its first firing group to the last one's recovery.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from metrics.alerts.rule import Rule
from metrics.alerts.state import Phase, State
from metrics.alerts.verdict import Verdict

MUCH_WORSE = 2.0
"""So many times as far beyond the line as when people were last told."""
_A_LOOK = timedelta(minutes=1)
_SATURDAY = 5


class Notice(StrEnum):
    """What is told."""

    FIRING = "firing"
    NOTE = "note"
    RESOLVED = "resolved"


class Arrival(StrEnum):
    """What became of the message that said it is firing."""

    NONE = "none"  # nothing has been sent
    WAITING = "waiting"
    DELIVERED = "delivered"  # somewhere at least
    LOST = "lost"  # it will never arrive


@dataclass(frozen=True)
class Told:
    """What people know of the open incident.

    Attributes:
        groups: How far beyond the line each firing group was when they were last told of it.
        cause: What was named as the cause; empty when none was.
        arrival: What became of the first message.
    """

    groups: Mapping[str, float]
    cause: str = ""
    arrival: Arrival = Arrival.NONE


@dataclass(frozen=True)
class Moment:
    """When, and what may keep people from being told.

    Attributes:
        zone: The quiet hours are wall times in it.
        last_notice_at: When anything was last told of this rule, in this incident or before.
        snoozed_until: Somebody asked for silence until then.
        muted_by: The name of a wider rule that is firing and explains this one; or empty.
    """

    now: datetime
    zone: ZoneInfo
    last_notice_at: datetime | None = None
    snoozed_until: datetime | None = None
    muted_by: str = ""


@dataclass(frozen=True)
class Decision:
    """What is told now.

    Attributes:
        notice: None is silence.
        reason: Why this, or why nothing.
        look_at: When to look again although no newer data has come; None when there is no need.
    """

    notice: Notice | None
    reason: str
    look_at: datetime | None = None


def choose_notice(
    states: Mapping[str, State],
    gaps: Mapping[str, float],
    told: Told | None,
    cause: str,
    rule: Rule,
    moment: Moment,
) -> Decision:
    """What to tell now.

    Args:
        states: Of each group.
        gaps: How far each firing group is beyond the line, by `find_gap`.
        told: What people know; None when nothing of this incident has been told.
        cause: What the change is put down to now; empty when nothing is sure.
        rule: Its pause and its quiet hours.
        moment: When, and what stands in the way.
    """
    firing = {group for group, state in states.items() if state.phase is Phase.FIRING}
    if told is None:
        if not firing:
            return Decision(None, "nothing is firing")
        return _hold_back(Notice.FIRING, "it fires", rule, moment)
    if not firing:
        return _resolve(told, rule, moment)
    if told.arrival in (Arrival.NONE, Arrival.WAITING):
        return Decision(None, "the first message is on its way", moment.now + _A_LOOK)
    news = _find_news(firing, gaps, told, cause)
    if not news:
        return Decision(None, "told already")
    return _hold_back(Notice.NOTE, news, rule, moment)


def find_gap(verdict: Verdict) -> float:
    """How far a value is beyond its line, in the line's unit; 0 when it is not known."""
    if verdict.value is None or verdict.line is None:
        return 0.0
    return abs(verdict.value - verdict.line)


def end_of_quiet(rule: Rule, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When people may be told again; None when they may be told now."""
    wall = began = now.astimezone(zone).replace(tzinfo=None)
    while (later := _skip_quiet(rule, wall)) != wall:
        wall = later
    return None if wall == began else wall.replace(tzinfo=zone).astimezone(UTC)


def _skip_quiet(rule: Rule, wall: datetime) -> datetime:
    """The end of the weekend or the quiet hours that a wall time lies in; or the time itself."""
    if rule.working_days and wall.weekday() >= _SATURDAY:
        monday = wall.date() + timedelta(days=7 - wall.weekday())
        return datetime.combine(monday, time())
    start, end = rule.quiet_from, rule.quiet_to
    if start is None or end is None or start == end:
        return wall
    if start < end:
        return datetime.combine(wall.date(), end) if start <= wall.time() < end else wall
    if wall.time() >= start:
        return datetime.combine(wall.date() + timedelta(days=1), end)
    return datetime.combine(wall.date(), end) if wall.time() < end else wall


def _hold_back(notice: Notice, why: str, rule: Rule, moment: Moment) -> Decision:
    """The notice, unless something asks for silence just now."""
    if moment.muted_by:
        return Decision(None, f"{moment.muted_by} tells it and explains this one")
    if moment.snoozed_until is not None and moment.snoozed_until > moment.now:
        return Decision(None, "snoozed", moment.snoozed_until)
    if moment.last_notice_at is not None and moment.last_notice_at + rule.pause > moment.now:
        return Decision(None, "told not long ago", moment.last_notice_at + rule.pause)
    if (quiet := end_of_quiet(rule, moment.now, moment.zone)) is not None:
        return Decision(None, "quiet hours", quiet)
    return Decision(notice, why)


def _resolve(told: Told, rule: Rule, moment: Moment) -> Decision:
    """That it is over is news for those only who know that it began; no pause delays it."""
    if told.arrival is Arrival.WAITING:
        return Decision(None, "the first message is on its way", moment.now + _A_LOOK)
    if told.arrival is not Arrival.DELIVERED:
        return Decision(None, "over, and nobody had been told")
    if (quiet := end_of_quiet(rule, moment.now, moment.zone)) is not None:
        return Decision(None, "quiet hours", quiet)
    return Decision(Notice.RESOLVED, "over")


def _find_news(firing: set[str], gaps: Mapping[str, float], told: Told, cause: str) -> str:
    """What is worth a note in the thread; empty when nothing is."""
    if firing - told.groups.keys():
        return "more groups fire"
    for group in sorted(firing):
        known = told.groups[group]
        if known and gaps.get(group, 0.0) >= MUCH_WORSE * known:
            return "much worse"
    if cause and told.cause and cause != told.cause:
        return "the cause is another one"
    return ""
