"""Nobody sees more than their own, whatever they type, click or forge."""

import copy
import itertools
import json
import time
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.playground.delivery import Ack, Delivery
from bot.playground.state import Message
from tests.stories.conftest import (
    ADMINISTRATOR_NAME,
    MANAGER_NAME,
    PATIENCE,
    REP_NAME,
    STRANGER_NAME,
    Story,
)

_STAMPS = (f"{time.time():.3f}{number:04d}" for number in itertools.count())
"""Every forged request is another one, in this run and in the next."""


def forge(story: Story, who: str, action_id: str, value: object, **changes: Any) -> Ack:
    """Send a click that no message of ours offered, as `who`, in #sales."""
    user = story.slack.users[story.slack.user_id(who)]
    payload: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": story.slack.team.id, "domain": "demo"},
        "user": {"id": user.id, "team_id": story.slack.team.id},
        "api_app_id": "A1",
        "token": "old",
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": "C00000001"},
        "channel": {"id": "C00000001", "name": "sales"},
        "trigger_id": "1.2.forged",
        "actions": [
            {"action_id": action_id, "action_ts": next(_STAMPS), "type": "button", "value": value}
        ],
        **changes,
    }
    return story.slack.send(Delivery("interactive", payload))


def heard(story: Story, who: str, words: str) -> Message:
    return story.slack.wait_for(
        lambda: next((m for m in story.answers(who) if words in m.text), None), PATIENCE
    )


def foreign_account(url: str) -> str:
    """The name of an account in which the rep has no deal and no lead, that begins no other."""
    engine = create_engine(url)
    with engine.connect() as connection:
        name = connection.execute(
            text(
                "SELECT name FROM accounts WHERE id NOT IN (SELECT account_id FROM deals"
                " JOIN people ON people.id = deals.owner_id WHERE people.name = :rep"
                " AND account_id IS NOT NULL) AND id NOT IN (SELECT account_id FROM leads"
                " JOIN people ON people.id = leads.owner_id WHERE people.name = :rep"
                " AND account_id IS NOT NULL) ORDER BY length(name) DESC LIMIT 1"
            ),
            {"rep": REP_NAME},
        ).scalar_one()
    engine.dispose()
    return str(name)


@pytest.mark.parametrize("words", ["all", MANAGER_NAME, "team", f"owner:{MANAGER_NAME}"])
def test_a_forged_button_is_read_in_the_scope_of_who_clicks(story: Story, words: str) -> None:
    forge(story, REP_NAME, "run_by_owner", json.dumps({"c": "/pipeline", "t": words}))
    told = heard(story, REP_NAME, "can't show you")
    assert story.answers(REP_NAME) == [told]


@pytest.mark.parametrize("words", ["owner:none", "no owner"])
def test_deals_without_an_owner_are_not_a_reps(story: Story, words: str) -> None:
    forge(story, REP_NAME, "run_by_owner", json.dumps({"c": "/pipeline", "t": words}))
    told = story.slack.wait_for(lambda: story.answers(REP_NAME), PATIENCE)[0]
    assert told.text.startswith("No deal is open.")


@pytest.mark.parametrize("action", ["run_x", "receipt", "export", "share"])
def test_a_stranger_who_clicks_gets_no_number(story: Story, action: str) -> None:
    forge(story, STRANGER_NAME, action, json.dumps({"c": "/pipeline", "t": "all"}))
    story.ask(ADMINISTRATOR_NAME, "/pipeline")  # by then the click has been worked off
    for message in story.answers(STRANGER_NAME):
        assert not any(character.isdigit() for character in message.text)
    assert not any(file.name.endswith(".csv") for file in story.slack.files.values())


def test_an_account_of_others_is_as_unknown_as_one_that_is_not_there(
    story: Story, sample_url: str
) -> None:
    name = foreign_account(sample_url)
    whisper = story.whisper(ADMINISTRATOR_NAME, f'/pipeline "{name}"')
    assert "don't know" not in whisper.text
    for typed in (f'"{name}"', f'account:"{name}"', f'"{name[:-1]}"', f'account:"{name[:-2]}"'):
        for command in ("/pipeline", "/sales bookings"):
            told = story.whisper(REP_NAME, f"{command} {typed}")
            said = json.dumps([told.text, told.blocks])
            assert "I don't know" in said or "I know no" in said
            assert said.count(name) <= said.count(typed.strip('"').removeprefix('account:"'))
            assert name not in said.replace(name, "", 1) or typed.endswith(f'{name}"')


def test_somebody_of_another_company_is_told_nothing(story: Story) -> None:
    before = len(story.slack.requests)
    elsewhere = {"id": "T999", "domain": "other"}
    ack = forge(story, REP_NAME, "export", json.dumps({"c": "/pipeline"}), team=elsewhere)
    assert "one workspace only" in str(ack.body)
    story.ask(ADMINISTRATOR_NAME, "/pipeline")
    assert story.answers(REP_NAME) == []
    assert all("T999" not in str(request) for request in story.slack.requests[before:])


def test_an_organisation_wide_click_without_a_team_is_answered(story: Story) -> None:
    forge(story, REP_NAME, "export", json.dumps({"c": "/pipeline", "t": ""}), team=None)
    heard(story, REP_NAME, "Here is the file")


def test_a_share_form_rewritten_by_hand_posts_the_sharers_own_numbers(story: Story) -> None:
    own = story.ask(REP_NAME, "/pipeline", "#sales")
    story.open_modal(REP_NAME, own, "Share to channel", until="Channel")
    story.slack.submit(REP_NAME, {"channel": "C00000001"})
    story.slack.wait_for(lambda: [m for m in story.slack.messages("#sales") if m.by_bot], PATIENCE)
    real = next(
        d.delivery
        for d in story.slack.delivered
        if d.delivery.payload.get("type") == "view_submission"
    )
    forged: Any = copy.deepcopy(real.payload)
    forged["view"]["private_metadata"] = json.dumps({"c": "/pipeline", "t": "all"})
    forged["view"]["hash"] = next(_STAMPS)
    assert story.slack.send(Delivery("interactive", forged)).ok
    heard(story, REP_NAME, "can't show you everybody")


@pytest.mark.parametrize("place", ["", "U00000002", "D00000001", "#sales", None])
def test_a_share_form_shares_into_channels_only(story: Story, place: str | None) -> None:
    user = story.slack.user_id(REP_NAME)
    payload: dict[str, Any] = {
        "type": "view_submission",
        "team": {"id": story.slack.team.id},
        "user": {"id": user},
        "view": {
            "id": "V1",
            "hash": next(_STAMPS),
            "type": "modal",
            "callback_id": "share_form",
            "private_metadata": json.dumps({"c": "/pipeline", "t": ""}),
            "state": {"values": {"channel": {"channel": {"selected_conversation": place}}}},
        },
    }
    assert story.slack.send(Delivery("interactive", payload)).ok
    heard(story, REP_NAME, "Nothing has been shared")
    assert story.answers(MANAGER_NAME) == []


def test_a_stranger_mentions_many_and_nobody_is_looked_up(story: Story) -> None:
    crowd = " ".join(f"<@U{number:08d}>" for number in range(1, 60))
    payload: dict[str, Any] = {
        "command": "/pipeline",
        "text": crowd,
        "trigger_id": next(_STAMPS),
        "team_id": story.slack.team.id,
        "user_id": story.slack.user_id(STRANGER_NAME),
        "channel_id": "C00000001",
        "token": "old",
    }
    assert story.slack.send(Delivery("slash_commands", payload)).ok
    heard(story, STRANGER_NAME, "can't show you numbers")
    assert sum(1 for request in story.slack.requests if request.method == "users.info") == 1
