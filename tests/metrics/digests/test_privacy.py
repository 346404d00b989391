"""A digest stands on its scope alone: what others do changes no word of it, and names nobody."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from metrics.digests.compose import compose_digest
from metrics.digests.order import EarlierAction
from metrics.digests.report import DigestReport
from metrics.digests.sections import SECTIONS
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.schedule_periods import previous_of, year_before
from metrics.scope import Scope
from storage.sample import load_sample
from storage.tables import Account, Deal, Person
from tests.metrics.companies import TODAY as LAST_DAY
from tests.metrics.companies import Company, companies_with_goals, load_company
from tests.metrics.digests.orders import (
    MONDAY,
    SETTING,
    find_section,
    list_words,
    order_week,
    propose,
)
from tests.thoroughness import choose

ZONE = SETTING.zone
THEN = Setting(1, LAST_DAY, ZONE)
PERIOD = Period(LAST_DAY.replace(day=1), LAST_DAY)
ALL = tuple(SECTIONS)
TEAM = Scope(frozenset({2, 5, 6, 7, 8, 9, 10}), "the team")


def change_others(company: Company, people: frozenset[int]) -> Company:
    """The same company, but what others own and ever owned is worth more, renamed and moved."""
    theirs = {
        int(owner)
        for change in company.rows["deal_changes"]
        if change["field"] == "owner" and change["old"] and int(change["old"]) in people
        for owner in (change["deal_id"],)
    }
    deals = [
        deal
        if deal["owner_id"] in people or deal["id"] in theirs
        else deal
        | {"name": "Hidden", "value_minor": 77_777_777, "amount_minor": 77_777_777}
        | {"currency": "USD", "account_id": None, "lost_reason": None, "source": "Hidden"}
        for deal in company.rows["deals"]
    ]
    goals = [
        goal | {"target": goal["target"] * 3 + 1} if _is_hidden(goal, company, people) else goal
        for goal in company.rows.get("goals", [])
    ]
    return Company(company.rows | {"deals": deals, "goals": goals})


def _is_hidden(goal: dict[str, Any], company: Company, people: frozenset[int]) -> bool:
    if goal["owner_id"] is not None:
        return goal["owner_id"] not in people
    if goal["team"] is None:
        return True
    members = {row["id"] for row in company.rows["people"] if row["team"] == goal["team"]}
    return not members or not members <= people


def compose(engine: Engine, company: Company, scope: Scope) -> DigestReport:
    question = Question(("bookings", "win_rate"), scope, PERIOD, by="owner")
    order = order_week(
        scope,
        "own",
        PERIOD,
        sections=ALL,
        previous=previous_of(PERIOD),
        year_before=year_before(PERIOD),
        questions=(("bookings by owner", question),),
    )
    with engine.connect() as connection, connection.begin() as transaction:
        load_company(connection, 1, company)
        report = compose_digest(connection, order, THEN)
        transaction.rollback()
    return report


@given(
    company=companies_with_goals(), people=st.frozensets(st.integers(1, 5), min_size=1, max_size=4)
)
@settings(
    max_examples=choose(12, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_others_do_changes_no_word(
    engine: Engine, company: Company, people: frozenset[int]
) -> None:
    scope = Scope(people, "some")
    report = compose(engine, company, scope)
    assert compose(engine, change_others(company, people), scope) == report
    assert not any("Hidden" in words for words in list_words(report))


def test_nobody_outside_is_named_and_no_deal_of_theirs(engine: Engine) -> None:
    load_sample(engine, 1, 1_500, today=MONDAY)
    with engine.begin() as connection:
        people = dict(connection.execute(select(Person.id, Person.name)).tuples().all())
        outside = Deal.owner_id.not_in(TEAM.people or ())
        connection.execute(update(Deal).where(outside).values(name="Hidden deal"))
        report = compose_digest(connection, order_week(TEAM, sections=ALL), SETTING)
        words = "\n".join(list_words(report))
        keys = set(connection.execute(select(Deal.key).where(outside)).scalars())
        own = set(
            connection.execute(
                select(Account.name).join(Deal, Deal.account_id == Account.id).where(~outside)
            ).scalars()
        )
        accounts = set(connection.execute(select(Account.name)).scalars()) - own
    assert "Hidden deal" not in words
    assert not [
        name for id_, name in people.items() if id_ not in (TEAM.people or ()) and name in words
    ]
    assert not [name for name in accounts if len(name) > 8 and name in words]
    cells = {
        cell.words
        for section in report.sections
        for grid in section.details
        for row in grid.rows
        for cell in row
    }
    assert len(cells) > 100
    assert not cells & keys


@pytest.mark.parametrize(
    ("stands_on", "is_told"), [((5,), True), ((5, 6), True), ((5, 17), False), (None, False)]
)
def test_an_earlier_action_is_repeated_only_to_who_may_see_all_it_stands_on(
    engine: Engine, stands_on: tuple[int, ...] | None, is_told: bool
) -> None:
    load_sample(engine, 1, 400, today=MONDAY)
    action = propose("goal:bookings", what="Call the secret deal", stands_on=stands_on)
    earlier = (EarlierAction(action, "done", MONDAY, MONDAY),)
    with engine.connect() as connection:
        report = compose_digest(connection, order_week(TEAM, "team", earlier=earlier), SETTING)
    (line,) = find_section(report, "outcomes").lines
    assert ("secret" in line) is is_told
