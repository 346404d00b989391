"""The delivering thread of a serving process, by the machine's own time."""

import time
from collections.abc import Callable, Iterator

import pytest

from bot.delivery.crew import Crew
from storage.deliveries import find_delivery
from tests.bot.delivery.conftest import ANN, BEN, SALES, Post

PATIENCE = 10.0


def wait_for(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def crew(post: Post) -> Iterator[Crew]:
    post.deliverer = post.make_deliverer(pause=time.sleep)
    crew = Crew(post.deliverer, workers=2)
    crew.start()
    yield crew
    crew.retire()
    assert crew.finish(PATIENCE)


def test_what_is_put_in_is_delivered_when_the_crew_is_woken(post: Post, crew: Crew) -> None:
    assert crew.is_alive()
    post.put("a", plain=True)
    crew.wake()
    assert wait_for(lambda: post.outcomes() == {"a": "delivered"})
    assert post.shown() == ["a"]


def test_a_slow_channel_holds_up_no_other(post: Post, crew: Crew) -> None:
    post.slack.faults.set("chat.postMessage", "slow:1.5", channel=SALES)
    post.put("slow", plain=True)
    for user in (ANN, BEN):
        post.put(f"to {user}", recipient=user, plain=True)
    crew.wake()
    assert wait_for(lambda: list(post.outcomes().values()).count("delivered") == 2)
    assert post.outcomes()["slow"] == "waiting"
    assert wait_for(lambda: post.outcomes()["slow"] == "delivered")


def test_the_end_waits_for_what_is_being_sent_and_gives_back_the_rest(post: Post) -> None:
    post.deliverer = post.make_deliverer(pause=time.sleep)
    crew = Crew(post.deliverer)
    post.slack.faults.set("chat.postMessage", "slow:0.5", call=2)  # the first finds no picture
    post.put("a")
    crew.start()
    assert wait_for(lambda: bool(post.slack.faults.waiting) is False)
    crew.retire()
    assert crew.finish(PATIENCE)
    assert not crew.is_alive()
    assert post.shown() == ["a"]
    with post.engine.connect() as connection:
        row = find_delivery(connection, 1, "a")
    assert row is not None
    assert (row.state, row.claimed_by, row.reason) == ("waiting", None, "this process ends")
    post.deliverer = post.make_deliverer()
    assert post.work() == {"delivered": 1}
    assert post.shown() == ["a"]


def test_a_database_that_is_gone_for_a_while_is_asked_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.crew._AFTER_FAILURE", 0.1)
    post.deliverer = post.make_deliverer(pause=time.sleep)
    claim, failures = post.deliverer.claim, iter(range(3))

    def fail(*asked: object) -> object:
        if next(failures, None) is not None:
            raise OSError("gone")
        return claim(*asked)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(post.deliverer, "claim", fail)
    crew = Crew(post.deliverer)
    post.put("a", plain=True)
    crew.start()
    assert wait_for(lambda: post.outcomes() == {"a": "delivered"})
    crew.retire()
    assert crew.finish(PATIENCE)


def test_a_clock_set_forward_while_something_is_sent_sends_nothing_twice(
    post: Post, crew: Crew
) -> None:
    post.slack.faults.set("chat.postMessage", "slow:1.5")
    post.put("a", plain=True)
    crew.wake()
    assert wait_for(lambda: not post.slack.faults.waiting)
    post.pass_time(3600)
    crew.wake()
    assert wait_for(lambda: post.outcomes()["a"] == "delivered")
    assert post.shown() == ["a"]
