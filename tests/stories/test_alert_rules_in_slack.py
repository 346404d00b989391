"""Alert rules in Slack: written in a sentence or filled into a form, looked at, saved, managed."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.demo import Transport
from bot.messages import alert_fields as names
from storage.engine import open_engine
from storage.sample import load_sample
from tests.stories.alert_rule_story import (
    RULE,
    keep,
    label_of,
    look,
    manage,
    open_form,
    propose,
    rules,
    told,
)
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
from tests.stories.digest_story import press, say, wait_for_modal
from tests.thoroughness import choose


@pytest.fixture(params=choose(["sqlite"], ["sqlite", "postgresql"]))
def fresh(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The sample company of a Wednesday morning, to write to."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_sample(engine, 1, 300, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_sentence_is_shown_with_what_it_would_do_and_saved_by_a_button(
    fresh: Engine, transport: Transport
) -> None:
    with tell(fresh, MORNING, transport=transport) as story:
        asked = propose(story, ADMINISTRATOR_NAME)
        words = story.read(asked)
        assert words.splitlines()[0] == "Shall I watch this?"
        assert "when win rate is below 90 % over 13 weeks with at least 10 deals" in words
        assert "beyond the line." in words
        assert "It would be told once it lasts for 3 days." in words
        assert "It would have fired" in words
        assert any(block["type"] == "image" for block in asked.blocks)
        assert label_of(asked) == ["Save", "Edit", "Cancel"]
        assert rules(fresh) == []
        story.slack.doubled = True
        story.click(ADMINISTRATOR_NAME, asked, "Save")
        story.slack.doubled = False
        told(story, ADMINISTRATOR_NAME, "Win rate below 90 % is saved.")
        (rule,) = rules(fresh)
        assert (rule.words, rule.kind, rule.line) == ("win rate", "below", Decimal("0.9"))
        assert rule.recipients == (story.slack.user_id(ADMINISTRATOR_NAME),)
        assert rule.managed_by == "slack"


def test_two_clicks_on_save_make_one_rule(company: Engine) -> None:
    with tell(company, MORNING) as story:
        asked = propose(story, ADMINISTRATOR_NAME)
        story.click(ADMINISTRATOR_NAME, asked, "Save")
        story.click(ADMINISTRATOR_NAME, asked, "Save")
        told(story, ADMINISTRATOR_NAME, "is saved")
        story.whisper(ADMINISTRATOR_NAME, "/sales alert")
        assert len(rules(company)) == 1


def test_a_sentence_can_be_dropped_or_changed_in_the_form(company: Engine) -> None:
    with tell(company, MORNING) as story:
        story.click(ADMINISTRATOR_NAME, propose(story, ADMINISTRATOR_NAME), "Cancel")
        told(story, ADMINISTRATOR_NAME, "Nothing was saved.")
        assert rules(company) == []
        asked = propose(story, ADMINISTRATOR_NAME, f"{RULE}, for 5 days, on working days")
        story.click(ADMINISTRATOR_NAME, asked, "Edit")
        form = say(wait_for_modal(story, ADMINISTRATOR_NAME, "Tell when"))
        for filled in ("90 %", "13 weeks", "5 days", "Only on working days", "Win rate below 90 %"):
            assert filled in form
        look(story, ADMINISTRATOR_NAME, line="80 %", name="Our conversion")
        assert story.slack.submit(ADMINISTRATOR_NAME).ok
        wait_for_modal(story, ADMINISTRATOR_NAME, "Our conversion is saved")
        (rule,) = rules(company)
        assert (rule.line, rule.hold_days, rule.window_days) == (Decimal("0.8"), 5, 91)


def test_a_word_that_is_not_known_is_answered_with_sentences_to_press(company: Engine) -> None:
    with tell(company, MORNING) as story:
        whisper = story.whisper(MANAGER_NAME, "/sales alert win rate bellow 40 % over 4 wekes")
        assert "• /sales alert win rate below 40 % over 4 weeks" in story.read(whisper)
        buttons = label_of(whisper)
        assert buttons[-1] == "Fill in a form"
        story.click(MANAGER_NAME, whisper, buttons[0])
        assert "Shall I watch this?" in told(story, MANAGER_NAME, "below 40 %").text
        assert rules(company) == []


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [
        (MANAGER_NAME, "#nowhere when win rate is below 20 %", "I don't know who"),
        (MANAGER_NAME, "#leadership when win rate is below 20 %", "nothing that everybody in it"),
        (MANAGER_NAME, "#sales when win rate is below 20 %", "not everybody there may see"),
        (MANAGER_NAME, "#random when win rate is below 20 %", "/invite @salesbell"),
        (REP_NAME, "win rate of my team is below 20 %", "I can't show you"),
        (STRANGER_NAME, "win rate is below 20 %", "I can't show you numbers"),
        (MANAGER_NAME, "win rate is below 120 %", "lies between 0 and 100 %"),
        (MANAGER_NAME, "win rate is below 20 % until above 10 %", "over before it began"),
    ],
)
def test_what_can_not_be_watched_is_said_at_once(
    company: Engine, who: str, typed: str, said: str
) -> None:
    with tell(company, MORNING) as story:
        assert said in story.whisper(who, f"/sales alert {typed}").text
        assert rules(company) == []


def test_a_rule_is_filled_into_the_form_looked_at_and_saved(fresh: Engine) -> None:
    with tell(fresh, MORNING) as story:
        form = open_form(story, MANAGER_NAME)
        assert "All below may stay as it is." in say(form)
        draft = say(look(story, MANAGER_NAME, what="bookings", line="900k", over="13 weeks"))
        assert "bookings is below USD 900,000 over 13 weeks" in draft
        assert "beyond the line." in draft
        assert "What it would have said in the last year" in draft
        press(story, MANAGER_NAME, "See the year as a chart", "The chart is in our direct messages")
        chart = told(story, MANAGER_NAME, "what it would have said in the last year")
        assert any(block["type"] == "image" for block in chart.blocks)
        press(story, MANAGER_NAME, "Change something", "Tell when")
        look(story, MANAGER_NAME, least="3", quiet="7pm to 8am", working_days=["yes"])
        assert rules(fresh) == []
        assert story.slack.submit(MANAGER_NAME).ok
        wait_for_modal(story, MANAGER_NAME, "is saved")
        (rule,) = rules(fresh)
        assert (rule.line, rule.currency, rule.window_days) == (Decimal(900_000), "USD", 91)
        assert (rule.least, rule.working_days, str(rule.quiet_from)) == (3, True, "19:00:00")
        assert rule.zone == "Europe/Berlin"


def test_the_form_goes_by_what_is_watched_and_for_what(company: Engine) -> None:
    with tell(company, MORNING) as story:
        form = open_form(story, MANAGER_NAME)
        assert "How sure" in say(form)
        story.slack.select(MANAGER_NAME, form, names.WHAT, "bookings by owner")
        form = wait_for_modal(story, MANAGER_NAME, "That is: bookings by owner")
        assert "How sure" not in say(form)
        story.slack.select(MANAGER_NAME, form, names.KIND, "fell")
        form = wait_for_modal(story, MANAGER_NAME, "Held against")
        assert "By more than" in say(form)
        story.slack.select(MANAGER_NAME, form, names.AGAINST, "goal")
        story.slack.wait_for(
            lambda: "Over the last" not in say(story.slack.modals(MANAGER_NAME)[-1]), PATIENCE
        )
        story.slack.select(MANAGER_NAME, story.slack.modals(MANAGER_NAME)[-1], names.KIND, "stale")
        form = wait_for_modal(story, MANAGER_NAME, "Older than")
        assert names.WHAT not in say(form)
        story.slack.select(MANAGER_NAME, form, names.KIND, "below")
        form = wait_for_modal(story, MANAGER_NAME, names.WHAT)
        story.slack.select(MANAGER_NAME, form, names.WHAT, "win rat")
        assert "I don't know “rat”" in say(wait_for_modal(story, MANAGER_NAME, "⚠"))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"what": "win rat"}, names.WHAT, "I don't know “rat”"),
        ({"line": "18"}, names.LINE, "For example “18 %”"),
        ({"line": "180 %"}, names.LINE, "lies between 0 and 100 %"),
        ({"over": "soon"}, names.OVER, "no span of time"),
        ({"over": "2 years"}, names.OVER, "Choose 1 to 366 days"),
        ({"zone": "CET"}, names.ZONE, "the name of an hour"),
        ({"recover": "5 %"}, names.RECOVER, "over before it began"),
        ({"users": [], "channels": []}, names.CHANNELS, "goes to nobody"),
        ({"channels": ["C00000003"], "users": []}, names.CHANNELS, "/invite @salesbell"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    story: Story, values: dict[str, Any], field: str, said: str
) -> None:
    open_form(story, MANAGER_NAME)
    given = {"what": "win rate", "line": "18 %", **values}
    outcome = story.slack.submit(
        MANAGER_NAME, {getattr(names, name.upper()): value for name, value in given.items()}
    )
    assert outcome.errors
    (block,) = outcome.errors
    assert block.startswith(field)
    assert said in outcome.errors[block]


def test_a_saved_rule_is_listed_tested_paused_snoozed_changed_and_deleted(fresh: Engine) -> None:
    with tell(fresh, MORNING) as story:
        keep(story, ADMINISTRATOR_NAME)
        listed = story.whisper(ADMINISTRATOR_NAME, "/sales alert").text
        assert listed.startswith("Win rate below 90 %\nwin rate is below 90 % over 13 weeks")
        window = say(manage(story, ADMINISTRATOR_NAME))
        assert "at most every 24 hours" in window
        press(story, ADMINISTRATOR_NAME, "Send a test to me", "The test is on its way")
        test = told(story, ADMINISTRATOR_NAME, "Test: sent to you alone.")
        assert "Win rate below 90 %" in test.text
        press(story, ADMINISTRATOR_NAME, "Pause", "It is paused.")
        assert "Paused" in story.whisper(ADMINISTRATOR_NAME, "/sales alert").text
        press(story, ADMINISTRATOR_NAME, "Resume", "It goes on")
        view = story.slack.modals(ADMINISTRATOR_NAME)[-1]
        (rule,) = rules(fresh)
        week = json.dumps({"id": str(rule.id), "for": "week"}, separators=(",", ":"))
        story.slack.select(ADMINISTRATOR_NAME, view, "alert_silence", week)
        wait_for_modal(story, ADMINISTRATOR_NAME, "Nobody is told of it until 25 Nov 2026")
        assert "Snoozed until" in story.whisper(ADMINISTRATOR_NAME, "/sales alert").text
        press(story, ADMINISTRATOR_NAME, "End the snooze", "It tells again.")
        press(story, ADMINISTRATOR_NAME, "Edit", "Tell when")
        look(story, ADMINISTRATOR_NAME, line="15 %", name="Conversion")
        assert story.slack.submit(ADMINISTRATOR_NAME).ok
        wait_for_modal(story, ADMINISTRATOR_NAME, "Conversion is saved")
        (changed,) = rules(fresh)
        assert (changed.id, changed.line) == (rule.id, Decimal("0.15"))
        manage(story, ADMINISTRATOR_NAME)
        press(story, ADMINISTRATOR_NAME, "Delete", "Conversion is deleted")
        assert rules(fresh) == []


def test_an_owner_hears_what_others_do_and_hands_over(company: Engine) -> None:
    with tell(company, MORNING) as story:
        keep(story, MANAGER_NAME, "win rate is below 20 %")
        assert "Manage" not in label_of(story.whisper(REP_NAME, "/sales alert"))
        manage(story, ADMINISTRATOR_NAME)
        press(story, ADMINISTRATOR_NAME, "Pause", "It is paused.")
        told(story, MANAGER_NAME, "has paused the alert Win rate below 20 %.")
        view = manage(story, MANAGER_NAME)
        stranger = story.slack.user_id(STRANGER_NAME)
        story.slack.select(MANAGER_NAME, view, "alert_hand_over", stranger)
        wait_for_modal(story, MANAGER_NAME, "can't own an alert")
        heir = story.slack.user_id(ADMINISTRATOR_NAME)
        story.slack.select(MANAGER_NAME, view, "alert_hand_over", heir)
        wait_for_modal(story, MANAGER_NAME, f"{ADMINISTRATOR_NAME} owns it now.")
        told(story, ADMINISTRATOR_NAME, "has handed over to you the alert")
        assert rules(company)[0].owner == heir


def test_nobody_learns_more_by_a_rule_for_somebody_else(company: Engine) -> None:
    """The manager's numbers are not shown to a rep who would have the manager told."""
    with tell(company, MORNING) as story:
        manager = story.slack.user_id(MANAGER_NAME)
        asked = propose(story, REP_NAME, f"tell <@{manager}> when deals won is below 900")
        own = story.ask(REP_NAME, "/sales alert deals won is below 900")

        def numbers(text: str) -> str:
            return text.partition("What it would say now:")[2]

        assert numbers(story.read(asked)) == numbers(story.read(own))


def test_home_lists_what_somebody_watches(company: Engine) -> None:
    with tell(company, MORNING) as story:
        keep(story, MANAGER_NAME, "win rate is below 20 %")
        story.slack.open_home(MANAGER_NAME)
        home = story.slack.wait_for(lambda: story.slack.home(MANAGER_NAME), PATIENCE)
        assert "Win rate below 20 %" in say(home)
        assert "New alert" in say(home)


def test_an_empty_list_invites_to_write_a_sentence(story: Story) -> None:
    whisper = story.whisper(MANAGER_NAME, "/sales alert")
    assert "You have no alert yet." in whisper.text
    assert "/sales alert win rate is below 20 % over 4 weeks" in whisper.text
    assert label_of(whisper) == ["New alert"]
