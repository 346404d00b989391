import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.interval import wilson_interval


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(3, 10, 0.108, 0.603), (0, 8, 0.0, 0.324), (30, 100, 0.219, 0.396), (9, 90, 0.05, 0.18)],
)
def test_the_bounds_are_the_published_ones(k: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(k, n) == pytest.approx((low, high), abs=0.005)


def test_nothing_seen_says_nothing() -> None:
    assert wilson_interval(0, 0) is None


@given(n=st.integers(1, 10_000), data=st.data())
def test_the_interval_holds_the_share_and_stays_between_0_and_1(
    n: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, n))
    bounds = wilson_interval(k, n)
    assert bounds is not None
    low, high = bounds
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    more = wilson_interval(4 * k, 4 * n)
    assert more is not None
    assert more[1] - more[0] < high - low
