"""The life of an alert, one day after the other: a pure step from state and verdict to state.

Nothing here reads a clock or a database. What people are told of it is `metrics.alerts.notice`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from metrics.alerts.rule import Rule
from metrics.alerts.verdict import Finding, Verdict


class Phase(StrEnum):
    """Where an alert stands, for one group of its rule."""

    UNKNOWN = "unknown"
    FINE = "fine"
    PENDING = "pending"  # breached, and the hold is not over
    FIRING = "firing"
    NOT_ENOUGH = "not_enough"
    NO_DATA = "no_data"
    BROKEN = "broken"


@dataclass(frozen=True)
class State:
    """Where one group stands.

    Attributes:
        since: When the phase began.
        day: The last day of the window that was judged last.
        breached_since: The first of the days in a row on which it was breached.
        good_since: The same for the good days of a firing one.
        blind: While firing, why nothing can be said now; None while it can.
        blind_since: The first day of that.
    """

    phase: Phase = Phase.UNKNOWN
    since: datetime | None = None
    day: date | None = None
    breached_since: date | None = None
    good_since: date | None = None
    blind: Finding | None = None
    blind_since: date | None = None


@dataclass(frozen=True)
class Step:
    """What a verdict makes of a state.

    Attributes:
        changed: Whether the phase, or what a firing alert can see, is another one now.
        reason: Why it stands where it stands, in words.
    """

    state: State
    changed: bool
    reason: str


_BLIND = {
    Finding.NOT_ENOUGH: Phase.NOT_ENOUGH,
    Finding.NO_DATA: Phase.NO_DATA,
    Finding.BROKEN: Phase.BROKEN,
}


def step(state: State, verdict: Verdict, rule: Rule, day: date, now: datetime) -> Step:
    """The next state.

    Args:
        state: The one before.
        verdict: Of the window that ends with `day`.
        rule: Its hold, before firing and before it is over.
        day: The last complete day that was looked at.
        now: The present instant.
    """
    if state.day is not None and day < state.day:
        return Step(state, False, f"older data: {state.day.isoformat()} has been judged already")
    if verdict.finding is Finding.BREACHED:
        after, reason = _breach(state, rule, day)
    elif verdict.finding is Finding.FINE:
        after, reason = _clear(state, verdict, rule, day)
    else:
        after, reason = _lose_sight(state, verdict.finding, day)
    changed = (after.phase, after.blind) != (state.phase, state.blind)
    since = now if after.phase is not state.phase else state.since
    reason = f"{reason}: {verdict.reason}" if verdict.reason else reason
    return Step(replace(after, day=day, since=since), changed, reason)


def _breach(state: State, rule: Rule, day: date) -> tuple[State, str]:
    began = state.breached_since or day
    seen = replace(state, breached_since=began, good_since=None, blind=None, blind_since=None)
    if state.phase is Phase.FIRING:
        return seen, "still breached"
    days = (day - began).days + 1
    if days >= rule.hold_days:
        return replace(seen, phase=Phase.FIRING), "breached for as long as the rule holds"
    return replace(seen, phase=Phase.PENDING), f"breached for {days} of {rule.hold_days} days"


def _clear(state: State, verdict: Verdict, rule: Rule, day: date) -> tuple[State, str]:
    seen = replace(state, breached_since=None, blind=None, blind_since=None)
    if state.phase is not Phase.FIRING:
        was = "a dip shorter than the hold" if state.phase is Phase.PENDING else "fine"
        return replace(seen, phase=Phase.FINE, good_since=None), was
    if not verdict.recovered:
        return replace(seen, good_since=None), "better, but not as far as the rule wants"
    began = state.good_since or day
    days = (day - began).days + 1
    if days >= rule.recover_days:
        return replace(seen, phase=Phase.FINE, good_since=None), "over"
    return replace(seen, good_since=began), f"good for {days} of {rule.recover_days} days"


def _lose_sight(state: State, finding: Finding, day: date) -> tuple[State, str]:
    """Nothing can be said: a firing alert stays firing, whatever else it was is not known."""
    if state.phase is Phase.FIRING:
        since = state.blind_since if state.blind is finding else day
        after = replace(
            state, breached_since=None, good_since=None, blind=finding, blind_since=since
        )
        return after, "still firing, as silence is no recovery"
    after = replace(state, phase=_BLIND[finding], breached_since=None, good_since=None)
    return after, "nothing can be said"
