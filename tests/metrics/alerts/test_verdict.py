"""The golden numbers of what a sample can carry."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.alerts.rule import NORMAL_Z, QUIET_Z, Against, Kind
from metrics.alerts.verdict import Evidence, Finding, Verdict, bound_share, count_wanted, judge
from metrics.answer import Reading
from metrics.interval import newcombe_interval, wilson_interval
from metrics.units import Unit
from tests.metrics.alerts.timelines import make_rule, read

shares = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def judge_share(k: int, n: int, line: float = 20, **knobs: object) -> Verdict:
    rule = make_rule(line=line, **knobs)  # type: ignore[arg-type] # its keywords are the test's
    return judge(rule, Evidence(read(f"{k}/{n}", rule)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(3, 10, 10.8, 60.3), (0, 8, 0, 32.4), (30, 100, 21.9, 39.6)]
)
def test_between_which_shares_so_many_of_so_many_lie(
    k: int, n: int, low: float, high: float
) -> None:
    interval = wilson_interval(k, n)
    assert interval is not None
    assert [round(100 * end, 1) for end in interval] == [low, high]


def test_newcombes_own_example() -> None:
    low, high = newcombe_interval((56, 70), (48, 80))  # his table II, row (a), method 10
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_9_of_90_is_surely_below_20_percent() -> None:
    verdict = judge_share(9, 90)
    assert verdict.finding is Finding.BREACHED
    assert verdict.low is not None is not verdict.high
    assert (round(100 * verdict.low), round(100 * verdict.high)) == (5, 18)


def test_9_of_61_is_not_yet_and_97_more_would_do() -> None:
    verdict = judge_share(9, 61)
    assert verdict.finding is Finding.NOT_ENOUGH
    assert verdict.wanted == 97
    assert not verdict.recovered


def test_equality_is_not_below() -> None:
    assert judge_share(18, 90).finding is Finding.FINE
    assert judge_share(200_000, 1_000_000).finding is Finding.FINE
    assert judge_share(199_000, 1_000_000).finding is Finding.BREACHED


def test_nothing_decided_is_no_data_and_no_breach() -> None:
    assert judge_share(0, 0).finding is Finding.NO_DATA


def test_quiet_certainty_asks_for_more() -> None:
    assert judge_share(14, 110, z=NORMAL_Z).finding is Finding.BREACHED
    assert judge_share(14, 110, z=QUIET_Z).finding is Finding.NOT_ENOUGH


@given(shares, st.integers(1, 99), st.sampled_from([NORMAL_Z, QUIET_Z, 3.1]))
def test_it_fires_exactly_where_the_bound_lies_below_the_line(
    share: tuple[int, int], line: int, z: float
) -> None:
    k, n = share
    verdict = judge_share(k, n, line, z=z, least=0)
    sure = bool(n) and k / n < line / 100 and bound_share(k, n, z)[1] < line / 100
    assert (verdict.finding is Finding.BREACHED) == sure


@given(shares, st.integers(1, 99), st.sampled_from([NORMAL_Z, QUIET_Z]))
def test_as_many_more_as_are_wanted_make_it_sure(
    share: tuple[int, int], line: int, z: float
) -> None:
    """n > z² L (1 - L) / (L - p)² is the same as the bound; one fewer is not enough."""
    k, n = share
    if not n or k / n >= line / 100:
        return
    wanted = count_wanted(k, n, line / 100, z)
    if wanted is None or wanted <= 0:
        return
    whole = n + wanted
    high = wilson_interval(k / n * whole, whole, z)
    fewer = wilson_interval(k / n * (whole - 1), whole - 1, z)
    assert high is not None is not fewer
    assert high[1] < line / 100 + 1e-9
    assert fewer[1] >= line / 100 - 1e-9


@given(shares, shares, st.integers(1, 30), st.sampled_from([Kind.FELL, Kind.ROSE]))
def test_a_change_fires_only_beyond_its_line_and_with_enough(
    now: tuple[int, int], before: tuple[int, int], points: int, kind: Kind
) -> None:
    rule = make_rule(kind, line=points, against=Against.PREVIOUS)
    later, earlier = (read(f"{k}/{n}", rule) for k, n in (now, before))
    verdict = judge(rule, Evidence(later, earlier))
    if verdict.finding is Finding.BREACHED:
        change = now[0] / now[1] - before[0] / before[1]
        assert min(now[1], before[1]) >= rule.least
        assert (change < -points / 100) if kind is Kind.FELL else (change > points / 100)
        assert not verdict.recovered


@given(st.lists(st.integers(0, 200), min_size=4, max_size=12), st.integers(0, 400))
def test_a_count_is_never_unusual_within_what_chance_gives(usual: list[int], value: int) -> None:
    rule = make_rule(Kind.UNUSUAL, "deals_won", line=None, z=3.0)
    evidence = Evidence(read(str(value), rule), None, tuple(read(str(one), rule) for one in usual))
    verdict = judge(rule, evidence)
    centre = sum(usual) / len(usual)
    if abs(value - centre) <= 3 * centre**0.5:
        assert verdict.finding is not Finding.BREACHED


@pytest.mark.parametrize("kind", [Kind.BELOW, Kind.ABOVE, Kind.FELL, Kind.ROSE])
def test_a_rule_without_its_line_is_broken(kind: Kind) -> None:
    rule = replace(make_rule(kind), line=None)
    assert judge(rule, Evidence(read("14", rule), read("20", rule))).finding is Finding.BROKEN


def test_what_is_reached_of_goals_is_held_against_a_line_however_few_the_goals() -> None:
    rule = make_rule(metric="goal_attainment", line=0.5)
    reading = Reading(None, "", 0.3, 1, 30, 100, unit=Unit.PERCENT)
    assert judge(rule, Evidence(reading)).finding is Finding.BREACHED
