"""The Home tab, and what everybody hears before the first import."""

import json

from sqlalchemy import Engine

from bot.settings import Company
from storage.engine import open_engine
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MORNING,
    PATIENCE,
    REP_NAME,
    STRANGER_NAME,
    Story,
    tell,
)


def read_home(story: Story, who: str) -> str:
    story.slack.open_home(who)
    return json.dumps(story.slack.wait_for(lambda: story.slack.home(who), PATIENCE).body)


def test_home_shows_own_figures_and_a_stranger_how_to_be_linked(story: Story) -> None:
    assert "Open deals" in read_home(story, REP_NAME)
    assert "salesbell import people" in read_home(story, STRANGER_NAME)


def test_its_quarter_is_the_companys_own(sample_url: str) -> None:
    engine = open_engine(sample_url)
    for fiscal_start, words in ((1, "Q4 2026"), (2, "Q4 FY2027")):
        with tell(engine, MORNING, company=Company(fiscal_year_starts=fiscal_start)) as story:
            told = read_home(story, REP_NAME)
            asked = story.read(story.ask(REP_NAME, "/sales bookings this quarter"))
        assert words in told
        assert words in asked
    engine.dispose()


def test_a_company_without_data_is_told_how_to_import_and_no_noughts(engine: Engine) -> None:
    with tell(engine, MORNING) as story:
        told = read_home(story, ADMINISTRATOR_NAME)
    assert "salesbell import deals deals.csv" in told
    assert "Win rate" not in told.partition("divider")[0]


def test_before_the_first_import_questions_are_answered_too(engine: Engine) -> None:
    with tell(engine, MORNING) as story:
        told = story.read(story.ask(ADMINISTRATOR_NAME, "/pipeline"))
        number = story.read(story.ask(ADMINISTRATOR_NAME, "/sales bookings, win rate by owner"))
        stock = story.read(story.ask(ADMINISTRATOR_NAME, "/sales open pipeline"))
        asked = story.whisper(ADMINISTRATOR_NAME, "/pipeline help")
        stranger = story.whisper(REP_NAME, "/pipeline")
    assert "Import your deals" in told
    assert number.startswith("Bookings, Win rate: no data.")
    assert stock.startswith("Open pipeline: no data.")
    assert "Import your deals: salesbell import deals deals.csv" in number
    assert "$0" not in number + stock
    assert "in any order" in asked.text
    assert "salesbell import people" in stranger.text
