"""What people do with an alert that was told, in a channel and in direct messages."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert

from bot.alerts.rendering import ALERT, ALERT_OVER, answer, write_alert, write_over
from bot.messages import actions
from bot.playground.state import Message
from storage.alert_incidents import IncidentRow, close_open, find_incident, open_incident
from storage.alerts import RuleRow, add_rule, delete_rule, find_rule, pause_rule
from storage.deliveries import find_delivery
from storage.engine import Engine, open_engine
from storage.outbox import Parcel, put_in
from storage.sample import load_sample
from storage.tables import AlertChange
from tests.bot.messages.alert_samples import RECOVERY, WHOLE
from tests.bot.messages.slack_exam import values_of
from tests.conftest import NewDatabase
from tests.storage.rules import PLAN
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
from tests.stories.digest_story import say
from tests.stories.test_access_in_slack import forge

SALES = "C00000001"
_NUMBERS = count(1)


@dataclass(frozen=True)
class Told:
    """An alert that was told in #sales and to the manager.

    Attributes:
        key: Of the delivery to #sales.
    """

    story: Story
    engine: Engine
    rule: RuleRow
    incident: IncidentRow
    key: str

    def read(self, where: str = SALES) -> Message:
        """Its message there as it stands now, by the key in its metadata."""
        key = f"{self.key.rpartition(':')[0]}:{where}"
        said = self.story.slack.messages(where)
        return next(
            one
            for one in said
            if (one.metadata or {}).get("event_payload") == {"key": key, "part": "main"}
        )

    def wait(self, words: str, where: str = SALES, *, gone: bool = False) -> Message:
        """Its message, once it says so."""

        def find() -> Message | None:
            message = self.read(where)
            return message if (words in message.text) is not gone else None

        return self.story.slack.wait_for(find, PATIENCE)

    def snooze(self, who: str, choice: str) -> None:
        outcome = self.story.slack.select(who, self.read(), actions.ALERT_SNOOZE, choice)
        assert outcome.ok, outcome

    def look(self) -> tuple[IncidentRow, RuleRow]:
        with self.engine.connect() as connection:
            found = find_incident(connection, 1, self.rule.id, self.incident.number)
            assert found is not None
            return found, find_rule(connection, 1, self.rule.id)

    def send_over(self) -> None:
        with self.engine.begin() as connection:
            content = answer(write_over(WHOLE, PLAN.zone, RECOVERY), self.key)
            over = f"alert:{self.rule.id}:{self.incident.number}:over:{SALES}"
            put(connection, over, ALERT_OVER, content, self.rule)
            close_open(connection, 1, self.rule.id, "over", MORNING)
        self.story.demo.running.crew.wake()


def put(connection: Any, key: str, kind: str, content: dict[str, Any], rule: RuleRow) -> None:
    recipient = key.rpartition(":")[2]
    parcel = Parcel(key, kind, rule.name, recipient, rule.owner, MORNING, content, rule_id=rule.id)
    assert put_in(connection, 1, parcel, MORNING)


@pytest.fixture(scope="module")
def stage(sqlite_databases: NewDatabase) -> Iterator[tuple[Story, Engine]]:
    engine = open_engine(sqlite_databases())
    load_sample(engine, 1, 150, today=MORNING.date(), now=MORNING)
    with tell(engine, MORNING) as story:
        yield story, engine
    engine.dispose()


@pytest.fixture
def told(stage: tuple[Story, Engine]) -> Told:
    story, engine = stage
    owner = story.slack.user_id(ADMINISTRATOR_NAME)
    manager = story.slack.user_id(MANAGER_NAME)
    plan = replace(
        PLAN, name=f"Conversion {next(_NUMBERS)}", owner=owner, recipients=(SALES, manager)
    )
    rule = add_rule(engine, 1, plan, MORNING)
    pause_rule(engine, 1, rule.id, MORNING)  # nobody judges it while the test looks at it
    with engine.begin() as connection:
        incident = open_incident(connection, 1, rule.id, MORNING)
        for recipient in plan.recipients:
            key = f"alert:{rule.id}:{incident.number}:{recipient}"
            content = write_alert(WHOLE, plan.zone)
            put(connection, key, ALERT, content, rule)
    story.demo.running.crew.wake()
    alert = Told(story, engine, rule, incident, f"alert:{rule.id}:{incident.number}:{SALES}")

    def is_there() -> bool:
        with engine.connect() as connection:
            rows = [find_delivery(connection, 1, alert.key.replace(SALES, one)) for one in
                    plan.recipients]  # fmt: skip
        return all(row is not None and row.state == "delivered" for row in rows)

    assert story.slack.wait_for(is_there, PATIENCE)
    return alert


def whispers(story: Story, who: str, words: str) -> Callable[[], bool]:
    return lambda: any(words in one.text for one in story.whispers(who, "#sales"))


def hear(told: Told, who: str, words: str) -> None:
    """What only this person is told in #sales."""
    assert told.story.slack.wait_for(whispers(told.story, who, words), PATIENCE)


def pictures_of(message: Message) -> list[Any]:
    return [block["slack_file"] for block in message.blocks if block["type"] == "image"]


def test_an_alert_is_acknowledged_and_taken_back_wherever_it_was_told(told: Told) -> None:
    story = told.story
    manager = story.slack.user_id(MANAGER_NAME)
    before = told.read()
    assert len(pictures_of(before)) == 1
    story.click(REP_NAME, before, "Acknowledge")
    rep = story.slack.user_id(REP_NAME)
    words = f"Acknowledged by <@{rep}> · like this since 20 Nov 2026"
    after = told.wait(words)
    assert pictures_of(after) == pictures_of(before)
    told.wait(words, manager)
    assert told.look()[0].acknowledged_by == rep
    story.click(MANAGER_NAME, told.read(manager), "Take back")
    told.wait("Acknowledged", gone=True)
    told.wait("Acknowledged", manager, gone=True)
    assert told.read().text == before.text
    assert told.look()[0].acknowledged_by is None


def test_whoever_was_first_to_acknowledge_it_stays(told: Told) -> None:
    story = told.story
    for who in (REP_NAME, MANAGER_NAME):
        forge(
            story,
            who,
            actions.ALERT_ACKNOWLEDGE,
            json.dumps({"key": told.key}),
            container={
                "type": "message", "message_ts": told.read().ts, "channel_id": SALES
            },
        )  # fmt: skip
        told.wait(f"Acknowledged by <@{story.slack.user_id(REP_NAME)}>")
    assert told.look()[0].acknowledged_by == story.slack.user_id(REP_NAME)


def test_a_rep_cannot_snooze_for_everybody_and_a_manager_can_and_can_wake_it(told: Told) -> None:
    told.snooze(REP_NAME, "For 4 hours")
    hear(told, REP_NAME, "You can't snooze this alert.")
    assert told.look()[1].snoozed_until is None
    told.snooze(MANAGER_NAME, "Until the next working day")
    by = f" by <@{told.story.slack.user_id(MANAGER_NAME)}>"
    told.wait(f"Snoozed until Thu 19 Nov 2026, 08:00 (Europe/Berlin){by} · like this since")
    rule = told.look()[1]
    assert rule.snoozed_by == told.story.slack.user_id(MANAGER_NAME)
    told.snooze(ADMINISTRATOR_NAME, "Tell me again from now on")
    told.wait("Snoozed", gone=True)
    assert told.look()[1].snoozed_until is None
    told.snooze(ADMINISTRATOR_NAME, "For a week")
    told.wait("Snoozed until Wed 25 Nov 2026, 10:30")


def test_why_opens_the_whole_cause_with_what_has_happened_so_far(told: Told) -> None:
    change = {
        "workspace_id": 1, "rule_id": told.rule.id, "number": 1, "at": MORNING,
        "group_key": "e", "old": "not_enough", "new": "firing", "reason": "9 of 90 is surely below",
        "start_on": date(2026, 10, 1), "end_on": date(2026, 10, 29),
        "figures": {"label": "Enterprise"},
    }  # fmt: skip
    with told.engine.begin() as connection:
        connection.execute(insert(AlertChange).values(change))
    view = told.story.open_modal(REP_NAME, told.read(), "Why?", "How it is computed")
    words = say(view)
    for part in (
        "Most of it is Enterprise",
        "Rollout 12 of Northwind Traders",
        "Wilson's bound",
        "Enterprise · not enough data → firing: 9 of 90 is surely below",
    ):
        assert part in words
    told.story.slack.close_modal(REP_NAME)


def test_who_found_it_of_no_use_is_noted_once_and_thanked_alone(told: Told) -> None:
    before = told.read().text
    told.story.click(REP_NAME, told.read(), "Not useful")
    hear(told, REP_NAME, "Thank you: it is noted")
    told.story.click(REP_NAME, told.read(), "Not useful")
    hear(told, REP_NAME, "You have said so already")
    assert told.look()[0].not_useful_by == (told.story.slack.user_id(REP_NAME),)
    assert told.read().text == before
    assert not told.story.whispers(MANAGER_NAME, "#sales")


def test_nobody_without_numbers_or_who_did_not_get_it_says_anything(told: Told) -> None:
    story = told.story
    manager = story.slack.user_id(MANAGER_NAME)
    story.click(STRANGER_NAME, told.read(), "Acknowledge")
    hear(told, STRANGER_NAME, "I can't show you numbers yet.")
    private = told.key.replace(SALES, manager)
    choice = {"selected_option": {"value": json.dumps({"key": private, "for": "week"})}}
    forge(story, REP_NAME, actions.ALERT_ACKNOWLEDGE, json.dumps({"key": private}))
    forge(
        story,
        REP_NAME,
        actions.ALERT_SNOOZE,
        None,
        actions=[{"action_id": actions.ALERT_SNOOZE, "action_ts": "7.7"} | choice],
    )
    story.slack.wait_for(
        lambda: sum("not yours to say" in one.text for one in story.answers(REP_NAME)) == 2,
        PATIENCE,
    )
    incident, rule = told.look()
    assert (incident.acknowledged_by, rule.snoozed_until) == (None, None)


@pytest.mark.parametrize(
    "value", ['{"key":"alert:999:1:C00000001"}', '{"key":["alert"]}', '{"key":"x"}', "{}", "null"]
)
@pytest.mark.parametrize("action", [actions.ALERT_ACKNOWLEDGE, actions.ALERT_NOT_USEFUL])
def test_a_button_that_names_no_alert_does_nothing(
    stage: tuple[Story, Engine], action: str, value: str
) -> None:
    story, _ = stage
    known = len(story.answers(ADMINISTRATOR_NAME))
    forge(story, ADMINISTRATOR_NAME, action, value)
    answer = story.slack.wait_for(lambda: story.answers(ADMINISTRATOR_NAME)[known:], PATIENCE)
    assert "There is nothing to do here." in answer[0].text


def test_an_alert_that_is_over_can_only_be_judged_and_says_so_to_late_clicks(told: Told) -> None:
    stale = told.read()
    place = {"type": "message", "message_ts": stale.ts, "channel_id": SALES}
    told.send_over()
    over = told.wait("Over since 2 Dec 2026")
    assert actions.ALERT_ACKNOWLEDGE not in values_of(over.blocks)
    carried = json.dumps({"key": told.key})
    forge(told.story, REP_NAME, actions.ALERT_ACKNOWLEDGE, carried, container=place)
    told.story.slack.wait_for(
        lambda: any("nothing to do about" in one.text for one in told.story.answers(REP_NAME)),
        PATIENCE,
    )
    assert told.look()[0].acknowledged_by is None
    assert told.read().text == over.text
    told.story.click(REP_NAME, told.read(), "Not useful")
    told.story.slack.wait_for(lambda: told.look()[0].not_useful_by, PATIENCE)


@pytest.mark.parametrize("ending", ["paused", "deleted"])
def test_an_alert_whose_rule_nobody_watches_any_more_says_so_by_itself(
    told: Told, ending: str
) -> None:
    story, stale = told.story, told.read()
    later = MORNING + timedelta(minutes=1)
    if ending == "deleted":
        delete_rule(told.engine, 1, told.rule.id, later)
    else:
        with told.engine.begin() as connection:
            close_open(connection, 1, told.rule.id, ending, later)
    story.demo.running.ticks.tick_soon()
    closed = told.wait(f"Closed: its rule has been {ending}")
    told.wait(f"Closed: its rule has been {ending}", story.slack.user_id(MANAGER_NAME))
    assert actions.ALERT_ACKNOWLEDGE not in values_of(closed.blocks)
    words = "Nobody is told when its numbers come back."
    assert story.slack.wait_for(
        lambda: [
            one
            for one in story.slack.messages(SALES)
            if one.thread_ts == stale.ts and words in one.text
        ],
        PATIENCE,
    )

    place = {"type": "message", "message_ts": stale.ts, "channel_id": SALES}
    carried = json.dumps({"key": told.key})
    forge(story, MANAGER_NAME, actions.ALERT_ACKNOWLEDGE, carried, container=place)
    story.slack.wait_for(
        lambda: any("nothing to do about" in one.text for one in story.answers(MANAGER_NAME)),
        PATIENCE,
    )
