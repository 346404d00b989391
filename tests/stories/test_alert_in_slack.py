"""An alert in Slack: a bad week is told with its reason, looked after, and said to be over."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.demo import Transport
from bot.playground.state import Message
from storage.alerts import add_rule
from storage.engine import open_engine
from storage.sample import load_sample
from tests.storage.rules import PLAN
from tests.stories.alert_story import Weeks, read_channel, read_thread
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MORNING,
    PATIENCE,
    REP_NAME,
    NewDatabase,
    tell,
)

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
QUIET = replace(
    PLAN,
    name="Planted conversion",
    words="win rate Planted",
    line=Decimal("0.2"),
    window_days=7,
    least=10,
    certainty="normal",
    z=1.645,
    hold_days=1,
    recover_line=None,
    recover_days=1,
    pause_hours=0,
    quiet_from=None,
    quiet_to=None,
    working_days=False,
    mentions=(),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The sample company of a Wednesday morning, to write to."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_sample(engine, 1, 300, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


def say(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False).replace("\xa0", " ")


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_bad_week_is_told_looked_after_and_over(
    fresh: Engine, tmp_path: Path, transport: Transport
) -> None:
    with tell(fresh, MORNING, transport=transport) as story:
        boss = ADMINISTRATOR_NAME
        user = story.slack.user_id(boss)
        plan = replace(QUIET, recipients=(user,), owner=user)
        add_rule(fresh, 1, plan, MORNING)
        weeks = Weeks(story, fresh, tmp_path)

        weeks.bring(MONDAY, won=12, lost=28)
        weeks.bring(TUESDAY, won=0, lost=60)
        (first,) = story.slack.wait_for(lambda: read_channel(story, boss, boss), PATIENCE)
        said = say(first)
        assert "Win rate of Planted is 12 % over the last 7 days (12 of 100" in said
        assert "below the line of 20 %" in said
        assert '"type": "image"' in said, "the chart is in it"

        story.click(boss, first, "Acknowledge")
        story.slack.wait_for(
            lambda: "Acknowledged" in say(read_channel(story, boss, boss)[0]), PATIENCE
        )

        weeks.bring(WEDNESDAY, won=90, lost=0)
        story.slack.wait_for(lambda: read_thread(story, boss, boss, first), PATIENCE)
        (over,) = read_thread(story, boss, boss, first)
        assert "Win rate of Planted is back at 53.7 %" in say(over)
        (redone,) = read_channel(story, boss, boss)
        assert redone.ts == first.ts
        assert "Over: Planted conversion" in say(redone)
        assert '"Acknowledge"' not in say(redone)


def test_a_rep_hears_nothing_of_what_is_not_theirs(fresh: Engine, tmp_path: Path) -> None:
    with tell(fresh, MORNING) as story:
        user = story.slack.user_id(ADMINISTRATOR_NAME)
        add_rule(fresh, 1, replace(QUIET, recipients=(user,), owner=user), MORNING)
        Weeks(story, fresh, tmp_path).bring(TUESDAY, won=2, lost=38)
        boss = ADMINISTRATOR_NAME
        story.slack.wait_for(lambda: read_channel(story, boss, boss), PATIENCE)
        assert not read_channel(story, REP_NAME, REP_NAME)
