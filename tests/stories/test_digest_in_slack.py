"""Digests in Slack: from the form to the message on Monday, and everything around it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.build import run_bot
from bot.demo import SAMPLE_COMPANY, Transport
from bot.messages import digest_fields as names
from bot.playground.state import Message
from bot.settings import Settings
from storage.engine import open_engine
from tests.sample_copies import copy_sample
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MANAGER_NAME,
    MORNING,
    PATIENCE,
    REP_NAME,
    STRANGER_NAME,
    NewDatabase,
    Story,
    tell,
)
from tests.stories.digest_story import (
    MONDAY,
    list_again,
    manage,
    open_form,
    press,
    save,
    say,
    set_up,
    wait_for_digest,
    wait_for_modal,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The sample company of a Wednesday morning, to write to."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    copy_sample(engine, 300, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


@contextmanager
def run_beside(url: str, story: Story) -> Iterator[None]:
    """Two more bots beside the story's own, each with a database engine of its own.

    They get no requests, as Slack sends each to one of several; what is due is due for all.
    """
    server = story.demo.server
    settings = Settings.model_validate(
        {
            "SLACK_BOT_TOKEN": server.bot_token,
            "SLACK_SIGNING_SECRET": server.signing_secret,
            "SLACK_API_URL": server.api_url,
        }
    )
    with ExitStack() as stack:
        for _ in range(2):
            engine = open_engine(url)
            stack.callback(engine.dispose)
            stack.enter_context(run_bot(settings, SAMPLE_COMPANY, engine, story.slack.clock))
        yield


def test_with_three_bots_each_monday_brings_one_digest(fresh: Engine) -> None:
    url = fresh.url.render_as_string(hide_password=False)
    with tell(fresh, MORNING) as story, run_beside(url, story):
        set_up(story, MANAGER_NAME, name="Week of my team")
        for week in range(3):
            story.slack.clock.move_to(MONDAY + timedelta(weeks=week))
            wait_for_digest(story, MANAGER_NAME, MANAGER_NAME, known=week)
        time.sleep(1)  # a second one would come at once
        posts = [m for m in story.answers(MANAGER_NAME) if not m.thread_ts]
        assert len(posts) == 3
        periods = {story.read(post).splitlines()[0] for post in posts}
        assert len(periods) == 3, periods


def test_a_manager_fills_in_the_form_and_gets_the_digest_on_monday(
    fresh: Engine, transport: Transport
) -> None:
    with tell(fresh, MORNING, transport=transport) as story:
        form = open_form(story, MANAGER_NAME)
        assert "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)" in say(form)
        saved = save(story, MANAGER_NAME, name="Week of my team")
        assert "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)" in say(saved)
        assert story.answers(MANAGER_NAME) == []
        story.demo.playground.clock.move_to(MONDAY)
        digest = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME)
        assert "Week of my team" in digest.text
        assert "16 to 22 Nov 2026" in story.read(digest)


def test_the_form_tells_at_once_when_it_would_come_and_what_about(company: Engine) -> None:
    with tell(company, MORNING) as story:
        form = open_form(story, MANAGER_NAME)
        assert "about 16 to 22 Nov 2026" in say(form)
        story.slack.select(MANAGER_NAME, form, names.SCHEDULE, "weekdays 8:30")
        form = wait_for_modal(story, MANAGER_NAME, "Thu 19 Nov 2026, 08:30")
        assert "weekdays 08:30 in Europe/Berlin" in say(form)
        story.slack.select(MANAGER_NAME, form, names.ZONE, "America/New York")
        form = wait_for_modal(story, MANAGER_NAME, "08:30 America/New_York (EST)")
        story.slack.select(MANAGER_NAME, form, names.SCHEDULE, "every mondy")
        assert "every Monday 09:00" in say(wait_for_modal(story, MANAGER_NAME, "mondy"))


def test_another_kind_brings_other_sections_and_keeps_the_rest(company: Engine) -> None:
    with tell(company, MORNING) as story:
        form = open_form(story, MANAGER_NAME)
        story.slack.select(MANAGER_NAME, form, names.SCHEDULE, "every Friday 16:00")
        form = wait_for_modal(story, MANAGER_NAME, "Fri 20 Nov 2026, 16:00")
        assert "Your questions" not in say(form)
        story.slack.select(MANAGER_NAME, form, names.KIND, "own")
        form = wait_for_modal(story, MANAGER_NAME, "Your questions")
        assert "Fri 20 Nov 2026, 16:00" in say(form)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"schedule": "hourly"}, "I don't know the schedule"),
        ({"zone": "CET"}, "the name of an hour"),
        ({"users": [], "channels": []}, "goes to nobody"),
        ({"sections": []}, "nothing to say yet"),
        ({"channels": ["C00000003"]}, "/invite @salesbell"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_form_stays(
    company: Engine, values: dict[str, Any], said: str
) -> None:
    with tell(company, MORNING) as story:
        open_form(story, MANAGER_NAME)
        given = {getattr(names, name.upper()): value for name, value in values.items()}
        outcome = story.slack.submit(MANAGER_NAME, given)
        assert said in str(outcome.errors), outcome
        assert story.slack.modals(MANAGER_NAME)


def test_a_rep_is_told_that_a_colleagues_numbers_are_not_theirs(company: Engine) -> None:
    with tell(company, MORNING) as story:
        form = open_form(story, REP_NAME)
        story.slack.select(REP_NAME, form, names.WHOSE, "person")
        wait_for_modal(story, REP_NAME, "A name or an e-mail address")
        outcome = story.slack.submit(REP_NAME, {names.WHO: MANAGER_NAME})
        assert "can't show you the numbers" in str(outcome.errors)


def test_a_stranger_gets_no_form(company: Engine) -> None:
    with tell(company, MORNING) as story:
        assert story.slack.type(STRANGER_NAME, "#sales", "/sales digest").ok
        assert "salesbell import people" in say(
            wait_for_modal(story, STRANGER_NAME, "can't show you numbers")
        )


def test_a_double_click_saves_once(company: Engine) -> None:
    with tell(company, MORNING) as story:
        open_form(story, MANAGER_NAME)
        story.slack.doubled = True
        save(story, MANAGER_NAME)
        story.slack.doubled = False
        story.slack.close_modal(MANAGER_NAME)
        assert str(list_again(story, MANAGER_NAME).blocks).count("'Manage'") == 1


def test_the_preview_has_what_monday_has(company: Engine) -> None:
    with tell(company, MONDAY - timedelta(minutes=2)) as story:
        open_form(story, MANAGER_NAME)
        assert story.slack.submit(MANAGER_NAME).ok
        draft = wait_for_modal(story, MANAGER_NAME, "What it would say now")
        story.click(MANAGER_NAME, draft, "See it with its charts")
        preview = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME)
        wait_for_modal(story, MANAGER_NAME, "It is on its way to our direct messages")
        assert preview.text.startswith("Preview: nobody else has got this.")
        assert story.slack.submit(MANAGER_NAME).ok
        wait_for_modal(story, MANAGER_NAME, "is saved")
        story.slack.clock.move_to(MONDAY)
        digest = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME, known=1)
        assert preview.text.split("\n")[1:] == digest.text.split("\n")
        assert count_pictures(preview) == count_pictures(digest) > 0


def count_pictures(message: Message) -> int:
    return sum(block["type"] == "image" for block in message.blocks)


def test_somebody_without_digests_may_go_back_from_the_preview_to_the_form(
    company: Engine,
) -> None:
    with tell(company, MORNING) as story:
        open_form(story, REP_NAME)
        assert story.slack.submit(REP_NAME, {names.SCHEDULE: "every Friday 15:00"}).ok
        draft = wait_for_modal(story, REP_NAME, "What it would say now")
        story.click(REP_NAME, draft, "Change something")
        form = wait_for_modal(story, REP_NAME, "What it tells")
        assert "Fri 20 Nov 2026, 15:00" in say(form)


def test_the_list_is_private_and_shows_each_digest_to_those_it_concerns(company: Engine) -> None:
    with tell(company, MORNING) as story:
        set_up(story, MANAGER_NAME, name="Week of my team")
        mine = list_again(story, MANAGER_NAME)
        assert "Week of my team" in mine.text
        assert "Next: Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)" in story.read(mine)
        assert "Week of my team" in list_again(story, ADMINISTRATOR_NAME).text
        open_form(story, REP_NAME)  # nothing concerns them, so they get the form of a first one
        story.slack.close_modal(REP_NAME)
        people = [story.slack.user_id(who) for who in (MANAGER_NAME, REP_NAME)]
        set_up(story, MANAGER_NAME, name="Everybody's own", whose="own", users=people)
        theirs = list_again(story, REP_NAME)
        assert "Everybody's own" in theirs.text
        assert "Week of my team" not in theirs.text
        assert "'Manage'" not in str(theirs.blocks)


def test_it_is_edited_paused_resumed_tested_sent_and_deleted(company: Engine) -> None:
    with tell(company, MORNING) as story:
        set_up(story, MANAGER_NAME, name="Week of my team")
        manage(story, MANAGER_NAME)
        press(story, MANAGER_NAME, "Pause", "It is paused.")
        assert "Paused" in list_again(story, MANAGER_NAME).text
        press(story, MANAGER_NAME, "Resume", "It goes on.")
        press(story, MANAGER_NAME, "Send a test to me", "The test is on its way")
        test = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME)
        assert test.text.startswith("Test: sent to you alone.")
        press(story, MANAGER_NAME, "Send now", "It is on its way.")
        digest = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME, known=1)
        assert digest.text.startswith("Week of my team")
        press(story, MANAGER_NAME, "Edit", "What it tells")
        assert story.slack.submit(MANAGER_NAME, {names.NAME: "Our week"}).ok
        wait_for_modal(story, MANAGER_NAME, "What it would say now")
        assert story.slack.submit(MANAGER_NAME).ok
        wait_for_modal(story, MANAGER_NAME, "Our week is saved")
        manage(story, MANAGER_NAME)
        press(story, MANAGER_NAME, "Delete", "Our week is deleted")
        story.slack.close_modal(MANAGER_NAME)
        open_form(story, MANAGER_NAME)  # none is left


def test_it_is_handed_over_to_somebody_who_may_see_numbers(company: Engine) -> None:
    with tell(company, MORNING) as story:
        set_up(story, ADMINISTRATOR_NAME)
        view = manage(story, ADMINISTRATOR_NAME)
        stranger = story.slack.user_id(STRANGER_NAME)
        story.slack.select(ADMINISTRATOR_NAME, view, "digest_hand_over", stranger)
        wait_for_modal(story, ADMINISTRATOR_NAME, "can't own a digest")
        heir = story.slack.user_id(MANAGER_NAME)
        story.slack.select(ADMINISTRATOR_NAME, view, "digest_hand_over", heir)
        wait_for_modal(story, ADMINISTRATOR_NAME, f"{MANAGER_NAME} owns it now.")
        told = story.slack.wait_for(lambda: story.answers(MANAGER_NAME), PATIENCE)[0]
        assert "has handed over to you the digest" in told.text
        manage(story, MANAGER_NAME)


def test_home_offers_the_monday_digest_for_one_click_and_lists_it(company: Engine) -> None:
    with tell(company, MORNING) as story:
        story.slack.open_home(MANAGER_NAME)
        home = story.slack.wait_for(lambda: story.slack.home(MANAGER_NAME), PATIENCE)
        assert "Manage" not in str(home)
        story.slack.doubled = True
        story.click(MANAGER_NAME, home, "Get the Monday digest")
        story.slack.doubled = False
        told = story.slack.wait_for(lambda: story.answers(MANAGER_NAME), PATIENCE)[0]
        assert "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)" in story.read(told)
        story.slack.wait_for(lambda: "Manage" in str(story.slack.home(MANAGER_NAME)), PATIENCE)
        story.slack.clock.move_to(MONDAY)
        assert "Monday digest" in wait_for_digest(story, MANAGER_NAME, MANAGER_NAME, 1).text


def test_an_owner_hears_what_an_administrator_does_with_their_digest(company: Engine) -> None:
    with tell(company, MORNING) as story:
        set_up(story, MANAGER_NAME, name="Week of my team")
        manage(story, ADMINISTRATOR_NAME)
        press(story, ADMINISTRATOR_NAME, "Pause", "It is paused.")
        press(story, ADMINISTRATOR_NAME, "Delete", "Week of my team is deleted")
        story.slack.wait_for(lambda: len(story.answers(MANAGER_NAME)) == 2, PATIENCE)
        paused, deleted = story.answers(MANAGER_NAME)
        assert "has paused the digest Week of my team." in paused.text
        assert "has deleted the digest Week of my team." in deleted.text


def test_a_slow_slack_is_waited_for_in_the_window(company: Engine) -> None:
    """The fields are looked at while Slack waits; what takes too long is told in the form."""
    with tell(company, MORNING) as story:
        story.slack.faults.set("users.info", "slow:3.5")
        assert story.slack.type(MANAGER_NAME, "#sales", "/sales digest").ok
        wait_for_modal(story, MANAGER_NAME, "Working it out")
        wait_for_modal(story, MANAGER_NAME, "What it tells")
        story.slack.faults.set("conversations.info", "slow:2.5")
        outcome = story.slack.submit(MANAGER_NAME, {names.CHANNELS: ["C00000003"]})
        assert outcome.ok
        assert not outcome.errors
        form = wait_for_modal(story, MANAGER_NAME, "/invite @salesbell")
        assert "What it tells" in say(form)
        assert "C00000003" in say(form), "what was filled in is still there"
