"""A goal in words, in any order: what is understood, what is asked back, who may set it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from bot.access import make_asker
from bot.asker import Asker
from bot.commands.goal_holders import Holder, may_set, name_holder, write_holder
from bot.commands.goal_targets import find_amounts
from bot.commands.goal_words import (
    GOAL_METRICS,
    read_goal,
    read_goal_holder,
    read_goal_period,
    read_goal_target,
    split_goal,
    write_goal,
)
from bot.commands.vocabulary import Vocabulary
from metrics.catalog import METRICS
from metrics.dimension import DIMENSIONS
from storage.goals import GoalPlan
from storage.problem import Problem
from tests.bot.commands.company import PEOPLE, SETTING, VALUES

SOUTH = (3, 6, 7, 8, 10)
STAFF = [
    replace(row, team="South Coast" if row.id in SOUTH else None if row.id == 1 else "West")
    for row in PEOPLE
]
WORDS = Vocabulary.build(
    people=STAFF,
    values=VALUES,
    metrics=METRICS.values(),
    stocks=[name for name, metric in METRICS.items() if metric.basis.is_stock],
    dimensions=DIMENSIONS.values(),
)
"""Adam West and the team West; two called Lee Chan; Dana leads West and sells."""


def ask_as(person_id: int) -> Asker:
    person = STAFF[person_id - 1]
    return make_asker(person, person.role, STAFF)


ADMINISTRATOR, MANAGER, REP = ask_as(1), ask_as(2), ask_as(4)
Q4 = (date(2026, 10, 1), date(2027, 1, 1))
WEST_600K = GoalPlan("bookings", *Q4, None, "West", Decimal(60_000_000))


def read(text: str, asker: Asker = ADMINISTRATOR) -> GoalPlan:
    return read_goal(text, asker, WORDS, SETTING)


def refuse(text: str, asker: Asker = ADMINISTRATOR) -> Problem:
    with pytest.raises(Problem) as caught:
        read(text, asker)
    return caught.value


@pytest.mark.parametrize(
    "parts", list(permutations(("bookings", "600k", "this quarter", "for team West")))
)
def test_words_come_in_any_order(parts: tuple[str, ...]) -> None:
    assert read(" ".join(parts)) == WEST_600K


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("bookings $600,000 2027", 60_000_000),
        ("bookings US$ 1,200,000 in 2027", 120_000_000),
        ("$1.2 million bookings 2027", 120_000_000),
        ("bookings 600 000 2027", 60_000_000),
        ("bookings 1200000 2027", 120_000_000),
        ("bookings 2027 600 thousand USD", 60_000_000),
        ("deals won 40 2027", 40),
        ("40 deals won in 2027", 40),
        ("2027 deals won 2,500", 2_500),
        ("new leads 90 1 Jan to 31 Dec 2027", 90),
        ("win rate 35% 2027", Decimal("0.35")),
        ("win rate 35 percent 2027", Decimal("0.35")),
        ("win rate 0.35 2027", Decimal("0.35")),
    ],
)
def test_a_target_is_read_as_people_write_it(text: str, target: Decimal) -> None:
    goal = read(text)
    assert goal.target == target
    assert (goal.start_on, goal.end_on) == (date(2027, 1, 1), date(2028, 1, 1))


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("this quarter", *Q4),
        ("Q4", *Q4),
        ("Q1", date(2027, 1, 1), date(2027, 4, 1)),
        ("january", date(2027, 1, 1), date(2027, 2, 1)),
        ("november", date(2026, 11, 1), date(2026, 12, 1)),
        ("next year", date(2027, 1, 1), date(2028, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("Q1 2026", date(2026, 1, 1), date(2026, 4, 1)),
        ("1 Mar to 31 May 2027", date(2027, 3, 1), date(2027, 6, 1)),
    ],
)
def test_days_without_a_year_are_the_next_that_have_not_ended(
    words: str, start: date, end: date
) -> None:
    goal = read(f"bookings 600k {words}")
    assert (goal.start_on, goal.end_on) == (start, end)
    period = read_goal_period(words, SETTING)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    ("words", "holder"),
    [
        ("", Holder()),
        ("everybody", Holder()),
        ("for the whole company", Holder()),
        ("team West", Holder(team="West")),
        ("West", Holder(team="West")),
        ("South Coast", Holder(team="South Coast")),
        ("team:west", Holder(team="West")),
        ("team Dana", Holder(team="West")),
        ("Tomas Lindqvist's team", Holder(team="South Coast")),
        ("Adam West", Holder(8)),
        ("Anna Berg", Holder(6)),
        ("lee10@example.com", Holder(10)),
        ("<@U009X>", Holder(9)),
        ("me", Holder(1)),
    ],
)
def test_a_goal_is_held_by_everybody_a_team_or_a_person(words: str, holder: Holder) -> None:
    goal = read(f"bookings 600k this quarter {words}")
    assert Holder(goal.owner_id, goal.team) == holder
    if words:
        assert read_goal_holder(words, ADMINISTRATOR, WORDS, SETTING) == holder


def test_a_managers_goal_without_a_name_is_the_teams() -> None:
    assert read("bookings 600k this quarter", MANAGER) == WEST_600K
    assert read("bookings 600k this quarter my team", MANAGER) == WEST_600K


def test_among_namesakes_a_managers_own_one_is_meant() -> None:
    assert read("bookings 600k this quarter Lee Chan", MANAGER).owner_id == 9
    problem = refuse("bookings 600k this quarter Lee Chan")
    assert problem.suggestions == (
        "goal bookings this quarter owner:lee9@example.com 600k",
        "goal bookings this quarter owner:lee10@example.com 600k",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bookings this quarter", "How much is to be reached?"),
        ("bookings 600k", "In which days is it to be reached?"),
        ("600k this quarter", "A goal for which number?"),
        ("open pipeline 5m this year", "Open pipeline takes no goals."),
        ("bookings deals won 5 2027", "That names two metrics."),
        ("bookings 600k Q1 2027 Q2 2027", "That names two periods."),
        ("bookings 600k 2027 West South Coast", "That names two whose goal it could be."),
        ("bookings 600k 2027 by owner", "A goal has no “by owner”."),
        ("bookings 600k 2027 vs last year", "A goal has no “vs last year”."),
        ("bookings €600k 2027", "The goal is in EUR, the reports are in USD."),
        ("win rate 350% 2027", "A share lies between 0 and 100 %."),
        ("bookings 0 2027", "A goal is more than nothing."),
        ("bookings 600k all time", "A goal has a first and a last day"),
        ("bookings 600k 700k 2027", "I don't know “700k”."),
        ("bookings 600k 2027 Acme Corporation", "I don't know “Acme Corporation”."),
        ("bookings 99999999999999999 2027", "too large"),
    ],
)
def test_what_can_not_be_a_goal_is_said(text: str, said: str) -> None:
    problem = refuse(text)
    assert said in problem.what
    assert problem.fix


@pytest.mark.parametrize(
    "text",
    [
        "boking 600k this quarter",
        "bookings 600k",
        "600k this quarter",
        "bookings 600k 2027 Lee Chan",
        "bookings 600k 2027 team Suth Coast",
    ],
)
def test_every_suggestion_is_a_goal_that_can_be_read(text: str) -> None:
    problem = refuse(text)
    assert problem.suggestions
    for suggestion in problem.suggestions:
        said = split_goal(suggestion)
        assert said is not None
        assert read(said.rest).target in (60_000_000, 600_000)  # of money, in cents


@pytest.mark.parametrize("words", ["", "team West", "everybody", "me", "Anna Snelling"])
def test_a_rep_sets_no_goal(words: str) -> None:
    assert refuse(f"bookings 600k this quarter {words}", REP).reference == "goals-not-yours"
    assert refuse(f"nonsense {words}", REP).reference == "goals-not-yours"


@pytest.mark.parametrize(
    "words", ["everybody", "team South Coast", "Anna Berg", "Grace Okafor", "Adam West"]
)
def test_a_manager_sets_goals_for_the_own_team_only(words: str) -> None:
    problem = refuse(f"bookings 600k this quarter {words}", MANAGER)
    assert problem.reference in ("goal-not-yours", "not-yours")
    assert "600" not in problem.what + problem.why


def test_who_may_set_what() -> None:
    holders = [Holder(), Holder(team="West"), Holder(team="South Coast"), Holder(4), Holder(6)]
    allowed = {
        who.role: [may_set(who, holder, WORDS) for holder in holders]
        for who in (ADMINISTRATOR, MANAGER, REP)
    }
    assert allowed == {
        "administrator": [True] * 5,
        "manager": [False, True, False, True, False],
        "rep": [False] * 5,
    }


@pytest.mark.parametrize("person_id", [None, 2, 4, 8, 9, 10])
@pytest.mark.parametrize("metric", GOAL_METRICS)
def test_a_goal_written_out_is_read_as_the_same(person_id: int | None, metric: str) -> None:
    target = Decimal("0.35") if GOAL_METRICS[metric].unit.value == "percent" else Decimal(4000)
    words = "35 %" if target < 1 else "4000"
    if GOAL_METRICS[metric].unit.value == "money":
        words = "40"
    goal = GoalPlan(metric, *Q4, person_id, None, target)
    said = split_goal(write_goal(goal, words, WORDS, SETTING))
    assert said is not None
    assert read(said.rest) == goal


def test_holders_are_named_and_written_so_that_they_are_read_back() -> None:
    for holder in (Holder(), Holder(team="South Coast"), Holder(team="West"), Holder(9), Holder(2)):
        assert (
            read_goal_holder(write_holder(holder, WORDS), ADMINISTRATOR, WORDS, SETTING) == holder
        )
    assert name_holder(Holder(8), WORDS) == "Adam West"
    assert name_holder(Holder(), WORDS) == "everybody"


@pytest.mark.parametrize(
    ("text", "rest", "is_order"),
    [
        ("goal", "", False),
        ("Goals ", "", False),
        ("goal: bookings 600k", "bookings 600k", False),
        ("set a goal for bookings", "for bookings", True),
        ("add goal", "", True),
        ("new target 5", "5", True),
    ],
)
def test_a_text_about_goals_begins_with_the_word(text: str, rest: str, is_order: bool) -> None:
    said = split_goal(text)
    assert said is not None
    assert (said.rest, said.is_order) == (rest, is_order)


@pytest.mark.parametrize("text", ["", "bookings", "goalkeeper", "win rate goal"])
def test_other_texts_are_not_about_goals(text: str) -> None:
    assert split_goal(text) is None


def test_figures_in_names_and_mentions_are_no_targets() -> None:
    assert find_amounts('<@U123456> "Team 5" lee9@example.com Q4 FY26 H1', "USD") == []


@pytest.mark.parametrize("text", ["", "-5", "lots", "600k EUR", "1.2.3"])
def test_a_target_alone_says_what_is_wrong(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_goal_target(text, METRICS["bookings"], SETTING)
    assert caught.value.what
