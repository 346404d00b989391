"""What a reply of /pipeline says of its day, and where its buttons lead."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.access import make_asker
from bot.asker import Asker
from bot.commands.pipeline import answer_pipeline
from bot.messages.message import Message
from bot.numbers import Numbers
from bot.settings import Company
from storage.problem import Problem
from tests.bot.messages.slack_exam import values_of
from tests.metrics.places import deal, open_company, person

NOW = datetime(2026, 6, 17, 20, tzinfo=UTC)
"""In Auckland it is the 18th already."""
ADMINISTRATOR: Asker = make_asker(None, "administrator", [], name="administrator")


@pytest.fixture
def numbers(engine: Engine) -> Numbers:
    """Three open deals of a company in Auckland whose year begins in February."""
    deals = [deal(number, "open", 10_000, owner_id=1) for number in (1, 2, 3)]
    with engine.begin() as connection:
        open_company(connection, people=[person(1, "Ann Archer")], deals=deals)
    company = Company(name="Test", zone="Pacific/Auckland", fiscal_year_starts=2)
    return Numbers(engine, company, 1)


def ask(numbers: Numbers, text: str) -> Message:
    return answer_pipeline(numbers, text, ADMINISTRATOR, NOW).say(NOW, {})


def carried(message: Message, action: str) -> str:
    """The text that a button asks."""
    return str(json.loads(values_of(message.lay_out())[action])["t"])


def test_the_answer_names_its_day_unless_it_is_today_where_the_company_is(
    numbers: Numbers,
) -> None:
    assert ask(numbers, "").text.startswith("3 open deals")
    assert ask(numbers, "as of yesterday").text.startswith("On 17 Jun 2026: 3 open deals")
    assert ask(numbers, "as of 1 June").text.startswith("On 1 Jun 2026: ")


def test_closing_this_quarter_is_the_quarter_that_the_words_mean(numbers: Numbers) -> None:
    typed = answer_pipeline(numbers, "closing this quarter", ADMINISTRATOR, NOW).question
    pressed = carried(ask(numbers, ""), "run_closing")
    assert answer_pipeline(numbers, pressed, ADMINISTRATOR, NOW).question == typed


def test_seen_from_an_earlier_day_this_quarter_is_the_one_of_that_day(numbers: Numbers) -> None:
    earlier = carried(ask(numbers, "as of 10 January 2025"), "run_closing")
    assert earlier == "closing Q4 FY2025 as of 10 Jan 2025"


@pytest.mark.parametrize(
    "text",
    ["", "by owner", "by month closing all time", "no segment closing until next June",
     "as of 1 May 2020 by segment", "since March 2027", "closing after 2150"],
)  # fmt: skip
def test_every_button_asks_something_that_is_answered(numbers: Numbers, text: str) -> None:
    for value in values_of(ask(numbers, text).lay_out()).values():
        assert ask(numbers, json.loads(value).get("t", "")).text


def test_a_stage_that_no_open_deal_is_in_leads_to_sales(numbers: Numbers) -> None:
    for text in ("won", "stage:Won"):
        with pytest.raises(Problem) as caught:
            ask(numbers, text)
        assert caught.value.suggestions[0].startswith("/sales")
    assert ask(numbers, "qualified").text.startswith("3 open deals")
