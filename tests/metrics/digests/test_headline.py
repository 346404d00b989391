"""The point of a digest: each finding by hand, and which comes before which."""

from datetime import date

from sqlalchemy import delete

from metrics.digests.compose import compose_digest
from metrics.scope import Scope
from storage.tables import ImportBatch
from tests.metrics.desk import ANN, BEN, LOST, WON, Desk
from tests.metrics.digests.goals import QUARTER_BEFORE, add_goal
from tests.metrics.digests.orders import (
    EVERYTHING,
    IN_WEEK,
    SETTING,
    WEEK,
    find_section,
    order_week,
)

EARLIER = date(2026, 10, 15)


def tell(desk: Desk, scope: Scope = EVERYTHING) -> str:
    return compose_digest(desk.connection, order_week(scope), SETTING).headline


def decide(desk: Desk, won: int, lost: int, on: date, value: int = 10_000) -> None:
    for place in range(won + lost):
        desk.add(WON if place < won else LOST, value, closed_on=on, created_on=date(2026, 8, 1))


def test_old_data_comes_first(desk: Desk) -> None:
    decide(desk, 3, 0, IN_WEEK)
    desk.connection.execute(delete(ImportBatch).where(ImportBatch.id == 2))
    desk.imported(date(2026, 11, 18))
    assert tell(desk) == (
        "The data ends on 18 Nov 2026, so the last 2 working days of the week may be missing."
    )


def test_data_of_the_last_working_day_is_new_enough(desk: Desk) -> None:
    decide(desk, 1, 1, IN_WEEK)
    desk.connection.execute(delete(ImportBatch).where(ImportBatch.id == 2))
    desk.imported(date(2026, 11, 20))
    assert "missing" not in tell(desk)


def test_a_quiet_week_says_so(desk: Desk) -> None:
    desk.add(value=100)
    assert tell(desk) == "Nothing happened in the week, and no open deal needs attention."
    desk.add(value=100, expected_close_on=date(2026, 11, 1))
    assert tell(desk) == "Nothing happened in the week; 1 open deal needs attention."


def test_a_week_without_decisions_tells_what_came_in(desk: Desk) -> None:
    desk.add(value=2_000_000, created_on=IN_WEEK)
    assert tell(desk) == "No deal was won or lost in the week; 1 deal worth $20k came in."
    desk.add(value=None, created_on=IN_WEEK)
    assert "2 deals worth $20k came in" in tell(desk)


def test_a_deal_without_an_amount_is_worth_nothing_to_say(desk: Desk) -> None:
    desk.add(value=None, created_on=IN_WEEK)
    assert tell(desk) == "No deal was won or lost in the week; 1 deal came in."


def test_a_big_win_is_news_of_its_own(desk: Desk) -> None:
    add_goal(desk, 10_000_000)
    desk.add(WON, 1_000_000, name="Acme, all of it", closed_on=IN_WEEK, owner_id=BEN)
    assert tell(desk) == "Ben won Acme, all of it for $10k, the only win of the week."
    desk.add(WON, 100_000, closed_on=IN_WEEK)
    assert tell(desk) == ("Ben won Acme, all of it for $10k; $11k was booked from 2 deals in all.")


def test_a_bigger_loss_is_told_instead_with_its_reason(desk: Desk) -> None:
    add_goal(desk, 10_000_000)
    desk.add(WON, 1_000_000, closed_on=IN_WEEK)
    desk.add(LOST, 2_000_000, name="Bolt", closed_on=IN_WEEK, lost_reason="Price")
    assert tell(desk) == "Ann lost Bolt, worth $20k (Price); $10k was booked from 1 deal in all."


def test_of_one_s_own_deals_nobody_is_named(desk: Desk) -> None:
    add_goal(desk, 4_000_000, owner_id=ANN)
    desk.add(LOST, 1_000_000, name="Bolt", closed_on=IN_WEEK)
    told = tell(desk, Scope(frozenset({ANN}), "own"))
    assert told == "Lost Bolt, worth $10k; nothing was won in the week."


def test_without_a_goal_big_is_four_usual_deals(desk: Desk) -> None:
    decide(desk, 4, 0, EARLIER, 10_000)
    desk.add(WON, 40_000, name="Acme", closed_on=IN_WEEK)
    assert tell(desk).startswith("Ann won Acme for $400")


def test_behind_the_pace_it_says_whether_the_week_helped(desk: Desk) -> None:
    add_goal(desk, 66_000_000)  # $10,000 on each of 66 working days
    decide(desk, 1, 0, EARLIER, 5_000_000)
    desk.add(WON, 1_000_000, closed_on=IN_WEEK)
    assert tell(desk) == (
        "Bookings fell further behind: $310k short of the pace for Q4 2026, after $10k in the week."
    )
    for _ in range(5):
        desk.add(WON, 1_000_000, closed_on=IN_WEEK)
    assert tell(desk) == (
        "Bookings caught up, but are still behind: $260k short of the pace for Q4 2026, after "
        "$60k in the week."
    )


def test_a_goal_is_told_as_reached_in_the_week_it_was_reached(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    desk.add(value=1_000_000)
    for place in range(20):
        desk.add(WON, 52_000, closed_on=EARLIER if place < 19 else IN_WEEK)
    assert tell(desk) == (
        "The goal for Q4 2026 is reached: $10.4k of $10k (104.0\N{NO-BREAK SPACE}%), 29 working "
        "days left."
    )
    desk.add(WON, 52_000, closed_on=EARLIER)
    assert tell(desk) == (
        "$520 booked from 1 deal; the goal for Q4 2026 is reached (109.2\N{NO-BREAK SPACE}%)."
    )


def test_a_goal_that_ended_with_the_week_is_told(desk: Desk) -> None:
    add_goal(desk, 1_000_000, (QUARTER_BEFORE[1], WEEK.end))
    desk.add(WON, 90_000, closed_on=IN_WEEK)
    assert tell(desk) == (
        "1 Oct to 22 Nov 2026 ended with its goal missed: $900 of $10k (9.0\N{NO-BREAK SPACE}%)."
    )


def test_a_goal_that_ended_in_the_middle_of_the_week_is_told_too(desk: Desk) -> None:
    add_goal(desk, 1_000_000, (QUARTER_BEFORE[1], date(2026, 11, 19)))
    add_goal(desk, 1_000_000, (date(2026, 11, 19), date(2027, 1, 1)))
    desk.add(WON, 60_000, closed_on=date(2026, 11, 18))
    desk.add(WON, 90_000, closed_on=date(2026, 11, 20))
    over = "1 Oct to 18 Nov 2026 ended with its goal missed: $600 of $10k (6.0\N{NO-BREAK SPACE}%)."
    report = compose_digest(desk.connection, order_week(), SETTING)
    assert report.headline == over
    goals = find_section(report, "goals")
    assert goals.sentence.startswith("19 Nov to 31 Dec 2026 has just begun: $900 of $10k")
    assert goals.lines[0] == over


def test_a_fall_of_the_win_rate_is_news_when_it_is_no_chance(desk: Desk) -> None:
    decide(desk, 60, 40, EARLIER)
    decide(desk, 0, 4, IN_WEEK)
    assert "win rate" not in tell(desk)
    decide(desk, 6, 0, IN_WEEK)
    assert "win rate" not in tell(desk)
    decide(desk, 0, 30, IN_WEEK)
    assert tell(desk) == (
        "The win rate fell to 15.0\N{NO-BREAK SPACE}% (6 of 40), from 60.0\N{NO-BREAK SPACE}% in "
        "the 13 weeks before: more than chance explains."
    )


def test_a_pipeline_that_shrank_by_a_tenth_is_news(desk: Desk) -> None:
    for _ in range(20):
        desk.add(value=100_000)
    decide(desk, 1, 2, IN_WEEK, 100_000)
    assert tell(desk) == "The pipeline shrank by $3,000 to $20k in 20 deals."


def test_where_nothing_stands_out_the_week_is_summed_up(desk: Desk) -> None:
    for _ in range(20):
        desk.add(value=100_000)
    decide(desk, 1, 0, IN_WEEK, 10_000)
    assert tell(desk) == "$100 booked from 1 deal; the pipeline stands at $20k in 20 deals."
