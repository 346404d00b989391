"""Goals in Slack: listed as far as one may see, set once agreed, edited, deleted, told at once."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.playground.state import Message, View
from storage.engine import open_engine
from storage.goals import GoalRow, read_goals
from storage.imports import list_imports, undo_import
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
from tests.stories.test_access_in_slack import forge
from tests.thoroughness import choose

DEALS = 300


@pytest.fixture(params=choose(["sqlite"], ["sqlite", "postgresql"]))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    copy_sample(engine, DEALS, today=MORNING.date(), now=MORNING)
    yield engine
    engine.dispose()


@pytest.fixture
def story(engine: Engine) -> Iterator[Story]:
    with tell(engine, MORNING) as told:
        yield told


def goals(engine: Engine) -> list[GoalRow]:
    with engine.connect() as connection:
        return read_goals(connection, 1)


def next_whisper(story: Story, who: str, words: str) -> Message:
    """What only this person sees in the channel by now, with these words."""
    return story.slack.wait_for(
        lambda: next((m for m in reversed(story.whispers(who, "#sales")) if words in m.text), None),
        PATIENCE,
    )


def told(story: Story, who: str, words: str) -> Message:
    return story.slack.wait_for(
        lambda: next((m for m in reversed(story.answers(who)) if words in m.text), None), PATIENCE
    )


def label_of(message: Message | View) -> list[str]:
    blocks = message.blocks if isinstance(message, Message) else message.body["blocks"]
    return [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_a_goal_is_set_in_words_once_it_is_agreed(story: Story, engine: Engine) -> None:
    before = story.ask(ADMINISTRATOR_NAME, "/sales goal attainment this quarter")
    asked = story.whisper(
        ADMINISTRATOR_NAME, "/sales goal bookings $600k this quarter for everybody"
    )
    assert asked.text.splitlines()[:3] == [
        "Set this goal?",
        "Bookings · everybody · Q4 2026: 1 Oct to 31 Dec 2026",
        "To reach: $600,000",
    ]
    assert asked.text.splitlines()[3].startswith("It takes the place of the goal until now: $")
    assert all(goal.target != 60_000_000 for goal in goals(engine))
    story.click(ADMINISTRATOR_NAME, asked, "Set it")
    done = next_whisper(story, ADMINISTRATOR_NAME, "The goal is set.")
    assert "of $600,000" in done.text
    assert "Until now it was" in done.text
    (goal,) = [goal for goal in goals(engine) if goal.target == 60_000_000]
    assert (goal.metric, goal.owner_id, goal.team) == ("bookings", None, None)
    after = story.ask(ADMINISTRATOR_NAME, "/sales goal attainment this quarter")
    assert "$600k" in after.text
    assert "$600k" not in before.text


def test_everybody_sees_the_goals_of_those_they_may_see(story: Story) -> None:
    everything = story.whisper(ADMINISTRATOR_NAME, "/sales goal")
    assert everything.text.startswith("Bookings · everybody · Q4 2026")
    assert "working days have passed" in everything.text
    assert "Add a goal" in label_of(everything)
    own_team = story.whisper(MANAGER_NAME, "/sales goals")
    assert "everybody" not in own_team.text
    assert "team Pacific" in own_team.text
    assert {"Edit", "Delete"} <= set(label_of(own_team))
    own = story.whisper(REP_NAME, "/sales goal")
    heads = [line for line in own.text.splitlines() if " · " in line]
    assert heads
    assert all(REP_NAME in line for line in heads)
    assert label_of(own) == []


def test_a_stranger_sees_no_goal(story: Story) -> None:
    whisper = story.whisper(STRANGER_NAME, "/sales goal")
    assert "can't show you numbers" in whisper.text


def test_goal_attainment_is_still_a_number(story: Story) -> None:
    for text in ("goal attainment by team", "goals this quarter", "goal attainment last 90 days"):
        answer = story.ask(ADMINISTRATOR_NAME, f"/sales {text}")
        assert answer.text.startswith("Goal attainment")


def test_the_list_goes_on_where_a_message_ends(story: Story, engine: Engine) -> None:
    first = story.whisper(ADMINISTRATOR_NAME, "/sales goal")
    more = label_of(first)[-1]
    assert more.endswith(" more")
    seen = [line for line in first.text.splitlines() if " · " in line]
    story.click(ADMINISTRATOR_NAME, first, more)
    story.slack.wait_for(lambda: seen[0] not in first.text, PATIENCE)
    further = [line for line in first.text.splitlines() if " · " in line]
    assert len(seen) == len(further) == 12
    assert not set(seen) & set(further)


def test_a_misspelt_goal_is_offered_as_it_can_be_read(story: Story, engine: Engine) -> None:
    asked = story.whisper(ADMINISTRATOR_NAME, "/sales goal bokings 77k next quarter everybody")
    assert "I don't know “bokings”" in asked.text
    story.click(ADMINISTRATOR_NAME, asked, label_of(asked)[0])
    proposed = next_whisper(story, ADMINISTRATOR_NAME, "Set this goal?")
    assert "To reach: $77,000" in proposed.text
    story.click(ADMINISTRATOR_NAME, proposed, "Set it")
    next_whisper(story, ADMINISTRATOR_NAME, "The goal is set.")
    assert [goal.target for goal in goals(engine) if goal.target == 7_700_000]


def test_a_goal_is_added_by_a_form_that_says_what_is_wrong(story: Story, engine: Engine) -> None:
    listed = story.whisper(MANAGER_NAME, "/sales goal")
    form = story.open_modal(MANAGER_NAME, listed, "Add a goal", until="To reach")
    values = {
        "goal_metric": "Win rate",
        "goal_target": "350 %",
        "goal_period": "the other day",
        "goal_who": "everybody",
    }
    refused = story.slack.submit(MANAGER_NAME, values)
    errors = refused.errors or {}
    assert set(errors) == {"goal_target", "goal_period", "goal_who"}
    assert "between 0 and 100 %" in errors["goal_target"]
    values |= {"goal_target": "35 %", "goal_period": "next quarter", "goal_who": "team Pacific"}
    assert story.slack.submit(MANAGER_NAME, values).ok
    done = told(story, MANAGER_NAME, "The goal is set.")
    assert "Win rate · team Pacific · Q1 2027" in done.text
    (goal,) = [goal for goal in goals(engine) if goal.metric == "win_rate"]
    assert float(goal.target) == 0.35
    assert form.body["callback_id"] == "goal_form"


def test_a_goal_is_edited_to_other_days(story: Story, engine: Engine) -> None:
    listed = story.whisper(MANAGER_NAME, "/sales goal")
    form = story.open_modal(MANAGER_NAME, listed, "Edit", until="takes the place")
    assert "team Pacific" in json.dumps(form.body)
    (old,) = [g for g in goals(engine) if g.team == "Pacific" and g.start_on.month == 10
              and g.end_on > MORNING.date()]  # fmt: skip
    values = {"goal_period": "November 2026", "goal_target": "12,345.50"}
    assert story.slack.submit(MANAGER_NAME, values).ok
    done = told(story, MANAGER_NAME, "The goal is set.")
    assert "Bookings · team Pacific · November 2026" in done.text
    assert "$12,345.50" in done.text
    there = goals(engine)
    assert old.id not in {goal.id for goal in there}
    (new,) = [goal for goal in there if goal.target == 1_234_550]
    assert (new.team, new.start_on.month, new.end_on.month) == ("Pacific", 11, 12)


def test_a_goal_is_deleted_and_taken_back(story: Story, engine: Engine) -> None:
    before = goals(engine)
    listed = story.whisper(MANAGER_NAME, "/sales goal")
    story.click(MANAGER_NAME, listed, "Delete")
    done = next_whisper(story, MANAGER_NAME, "Deleted: Bookings · team Pacific · Q4 2026.")
    assert "Bookings · team Pacific · Q4 2026\n" not in done.text
    assert len(goals(engine)) == len(before) - 1
    with engine.connect() as connection:
        newest = list_imports(connection, 1)[0]
    assert newest.file_name == f"{MANAGER_NAME}, in Slack"
    assert f"salesbell imports undo {newest.id}" in done.text
    undo_import(engine, 1, newest.id, MORNING)
    assert goals(engine) == before


def test_somebody_who_was_quicker_is_not_written_over(story: Story, engine: Engine) -> None:
    words = "/sales goal bookings 500k next quarter for team Pacific"
    slow = story.whisper(MANAGER_NAME, words)
    quick = story.whisper(ADMINISTRATOR_NAME, words.replace("500k", "510k"))
    story.click(ADMINISTRATOR_NAME, quick, "Set it")
    next_whisper(story, ADMINISTRATOR_NAME, "The goal is set.")
    story.click(MANAGER_NAME, slow, "Set it")
    next_whisper(story, MANAGER_NAME, "The goal has not been set.")
    assert [goal for goal in goals(engine) if goal.target == 51_000_000]
    assert not [goal for goal in goals(engine) if goal.target == 50_000_000]


def test_pressed_twice_a_goal_is_set_once(story: Story, engine: Engine) -> None:
    asked = story.whisper(ADMINISTRATOR_NAME, "/sales goal deals won 55 next quarter")
    value = next(
        element["value"]
        for block in asked.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == "goal_set"
    )
    for _ in range(2):
        forge(story, ADMINISTRATOR_NAME, "goal_set", value)
    told(story, ADMINISTRATOR_NAME, "The goal is set.")
    told(story, ADMINISTRATOR_NAME, "That goal holds already.")
    with engine.connect() as connection:
        kinds = [row.kind for row in list_imports(connection, 1)]
    assert kinds.count("goals-by-hand") == 1


@pytest.mark.parametrize("who", [REP_NAME, MANAGER_NAME])
@pytest.mark.parametrize("action", ["goal_set", "goal_delete", "goal_edit", "goal_change"])
def test_a_forged_button_sets_and_deletes_nothing_of_others(
    story: Story, engine: Engine, who: str, action: str
) -> None:
    before = goals(engine)
    (goal,) = [goal for goal in before if goal.owner_id is None and goal.team is None
               and goal.metric == "bookings" and goal.start_on.month == 10
               and goal.end_on > MORNING.date()]  # fmt: skip
    value = {
        "g": str(goal.id) if action in ("goal_delete", "goal_edit") else "",
        "m": "bookings", "w": "a", "s": "2026-10-01", "e": "2027-01-01",
        "v": f"{goal.target:f}" if action == "goal_delete" else "100", "b": f"{goal.target:f}",
    }  # fmt: skip
    forge(story, who, action, json.dumps({key: one for key, one in value.items() if one}))
    (answer,) = story.slack.wait_for(lambda: story.answers(who), PATIENCE)
    assert not any(sign in answer.text for sign in ("is set", "Deleted", "my fault"))
    assert goals(engine) == before


@pytest.mark.parametrize(
    "value",
    [
        "{}", "[]", '{"m":"bookings"}',
        '{"m":"bookings","w":"p99999","s":"2026-10-01","e":"2027-01-01","v":"5"}',
        '{"m":"nonsense","w":"a","s":"2026-10-01","e":"2027-01-01","v":"5"}',
        '{"m":"bookings","w":"a","s":"2027-10-01","e":"2027-01-01","v":"5"}',
        '{"m":"bookings","w":"a","s":"2026-10-01","e":"2027-01-01","v":"NaN"}',
        '{"m":"bookings","w":"tNo such team","s":"2026-10-01","e":"2027-01-01","v":"-5"}',
        '{"m":"bookings","w":"a","s":"2026-10-01","e":"2027-01-01","v":"5","g":"99999999999999999999"}',
    ],
)  # fmt: skip
def test_a_button_that_carries_nonsense_is_explained(
    story: Story, engine: Engine, value: str
) -> None:
    before = goals(engine)
    for action in ("goal_set", "goal_delete"):
        forge(story, ADMINISTRATOR_NAME, action, value)
    answers = story.slack.wait_for(
        lambda: found if len(found := story.answers(ADMINISTRATOR_NAME)) == 2 else None, PATIENCE
    )
    assert not any("my fault" in message.text for message in answers)
    assert goals(engine) == before
