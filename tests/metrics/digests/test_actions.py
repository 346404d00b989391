"""One to three actions: each rule by hand, whose they are, and when they are due."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from metrics.digests.actions.rule import add_working_days, find_lead
from metrics.digests.compose import compose_digest
from metrics.digests.order import EarlierAction
from metrics.digests.report import ActionProposal, freeze_action, thaw_action
from metrics.scope import Scope
from storage.people import PersonRow
from storage.tables import Person, StagePace
from tests.metrics.desk import ANN, BEN, LEAD, LOST, OFFER, TALK, TERMS, WON, Desk
from tests.metrics.digests.goals import add_goal
from tests.metrics.digests.orders import EVERYTHING, MONDAY, SETTING, order_week, propose

EARLIER = date(2026, 10, 15)
LATE = MONDAY - timedelta(days=3)
RED = Scope(frozenset({LEAD, ANN, BEN}), "Red")
ANNS = Scope(frozenset({ANN}), "Ann's own deals")
BLANK = "\N{NO-BREAK SPACE}"


def ask(
    desk: Desk, scope: Scope = EVERYTHING, earlier: tuple[EarlierAction, ...] = ()
) -> tuple[ActionProposal, ...]:
    return compose_digest(desk.connection, order_week(scope, earlier=earlier), SETTING).actions


def person(id_: int, boss: int | None) -> PersonRow:
    return PersonRow(id_, f"P{id_}", None, None, "rep", boss, None, active=True)


def test_an_overdue_deal_is_its_owners_to_call_about(desk: Desk) -> None:
    desk.add(value=500_000, name="Renewal", account_id=1, owner_id=BEN, expected_close_on=LATE)
    (action,) = ask(desk)
    assert action == ActionProposal(
        subject="deal:D1",
        what="Call Acme: agree on a new close date, or close the deal as lost",
        why="Acme: Renewal ($5,000): 3 days past its close date.",
        owner_id=BEN,
        owner="Ben",
        due_on=date(2026, 11, 25),
        stands_on=(BEN,),
    )
    assert thaw_action(freeze_action(action)) == action


def test_each_concern_asks_for_something_else(desk: Desk) -> None:
    desk.add(TALK, 100, name="Silent", last_activity_on=EARLIER)
    assert ask(desk)[0].what == "Get in touch with Silent again, or close the deal as lost"


def test_a_deal_without_an_amount_is_not_asked_for_and_nobodys_goes_to_the_lead(
    desk: Desk,
) -> None:
    desk.add(value=None, expected_close_on=LATE)
    assert ask(desk) == ()
    desk.add(value=100, expected_close_on=LATE, owner_id=None)
    (action,) = ask(desk)
    assert (action.owner_id, action.owner) == (LEAD, "Lea Lead")
    assert action.why.endswith("It has no owner.")


def test_a_deal_of_somebody_who_has_left_goes_to_the_lead(desk: Desk) -> None:
    desk.add(value=100, expected_close_on=LATE, owner_id=BEN)
    desk.connection.execute(update(Person).where(Person.id == BEN).values(left_on=EARLIER))
    (action,) = ask(desk)
    assert (action.owner_id, action.owner) == (LEAD, "Lea Lead")
    assert action.stands_on == (BEN,)
    assert action.why.endswith("Ben has left.")


def test_a_goal_behind_its_pace_names_what_is_missing_and_where_to_start(desk: Desk) -> None:
    add_goal(desk, 6_600_000)
    for value, days in ((300_000, 9), (900_000, 20), (600_000, 30), (9_999_999, 90)):
        desk.add(value=value, expected_close_on=MONDAY + timedelta(days=days))
    action = ask(desk)[0]
    assert action.subject == "goal:bookings"
    assert action.what == (
        "Find $66k more for Q4 2026: start with Deal 2 ($9,000, Ann) and Deal 3 ($6,000, Ann)"
    )
    assert action.why == (
        f"0{BLANK}% is reached with 56.1{BLANK}% of the working days passed; it takes $2,276 on "
        "each of the 29 working days left."
    )
    assert (action.owner, action.due_on) == ("Lea Lead", date(2026, 11, 27))
    assert (action.metric, action.value, action.stands_on) == ("goal_attainment", 0.0, None)


def test_of_ones_own_goal_one_is_asked_oneself(desk: Desk) -> None:
    add_goal(desk, 6_600_000, owner_id=ANN)
    desk.add(value=900_000)
    action = ask(desk, ANNS)[0]
    assert (action.owner_id, action.owner, action.stands_on) == (ANN, "Ann", (ANN,))
    assert action.what.endswith("start with Deal 1 ($9,000)")


def test_a_pipeline_too_thin_for_the_goal_asks_for_more(desk: Desk) -> None:
    add_goal(desk, 1_000_000)
    for place in range(40):
        desk.add(WON if place < 20 else LOST, 29_000, closed_on=EARLIER)
    desk.add(value=100_000, expected_close_on=date(2026, 12, 20))
    (action,) = ask(desk)
    assert action.subject == "pipeline:due"
    assert action.what == "Bring in $7,400 of new pipeline that can close by 31 Dec"
    assert action.why == (
        f"What is due by then is worth $1,000; with 50.0{BLANK}% of the value won as usual, that "
        "gives $500 of the $4,200 still missing."
    )


def test_the_stage_where_most_is_stuck_is_gone_through(desk: Desk) -> None:
    desk.connection.execute(
        insert(StagePace),
        [
            {"workspace_id": 1, "stage_id": stage, "data_version": 2, "decided": 40}
            | {"won": 20, "passed": 40, "passed_days_p75": 20.0}
            for stage in (TALK, OFFER, TERMS)
        ],
    )
    for _ in range(5):
        desk.add(OFFER, 10_000, stage_entered_on=EARLIER)
    for _ in range(4):
        desk.add(TERMS, 90_000, stage_entered_on=EARLIER, owner_id=BEN)
    stuck = next(action for action in ask(desk) if action.subject == "stage:Offer")
    assert stuck.what == "Go through the 5 deals stuck in Offer: move each on, or close it as lost"
    assert (stuck.metric, stuck.value, stuck.owner) == ("stuck_deals", 5.0, "Lea Lead")


def test_many_deals_without_amounts_go_to_whoever_has_most_of_them(desk: Desk) -> None:
    for place in range(6):
        desk.add(value=None, owner_id=BEN if place < 4 else ANN)
    desk.add(value=100)
    (action,) = ask(desk)
    assert action.what == "Add amounts to the 6 open deals without one"
    assert action.why == (
        f"They are 85.7{BLANK}% of the open deals and count for nothing in the pipeline. Most of "
        "them, 4, are with one person."
    )
    assert action.owner == "Ben"


def test_where_all_is_well_the_next_decision_is_prepared(desk: Desk) -> None:
    desk.add(value=100_000, name="Next", expected_close_on=date(2026, 12, 1))
    desk.add(value=900_000, expected_close_on=date(2027, 3, 1))
    (action,) = ask(desk)
    assert action.what == "Settle what is still open with Next before 1 Dec"


def test_there_are_three_at_most_and_one_for_each_owner(desk: Desk) -> None:
    for place in range(12):
        owner = (ANN, ANN, BEN, LEAD)[place % 4]
        desk.add(value=100_000 - place, owner_id=owner, expected_close_on=LATE)
    assert [action.owner for action in ask(desk)] == ["Ann", "Ben", "Lea Lead"]
    assert [action.owner for action in ask(desk, ANNS)] == ["Ann"] * 3
    assert len({action.subject for action in ask(desk)}) == 3


def test_the_same_thing_has_the_same_subject_every_week_and_rests_when_it_is_of_no_use(
    desk: Desk,
) -> None:
    desk.add(value=100_000, expected_close_on=LATE)
    desk.add(value=50_000, expected_close_on=LATE)
    first, second = (action.subject for action in ask(desk, ANNS))
    said = EarlierAction(propose(first), "not_useful", MONDAY - timedelta(days=7), MONDAY)
    assert [action.subject for action in ask(desk, ANNS, (said,))] == [second]


def test_what_was_asked_thrice_without_an_answer_comes_last(desk: Desk) -> None:
    for value in (400, 300, 200, 100):
        desk.add(value=value, expected_close_on=LATE)
    asked = tuple(
        EarlierAction(propose("deal:D1"), "open", MONDAY - timedelta(weeks=weeks))
        for weeks in (1, 2, 3)
    )
    told = [action.subject for action in ask(desk, ANNS, asked)]
    assert told == ["deal:D2", "deal:D3", "deal:D4"]
    assert ask(desk, ANNS, asked[:2])[0].why.endswith(
        "Asked for 2 times already, without an answer."
    )


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 26), 2, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_what_is_due_is_due_on_a_working_day(day: date, days: int, due: date) -> None:
    assert add_working_days(day, days) == due


def test_the_lead_is_the_one_boss_whose_boss_is_not_there() -> None:
    team = {2: person(2, 1), 3: person(3, 2), 4: person(4, 2), 5: person(5, 4)}
    lead = find_lead(team)
    assert lead is not None
    assert lead.id == 2
    assert find_lead({3: person(3, 2), 4: person(4, 2)}) is None
    two = {2: person(2, None), 3: person(3, 2), 6: person(6, None), 7: person(7, 6)}
    assert find_lead(two) is None
    assert find_lead({3: person(3, 2)}) == person(3, 2)
