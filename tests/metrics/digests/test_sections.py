"""Sections: declared once, and what each says of a small company."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from metrics.digests.compose import compose_digest
from metrics.digests.kinds import KINDS
from metrics.digests.page import write_page
from metrics.digests.report import DigestReport
from metrics.digests.sections import SECTIONS, sections_of
from metrics.question import Question
from metrics.scope import Scope
from storage.tables import Lead
from tests.metrics.desk import ANN, BEN, CY, LOST, OFFER, TALK, WON, Desk
from tests.metrics.digests.goals import add_goal
from tests.metrics.digests.orders import (
    EVERYTHING,
    IN_WEEK,
    MONDAY,
    SETTING,
    WEEK,
    WEEK_BEFORE,
    find_figure,
    find_section,
    order_week,
)

BLANK, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"
EARLIER = date(2026, 10, 15)
RED = Scope(frozenset({ANN, BEN}), "Red")


def compose(desk: Desk, scope: Scope = EVERYTHING, kind: str = "leader") -> DigestReport:
    return compose_digest(desk.connection, order_week(scope, kind), SETTING)


def test_every_section_is_declared_for_people() -> None:
    for name, section in SECTIONS.items():
        assert section.name == name
        assert re.fullmatch(r"[a-z_]+", name)
        assert section.what.endswith(".")
        assert section.kinds
        assert section.kinds <= set(KINDS)
    assert len({section.title for section in SECTIONS.values()}) == len(SECTIONS)
    assert all(sections_of(kind) for kind in KINDS)


def test_the_page_of_the_docs_is_written_from_the_declarations() -> None:
    page = Path(__file__).parents[3].joinpath("docs", "digests.md").read_text("utf-8")
    assert page == write_page(), "run: python -m metrics.digests > docs/digests.md"


def test_figures_are_held_against_the_week_before_and_last_year(desk: Desk) -> None:
    year_ago = date(2025, 11, 18)
    desk.add(WON, 30_000, created_on=date(2025, 9, 2), closed_on=year_ago)
    desk.add(WON, 10_000, closed_on=WEEK_BEFORE)
    desk.add(WON, 10_000, closed_on=IN_WEEK)
    desk.add(WON, 5_000, closed_on=IN_WEEK)
    bookings = find_figure(compose(desk), "bookings")
    assert (bookings.words, bookings.value) == ("$150", 150.0)
    week, year = bookings.against
    assert (week.name, week.words, week.good) == ("the week before", f"+50.0{BLANK}%", True)
    assert (year.name, year.words) == ("the same week last year", f"{MINUS}50.0{BLANK}%")


def test_before_the_first_deal_there_is_no_data_to_compare_with(desk: Desk) -> None:
    desk.add(WON, 10_000, created_on=WEEK_BEFORE, closed_on=IN_WEEK)
    bookings = find_figure(compose(desk), "bookings")
    assert [one.words for one in bookings.against] == ["no data", "no data"]


def test_won_deals_without_amounts_are_no_bookings_of_nought(desk: Desk) -> None:
    desk.add(WON, None, closed_on=IN_WEEK)
    report = compose(desk)
    bookings = find_figure(report, "bookings")
    assert bookings.value is None
    assert bookings.words == "no data: none of 1 deal has an amount"
    assert (
        find_section(report, "figures").sentence == "1 deal won in the week, none with an amount."
    )


def test_a_win_rate_of_few_deals_comes_with_that_of_a_quarter(desk: Desk) -> None:
    for place in range(10):
        desk.add(WON if place < 4 else LOST, closed_on=EARLIER)
    desk.add(WON, closed_on=IN_WEEK)
    report = compose(desk)
    assert find_figure(report, "win_rate").words == f"100{BLANK}% (1 of 1)"
    assert find_section(report, "figures").lines == (
        "A win rate of 1 decided deal says little by itself: over the 13 weeks before it was "
        f"40.0{BLANK}% (4 of 10).",
    )


def test_the_flow_is_told_as_a_sum_that_adds_up(desk: Desk) -> None:
    desk.add(value=10_000)
    desk.add(value=20_000, created_on=IN_WEEK)
    desk.add(WON, 40_000, closed_on=IN_WEEK)
    desk.add(LOST, 80_000, closed_on=IN_WEEK)
    told = find_section(compose(desk), "flow")
    assert told.sentence == "The pipeline shrank by $1,000 to $300 in 2 deals."
    assert told.lines == (
        f"$1,300 at first (3), +$200 new (1), {MINUS}$400 won (1), {MINUS}$800 lost (1), makes "
        "$300 at the end (2).",
    )
    (grid,) = told.details
    numbers = {row[0].words: Decimal(str(row[2].number)) for row in grid.rows}
    assert sum(value for step, value in numbers.items() if step != "End") == numbers["End"]
    assert told.chart is not None


def test_wins_and_losses_name_the_largest_with_owner_and_reason(desk: Desk) -> None:
    desk.add(WON, 10_000, name="Small", closed_on=IN_WEEK, account_id=1)
    desk.add(WON, 90_000, name="Large", closed_on=IN_WEEK, owner_id=BEN)
    desk.add(LOST, 50_000, name="Gone", closed_on=IN_WEEK, lost_reason="Price")
    desk.add(LOST, None, name="Also gone", closed_on=IN_WEEK, owner_id=None)
    told = find_section(compose(desk), "decided")
    assert told.sentence == "2 deals were won ($1,000) and 2 were lost ($500)."
    assert told.lines == (
        "Won: Large ($900, Ben)",
        "Won: Acme: Small ($100, Ann)",
        "Lost: Gone ($500, Ann): Price",
        "Lost: Also gone (no amount, no owner): no reason given",
    )
    assert [grid.title for grid in told.details] == ["Deals won", "Deals lost"]
    assert told.details[1].rows[0][-1].words == "Price"


def test_the_reason_named_most_is_told_when_there_are_many(desk: Desk) -> None:
    for reason in ("Price", "Price", "Timing", None):
        desk.add(LOST, closed_on=IN_WEEK, lost_reason=reason)
    lines = find_section(compose(desk), "decided").lines
    assert lines[-2:] == (
        "Named most often: Price (2 of 4 lost deals)",
        "1 of 4 lost deals have no reason",
    )


def test_deals_at_risk_come_with_owner_and_reason_the_most_valuable_first(desk: Desk) -> None:
    desk.add(value=10_000, name="Late", expected_close_on=MONDAY - timedelta(days=3))
    desk.add(OFFER, 50_000, name="Silent", last_activity_on=EARLIER, owner_id=BEN)
    told = find_section(compose(desk), "at_risk")
    assert told.sentence == (
        "2 open deals worth $600 need attention: 1 past their close date and 1 without activity."
    )
    assert told.lines == (
        "Silent ($500, Ben): no activity for 39 days",
        "Late ($100, Ann): 3 days past its close date",
    )
    (grid,) = told.details
    assert [row[0].words for row in grid.rows] == ["Silent", "Late"]


def test_the_table_by_rep_is_fair(desk: Desk) -> None:
    add_goal(desk, 100_000, owner_id=ANN)
    add_goal(desk, 100_000, owner_id=BEN)
    desk.add(WON, 60_000, closed_on=IN_WEEK, owner_id=BEN)
    desk.add(LOST, 10_000, closed_on=EARLIER, owner_id=ANN)
    desk.add(WON, 20_000, closed_on=EARLIER, owner_id=ANN)
    desk.add(TALK, 70_000, owner_id=CY)
    told = find_section(compose(desk, RED, "team"), "reps")
    assert told.sentence == "1 of 2 reps won something; Ben booked $600, all of it."
    assert told.grid is not None
    assert [[cell.words for cell in row] for row in told.grid.rows] == [
        ["Ben", "$600", f"60.0{BLANK}%", f"100{BLANK}% (1 of 1)"],
        ["Ann", "$0", f"20.0{BLANK}%", f"50.0{BLANK}% (1 of 2)"],
    ]


def test_a_goal_of_leads_is_held_against_leads(desk: Desk) -> None:
    add_goal(desk, 4, metric="new_leads", owner_id=ANN)
    desk.add(WON, 10_000, closed_on=IN_WEEK, owner_id=BEN)
    desk.connection.execute(
        insert(Lead).values(
            workspace_id=1, id=1, key="L1", owner_id=ANN, created_on=IN_WEEK, batch_id=1
        )
    )
    report = compose(desk, RED, "team")
    sentence = find_section(report, "goals").sentence
    assert sentence.startswith("New leads: 1 of the 4 for Q4 2026 is reached")
    assert report.headline == sentence
    grid = find_section(report, "reps").grid
    assert grid is not None
    shares = {row[0].words: row[2].words for row in grid.rows}
    assert shares == {"Ann": f"25.0{BLANK}%", "Ben": "no goal"}


def test_what_belongs_to_nobody_is_in_a_row_of_its_own(desk: Desk) -> None:
    desk.add(WON, 60_000, closed_on=IN_WEEK, owner_id=None)
    desk.add(WON, 10_000, closed_on=IN_WEEK, owner_id=ANN)
    desk.add(WON, 20_000, closed_on=IN_WEEK, owner_id=CY)
    told = find_section(compose(desk), "teams")
    assert (
        told.sentence
        == "2 of 2 teams won something; Blue booked $200, 22.2\N{NO-BREAK SPACE}% of it."
    )
    assert told.grid is not None
    assert [row[0].words for row in told.grid.rows] == ["Blue", "Red", "Others"]


def test_questions_come_with_answer_and_comparison(desk: Desk) -> None:
    desk.add(WON, 10_000, closed_on=WEEK_BEFORE)
    desk.add(WON, 30_000, closed_on=IN_WEEK)
    desk.add(WON, 20_000, closed_on=IN_WEEK, owner_id=CY)
    asked = Question(("bookings",), EVERYTHING, WEEK)
    grouped = Question(("deals_won",), EVERYTHING, WEEK, by="owner")
    order = order_week(kind="own", questions=(("bookings", asked), ("deals won by owner", grouped)))
    report = compose_digest(desk.connection, order, SETTING)
    assert report.headline == f"Bookings: $500, +400.0{BLANK}% against 9 to 15 Nov 2026."
    told = find_section(report, "questions")
    first, second = told.figures
    assert (first.title, first.words) == ("bookings", "$500")
    assert (first.against[0].words, first.against[0].good) == (f"+400.0{BLANK}%", True)
    assert first.against[0].name == "9 to 15 Nov 2026"
    assert second.words == "2"
    assert told.lines == ("deals won by owner: Ann 1; Cy 1",)
    assert [row[0].words for row in told.details[0].rows] == ["Ann", "Cy"]


def test_what_could_not_be_counted_is_owned_up_to(desk: Desk) -> None:
    desk.add(WON, None, closed_on=IN_WEEK)
    desk.add(value=None)
    told = find_section(compose(desk), "data")
    assert told.sentence == "The newest data is of 23 Nov 2026."
    assert told.lines == (
        "1 won deal has no amount (not counted)",
        "1 open deal has no amount (not counted)",
    )


def test_a_push_alone_is_not_quiet_and_nothing_at_all_is(desk: Desk) -> None:
    deal = desk.add()
    assert compose(desk).quiet
    desk.change(deal, IN_WEEK, "expected_close_on", "2026-11-30", "2026-12-31")
    report = compose(desk)
    assert not report.quiet
    assert "The close date of 1 deal worth $100 was put off." in find_section(report, "flow").lines


def test_a_deal_that_needs_attention_is_not_quiet(desk: Desk) -> None:
    desk.add(expected_close_on=WEEK_BEFORE)
    assert not compose(desk).quiet
