"""A rule lived through once more: when it would have fired in the last year, and been over.

The judge, the steps and the choice of what is told are the real ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from metrics.alerts.check import RuleCheck, check_rule
from metrics.alerts.notice import Arrival, Decision, Moment, Notice, Told, find_gap
from metrics.alerts.past import Past
from metrics.alerts.rule import Rule
from metrics.alerts.state import State
from metrics.alerts.verdict import Finding, Verdict
from metrics.charts.spec import Turn
from metrics.question import Setting

A_YEAR = 364
_JUDGED_AT = time(8)
"""When the night's import has been judged."""

Seen = tuple[date, float | None, float | None, float | None]
"""Day, value, and between which it lies; None is no data."""


@dataclass(frozen=True)
class Incident:
    """From the first group that fires to the last one's recovery.

    Attributes:
        began: The first day on which it fired.
        ended: The day on which it was over; None while it is not.
        groups: How people read those that fired.
    """

    began: date
    ended: date | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """What became of one group.

    Attributes:
        key, label: Of the group; both empty for the whole.
        seen: What was judged on each day: the value, or its change.
        turns: When it fired and when that was over.
        nearest: The day that came nearest to the line, and what was judged then; None without any.
    """

    key: str
    label: str
    seen: tuple[Seen, ...]
    turns: tuple[tuple[date, Turn], ...]
    nearest: tuple[date, Verdict] | None = None

    @property
    def fired(self) -> int:
        """How often it fired."""
        return sum(turn is Turn.FIRED for _, turn in self.turns)


@dataclass(frozen=True)
class Replay:
    """What would have come of a rule.

    Attributes:
        days: On how many days it was judged.
        first, last: The first and the last of them; None without any.
        every: How many days lie between two of them.
        courses: Of every group, those that fired most often first.
        incidents: In their order.
        messages: How often somebody would have been told that it fires.
        notes: How often there would have been news of that.
        left_out: How many small groups were not looked at.
    """

    rule: Rule
    days: int
    first: date | None
    last: date | None
    every: int
    courses: tuple[Course, ...]
    incidents: tuple[Incident, ...]
    messages: int
    notes: int
    left_out: int

    @property
    def line(self) -> float | None:
        """What the values stand against, as they are judged; a fall is below zero."""
        if self.rule.line is None:
            return None
        return -self.rule.line if self.rule.against and self.rule.looks_down else self.rule.line

    @property
    def covered(self) -> int:
        """How many days it was looked back on, from the first to the last."""
        if self.first is None or self.last is None:
            return 0
        return (self.last - self.first).days + self.every

    @property
    def a_year(self) -> float:
        """How many incidents that is in a whole year."""
        return len(self.incidents) * A_YEAR / self.covered if self.covered else 0.0


def replay(past: Past, setting: Setting) -> Replay:
    """Live through the days of a rule's past."""
    life = _Life(past, setting)
    for place in range(len(past.days)):
        life.live(place)
    return life.tell()


class _Life:
    """What has become of a rule so far."""

    def __init__(self, past: Past, setting: Setting) -> None:
        self._past, self._rule, self._setting = past, past.rule, setting
        self._states: dict[str, State] = {}
        self._labels: dict[str, str] = {}
        self._seen: dict[str, list[Seen]] = {}
        self._turns: dict[str, list[tuple[date, Turn]]] = {}
        self._nearest: dict[str, tuple[float, date, Verdict]] = {}
        self._incidents: list[Incident] = []
        self._firing: dict[str, str] = {}
        self._began: date | None = None
        self._told: Told | None = None
        self._last_notice_at: datetime | None = None
        self._notices: list[Notice] = []

    def live(self, place: int) -> None:
        """One day."""
        past, day = self._past, self._past.days[place]
        now = datetime.combine(day + timedelta(days=1), _JUDGED_AT, self._setting.zone)
        groups = past.look(place, frozenset(self._states))
        check = check_rule(self._rule, groups, self._states, day, now)
        self._note_groups(check)
        self._note_incident(check)
        self._tell_people(check, now)

    def tell(self) -> Replay:
        """All of it."""
        courses = tuple(self._list_courses())
        if self._began is not None:
            self._incidents.append(Incident(self._began, None, tuple(self._firing.values())))
        days = self._past.days
        return Replay(
            self._rule,
            len(days),
            days[0] if days else None,
            days[-1] if days else None,
            self._past.every,
            tuple(sorted(courses, key=lambda one: (-one.fired, one.label))),
            tuple(self._incidents),
            self._notices.count(Notice.FIRING),
            self._notices.count(Notice.NOTE),
            self._past.left_out,
        )

    def _list_courses(self) -> Iterator[Course]:
        for key, seen in self._seen.items():
            nearest = self._nearest.get(key)
            yield Course(
                key,
                self._labels[key],
                tuple(seen),
                tuple(self._turns.get(key, ())),
                None if nearest is None else nearest[1:],
            )

    def _note_groups(self, check: RuleCheck) -> None:
        for one in check.groups:
            verdict, key = one.verdict, one.key
            self._states[key] = one.after
            self._labels[key] = one.label
            value = None if verdict.finding is Finding.NO_DATA else verdict.value
            seen = (check.day, value, verdict.low, verdict.high)
            self._seen.setdefault(key, []).append(seen)
            was_firing = bool(self._turns.get(key)) and self._turns[key][-1][1] is Turn.FIRED
            if one.is_firing != was_firing:
                turn = Turn.FIRED if one.is_firing else Turn.OVER
                self._turns.setdefault(key, []).append((check.day, turn))
            distance = find_distance(self._rule, verdict)
            if distance is not None:
                known = self._nearest.get(key)
                if known is None or distance < known[0]:
                    self._nearest[key] = distance, check.day, verdict

    def _note_incident(self, check: RuleCheck) -> None:
        firing = {one.key: one.label for one in check.firing}
        if firing and self._began is None:
            self._began, self._firing = check.day, {}
        self._firing |= firing
        if not firing and self._began is not None:
            incident = Incident(self._began, check.day, tuple(self._firing.values()))
            self._incidents.append(incident)
            self._began = None

    def _tell_people(self, check: RuleCheck, now: datetime) -> None:
        """Tell them, now or as soon as they may be told before the next day is judged."""
        until = now + timedelta(days=self._past.every)
        decision = self._decide(check, now)
        while decision.notice is None and decision.look_at is not None:
            if decision.look_at >= until:
                return
            now = decision.look_at
            decision = self._decide(check, now)
        if decision.notice is None:
            return
        self._notices.append(decision.notice)
        self._last_notice_at = now
        gaps = {one.key: find_gap(one.verdict) for one in check.firing}
        over = decision.notice is Notice.RESOLVED
        self._told = None if over else Told(gaps, arrival=Arrival.DELIVERED)

    def _decide(self, check: RuleCheck, now: datetime) -> Decision:
        moment = Moment(now, self._setting.zone, self._last_notice_at)
        return check.decide(self._told, "", moment)


def find_distance(rule: Rule, verdict: Verdict) -> float | None:
    """How far a value is on the good side of its line; below 0 beyond it. None without either."""
    if verdict.value is None or verdict.finding in (Finding.NO_DATA, Finding.BROKEN):
        return None
    if verdict.line is not None:
        distance = verdict.value - verdict.line
        return distance if rule.looks_down else -distance
    if verdict.low is not None and verdict.high is not None:
        width = (verdict.high - verdict.low) or 1.0
        return min(verdict.value - verdict.low, verdict.high - verdict.value) / width
    return verdict.value if rule.looks_down else None
