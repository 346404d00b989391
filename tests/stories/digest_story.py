"""What people do with digests in Slack, in a line each; the stories tell what comes of it."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.messages import digest_fields as names
from bot.playground.state import Message, View
from tests.stories.conftest import PATIENCE, Story

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, 20, tzinfo=BERLIN)


def wait_for_modal(story: Story, who: str, until: str) -> View:
    def find() -> View | None:
        return next((v for v in story.slack.modals(who)[-1:] if until in str(v.body)), None)

    return story.slack.wait_for(find, PATIENCE)


def open_form(story: Story, who: str, typed: str = "/sales digest") -> View:
    outcome = story.slack.type(who, "#sales", typed)
    assert outcome.ok, outcome
    return wait_for_modal(story, who, "What it tells")


def say(view: View) -> str:
    return json.dumps(view.body["blocks"], ensure_ascii=False).replace("\xa0", " ")


def save(story: Story, who: str, **values: Any) -> View:
    """Fill in the form that is open, look, and save."""
    given = {getattr(names, name.upper()): value for name, value in values.items()}
    outcome = story.slack.submit(who, given)
    assert outcome.ok, outcome
    assert not outcome.errors, outcome.errors
    wait_for_modal(story, who, "Look before you save")
    wait_for_modal(story, who, "What it would say now")
    outcome = story.slack.submit(who)
    assert outcome.ok, outcome
    return wait_for_modal(story, who, "is saved")


def wait_for_digest(story: Story, place: str, who: str, known: int = 0) -> Message:
    def find() -> list[Message]:
        said = [m for m in story.slack.messages(place, as_user=who) if m.by_bot]
        return [m for m in said if not m.ephemeral_to and not m.thread_ts][known:]

    return story.slack.wait_for(find, PATIENCE)[0]


def list_again(story: Story, who: str) -> Message:
    """The private list of digests."""
    return story.whisper(who, "/sales digest")


def set_up(story: Story, who: str, **values: Any) -> None:
    """A digest of somebody's, saved by the form."""
    open_form(story, who, "/sales digest new")
    save(story, who, **values)
    story.slack.close_modal(who)


def manage(story: Story, who: str) -> View:
    """The window of the one digest there is."""
    story.click(who, list_again(story, who), "Manage")
    return wait_for_modal(story, who, "Send a test to me")


def press(story: Story, who: str, button: str, until: str) -> View:
    story.click(who, story.slack.modals(who)[-1], button)
    return wait_for_modal(story, who, until)
