"""Which deals need attention, why, and on which day exactly each reason begins."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from metrics.inspection import MOST_SHOWN, Concern
from metrics.pipeline import AttentionDeal, PipelineReport, read_pipeline
from metrics.question import Question
from metrics.scope import Scope
from metrics.stage_pace import ENOUGH_PASSED, refresh_stage_pace
from storage.sample import load_sample
from storage.tables import Deal
from tests.metrics.desk import LOST, OFFER, SETTING, TALK, TODAY, WON, Desk

EVERYTHING = Question((), Scope.everything())


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with engine.begin() as connection:
        yield Desk(connection).open()


def read(desk: Desk, quiet_days: int = 14) -> PipelineReport:
    return read_pipeline(desk.connection, EVERYTHING, SETTING, quiet_days=quiet_days)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def concerns_of(deal: AttentionDeal) -> list[tuple[Concern, int, str]]:
    return list(deal.concerns)


def test_a_deal_is_overdue_the_day_after_its_close_date(desk: Desk) -> None:
    desk.add(expected_close_on=TODAY)
    late = desk.add(expected_close_on=days_ago(1))
    report = read(desk)
    (deal,) = report.attention
    assert deal.key == f"D{late}"
    assert concerns_of(deal) == [(Concern.OVERDUE, 1, "1 day past its close date")]


def test_a_deal_is_silent_from_the_fourteenth_day_on(desk: Desk) -> None:
    desk.add(last_activity_on=days_ago(13))
    desk.add(last_activity_on=None)
    desk.add(last_activity_on=days_ago(14))
    (deal,) = read(desk).attention
    assert concerns_of(deal) == [(Concern.NO_ACTIVITY, 14, "no activity for 14 days")]


def test_how_long_is_too_silent_can_be_set(desk: Desk) -> None:
    desk.add(last_activity_on=days_ago(5))
    assert read(desk, quiet_days=6).attention_total == 0
    assert read(desk, quiet_days=5).attention_total == 1


def teach(desk: Desk, deals: int) -> None:
    """Deals that left the first stage after 10 days."""
    desk.imported(TODAY)
    for _ in range(deals):
        past = desk.add(LOST, created_on=date(2026, 6, 1), closed_on=date(2026, 6, 11))
        desk.change(past, date(2026, 6, 11), "stage", TALK, LOST)


def test_a_deal_is_stuck_when_longer_in_its_stage_than_three_quarters_took(desk: Desk) -> None:
    teach(desk, ENOUGH_PASSED)
    desk.add(TALK, stage_entered_on=days_ago(10))
    desk.add(TALK, stage_entered_on=None)
    desk.add(OFFER, stage_entered_on=days_ago(300))
    stuck = desk.add(TALK, stage_entered_on=days_ago(11))
    (deal,) = read(desk).attention
    assert deal.key == f"D{stuck}"
    assert concerns_of(deal) == [(Concern.STUCK, 11, "11 days in Talk, usually at most 10")]


def test_from_too_few_deals_nobody_is_called_stuck(desk: Desk) -> None:
    teach(desk, ENOUGH_PASSED - 1)
    desk.add(TALK, stage_entered_on=days_ago(400))
    assert read(desk).attention_total == 0


def test_a_deal_with_three_reasons_is_one_deal(desk: Desk) -> None:
    teach(desk, ENOUGH_PASSED)
    desk.add(
        TALK, stage_entered_on=days_ago(30), last_activity_on=days_ago(20),
        expected_close_on=days_ago(2),
    )  # fmt: skip
    report = read(desk)
    assert report.attention_total == 1
    assert report.attention_counts == dict.fromkeys(Concern, 1)
    assert [concern for concern, _, _ in report.attention[0].concerns] == list(Concern)


def test_decided_deals_need_no_attention(desk: Desk) -> None:
    desk.add(WON, closed_on=TODAY, expected_close_on=days_ago(90), last_activity_on=days_ago(90))
    assert read(desk).attention_total == 0


def test_the_most_valuable_come_first_and_those_without_value_last(desk: Desk) -> None:
    for value in (500, None, 900, 0, *range(100, 100 + MOST_SHOWN)):
        desk.add(value=value, expected_close_on=days_ago(3))
    report = read(desk)
    assert report.attention_total == MOST_SHOWN + 4
    assert len(report.attention) == MOST_SHOWN
    values = [deal.value for deal in report.attention]
    assert values[:2] == [Decimal(9), Decimal(5)]
    assert values == sorted(values, key=lambda value: value or 0, reverse=True)


def test_a_deal_is_told_with_its_account_owner_and_stage_as_they_are_spelt(desk: Desk) -> None:
    desk.add(OFFER, 12_345, name="<!channel> *now*", account_id=1, expected_close_on=days_ago(3))
    desk.add(name=None, owner_id=None, expected_close_on=days_ago(4))
    first, second = read(desk).attention
    assert (first.name, first.account, first.owner, first.stage, first.value) == (
        "<!channel> *now*",
        "Acme",
        "Ann",
        "Offer",
        Decimal("123.45"),
    )
    assert (second.name, second.account, second.owner) == ("D2", None, None)


def test_counts_are_what_a_walk_through_all_deals_finds(engine: Engine) -> None:
    load_sample(engine, 1, 700, seed=9, today=TODAY)
    paces = refresh_stage_pace(engine, 1)
    with engine.connect() as connection:
        report = read_pipeline(connection, EVERYTHING, SETTING)
        deals = connection.execute(select(Deal.__table__).where(Deal.status == "open")).all()
    found: dict[Concern, set[int]] = {concern: set() for concern in Concern}
    for deal in deals:
        if deal.expected_close_on and deal.expected_close_on < TODAY:
            found[Concern.OVERDUE].add(deal.id)
        if deal.last_activity_on and (TODAY - deal.last_activity_on).days >= 14:
            found[Concern.NO_ACTIVITY].add(deal.id)
        usual = paces[deal.stage_id].passed_days_p75
        entered = deal.stage_entered_on
        if entered and usual is not None and (TODAY - entered).days > usual:
            found[Concern.STUCK].add(deal.id)
    assert report.attention_counts == {concern: len(ids) for concern, ids in found.items()}
    assert all(report.attention_counts.values())
    assert report.attention_total == len(set.union(*found.values()))
