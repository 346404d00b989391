"""What moved in a week: by hand, and adding up from the pipeline then to the pipeline now."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from metrics.movement import Movement, count_moves, read_movement
from metrics.period import Period
from metrics.pipeline import read_pipeline
from metrics.question import Filter, Question
from metrics.scope import Scope
from storage.sample import load_sample
from tests.metrics.desk import ANN, BEN, LOST, SETTING, TALK, TODAY, WON, Desk

EVERYTHING = Question((), Scope.everything())
SINCE = date(2026, 11, 13)
FIRST = date(2026, 11, 14)
NONE = (0, Decimal(0))


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(date(2026, 10, 1))
        yield desk


def read(desk: Desk, question: Question = EVERYTHING, day: date = TODAY) -> Movement:
    moves = count_moves(desk.connection, question, SETTING, day)
    return read_movement(desk.connection, SETTING, day, moves)


def test_the_seven_days_begin_the_day_after_since_and_end_today(desk: Desk) -> None:
    for created_on in (SINCE, FIRST, TODAY, TODAY + timedelta(days=1)):
        desk.add(value=100, created_on=created_on)
    moved = read(desk)
    assert moved.since == SINCE
    assert moved.new == (2, Decimal(2))


def test_won_and_lost_are_told_with_their_value(desk: Desk) -> None:
    desk.add(WON, 300, closed_on=TODAY)
    desk.add(WON, None, closed_on=FIRST)
    desk.add(WON, 900, closed_on=SINCE)
    desk.add(LOST, 500, closed_on=TODAY)
    moved = read(desk)
    assert moved.won == (2, Decimal(3))
    assert moved.lost == (1, Decimal(5))


def test_a_deal_created_and_won_in_the_week_is_both(desk: Desk) -> None:
    desk.add(WON, 300, created_on=FIRST, closed_on=TODAY)
    moved = read(desk)
    assert moved.new == moved.won == (1, Decimal(3))


def test_pushed_is_later_at_the_end_than_before_the_week(desk: Desk) -> None:
    later = desk.add(value=100)
    desk.change(later, FIRST, "expected_close_on", "2026-11-30", "2026-12-31")
    there_and_back = desk.add(value=1_000)
    desk.change(there_and_back, FIRST, "expected_close_on", "2026-11-30", "2026-12-31")
    desk.change(there_and_back, TODAY, "expected_close_on", "2026-12-31", "2026-11-30")
    twice = desk.add(value=20_000)
    desk.change(twice, FIRST, "expected_close_on", "2026-12-31", "2026-11-20")
    desk.change(twice, TODAY, "expected_close_on", "2026-11-20", "2027-01-31")
    earlier = desk.add(value=300_000)
    desk.change(earlier, TODAY, "expected_close_on", "2026-12-31", "2026-12-01")
    first_date = desk.add(value=4_000_000)
    desk.change(first_date, TODAY, "expected_close_on", None, "2026-12-01")
    decided = desk.add(LOST, value=50_000_000, closed_on=TODAY)
    desk.change(decided, FIRST, "expected_close_on", "2026-11-30", "2026-12-31")
    before = desk.add(value=600_000_000)
    desk.change(before, SINCE, "expected_close_on", "2026-11-30", "2026-12-31")
    assert read(desk).pushed == (2, Decimal(201))


def test_amounts_changed_are_the_sum_of_differences_over_the_week(desk: Desk) -> None:
    up = desk.add(value=500)
    desk.change(up, FIRST, "value", 200, 400)
    desk.change(up, TODAY, "value", 400, 500)
    down = desk.add(value=100)
    desk.change(down, FIRST, "value", 1_000, 100)
    set_first = desk.add(value=50)
    desk.change(set_first, FIRST, "value", None, 50)
    and_back = desk.add(value=70)
    desk.change(and_back, FIRST, "value", 70, 80)
    desk.change(and_back, TODAY, "value", 80, 70)
    new = desk.add(value=90_000, created_on=FIRST)
    desk.change(new, TODAY, "value", 10, 90_000)
    assert read(desk).amount_changed == (3, Decimal("-5.50"))


def test_a_deal_without_a_creation_date_changed_all_the_same(desk: Desk) -> None:
    deal = desk.add(value=500, created_on=None)
    desk.change(deal, TODAY, "value", 200, 500)
    assert read(desk).amount_changed == (1, Decimal(3))


def test_before_the_first_history_pushes_and_amounts_are_not_known(engine: Engine) -> None:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(FIRST)
        deal = desk.add(value=500)
        desk.change(deal, TODAY, "value", 200, 500)
        moved = read(desk)
    assert not moved.known
    assert moved.amount_changed == moved.pushed == NONE


def test_changes_older_than_the_week_make_it_known(engine: Engine) -> None:
    with engine.begin() as connection:
        desk = Desk(connection).open()
        desk.imported(TODAY)
        desk.change(desk.add(), SINCE, "value", 200, 500)
        assert read(desk).known


def test_what_moved_of_others_is_not_told(desk: Desk) -> None:
    desk.add(value=100, created_on=TODAY, owner_id=BEN)
    desk.add(WON, value=100, closed_on=TODAY, owner_id=None)
    deal = desk.add(value=100, owner_id=BEN)
    desk.change(deal, TODAY, "value", 1, 100)
    desk.change(deal, TODAY, "expected_close_on", "2026-11-30", "2026-12-31")
    mine = Question((), Scope(frozenset({ANN}), "own deals"))
    moved = read(desk, mine)
    assert moved.new == moved.won == moved.pushed == moved.amount_changed == NONE


def test_filters_hold_for_what_moved(desk: Desk) -> None:
    for account in (1, 2):
        deal = desk.add(value=100, account_id=account)
        desk.change(deal, TODAY, "value", 0, account * 100)
    small = Question((), Scope.everything(), filters=(Filter("segment", ("SMB",)),))
    assert read(desk, small).amount_changed == (1, Decimal(2))


def test_with_a_closing_period_only_deals_due_in_it_moved(desk: Desk) -> None:
    december = Period(date(2026, 12, 1), date(2027, 1, 1))
    question = Question((), Scope.everything(), closing=december)
    desk.add(TALK, 100, created_on=TODAY, expected_close_on=date(2026, 12, 31))
    desk.add(TALK, 100, created_on=TODAY, expected_close_on=date(2027, 1, 1))
    desk.add(WON, 100, closed_on=TODAY, expected_close_on=None)
    moved = read(desk, question)
    assert moved.new == (1, Decimal(1))
    assert moved.won == NONE


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_pipeline_then_and_what_moved_is_the_pipeline_now(engine: Engine, seed: int) -> None:
    load_sample(engine, 1, 700, seed=seed, today=TODAY)
    filters = (Filter("segment", ("SMB", "Mid-market")),)
    question = Question((), Scope.everything(), filters=filters)
    then = Question((), Scope.everything(), filters=filters, as_of=SINCE)
    with engine.connect() as connection:
        now = read_pipeline(connection, question, SETTING)
        before = read_pipeline(connection, then, SETTING).total
    moved = now.movement
    assert moved.new[0] > 0
    assert moved.lost[0] > 0
    assert now.total.deals == before.deals + moved.new[0] - moved.won[0] - moved.lost[0]
    assert now.total.value == before.value + moved.new[1] + moved.amount_changed[1] - (
        moved.won[1] + moved.lost[1]
    )
