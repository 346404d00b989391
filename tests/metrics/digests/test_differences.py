"""How a figure stands against an earlier one: in words, for better or worse, or by chance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.answer import Number, Reading
from metrics.digests.differences import find_difference, hold_against, is_beyond_chance
from metrics.digests.report import Against
from metrics.interval import wilson_interval


def reading(value: Number | None, n: int = 40) -> Reading:
    return Reading(None, "total", value, n)


def share(k: int, n: int) -> Reading:
    value = k / n if n else None
    return Reading(None, "total", value, n, k, n, wilson_interval(k, n))


def hold(metric: str, now: Reading, before: Reading, *, known: bool = True) -> Against:
    return hold_against(metric, "the week before", now, before, "USD", known=known)


def test_money_is_told_in_percent_and_counts_as_they_are() -> None:
    against = hold("bookings", reading(Decimal(112)), reading(Decimal(100)))
    assert against == Against("the week before", "+12.0\N{NO-BREAK SPACE}%", good=True)
    assert hold("deals_won", reading(3), reading(4)).words == "\N{MINUS SIGN}1"
    assert hold("deals_won", reading(3), reading(4)).good is False


def test_more_of_what_should_be_less_is_no_good_news() -> None:
    assert hold("deals_lost", reading(5), reading(4)).good is False


def test_from_nothing_there_is_no_percent() -> None:
    assert hold("bookings", reading(Decimal(50)), reading(Decimal(0))).words == "+$50"


def test_no_change_is_neither_good_nor_bad() -> None:
    assert hold("bookings", reading(Decimal(5)), reading(Decimal(5))).good is None
    assert hold("bookings", reading(Decimal(5)), reading(Decimal(5))).words == "no change"


def test_what_was_before_the_data_is_no_data_and_not_nought() -> None:
    nothing = reading(Decimal(0))
    assert hold("bookings", reading(Decimal(5)), nothing, known=False).words == "no data"
    assert hold("bookings", reading(None), nothing).words == "no data"


def test_a_rate_of_few_deals_may_be_chance() -> None:
    against = hold("win_rate", share(3, 10), share(5, 10))
    assert against.words == "\N{MINUS SIGN}20.0 points, may be chance"
    assert against.good is None


def test_a_rate_of_many_deals_that_fell_did_fall() -> None:
    against = hold("win_rate", share(150, 500), share(250, 500))
    assert (against.words, against.good) == ("\N{MINUS SIGN}20.0 points", False)


def test_a_mean_of_few_deals_is_told_as_such() -> None:
    against = hold("average_deal_size", reading(Decimal(90), 4), reading(Decimal(100), 40))
    assert against.words == "\N{MINUS SIGN}10.0\N{NO-BREAK SPACE}%, few deals"
    assert against.good is None


@pytest.mark.parametrize(
    ("k1", "n1", "k0", "n0", "low", "high"),
    # Newcombe (1998), table II, method 10.
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    k1: int, n1: int, k0: int, n0: int, low: float, high: float
) -> None:
    assert find_difference(k1, n1, k0, n0) == pytest.approx((low, high), abs=1e-4)


def test_nothing_seen_has_no_difference() -> None:
    assert find_difference(1, 2, 0, 0) is None
    assert not is_beyond_chance(share(0, 0), share(5, 9))


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_a_difference_lies_in_its_interval_and_turns_with_its_sides(
    n1: int, n0: int, data: st.DataObject
) -> None:
    k1, k0 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n0))
    found, turned = find_difference(k1, n1, k0, n0), find_difference(k0, n0, k1, n1)
    assert found is not None
    assert turned is not None
    assert found[0] - 1e-12 <= k1 / n1 - k0 / n0 <= found[1] + 1e-12
    assert turned == pytest.approx((-found[1], -found[0]))
