"""A segment falls on a known day: told within the days that its numbers need, named first, over."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from tests.bot.alerts.watching import Watch

FIRST = date(2026, 11, 24)  # a Tuesday
LINE, WINDOW, HOLD, Z = 0.25, 7, 2, 1.645
SEGMENTS = ("Harbour", "Meadow", "Quarry")
HEALTHY, FALLEN, GOOD = (6, 14), (0, 20), (10, 10)
"""Won and lost a day, in a segment."""


def find_upper_bound(won: int, n: int) -> float:
    """Wilson's, written down anew: metrics.interval is what is tried here."""
    share = won / n
    middle = share + Z * Z / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (middle + spread) / (1 + Z * Z / n)


def list_shares(days: int) -> list[tuple[int, int]]:
    """Won and closed in the window that ends with each day since the fall."""
    daily = [3 * HEALTHY[0]] * WINDOW + [2 * HEALTHY[0] + FALLEN[0]] * days
    n = 3 * sum(HEALTHY) * WINDOW
    return [(sum(daily[end - WINDOW : end]), n) for end in range(WINDOW + 1, WINDOW + days + 1)]


def bring(watch: Watch, day: date, quarry: tuple[int, int]) -> None:
    for segment in SEGMENTS[:2]:
        watch.close(day, *HEALTHY, segment=segment)
    watch.close(day, *quarry, segment=SEGMENTS[2])
    watch.work()
    watch.deliver()


def test_a_fall_planted_in_one_segment_is_told_in_time_names_it_first_and_is_over(
    watch: Watch,
) -> None:
    rule = watch.add(
        words="win rate", line=Decimal(str(LINE)), window_days=WINDOW, hold_days=HOLD, z=Z
    )
    day = FIRST
    for _ in range(2 * WINDOW):
        bring(watch, day, HEALTHY)
        day += timedelta(days=1)
    assert not watch.told(), "all is well"

    surely_below = [find_upper_bound(won, n) < LINE for won, n in list_shares(3 * WINDOW)]
    promised = surely_below.index(True) + HOLD
    assert promised <= WINDOW + HOLD
    took = 0
    while not watch.told():
        took += 1
        # The sample company closes a few deals of its own, which may cost a day.
        assert took <= promised + 1, "promised by its numbers"
        bring(watch, day, FALLEN)
        day += timedelta(days=1)
    (told,) = watch.told()
    cause = told.content["report"]["cause"]
    assert cause["subject"] == "segment:Quarry"
    assert cause["drivers"][0]["label"] == "Quarry"
    assert "Quarry" in cause["sentence"]

    for _ in range(2 * WINDOW):
        bring(watch, day, GOOD)
        day += timedelta(days=1)
    assert len(watch.told()) == 1
    assert len(watch.told("alert-over")) == 1
    assert [one.ending for one in watch.incidents(rule)] == ["over"]
