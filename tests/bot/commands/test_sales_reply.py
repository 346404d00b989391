"""What a reply of /sales leads on to: the group to look at, and questions that can be run."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from bot.access import make_asker
from bot.asker import Asker
from bot.commands.sales import answer_sales
from bot.messages.message import Message
from bot.numbers import Numbers
from bot.settings import Company
from storage.problem import Problem
from tests.bot.messages.slack_exam import values_of
from tests.metrics.places import deal, open_company, person

NOW = datetime(2026, 6, 17, 9, tzinfo=UTC)
ADMINISTRATOR: Asker = make_asker(None, "administrator", [], name="administrator")


@pytest.fixture
def numbers(engine: Engine) -> Numbers:
    """Of SMB deals 32 of 40 were won, of Enterprise's 4 of 40; all by Ann, who has a goal."""
    decided = [("SMB", 32), ("Enterprise", 4)]
    deals = [
        deal(
            place * 100 + number,
            "won" if number <= won else "lost",
            10_000,
            owner_id=1,
            segment=segment,
        )
        for place, (segment, won) in enumerate(decided, 1)
        for number in range(1, 41)
    ]
    goal = {"id": 1, "key": "G1", "metric": "bookings", "target": 900_000, "owner_id": 1}
    goal |= {"start_on": date(2026, 4, 1), "end_on": date(2026, 7, 1), "team": None}
    with engine.begin() as connection:
        open_company(
            connection,
            people=[person(1, "Ann Archer")],
            deals=deals,
            goals=[goal | {"batch_id": 1}],
        )
    return Numbers(engine, Company(name="Test", zone="Europe/Berlin"), 1)


def ask(numbers: Numbers, text: str) -> Message:
    return answer_sales(numbers, text, ADMINISTRATOR, NOW).say(NOW, {})


def test_the_weakest_group_is_named_with_a_question_that_can_be_run(numbers: Numbers) -> None:
    message = ask(numbers, "win rate by segment")
    deeper = "win rate segment:Enterprise by owner Q2 2026"
    assert f"Look at Enterprise first: /sales {deeper}" in message.text
    assert "10 % (4 of 40)" in ask(numbers, deeper).text.replace("\xa0", " ")


def test_a_running_goal_says_its_pace(numbers: Numbers) -> None:
    words = ask(numbers, "goal attainment").text.replace("\xa0", " ")
    assert "Goal attainment, this quarter (Q2 2026): 40 % ($3,600 of $9,000)." in words
    assert "56 of 65 working days have passed (86.2 %): behind the pace." in words
    assert "$5,400 more to go, $600 a working day." in words


def test_what_follows_on_a_goal_are_its_holders(numbers: Numbers) -> None:
    buttons = values_of(ask(numbers, "goal attainment").lay_out())
    assert "by owner" in buttons["run_next_1"]
    assert "by team" in buttons["run_next_2"]


@pytest.mark.parametrize(
    "text",
    ["bookings all time", "bookings until 1 May", "win rate by segment", "open pipeline",
     "goal attainment by owner", "bookings this week by month", "sales cycle 1905"],
)  # fmt: skip
def test_every_button_asks_something_that_is_answered(numbers: Numbers, text: str) -> None:
    for value in values_of(ask(numbers, text).lay_out()).values():
        assert ask(numbers, json.loads(value)["t"]).text


@pytest.mark.parametrize(
    "text", ["goal attainment by segment", "goals Enterprise", "leads by product"]
)
def test_what_is_suggested_instead_of_what_does_not_fit_can_be_run(
    numbers: Numbers, text: str
) -> None:
    with pytest.raises(Problem) as caught:
        ask(numbers, text)
    assert caught.value.suggestions
    for suggestion in caught.value.suggestions:
        assert ask(numbers, suggestion).text


@pytest.mark.parametrize("text", ["win rat by regon", "win rat by region", "win rate bi regon"])
def test_a_misspelt_number_that_begins_like_another_is_put_right_whole(
    numbers: Numbers, text: str
) -> None:
    with pytest.raises(Problem) as caught:
        ask(numbers, text)
    assert caught.value.suggestions[0] == "win rate by region"
