"""What a person says of a delivery whose outcome is open, and where one stands."""

from datetime import timedelta

from bot.delivery.settling import find_place, note_arrival, send_again
from storage.deliveries import find_delivery
from storage.outbox import DeliveryRow
from tests.bot.delivery.conftest import ANN, SALES, Post


def read(post: Post, key: str = "a") -> DeliveryRow:
    with post.engine.connect() as connection:
        row = find_delivery(connection, 1, key)
    assert row is not None
    return row


def lose(post: Post, fault: str) -> None:
    """A delivery of which nobody knows whether it arrived."""
    post.hide_history()
    post.slack.faults.set("chat.postMessage", fault, call=2)  # the first finds no picture yet
    post.put("a")
    post.work()
    assert read(post).state == "unsure"


def test_what_is_sent_again_comes_once_and_whole(post: Post) -> None:
    lose(post, "drop_before")
    assert send_again(post.engine, 1, "a", post.clock.now())
    assert not send_again(post.engine, 1, "a", post.clock.now())
    assert post.work() == {"delivered": 1}
    assert post.shown() == ["a"]
    assert any(one.text == "details of a" for one in post.slack.messages(SALES))
    assert post.deliverer.pictures.drawn == 1


def test_what_arrived_is_not_sent_again(post: Post) -> None:
    lose(post, "drop")
    assert note_arrival(post.engine, 1, "a", post.clock.now())
    assert not send_again(post.engine, 1, "a", post.clock.now())
    assert post.work() == {}
    assert post.shown() == ["a"]
    assert read(post).state == "delivered"
    assert find_place(read(post)) is None


def test_what_is_sent_again_a_day_later_has_its_time(post: Post) -> None:
    lose(post, "drop_before")
    post.clock.move_to(post.clock.now() + timedelta(days=1))
    send_again(post.engine, 1, "a", post.clock.now())
    post.slack.faults.set("chat.postMessage", "rate_limit:20", 5)
    assert post.work() == {"delivered": 1}


def test_a_button_of_nothing_does_nothing(post: Post) -> None:
    assert not send_again(post.engine, 1, "no such", post.clock.now())
    assert not note_arrival(post.engine, 1, "no such", post.clock.now())
    post.put("a")
    post.work()
    assert not note_arrival(post.engine, 1, "a", post.clock.now())


def test_a_delivery_knows_where_it_stands(post: Post) -> None:
    post.put("a", recipient=ANN)
    post.work()
    [message] = [one for one in post.slack.messages(ANN) if not one.thread_ts]
    place = find_place(read(post))
    assert place is not None
    assert (place.channel, place.ts) == (message.channel, message.ts)
