"""Forty deals, worked out by hand; the working is in the table.

The quarter is April to June 2026, today Wednesday 17 June. Amounts in dollars. `c` is the day of
creation, `x` the close (or, of an open deal, the expected close), both as month-day.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine

from metrics.period import Period
from metrics.question import Filter
from metrics.scope import Scope
from tests.metrics.companies import Row
from tests.metrics.places import (
    LOST,
    PROPOSAL,
    QUALIFIED,
    WON,
    ask,
    by_key,
    deal,
    open_company,
    person,
)

ANN, BO, CY = 1, 2, 3
SMB, BIG = "SMB", "Enterprise"

# owner, segment, dollars, c, x
WON_DEALS = [
    (ANN, SMB, 100, "03-01", "04-01"),  # 31 days; the first day of the quarter
    (ANN, SMB, 200, "03-22", "04-01"),  # 10
    (ANN, SMB, 300, "04-10", "04-30"),  # 20
    (ANN, BIG, 4000, "01-01", "05-01"),  # 120
    (ANN, BIG, 5000, "02-01", "05-12"),  # 100
    (BO, SMB, 150, "05-01", "05-01"),  # 0
    (BO, SMB, 250, "05-01", "05-08"),  # 7
    (BO, SMB, 350, None, "05-20"),  # no creation date: no cycle
    (BO, BIG, 3000, "03-02", "06-10"),  # 100
    (CY, SMB, 0, "06-02", "06-03"),  # 1; an amount of 0 counts
    (CY, SMB, None, "06-01", "06-05"),  # 4; no amount
    (None, SMB, 50, "06-10", "06-08"),  # -2: closed before it was created; nobody's
]
LOST_DEALS = [
    (ANN, SMB, 100, "04-01", "04-11"),
    (ANN, SMB, 100, "04-01", "04-21"),
    (ANN, BIG, 6000, "04-01", "05-01"),
    (BO, SMB, 0, "04-01", "05-11"),
    (BO, SMB, None, "04-01", "05-21"),
    (BO, BIG, 2000, "04-01", "05-31"),
    (CY, SMB, 500, "06-01", "06-17"),
    (CY, BIG, 900, "06-01", "06-30"),  # the last day of the quarter
]
ELSEWHERE = [  # decided, but not in the quarter
    (WON, ANN, 9999, "02-01", "03-31"),  # the day before it
    (LOST, BO, 9999, "02-01", "03-31"),
    (WON, CY, 9999, "02-01", "07-01"),  # the day after it
    (LOST, ANN, 9999, "02-01", "07-01"),
]
OPEN_DEALS = [
    (QUALIFIED, ANN, 1000, "06-07", "06-16"),  # 10 days old; overdue by one day
    (QUALIFIED, ANN, 2000, "05-28", "06-17"),  # 20; due today is not overdue
    (QUALIFIED, BO, 3000, "05-18", None),  # 30; no date expected
    (QUALIFIED, BO, None, "05-08", "05-01"),  # 40; no amount; overdue
    (QUALIFIED, CY, 500, None, "12-01"),  # no creation date: no age
    (PROPOSAL, ANN, 10_000, "06-17", "06-30"),  # 0
    (PROPOSAL, BO, 20_000, "03-09", "03-31"),  # 100; overdue
    (PROPOSAL, CY, 0, "06-12", "07-01"),  # 5
    (PROPOSAL, None, 400, "06-02", "06-20"),  # 15; nobody's
    (PROPOSAL, CY, 600, "06-02", "06-25"),  # 15
    (QUALIFIED, ANN, 700, "06-02", "06-26"),  # 15
    (QUALIFIED, ANN, 800, "06-02", "06-27"),  # 15
    (QUALIFIED, BO, 900, "06-02", "06-28"),  # 15
    (QUALIFIED, BO, 100, "06-02", "06-29"),  # 15
    (QUALIFIED, CY, 200, "06-02", "08-01"),  # 15
    (QUALIFIED, CY, 300, "06-02", "09-01"),  # 15
]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"2026-{text}")


def rows() -> Iterator[Row]:
    place = 0
    for status, table in (("won", WON_DEALS), ("lost", LOST_DEALS)):
        for owner, segment, dollars, c, x in table:
            place += 1
            cents = None if dollars is None else dollars * 100
            dates = {"created_on": day(c), "closed_on": day(x)}
            yield deal(place, status, cents, owner_id=owner, segment=segment, **dates)
    for stage, owner, dollars, c, x in ELSEWHERE:
        place += 1
        dates = {"created_on": day(c), "closed_on": day(x)}
        status = "won" if stage == WON else "lost"
        yield deal(place, status, dollars * 100, owner_id=owner, **dates)
    for stage, owner, dollars, created, expected in OPEN_DEALS:
        place += 1
        cents = None if dollars is None else dollars * 100
        dates = {"created_on": day(created), "expected_close_on": day(expected)}
        yield deal(place, "open", cents, owner_id=owner, stage_id=stage, **dates)


@pytest.fixture
def company(engine: Engine) -> Iterator[Connection]:
    people = [
        person(ANN, "Ann", team="Red", manager_id=CY),
        person(BO, "Bo", team="Red", manager_id=CY),
        person(CY, "Cy", team=None),
    ]
    with engine.begin() as connection:
        deals = list(rows())
        assert len(deals) == 40
        open_company(connection, people=sorted(people, key=lambda row: -row["id"]), deals=deals)
        yield connection


def test_what_was_won_and_lost(company: Connection) -> None:
    told = ask(company, "deals_won", "deals_lost", "bookings")
    assert (told["deals_won"].total.value, told["deals_lost"].total.value) == (12, 8)
    # 100+200+300+4000+5000 +150+250+350+3000 +0 +50
    assert told["bookings"].total.value == Decimal(13_400)
    assert told["bookings"].total.n == 11  # one of the twelve has no amount
    assert {(one.rows, one.reason, one.counted) for one in told["bookings"].receipt.left_out} == {
        (1, "won deal has no amount", False),
        (1, "won deal has an amount of 0", True),
        (1, "deal has no owner", True),
    }


def test_how_often(company: Connection) -> None:
    told = ask(company, "win_rate", "win_rate_by_value", by="owner")
    rate = told["win_rate"].total
    assert (rate.value, rate.numerator, rate.denominator) == (0.6, 12, 20)
    assert rate.interval == pytest.approx((0.3866, 0.7812), abs=5e-4)  # Wilson, 12 of 20
    # Ann 5 of 8, Bo 4 of 7, Cy 2 of 4, nobody 1 of 1; never the mean of these.
    assert by_key(told["win_rate"]) == {"Ann": 5 / 8, "Bo": 4 / 7, "Cy": 0.5, None: 1.0}
    # Lost: 100+100+6000+0+2000+500+900 = 9,600 of 13,400 + 9,600.
    value = told["win_rate_by_value"].total
    assert (value.numerator, value.denominator) == (Decimal(13_400), Decimal(23_000))
    assert value.interval is None


def test_groups_that_surely_do_better_come_first(company: Connection) -> None:
    groups = ask(company, "win_rate", by="owner")["win_rate"].groups
    assert [group.key for group in groups] == ["Ann", "Bo", "Cy", None]


def test_how_large(company: Connection) -> None:
    told = ask(company, "average_deal_size", "median_deal_size")
    assert told["average_deal_size"].total.value == Decimal(13_400) / 11
    # 0 50 100 150 200 [250] 300 350 3000 4000 5000
    assert told["median_deal_size"].total.value == Decimal(250)
    assert told["average_deal_size"].extras[0].value == Decimal(250)


def test_how_fast(company: Connection) -> None:
    told = ask(company, "sales_cycle_median", "sales_cycle_mean", by="segment")
    # -2 0 1 4 7 [10] 20 31 100 100 120
    assert told["sales_cycle_median"].total.value == 10.0
    assert told["sales_cycle_mean"].total.value == 391 / 11
    # SMB: -2 0 1 4 [7] ... of eight, so 4 and 7; Enterprise 100 100 120
    assert by_key(told["sales_cycle_median"]) == {"Enterprise": 100.0, "SMB": 5.5}
    assert {(one.rows, one.reason) for one in told["sales_cycle_mean"].receipt.left_out} == {
        (1, "won deal has no creation date"),
        (1, "won deal was closed before it was created"),
        (1, "deal has no owner"),
    }


def test_what_is_open(company: Connection) -> None:
    told = ask(company, "open_deals", "open_pipeline", "overdue_deals", "open_deal_age", by="stage")
    assert told["open_deals"].total.value == 16
    # 1000+2000+3000+500 + 10000+20000+0+400+600 + 700+800+900+100+200+300
    assert told["open_pipeline"].total.value == Decimal(40_500)
    assert by_key(told["open_pipeline"]) == {
        "Qualified": Decimal(9_500),
        "Proposal": Decimal(31_000),
    }
    assert [group.key for group in told["open_deals"].groups] == ["Qualified", "Proposal"]
    assert told["overdue_deals"].total.value == 3
    # (10+20+30+40 + 0+100+5 + 8 x 15) / 15
    assert told["open_deal_age"].total.value == 325 / 15
    assert told["open_deal_age"].total.n == 15


def test_the_weight_of_deals_without_any_known_chance_of_a_stage(company: Connection) -> None:
    told = ask(company, "weighted_pipeline")["weighted_pipeline"]
    # No stage has a chance or a history: 14 won of 24 decided deals, in or out of the quarter.
    assert float(told.total.value) == pytest.approx(40_500 * 14 / 24)


def test_a_managers_people_and_a_team(company: Connection) -> None:
    told = ask(company, "deals_won", by="manager")["deals_won"]
    assert by_key(told) == {"Cy": 9, None: 3}
    told = ask(company, "deals_won", by="team")["deals_won"]
    assert by_key(told) == {"Red": 9, None: 3}
    told = ask(company, "deals_won", scope=Scope(frozenset({ANN, BO}), "Red"))["deals_won"]
    assert told.total.value == 9


def test_filters_hold_together(company: Connection) -> None:
    filters = (Filter("owner", ("Ann", None)), Filter("segment", ("SMB",)))
    told = ask(company, "deals_won", "bookings", filters=filters)
    assert told["deals_won"].total.value == 4
    assert told["bookings"].total.value == Decimal(650)


def test_months_are_told_without_gap_and_those_to_come_only_with_rows(company: Connection) -> None:
    quarters = Period(date(2026, 3, 1), date(2026, 10, 1))
    told = ask(company, "deals_won", period=quarters, by="month")["deals_won"]
    # July is after today and is there because a deal carries its date; August and September not.
    assert by_key(told) == {"2026-03": 1, "2026-04": 3, "2026-05": 5, "2026-06": 4, "2026-07": 1}


def test_what_was_added(company: Connection) -> None:
    told = ask(
        company,
        "deals_created",
        "pipeline_created",
        period=Period(date(2026, 6, 1), date(2026, 7, 1)),
    )
    # Won 3, lost 2, open 11 were created in June.
    assert told["deals_created"].total.value == 16
    assert told["pipeline_created"].total.value == Decimal(
        (0 + 50) + (500 + 900) + (1000 + 10_000 + 0 + 400 + 600 + 700 + 800 + 900 + 100 + 200 + 300)
    )
    reasons = {one.reason: one.rows for one in told["deals_created"].receipt.left_out}
    assert reasons["deals have no creation date"] == 2


def test_a_comparison_measures_the_difference(company: Connection) -> None:
    may, april = (Period(date(2026, m, 1), date(2026, m + 1, 1)) for m in (5, 4))
    told = ask(company, "win_rate", "bookings", period=may, compare=april)
    rate = told["win_rate"].change
    assert rate.reading.value == 3 / 5  # April: 3 won, 2 lost
    assert rate.change == pytest.approx(5 / 9 - 3 / 5)  # May: 5 won, 4 lost
    assert rate.relative is None
    assert told["bookings"].change.change == Decimal(9_750 - 600)
    assert told["bookings"].change.relative == pytest.approx(9_150 / 600)
    assert told["bookings"].change.fair == "full period against full period"


def test_an_open_deal_that_is_yet_to_be_created_is_owned_up_to(engine: Engine) -> None:
    days = (date(2026, 6, 7), date(2026, 6, 19))  # ten days before today, two after
    deals = [deal(n, owner_id=ANN, created_on=day) for n, day in enumerate(days, 1)]
    with engine.begin() as connection:
        open_company(connection, deals=deals, people=[person(ANN, "Ann")])
        told = ask(connection, "open_deal_age")["open_deal_age"]
    assert told.total.value == 4.0
    assert [(one.rows, one.reason, one.counted) for one in told.receipt.left_out] == [
        (1, "open deal has a creation date after the day", True)
    ]


def test_a_lost_deal_for_nothing_and_one_without_amount_are_two_things(engine: Engine) -> None:
    deals = [deal(1, "won", 100), deal(2, "lost", 0), deal(3, "lost", None), deal(4, "lost", 300)]
    with engine.begin() as connection:
        owned = [one | {"owner_id": ANN} for one in deals]
        open_company(connection, deals=owned, people=[person(ANN, "Ann")])
        told = ask(connection, "win_rate_by_value")["win_rate_by_value"]
    assert told.total.value == 0.25
    assert {(one.rows, one.reason, one.counted) for one in told.receipt.left_out} == {
        (1, "decided deal has no amount", False),
        (1, "lost deal has an amount of 0", True),
    }
