"""What holds of every life of an alert, whatever its number does."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from metrics.alerts.rule import Rule
from metrics.alerts.state import Phase, State, Step, step
from metrics.alerts.verdict import Finding, Verdict
from tests.metrics.alerts.timelines import MONDAY, make_rule, morning_after

BAD = Verdict(Finding.BREACHED)
BETTER = Verdict(Finding.FINE)
GOOD = Verdict(Finding.FINE, recovered=True)
BLIND = tuple(Verdict(one) for one in (Finding.NOT_ENOUGH, Finding.NO_DATA, Finding.BROKEN))

verdicts = st.lists(st.sampled_from([BAD, BAD, GOOD, GOOD, BETTER, *BLIND]), max_size=30)
rules = st.builds(
    lambda hold, recover: make_rule(hold=hold, recover_days=recover),
    st.integers(1, 4),
    st.integers(1, 4),
)


def live(found: list[Verdict], rule: Rule) -> list[Step]:
    steps, state = [], State()
    for place, verdict in enumerate(found):
        day = MONDAY + timedelta(days=place)
        steps.append(step(state, verdict, rule, day, morning_after(day)))
        state = steps[-1].state
    return steps


def find_turns(steps: list[Step]) -> tuple[list[int], list[int]]:
    """The places at which it begins to fire, and at which it is over."""
    phases = [Phase.UNKNOWN, *(one.state.phase for one in steps)]
    pairs = [(a is Phase.FIRING, b is Phase.FIRING) for a, b in pairwise(phases)]
    fired = [place for place, (before, after) in enumerate(pairs) if after and not before]
    over = [place for place, (before, after) in enumerate(pairs) if before and not after]
    return fired, over


@given(verdicts, rules)
def test_it_fires_on_the_last_day_of_its_hold_and_on_no_other(
    found: list[Verdict], rule: Rule
) -> None:
    fired, over = find_turns(live(found, rule))
    for place in fired:
        held = found[place + 1 - rule.hold_days : place + 1]
        assert held == [BAD] * rule.hold_days
    for place in range(rule.hold_days - 1, len(found)):
        if found[place + 1 - rule.hold_days : place + 1] == [BAD] * rule.hold_days:
            assert live(found, rule)[place].state.phase is Phase.FIRING
    assert len(fired) - len(over) in (0, 1)


@given(verdicts, rules)
def test_it_is_over_only_after_as_many_good_days_in_a_row(found: list[Verdict], rule: Rule) -> None:
    fired, over = find_turns(live(found, rule))
    for start, end in zip(fired, over, strict=False):
        assert start < end
        assert found[end + 1 - rule.recover_days : end + 1] == [GOOD] * rule.recover_days
        assert found[end] is GOOD


@given(verdicts, rules)
def test_losing_sight_never_ends_it_and_never_begins_it(found: list[Verdict], rule: Rule) -> None:
    before = Phase.UNKNOWN
    for verdict, one in zip(found, live(found, rule), strict=True):
        if verdict in BLIND:
            is_firing = one.state.phase is Phase.FIRING
            assert is_firing == (before is Phase.FIRING)
            assert (one.state.blind is verdict.finding) == is_firing
        else:
            assert one.state.blind is None
        before = one.state.phase


@given(verdicts, rules, st.sampled_from([BAD, GOOD, BETTER, *BLIND]), st.integers(1, 9))
def test_an_older_day_changes_nothing(
    found: list[Verdict], rule: Rule, verdict: Verdict, back: int
) -> None:
    steps = live(found, rule)
    if steps:
        state = steps[-1].state
        assert state.day is not None
        day = state.day - timedelta(days=back)
        again = step(state, verdict, rule, day, morning_after(state.day))
        assert again.state == state
        assert not again.changed


@given(verdicts, rules)
def test_the_same_day_judged_twice_is_as_judged_once(found: list[Verdict], rule: Rule) -> None:
    state = State()
    for place, verdict in enumerate(found):
        day = MONDAY + timedelta(days=place)
        once = step(state, verdict, rule, day, morning_after(day))
        twice = step(once.state, verdict, rule, day, morning_after(day) + timedelta(hours=1))
        assert twice.state == once.state
        assert not twice.changed
        state = once.state


@given(verdicts, rules)
def test_it_changes_exactly_when_its_phase_or_its_sight_does(
    found: list[Verdict], rule: Rule
) -> None:
    state = State()
    for one in live(found, rule):
        is_other = (one.state.phase, one.state.blind) != (state.phase, state.blind)
        assert one.changed == is_other
        assert (one.state.since != state.since) == (one.state.phase is not state.phase)
        assert one.reason
        state = one.state
