"""What was open on a past evening, on deals small enough to see through."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, Engine

from metrics.scope import Scope
from tests.metrics.companies import Row
from tests.metrics.places import (
    LOST,
    PROPOSAL,
    QUALIFIED,
    SETTING,
    TODAY,
    WON,
    ask,
    by_key,
    change,
    deal,
    open_company,
    person,
)

MAY = [date(2026, 5, day) for day in range(1, 32)]


def open_then(connection: Connection, day: date, deals: list[Row], changes: list[Row]) -> Row:
    """What was open: by stage, and the sum."""
    open_company(
        connection,
        people=[person(1, "Ann"), person(2, "Bo")],
        deals=deals,
        deal_changes=changes,
    )
    answers = ask(connection, "open_deals", "open_pipeline", as_of=day, by="stage")
    return {"stages": by_key(answers["open_deals"]), "sum": answers["open_pipeline"].total.value}


def test_a_value_is_the_old_one_of_the_first_change_after_the_day(engine: Engine) -> None:
    changes = [
        change(1, 1, MAY[3], "value", "100"),
        change(2, 1, MAY[10], "value", "200"),
        change(3, 1, MAY[20], "value", "300"),
    ]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], [deal(1, value=400)], changes)
    assert then == {"stages": {"Qualified": 1}, "sum": Decimal(2)}


def test_a_change_of_the_day_itself_has_happened_by_its_evening(engine: Engine) -> None:
    changes = [change(1, 1, MAY[5], "value", "100")]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], [deal(1, value=400)], changes)
    assert then["sum"] == Decimal(4)


def test_a_value_that_was_missing_then_is_missing_then(engine: Engine) -> None:
    changes = [change(1, 1, MAY[9], "value", None)]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], [deal(1, value=400)], changes)
    assert then == {"stages": {"Qualified": 1}, "sum": Decimal(0)}


def test_a_deal_won_since_was_open_in_the_stage_it_left(engine: Engine) -> None:
    won = deal(1, "won", 500, closed_on=MAY[20])
    changes = [
        change(1, 1, MAY[12], "stage", str(QUALIFIED)),
        change(2, 1, MAY[20], "stage", str(PROPOSAL)),
    ]
    with engine.begin() as connection:
        then = open_then(connection, MAY[14], [won], changes)
    assert then["stages"] == {"Proposal": 1}


def test_a_deal_won_since_without_history_was_open_in_a_stage_nobody_knows(engine: Engine) -> None:
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], [deal(1, "won", 500, closed_on=MAY[20])], [])
    assert then == {"stages": {None: 1}, "sum": Decimal(5)}


def test_a_deal_decided_by_that_evening_was_not_open(engine: Engine) -> None:
    deals = [deal(1, "won", 500, closed_on=MAY[5]), deal(2, "lost", 500, closed_on=MAY[4])]
    # The import saw it a day late; its close date still counts.
    changes = [change(1, 1, MAY[6], "stage", str(PROPOSAL))]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], deals, changes)
    assert then["stages"] == {}


def test_a_deal_that_was_lost_then_and_reopened_since_was_not_open(engine: Engine) -> None:
    changes = [
        change(1, 1, MAY[2], "stage", str(QUALIFIED)),
        change(2, 1, MAY[9], "stage", str(LOST)),
    ]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], [deal(1, value=100)], changes)
    assert then["stages"] == {}


def test_deals_created_later_were_not_there_and_those_without_a_date_were(engine: Engine) -> None:
    deals = [deal(1, created_on=MAY[5]), deal(2, created_on=MAY[6]), deal(3)]
    with engine.begin() as connection:
        then = open_then(connection, MAY[5], deals, [])
    assert then["stages"] == {"Qualified": 2}


def test_a_deal_counts_for_who_had_it_then(engine: Engine) -> None:
    changes = [change(1, 1, MAY[9], "owner", "2")]
    with engine.begin() as connection:
        open_then(connection, MAY[5], [deal(1, value=100, owner_id=1)], changes)
        anns = ask(connection, "open_deals", as_of=MAY[5], scope=Scope(frozenset({1}), "Ann"))
        bos = ask(connection, "open_deals", as_of=MAY[5], scope=Scope(frozenset({2}), "Bo"))
        today = ask(connection, "open_deals", as_of=TODAY, scope=Scope(frozenset({1}), "Ann"))
    assert anns["open_deals"].total.value == 0
    assert bos["open_deals"].total.value == 1
    assert today["open_deals"].total.value == 1


def test_overdue_then_goes_by_the_date_expected_then(engine: Engine) -> None:
    deals = [deal(1, expected_close_on=MAY[30]), deal(2, expected_close_on=MAY[1])]
    changes = [change(1, 1, MAY[9], "expected_close_on", "2026-05-05")]
    with engine.begin() as connection:
        open_then(connection, MAY[5], deals, changes)
        on_the_day = ask(connection, "overdue_deals", as_of=MAY[4])["overdue_deals"]
        a_day_later = ask(connection, "overdue_deals", as_of=MAY[5])["overdue_deals"]
    assert (on_the_day.total.value, a_day_later.total.value) == (1, 2)


def test_a_crms_chance_for_a_deal_is_not_taken_back_in_time(engine: Engine) -> None:
    deals = [deal(1, value=1_000, probability=1), deal(2, "won", 100), deal(3, "lost", 100)]
    with engine.begin() as connection:
        open_then(connection, MAY[1], deals, [change(1, 2, MAY[1], "stage", str(WON))])
        today = ask(connection, "weighted_pipeline", as_of=TODAY)["weighted_pipeline"]
        then = ask(connection, "weighted_pipeline", as_of=MAY[29])["weighted_pipeline"]
    assert today.total.value == Decimal(10)
    assert then.total.value == Decimal(5)  # half of the decided deals were won
    assert any("win rate of all decided deals" in note for note in then.receipt.notes)


def test_a_today_before_the_newest_import_is_rebuilt_as_well(engine: Engine) -> None:
    won = deal(1, "won", 500, closed_on=MAY[20])
    with engine.begin() as connection:
        open_then(connection, MAY[14], [won], [])
        earlier = replace(SETTING, today=MAY[14])
        answer = ask(connection, "open_deals", setting=earlier, as_of=None)["open_deals"]
    assert answer.total.value == 1


def test_a_receipt_says_how_far_back_changes_are_known(engine: Engine) -> None:
    changes = [change(1, 1, MAY[9], "value", "100")]
    with engine.begin() as connection:
        open_then(connection, MAY[5], [deal(1, value=400)], changes)
        before = ask(connection, "open_pipeline", as_of=MAY[5])["open_pipeline"].receipt
        after = ask(connection, "open_pipeline", as_of=MAY[12])["open_pipeline"].receipt
        today = ask(connection, "open_pipeline", as_of=TODAY)["open_pipeline"].receipt
    assert before.notes == (
        "No changes are known before 10 May 2026: deals are taken as they were then.",
    )
    assert after.notes == today.notes == ()


def test_a_stock_by_month_stands_at_the_end_of_each_of_twelve_months(engine: Engine) -> None:
    changes = [change(1, 1, MAY[30], "value", "100"), change(2, 1, MAY[0], "value", "50")]
    with engine.begin() as connection:
        open_then(connection, TODAY, [deal(1, value=400)], changes)
        answer = ask(connection, "open_pipeline", period=None, by="month")["open_pipeline"]
    told = by_key(answer)
    assert len(told) == 12
    assert list(told)[-1] == "2026-06"
    assert (told["2026-04"], told["2026-05"]) == (Decimal("0.5"), Decimal(4))


def test_why_a_value_was_missing_on_a_past_evening_is_not_guessed(engine: Engine) -> None:
    changes = [change(1, 1, MAY[9], "value", None)]
    with engine.begin() as connection:
        open_then(connection, MAY[5], [deal(1, value=400, created_on=MAY[1])], changes)
        receipt = ask(connection, "open_pipeline", as_of=MAY[5])["open_pipeline"].receipt
    assert "open deal has no value" in [one.reason for one in receipt.left_out]
