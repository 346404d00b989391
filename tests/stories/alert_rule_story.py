"""What people do with alert rules in Slack, in a line each."""

from typing import Any

from sqlalchemy import Engine

from bot.messages import alert_fields as names
from bot.playground.state import Message, View
from storage.alerts import RuleRow, list_rules
from tests.stories.conftest import PATIENCE, Story
from tests.stories.digest_story import wait_for_modal

RULE = "win rate is below 90 % over 13 weeks"


def rules(engine: Engine) -> list[RuleRow]:
    """All that are kept."""
    with engine.connect() as connection:
        return list_rules(connection, 1)


def propose(story: Story, who: str, sentence: str = RULE) -> Message:
    """Write a sentence; the question whether it is meant, in the direct messages."""
    return story.ask(who, f"/sales alert {sentence}")


def told(story: Story, who: str, words: str) -> Message:
    """The newest of the bot's lasting messages with these words."""
    return story.slack.wait_for(
        lambda: next((m for m in reversed(story.answers(who)) if words in m.text), None), PATIENCE
    )


def keep(story: Story, who: str, sentence: str = RULE) -> Message:
    """Write a sentence and save it."""
    story.click(who, propose(story, who, sentence), "Save")
    return told(story, who, "is saved")


def open_form(story: Story, who: str) -> View:
    """The form of a new rule."""
    assert story.slack.type(who, "#sales", "/sales alert new").ok
    return wait_for_modal(story, who, "Tell when")


def look(story: Story, who: str, **values: Any) -> View:
    """Fill in the form that is open, and look at what it would do."""
    given = {getattr(names, name.upper()): value for name, value in values.items()}
    outcome = story.slack.submit(who, given)
    assert outcome.ok, outcome
    assert not outcome.errors, outcome.errors
    return wait_for_modal(story, who, "What it would say now")


def manage(story: Story, who: str) -> View:
    """The window of the one rule there is."""
    story.click(who, story.whisper(who, "/sales alert"), "Manage")
    return wait_for_modal(story, who, "Send a test to me")


def label_of(message: Message) -> list[str]:
    """What its buttons say."""
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "text" in element
    ]
