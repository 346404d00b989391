"""The ticks: alive by seconds that nobody can move, and at once when the clock is moved."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.ticks import SILENCE, Ticks

START = datetime(2026, 11, 23, 8, tzinfo=UTC)


class SlowClock(MovableClock):
    """Its seconds go on only when they are told to."""

    seconds = 0.0

    def count_seconds(self) -> float:
        return self.seconds


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_a_clock_that_is_moved_takes_no_life_sign_away() -> None:
    clock = SlowClock(START)
    ticks = Ticks(clock, {})
    assert not ticks.is_alive()
    ticks.tick()
    clock.move_to(START + timedelta(days=400))
    assert ticks.is_alive()
    clock.seconds = SILENCE.total_seconds() + 1
    assert not ticks.is_alive()


def test_moving_the_clock_makes_a_tick_at_once_with_the_new_time() -> None:
    clock = MovableClock(START)
    seen: list[datetime] = []
    with Ticks(clock, {"look": seen.append}):
        clock.move_to(START + timedelta(days=3))
        wait_until(lambda: len(seen) > 1)
    assert seen[-1] - (START + timedelta(days=3)) < timedelta(minutes=1)
    clock.move_to(START)  # the ticks have ended: nothing happens
    assert len(seen) == 2


def test_a_chore_that_fails_stops_no_other() -> None:
    def fail(now: datetime) -> None:
        raise RuntimeError("no")

    seen: list[datetime] = []
    ticks = Ticks(MovableClock(START), {"fail": fail, "look": seen.append})
    with capture_logs() as logs:
        ticks.tick()
    assert seen
    assert ticks.is_alive()
    assert [entry["chore"] for entry in logs] == ["fail"]
