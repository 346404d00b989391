"""The benchmark of alerts on a small scale: rules are right, and right together."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.engine import open_engine
from storage.sample import load_sample
from storage.schema import upgrade
from tests.benchmarks.alert_rules import HandWritten, check_equal, list_rules
from tests.benchmarks.alert_years import (
    FALLS,
    measure_budgets,
    measure_years,
    write_budgets,
    write_years,
)
from tests.benchmarks.alerts import NOW, measure_tick, read_together, write_tick


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmark") / "sample.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    load_sample(engine, 1, 2_000, today=NOW.date(), now=NOW)
    engine.dispose()
    return path


def test_a_hundred_healthy_years_are_quiet_and_real_falls_are_told() -> None:
    """Rate 20 %, line 18 %: the margins are a good deal wider than a hundred years' chance."""
    records = {(one.name, one.a_day): one for one in measure_years(100, (2, 5, 20))}
    for a_day in (2, 5, 20):
        naive, held = records["naive", a_day], records["naive, 3 days", a_day]
        normal, quiet = records["ours, normal", a_day], records["ours, quiet", a_day]
        kept = records["ours, 1 a year", a_day]
        assert naive.alarms > 5
        assert naive.alarms / 3 < held.alarms < naive.alarms
        assert normal.alarms < held.alarms / 8
        assert quiet.alarms < normal.alarms / 2
        assert kept.alarms <= 1.2, "a hundred years scatter about their mean"
    for fall in FALLS:
        delays = [records["ours, normal", a_day].delays[fall] for a_day in (2, 5, 20)]
        days, missed = zip(*delays, strict=True)
        assert sorted(days, reverse=True) == list(days), "more closings tell sooner"
        assert sorted(missed, reverse=True) == list(missed)
    days, missed = zip(*records["ours, normal", 5].delays.values(), strict=True)
    assert sorted(days, reverse=True) == list(days), "deeper falls are told sooner"
    assert days[-1] < 25
    assert missed[-1] == 0
    table = list(write_years(list(records.values()), 100))
    assert len(table) == 3 + len(records)


def test_budgets_are_kept_in_years_that_no_history_has_seen() -> None:
    (kept,) = measure_budgets(8, 200, (1,), (5,))
    assert sum(kept.alarms) / 8 < 1
    assert sum(alarms > 1 for alarms in kept.alarms) <= 2
    assert len(list(write_budgets([kept]))) == 3


def test_a_tick_gives_what_hand_written_sql_gives(path: Path) -> None:
    tick = measure_tick(path, 2_000, 300, repeats=1)
    assert tick.rules == 300
    assert all(cost.cpu and cost.wall for cost in (tick.read, tick.judge, tick.grouped, tick.each))
    assert sum("All equal" in line for line in write_tick(tick)) == 1


def test_another_value_is_found_out(path: Path) -> None:
    day = NOW.date()
    watches = list_rules(path, 50)
    hand = HandWritten.open(path, day)
    answers = hand.ask_grouped(watches)
    found = read_together(path, watches, day)
    check_equal(watches, found, answers)
    for place, fractions in answers.items():
        top, bottom = fractions[0]
        wrong = {**answers, place: ((top + 1, bottom or 1), *fractions[1:])}
        with pytest.raises(AssertionError):
            check_equal(watches, found, wrong)
    earlier = replace(hand, day=day.replace(day=1))
    with pytest.raises(AssertionError):
        check_equal(watches, found, earlier.ask_grouped(watches))
    hand.close()
