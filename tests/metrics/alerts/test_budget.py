"""A budget of false alarms: what it costs, that it is kept, and for what there is none."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.alerts.budget import YEARS, DailyShares, find_budget, find_rates, tilt
from metrics.alerts.lives import add_windows, judge_shares, live_through
from metrics.alerts.rule import NORMAL_Z, Against, Kind, Rule
from metrics.interval import wilson_interval
from storage.problem import Problem
from tests.metrics.alerts.timelines import make_rule

RULE = make_rule(line=18, hold=3)


def simulate(
    rate: float, a_day: float, *, days: int = 728, groups: int = 1, seed: int = 7
) -> DailyShares:
    """Deals decided on working days, as they come and go by chance."""
    generator = np.random.default_rng(seed)
    works = (np.arange(days) % 7 < 5)[:, None]
    n = generator.poisson(a_day * 7 / 5 * works, (days, groups))
    return DailyShares(generator.binomial(n, rate), n)


def test_the_smaller_the_budget_the_surer_it_has_to_be() -> None:
    history = simulate(0.20, 5)
    found = [find_budget(RULE, history, budget) for budget in (4, 1, 0.25)]
    assert found[0].z <= found[1].z < found[2].z
    for one, budget in zip(found, (4, 1, 0.25), strict=True):
        assert one.expected <= one.at_most <= budget
        assert 0.18 <= one.healthy < 0.20
        assert one.years == YEARS


def test_the_same_history_gives_the_same_bound() -> None:
    history = simulate(0.20, 5)
    assert find_budget(RULE, history, 1) == find_budget(RULE, history, 1)


def test_other_healthy_years_keep_to_it_as_well() -> None:
    """A thousand years that no budget has seen, drawn from the truth and not from a history.

    A history may flatter: of ten one may lead to a little too much.
    """
    generator = np.random.default_rng(99)
    n = generator.poisson(5, (27 + 364, 1_000))
    windows = [add_windows(one, 28) for one in (generator.binomial(n, 0.20), n)]
    alarms = []
    for seed in range(10):
        rule = replace(RULE, z=find_budget(RULE, simulate(0.20, 5, seed=seed), 1).z)
        alarms.append(live_through(rule, judge_shares(rule, *windows)).alarms.mean())
    assert sum(alarms) / 10 < 0.8
    assert sum(one > 1 for one in alarms) <= 1


def test_a_history_that_was_beyond_the_line_is_made_healthy() -> None:
    seen, healthy = find_rates(RULE, simulate(0.12, 5))
    assert seen == pytest.approx(0.12, abs=0.02)
    assert healthy == 0.18
    _, healthy = find_rates(replace(RULE, kind=Kind.ABOVE, line=0.10), simulate(0.12, 5))
    assert healthy == 0.10


def test_a_history_on_the_good_side_stays_what_it_may_have_been_at_worst() -> None:
    history = simulate(0.25, 5)
    seen, healthy = find_rates(RULE, history)
    bounds = wilson_interval(int(history.k.sum()), int(history.n.sum()), NORMAL_Z)
    assert bounds is not None
    assert healthy == bounds[0]
    assert 0.18 < healthy < seen


def test_tilted_counts_have_the_share_that_is_wanted() -> None:
    generator = np.random.default_rng(5)
    n = generator.poisson(5, (700, 400, 2))
    k = generator.binomial(n, 0.2)
    seen, wanted = np.array([0.2, 0.2]), np.array([0.15, 0.26])
    tilted = tilt(generator, k, n, seen, wanted)
    assert (tilted[..., 0] <= k[..., 0]).all()
    assert (tilted[..., 1] >= k[..., 1]).all()
    assert (tilted <= n).all()
    rates = tilted.sum(axis=(0, 1)) / n.sum(axis=(0, 1))
    assert rates == pytest.approx(wanted, abs=0.002)


def test_ups_and_downs_that_are_more_than_chance_cost_certainty() -> None:
    calm = simulate(0.20, 20)
    generator = np.random.default_rng(3)
    rates = np.repeat(generator.choice([0.14, 0.26], 26), 28)[:728, None]
    moody = DailyShares(generator.binomial(calm.n, rates), calm.n)
    sure = find_budget(RULE, moody, 1).z
    assert sure > find_budget(RULE, calm, 1).z + 0.5


def test_a_rule_for_every_rep_has_one_budget_together() -> None:
    many = simulate(0.20, 5, groups=8)
    one = DailyShares(many.k[:, :1], many.n[:, :1])
    assert find_budget(RULE, many, 1).z > find_budget(RULE, one, 1).z + 0.2


def test_groups_that_can_never_fire_cost_nothing() -> None:
    busy = simulate(0.20, 5)
    idle = np.zeros_like(busy.n)
    idle[::28] = 1
    both = DailyShares(np.hstack([busy.k, idle * 0]), np.hstack([busy.n, idle]))
    assert find_budget(RULE, both, 1).z == find_budget(RULE, busy, 1).z


def test_where_even_no_certainty_is_enough_it_says_so() -> None:
    generator = np.random.default_rng(3)
    n = np.full((364, 1), 500)
    rates = np.repeat(generator.choice([0.01, 0.60], 13), 28)[:, None]
    with pytest.raises(Problem, match="No certainty"):
        find_budget(RULE, DailyShares(generator.binomial(n, rates), n), 0.1)


@pytest.mark.parametrize(
    "rule",
    [
        make_rule(metric="deals_won", line=5),
        make_rule(metric="bookings", line=5),
        make_rule(metric="average_deal_size", line=5),
        make_rule(Kind.UNUSUAL, line=None),
        make_rule(Kind.FELL, line=5, against=Against.PREVIOUS),
        make_rule(Kind.NO_DATA, line=None),
        make_rule(Kind.STALE, "", None),
    ],
    ids=lambda rule: f"{rule.metric} {rule.kind}",
)
def test_a_budget_is_for_shares_and_a_line(rule: Rule) -> None:
    with pytest.raises(Problem) as caught:
        find_budget(rule, simulate(0.20, 5), 1)
    assert "shares" in caught.value.why


def test_half_a_year_of_history_is_needed() -> None:
    with pytest.raises(Problem, match="too little history"):
        find_budget(RULE, simulate(0.20, 5, days=26 * 7 - 1), 1)
    assert find_budget(RULE, simulate(0.20, 5, days=26 * 7), 1).z < NORMAL_Z + 1
