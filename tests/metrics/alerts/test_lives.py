"""What is judged and stepped as columns of numbers is what the real judge and steps make of it."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.alerts.lives import Counts, add_windows, judge_shares, live_through
from metrics.alerts.rule import Kind, Rule
from metrics.alerts.state import Phase, State, step
from metrics.alerts.verdict import Evidence, judge
from tests.metrics.alerts.timelines import MONDAY, make_rule, morning_after, read


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    line = draw(st.sampled_from([10, 20, 50, 80]))
    kind = draw(st.sampled_from([Kind.BELOW, Kind.ABOVE]))
    beyond = draw(st.sampled_from([None, 0, 5]))
    back = None if beyond is None else line + (beyond if kind is Kind.BELOW else -beyond)
    return make_rule(
        kind,
        line=line,
        back=back,
        hold=draw(st.integers(1, 4)),
        recover_days=draw(st.integers(1, 3)),
        least=draw(st.sampled_from([0, 10, 30])),
        z=draw(st.sampled_from([0.5, 1.645, 2.33])),
        window_days=draw(st.sampled_from([1, 3, 7])),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Counts, Counts]:
    """Up to four courses over twenty days: quiet weeks, empty days, good and bad spells."""
    days, courses = 20, draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    spells = generator.choice([0.0, 0.05, 0.2, 0.5, 0.95], (days // 5, courses))
    n = generator.poisson(generator.choice([0, 1, 6, 40], (days, courses)))
    return generator.binomial(n, np.repeat(spells, 5, axis=0)), n


@given(rules(), histories())
@settings(max_examples=150, deadline=None)
def test_the_columns_are_the_judge_and_the_steps(
    rule: Rule, history: tuple[Counts, Counts]
) -> None:
    k, n = (add_windows(daily, rule.window_days) for daily in history)
    lived = live_through(rule, judge_shares(rule, k, n))
    for course in range(k.shape[1]):
        state, fired = State(), 0
        for place in range(len(k)):
            day = MONDAY + timedelta(days=place)
            evidence = Evidence(read(f"{k[place, course]}/{n[place, course]}", rule))
            after = step(state, judge(rule, evidence), rule, day, morning_after(day)).state
            is_firing = after.phase is Phase.FIRING
            starts = is_firing and state.phase is not Phase.FIRING
            assert bool(lived.firing[place, course]) == is_firing, (place, course)
            assert bool(lived.started[place, course]) == starts
            fired += starts
            state = after
        assert lived.alarms[course] == fired


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 30))
def test_a_window_is_the_sum_of_its_days(numbers: list[int], days: int) -> None:
    if days <= len(numbers):
        windows = add_windows(np.array([numbers]).T, days)
        sums = [sum(numbers[start : start + days]) for start in range(len(numbers) - days + 1)]
        assert windows[:, 0].tolist() == sums


def test_only_shares_and_a_line_are_judged_so() -> None:
    one = np.ones((1, 1), np.int64)
    with pytest.raises(ValueError, match="below or above a line"):
        judge_shares(make_rule(Kind.UNUSUAL, line=None), one, one)
