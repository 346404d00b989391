"""An alert in Slack from its first message to its end: answered in its thread, redone, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.alerts.rendering import (
    ALERT,
    ALERT_NOTE,
    ALERT_OVER,
    answer,
    write_alert,
    write_note,
    write_over,
)
from bot.messages.repeat import REPEAT
from bot.playground.state import Message
from storage.alerts import add_rule, find_rule
from storage.deliveries import find_delivery
from storage.outbox import DeliveryRow, Parcel, put_in
from storage.tables import Delivery
from tests.bot.delivery.conftest import ANN, BEN, NOW, SALES, Post
from tests.bot.messages.alert_samples import RECOVERY, WHOLE, fire
from tests.bot.messages.slack_exam import walk
from tests.storage.rules import PLAN

ZONE = "Europe/Berlin"
FIRST = f"alert:7:3:{SALES}"
OTHER = "C0OTHER"


def put(post: Post, key: str, kind: str, content: dict[str, Any], **more: Any) -> None:
    recipient = key.rpartition(":")[2]
    now = post.clock.now()
    parcel = Parcel(key, kind, "Enterprise conversion", recipient, ANN, now, content, **more)
    with post.engine.begin() as connection:
        assert put_in(connection, 1, parcel, now)


def put_alert(post: Post, where: str = SALES, **more: Any) -> None:
    put(post, f"alert:7:3:{where}", ALERT, write_alert(WHOLE, ZONE, [BEN]), **more)


def put_note(post: Post, where: str = SALES) -> None:
    content = answer(write_note(fire(9), ZONE, (), "more groups fire"), f"alert:7:3:{where}")
    put(post, f"alert:7:3:1:{where}", ALERT_NOTE, content)


def put_over(post: Post, where: str = SALES) -> None:
    recovery = replace(RECOVERY, chart=None)
    content = answer(write_over(WHOLE, ZONE, recovery, BEN), f"alert:7:3:{where}")
    put(post, f"alert:7:3:over:{where}", ALERT_OVER, content)


def read(post: Post, key: str = FIRST) -> DeliveryRow:
    with post.engine.connect() as connection:
        row = find_delivery(connection, 1, key)
    assert row is not None
    return row


def replies(post: Post, where: str = SALES) -> list[str]:
    """The first lines of what stands in the thread."""
    said = post.slack.messages(where)
    [first] = [one for one in said if one.by_bot and not one.thread_ts]
    threads = {one.thread_ts for one in said if one.thread_ts}
    assert threads <= {first.ts}
    return [one.text.splitlines()[0] for one in said if one.thread_ts]


def heads(post: Post, where: str = SALES) -> list[str]:
    """The first lines of what stands in the channel itself."""
    return [text.splitlines()[0] for text in post.shown(where)]


def find_first(post: Post) -> Message:
    return next(one for one in post.slack.messages(SALES) if not one.thread_ts)


def pictures_of(message: Message) -> list[str]:
    blocks = list(walk(message.blocks))
    return [one["slack_file"]["id"] for one in blocks if one.get("type") == "image"]


def test_an_alert_is_told_followed_and_ended_in_one_place(post: Post) -> None:
    put_alert(post)
    assert post.work() == {"delivered": 1}
    assert heads(post) == ["Alert: Enterprise conversion"]
    assert replies(post) == ["Deals behind it (12):"]
    shown = pictures_of(find_first(post))
    put_note(post)
    assert post.work() == {"delivered": 1}
    drawn = post.deliverer.pictures.drawn
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert heads(post) == ["Over: Enterprise conversion"]
    assert replies(post)[-1] == "Over: Enterprise conversion · lasted 12 days, from 20 Nov 2026"
    assert "More groups fire · Win rate by rep" in replies(post)
    first = find_first(post)
    assert pictures_of(first) == shown
    assert len(shown) == 1
    assert post.deliverer.pictures.drawn == drawn
    assert (first.metadata or {})["event_payload"] == {"key": FIRST, "part": "main"}
    assert post.work() == {}


def test_what_follows_waits_for_the_first_message_and_comes_in_order(post: Post) -> None:
    post.slack.faults.set("chat.postMessage", "rate_limit:90", channel=SALES)
    put_alert(post)
    put_note(post)
    put_over(post)
    assert post.work() == {"delivered": 3}
    assert heads(post) == ["Over: Enterprise conversion"]
    order = [line.partition(" ")[0] for line in replies(post)]
    assert order == ["Deals", "More", "What", "Over:"]


def test_in_direct_messages_it_is_the_same(post: Post) -> None:
    put_alert(post, ANN)
    put_over(post, ANN)
    assert post.work() == {"delivered": 2}
    assert heads(post, ANN) == ["Over: Enterprise conversion"]
    assert len(replies(post, ANN)) == 2


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("refuse:restricted_action_read_only_channel", "was refused: restricted_action_read_only"),
        ("refuse:is_archived", "was refused: is_archived"),
    ],
)
def test_what_answers_a_message_that_never_arrived_is_not_sent(
    post: Post, fault: str, outcome: str
) -> None:
    post.slack.faults.set("chat.postMessage", fault, times=None, channel=SALES)
    put_alert(post)
    put_note(post)
    put_over(post)
    assert post.work()["skipped"] == 2
    post.slack.faults.clear()
    assert outcome in str(read(post, f"alert:7:3:over:{SALES}").reason)
    assert post.shown() == []
    assert len(post.shown(ANN)) == 1


def test_what_answers_a_message_that_is_not_known_is_not_sent(post: Post) -> None:
    put_over(post)
    assert post.work() == {"skipped": 1}
    assert read(post, f"alert:7:3:over:{SALES}").reason == (
        "the message that it answers was never sent"
    )


def test_that_it_is_over_is_told_although_somebody_has_deleted_the_message(post: Post) -> None:
    put_alert(post)
    post.work()
    post.slack.remove_message(find_first(post))
    for reply in [one for one in post.slack.messages(SALES) if one.thread_ts]:
        post.slack.remove_message(reply)
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert read(post, f"alert:7:3:over:{SALES}").reason == "without first: message_not_found"
    assert heads(post) == ["Over: Enterprise conversion · lasted 12 days, from 20 Nov 2026"]


def test_where_nobody_knows_where_the_first_message_stands_the_word_stands_alone(
    post: Post,
) -> None:
    put_alert(post)
    post.work()
    with post.engine.begin() as connection:
        connection.execute(update(Delivery).where(Delivery.key == FIRST).values(steps={}))
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert heads(post)[0] == "Alert: Enterprise conversion"
    assert heads(post)[1].startswith("Over: Enterprise conversion · lasted")


def test_a_channel_that_is_gone_meanwhile_is_told_of_once(post: Post) -> None:
    rule = add_rule(post.engine, 1, PLAN, NOW)
    put_alert(post, rule_id=rule.id)
    post.work()
    post.slack.channels[SALES].archived = True
    put_over(post)
    assert post.work() == {"broken": 1, "delivered": 2}
    assert "did not arrive" in post.shown(ANN)[0]


def test_a_rule_breaks_with_its_channel_and_is_well_again_and_people_hear_of_it_once(
    post: Post,
) -> None:
    rule = add_rule(post.engine, 1, PLAN, NOW)

    def tell(number: int) -> str:
        content = write_alert(WHOLE, ZONE)
        put(post, f"alert:{rule.id}:{number}:{OTHER}", ALERT, content, rule_id=rule.id)
        post.work()
        with post.engine.connect() as connection:
            return find_rule(connection, 1, rule.id).state

    assert [tell(1), tell(2)] == ["broken", "broken"]
    assert len(post.shown(ANN)) == len(post.shown(BEN)) == 1
    post.slack.set_bot_member(OTHER, True)
    assert [tell(3), tell(4)] == ["active", "active"]
    assert ["works again" in text for text in post.shown(ANN)] == [False, True]


@pytest.mark.parametrize("fault", ["drop", "drop_before"])
def test_where_nobody_may_look_an_alert_comes_twice_rather_than_never_and_says_so(
    post: Post, fault: str
) -> None:
    post.hide_history()
    put_alert(post)
    # The first post finds no picture yet, the third one is the thread.
    post.slack.faults.set("chat.postMessage", fault, call=2)
    assert post.work() == {"delivered": 1}
    said = heads(post)
    assert said == ["Alert: Enterprise conversion"] * (fault == "drop") + [REPEAT]
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert heads(post)[-1] == "Over: Enterprise conversion"


@pytest.mark.parametrize("fault", ["drop", "drop_before"])
def test_a_word_in_the_thread_is_repeated_as_well_where_nobody_may_look(
    post: Post, fault: str
) -> None:
    put_alert(post)
    post.work()
    post.hide_history()
    post.slack.faults.set("chat.postMessage", fault)
    put_over(post)
    assert post.work() == {"delivered": 1}
    said = [line for line in replies(post) if not line.startswith("Deals")]
    assert len(said) == (2 if fault == "drop" else 1)
    assert said[-1] == REPEAT


@pytest.mark.parametrize(
    "fault",
    [
        "rate_limit:7", "timeout_before", "timeout_after", "drop", "http_503",
        "refuse:internal_error", "refuse:invalid_blocks",
    ],
)  # fmt: skip
def test_whatever_slack_says_to_an_update_it_is_redone_and_the_word_comes_once(
    post: Post, fault: str
) -> None:
    put_alert(post)
    post.work()
    post.slack.faults.set("chat.update", fault)
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert heads(post) == ["Over: Enterprise conversion"]
    assert len(replies(post)) == 2
    assert read(post, f"alert:7:3:over:{SALES}").reason is None


@pytest.mark.parametrize(
    "fault", ["drop_before", "refuse:edit_window_closed", "refuse:invalid_blocks"]
)
def test_a_message_that_can_never_be_redone_keeps_the_word_from_nobody(
    post: Post, fault: str
) -> None:
    put_alert(post)
    post.work()
    post.slack.faults.set("chat.update", fault, times=None)
    put_over(post)
    assert post.work() == {"delivered": 1}
    assert heads(post) == ["Alert: Enterprise conversion"]
    assert replies(post)[-1].startswith("Over: ")
    assert "without first: " in str(read(post, f"alert:7:3:over:{SALES}").reason)


def test_an_alert_is_news_for_a_day_and_then_its_owner_hears_where_it_stands(post: Post) -> None:
    put_alert(post, ANN, rule_id=7)
    put_alert(post)
    post.clock.move_to(NOW + timedelta(hours=23))
    assert post.work() == {"delivered": 2}
    assert heads(post)[0].startswith("Due Monday 09:00, sent Tuesday 08:00: ")
    put(post, f"alert:7:4:{SALES}", ALERT, write_alert(WHOLE, ZONE), rule_id=7)
    post.clock.move_to(NOW + timedelta(hours=23 + 25))
    assert post.work() == {"skipped": 1, "delivered": 1}
    assert "/sales alert" in post.shown(ANN)[-1]
