"""What became of last time's actions, what the numbers did since, and when that can't be told."""

from datetime import date, timedelta

from sqlalchemy import delete

from metrics.digests.compose import compose_digest
from metrics.digests.order import EarlierAction
from metrics.digests.report import ActionProposal, SectionReport
from metrics.scope import Scope
from storage.tables import ImportBatch
from tests.metrics.desk import ANN, BEN, OFFER, WON, Desk
from tests.metrics.digests.goals import add_goal
from tests.metrics.digests.orders import (
    EVERYTHING,
    MONDAY,
    SETTING,
    find_section,
    order_week,
    propose,
)

ASKED = MONDAY - timedelta(weeks=1)
TUESDAY = ASKED + timedelta(days=1)
LATE = MONDAY - timedelta(days=3)
BLANK = "\N{NO-BREAK SPACE}"


def tell(desk: Desk, *earlier: EarlierAction, scope: Scope = EVERYTHING) -> SectionReport:
    order = order_week(scope, earlier=earlier)
    return find_section(compose_digest(desk.connection, order, SETTING), "outcomes")


def done(action: ActionProposal, on: date = TUESDAY) -> EarlierAction:
    return EarlierAction(action, "done", ASKED, on)


def since(desk: Desk, action: ActionProposal, on: date = TUESDAY, **more: Scope) -> str:
    (line,) = tell(desk, done(action, on), **more).lines
    head = "Done: Call Acme (Ann). "
    assert line.startswith(head)
    return line.removeprefix(head)


def test_every_state_is_counted_and_only_the_last_digest_is_told(desk: Desk) -> None:
    desk.add()
    states = ("done", "not_useful", "later", "open", "open")
    asked = [EarlierAction(propose("goal:x"), state, ASKED, TUESDAY) for state in states]
    older = EarlierAction(propose("goal:x"), "done", ASKED - timedelta(weeks=1), TUESDAY)
    told = tell(desk, *asked, older)
    assert told.sentence == (
        "Of the 5 actions asked for on 16 Nov 2026: 1 done, 1 not useful, 1 put off and 2 not "
        "answered."
    )
    assert told.lines[1:] == (
        "Not useful: Call Acme (Ann).",
        "Put off: Call Acme (Ann).",
        "Not answered: Call Acme (Ann).",
        "Not answered: Call Acme (Ann).",
    )


def test_a_deal_that_was_won_or_is_well_again_says_so(desk: Desk) -> None:
    desk.add(WON, 250_000, closed_on=date(2026, 11, 19))
    assert since(desk, propose("deal:D1")) == "The deal was won on 19 Nov 2026 for $2,500."
    desk.add()
    assert since(desk, propose("deal:D2")) == "The deal is open and needs no attention any more."


def test_a_deal_that_still_needs_attention_says_why(desk: Desk) -> None:
    desk.add(expected_close_on=LATE)
    assert since(desk, propose("deal:D1")) == (
        "The deal still needs attention: 3 days past its close date."
    )


def test_a_deal_of_somebody_else_is_told_no_more_of(desk: Desk) -> None:
    desk.add(WON, 250_000, closed_on=date(2026, 11, 19), owner_id=BEN)
    told = since(desk, propose("deal:D1"), scope=Scope(frozenset({ANN}), "Ann"))
    assert told == "The deal is not among these any more."
    assert since(desk, propose("deal:GONE")) == "The deal is not among these any more."


def test_without_newer_data_nothing_can_be_told_yet(desk: Desk) -> None:
    desk.add(expected_close_on=LATE)
    words = "Can't tell yet: no newer data has come in since."
    assert since(desk, propose("deal:D1"), on=MONDAY) == words
    desk.connection.execute(delete(ImportBatch))
    assert since(desk, propose("deal:D1")) == words


def test_a_number_takes_five_working_days_to_move(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    desk.add(WON, 400_000, closed_on=date(2026, 11, 19))
    action = propose("goal:bookings", metric="goal_attainment", value=0.25)
    assert since(desk, action, on=TUESDAY) == (
        "Can't tell yet: only 4 working days of data since, and a number takes 5."
    )
    assert since(desk, action, on=ASKED) == (
        f"Then 25.0{BLANK}% of the goal was reached, now 40.0{BLANK}%."
    )


def test_another_goal_is_not_held_against_the_one_before(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    desk.add(WON, 100_000, closed_on=date(2026, 11, 19))
    assert since(desk, propose("goal:bookings", value=0.9), on=ASKED) == (
        f"Of the goal then 90.0{BLANK}% was reached; of the one for Q4 2026, 10.0{BLANK}%."
    )


def test_other_numbers_are_told_then_and_now(desk: Desk) -> None:
    desk.add(OFFER, value=None)
    assert since(desk, propose("data:amounts", value=6.0), on=ASKED) == (
        "Then 6 open deals had no amount, now 1 has none."
    )
    assert since(desk, propose("stage:Offer", value=9.0), on=ASKED) == (
        "Then 9 deals were stuck in Offer, now 0."
    )
    assert since(desk, propose("pipeline:due", value=5_000.0), on=ASKED) == (
        "Then $5,000 was due until the goal's end, now $0."
    )


def test_what_is_measured_no_more_says_so(desk: Desk) -> None:
    desk.add()
    told = since(desk, propose("weather:rain"))
    assert told == "Can't tell what it did: it is not measured any more."
