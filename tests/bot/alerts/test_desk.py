"""What an alert desk works out for somebody who waits: bounds, what a rule would do, a test."""

from dataclasses import replace
from typing import Any

import pytest

from bot.alerts.certainty import find_bound
from bot.alerts.desk import AlertDesk
from metrics.alerts.rule import Kind
from metrics.scope import Scope
from storage.alerts import RulePlan
from storage.problem import Problem
from tests.bot.alerts.rules import PLAN
from tests.bot.digests.conftest import Desk

ALL = Scope.everything()


@pytest.fixture
def alerts(desk: Desk) -> AlertDesk:
    return AlertDesk(desk.numbers, desk.roster)


def make(desk: Desk, **changes: Any) -> RulePlan:
    told = {"recipients": (desk.administrator,), "window_days": 91, "owner": desk.administrator}
    return replace(PLAN, **{**told, **changes})


def test_a_budget_comes_to_a_bound_that_stays_while_nothing_of_the_rule_changes(
    desk: Desk, alerts: AlertDesk
) -> None:
    now = desk.clock.now()
    plain = make(desk)
    assert alerts.settle(plain, now) == plain
    one, strict = (
        alerts.settle(make(desk, certainty=f"{number} a year"), now) for number in ("4", "0.1")
    )
    assert one.z <= strict.z
    assert strict.z != find_bound("0.1 a year", Kind.BELOW)
    known = replace(strict, z=4.2, name="As it was")
    assert alerts.settle(replace(strict, name="Renamed"), now, known).z == 4.2
    assert alerts.settle(replace(strict, window_days=84), now, known).z != 4.2
    said = alerts.rehearse(strict, ALL, now).now
    assert any("To have at most 0.1 false alarms a year" in line for line in said)


def test_what_it_would_do_is_told_within_the_sight_of_whoever_looks(
    desk: Desk, alerts: AlertDesk
) -> None:
    now = desk.clock.now()
    plan = make(desk, words="deals won", metric="deals_won", kind="above", line=None, least=0)
    plan = replace(plan, kind="unusual", certainty="normal", z=3.0)
    everything = alerts.rehearse(plan, ALL, now)
    nobody = Scope(frozenset({999_999}), "nobody's deals")
    assert everything.year
    with pytest.raises(Problem, match="can't show you this alert"):
        alerts.rehearse(replace(plan, recipients=(desk.rep,)), nobody, now)
    seen = alerts.rehearse(plan, Scope(frozenset({1}), "One"), now)
    assert seen.now != everything.now


def test_a_test_tells_what_does_worst(desk: Desk, alerts: AlertDesk) -> None:
    now = desk.clock.now()
    content = alerts.write_test(make(desk, words="win rate by region"), ALL, now)
    assert len(content["report"]["groups"]) == 1
    empty = make(desk, words="win rate by region", window_days=1, recipients=(desk.rep,))
    with pytest.raises(Problem, match="nothing that this alert could tell"):
        alerts.write_test(empty, ALL, now)
