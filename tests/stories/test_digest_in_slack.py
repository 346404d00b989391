"""Digests in Slack: from the form to the message on Monday, and everything around it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.demo import Transport
from bot.messages import digest_fields as names
from bot.playground.state import Message, View
from storage.engine import open_engine
from storage.sample import load_sample
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

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, 20, tzinfo=BERLIN)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The sample company of a Wednesday morning, to write to."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_sample(engine, 1, 300, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> Transport:
    chosen: Transport = request.param
    return chosen


def wait_for_modal(story: Story, who: str, until: str) -> View:
    def find() -> View | None:
        return next((v for v in story.slack.modals(who)[-1:] if until in str(v.body)), None)

    return story.slack.wait_for(find, PATIENCE)


def open_form(story: Story, who: str, typed: str = "/sales digest") -> View:
    assert story.slack.type(who, "#sales", typed).ok
    return wait_for_modal(story, who, "What it tells")


def say(view: View) -> str:
    return str(view.body["blocks"]).replace("\xa0", " ")


def save(story: Story, who: str, **values: Any) -> View:
    """Fill in the form that is open, look, and save."""
    given = {getattr(names, name.upper()): value for name, value in values.items()}
    outcome = story.slack.submit(who, given)
    assert outcome.ok, outcome
    assert not outcome.errors, outcome.errors
    wait_for_modal(story, who, "Look before you save")
    wait_for_modal(story, who, "What it would say now")
    assert story.slack.submit(who).ok
    return wait_for_modal(story, who, "is saved")


def wait_for_digest(story: Story, place: str, who: str, known: int = 0) -> Message:
    def find() -> list[Message]:
        said = [m for m in story.slack.messages(place, as_user=who) if m.by_bot]
        return [m for m in said if not m.ephemeral_to and not m.thread_ts][known:]

    return story.slack.wait_for(find, PATIENCE)[0]


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
