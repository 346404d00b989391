"""After a digest has arrived, or has not: decisions, channels that break, answers that are lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.playground.state import Message
from bot.settings import Company
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MANAGER_NAME,
    MORNING,
    PATIENCE,
    REP_NAME,
    STRANGER_NAME,
    Story,
    tell,
)
from tests.stories.digest_story import (
    MONDAY,
    list_again,
    manage,
    open_form,
    press,
    set_up,
    wait_for_digest,
    wait_for_modal,
)
from tests.stories.test_access_in_slack import forge

OPEN = Company(name="Lanternworks", zone="Europe/Berlin", reps_see="team")
"""A company in which reps see what their team does, so that a team's channel gets all of it."""


def leave_the_team(story: Story) -> None:
    """Make #sales the channel of one manager and one of their reps."""
    for person in list(story.slack.users.values()):
        if person.name not in (MANAGER_NAME, REP_NAME) and person.role != "bot":
            story.slack.admin.remove_member("#sales", person.id)


def read_again(story: Story, message: Message) -> Message:
    """The message as it stands now."""
    said = story.slack.messages(message.channel)
    return next(one for one in said if one.ts == message.ts)


def wait_until(story: Story, message: Message, words: str) -> Message:
    def find() -> Message | None:
        now = read_again(story, message)
        return now if words in now.text else None

    return story.slack.wait_for(find, PATIENCE)


def hear(story: Story, who: str, words: str) -> Message:
    """A word from the bot in somebody's direct messages."""
    return story.slack.wait_for(
        lambda: next((m for m in story.answers(who) if words in m.text), None), PATIENCE
    )


@pytest.fixture
def told(company: Engine) -> Any:
    """A manager's digest of Monday has arrived."""
    with tell(company, MORNING) as story:
        set_up(story, MANAGER_NAME, name="Week of my team")
        story.slack.clock.move_to(MONDAY)
        yield story, wait_for_digest(story, MANAGER_NAME, MANAGER_NAME)


def test_an_action_is_done_and_undone_where_it_stands(told: tuple[Story, Message]) -> None:
    story, digest = told
    pictures = [block for block in digest.blocks if block["type"] == "image"]
    story.click(MANAGER_NAME, digest, "Done")
    done = wait_until(story, digest, "✓ Done")
    assert f"<@{story.slack.user_id(MANAGER_NAME)}>" in done.text
    assert [b["slack_file"] for b in done.blocks if b["type"] == "image"] == [
        block["slack_file"] for block in pictures
    ]
    story.click(MANAGER_NAME, done, "Undo")
    story.slack.wait_for(lambda: read_again(story, digest).text == digest.text, PATIENCE)


def test_the_next_digest_says_what_became_of_an_action(told: tuple[Story, Message]) -> None:
    story, digest = told
    story.click(MANAGER_NAME, digest, "Done")
    wait_until(story, digest, "✓ Done")
    known = len(story.answers(MANAGER_NAME))
    story.slack.clock.move_to(MONDAY + timedelta(days=7))
    later = wait_for_digest(story, MANAGER_NAME, MANAGER_NAME, known)
    assert "Last time" in later.text
    assert "one" in later.text


def test_nobody_else_decides_on_an_action(told: tuple[Story, Message]) -> None:
    story, digest = told
    key = digest.metadata["event_payload"]["key"]
    forge(story, REP_NAME, "action_done", f'{{"key":"{key}","n":"1"}}')
    hear(story, REP_NAME, "That is not yours to say.")
    assert read_again(story, digest).text == digest.text


@pytest.mark.parametrize("value", ['{"key":"digest:1:x:y","n":"1"}', "{}", '{"n":[1]}', "null"])
def test_a_button_that_names_no_action_does_nothing(company: Engine, value: str) -> None:
    with tell(company, MORNING) as story:
        forge(story, MANAGER_NAME, "action_done", value)
        hear(story, MANAGER_NAME, "There is nothing to decide here.")


def test_a_channel_gets_what_everybody_in_it_may_see_and_its_members_decide(
    company: Engine,
) -> None:
    with tell(company, MORNING, company=OPEN) as story:
        leave_the_team(story)
        set_up(story, MANAGER_NAME, channels=["C00000001"], users=[], whose="visible")
        story.slack.clock.move_to(MONDAY)
        digest = wait_for_digest(story, "#sales", REP_NAME)
        assert f"Set up by <@{story.slack.user_id(MANAGER_NAME)}>" in digest.text
        story.click(REP_NAME, digest, "Ask me next week")
        wait_until(story, digest, "↻ Asked again next week")
        story.click(REP_NAME, digest, "Manage this digest")
        wait_for_modal(story, REP_NAME, "Only its owner and the administrators may.")


def test_a_channel_with_nothing_in_common_is_refused_at_the_form(company: Engine) -> None:
    with tell(company, MORNING) as story:
        open_form(story, MANAGER_NAME)
        given = {"digest_channels": ["C00000001"], "digest_users": []}
        outcome = story.slack.submit(MANAGER_NAME, given)
        assert "I can't send numbers to" in str(outcome.errors)
        assert "C00000001" not in str(outcome.errors)


def test_a_channel_that_loses_the_bot_breaks_the_digest_until_it_is_back(company: Engine) -> None:
    with tell(company, MORNING, company=OPEN) as story:
        leave_the_team(story)
        set_up(story, MANAGER_NAME, channels=["C00000001"], users=[], whose="visible")
        story.slack.set_bot_member("#sales", False)
        story.slack.clock.move_to(MONDAY)
        for who in (MANAGER_NAME, ADMINISTRATOR_NAME):
            assert "/invite @salesbell" in hear(story, who, "Monday digest").text
        story.slack.clock.move_to(MONDAY + timedelta(days=7))
        assert story.slack.wait_for(
            lambda: (
                "30 Nov" in story.read(list_again(story, MANAGER_NAME)).partition("last one")[2]
            ),
            PATIENCE,
        )
        listed = story.read(list_again(story, MANAGER_NAME))
        assert "Broken" in listed
        assert "/invite @salesbell" in listed
        assert len(story.answers(MANAGER_NAME)) == 1, "told once, not every week"
        story.slack.set_bot_member("#sales", True)
        story.slack.clock.move_to(MONDAY + timedelta(days=14))
        wait_for_digest(story, "#sales", REP_NAME)
        hear(story, MANAGER_NAME, "works again")
        assert "Broken" not in story.read(list_again(story, MANAGER_NAME))


@pytest.mark.parametrize(("button", "more"), [("It arrived", 0), ("Send again", 1)])
def test_the_owner_says_what_became_of_a_digest_whose_answer_was_lost(
    company: Engine, button: str, more: int
) -> None:
    with tell(company, MORNING, company=OPEN) as story:
        leave_the_team(story)
        set_up(story, MANAGER_NAME, channels=["C00000001"], users=[], whose="visible")
        story.slack.admin.take_scopes(
            "channels:history", "groups:history", "im:history", "mpim:history"
        )
        story.slack.faults.set("chat.postMessage", "drop", channel="C00000001")
        story.slack.clock.move_to(MONDAY)
        question = hear(story, MANAGER_NAME, "I can't tell whether")
        key = str(question.blocks).partition('"key":"')[2].partition('"')[0]
        forge(story, REP_NAME, "delivery_send_again", f'{{"key":"{key}"}}')
        hear(story, REP_NAME, "That is not yours to say.")
        before = count_posts(story)
        story.click(MANAGER_NAME, question, button)
        wait_until(story, question, "is being sent again" if more else "Thank you for looking")
        story.slack.wait_for(lambda: count_posts(story) == before + more, PATIENCE)
        assert "may have arrived" not in story.read(list_again(story, MANAGER_NAME))


def count_posts(story: Story) -> int:
    """The bot's messages in #sales that everybody sees, without those in threads."""
    said = story.slack.messages("#sales")
    return sum(m.by_bot and not m.thread_ts and not m.ephemeral_to for m in said)


def test_a_colleague_who_joins_narrows_what_a_channel_gets(company: Engine) -> None:
    with tell(company, MORNING, company=OPEN) as story:
        leave_the_team(story)
        set_up(story, MANAGER_NAME, channels=["C00000001"], users=[], whose="visible")
        story.slack.admin.add_member("#sales", STRANGER_NAME)
        manage(story, MANAGER_NAME)
        press(story, MANAGER_NAME, "Send now", "not everybody there may see numbers")
        assert not [m for m in story.slack.messages("#sales") if m.by_bot and not m.ephemeral_to]
