from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import Calendar
from metrics.period import Period
from metrics.tiles import cut_period

days = st.dates(date(2016, 1, 1), date(2026, 1, 1))


@given(
    start=days,
    length=st.integers(1, 1_500),
    by=st.sampled_from(["month", "quarter"]),
    fiscal_start=st.integers(1, 12),
)
def test_tiles_cover_the_period_without_gap_or_overlap_and_have_names_of_their_own(
    start: date, length: int, by: str, fiscal_start: int
) -> None:
    period = Period(start, start + timedelta(days=length))
    tiles = cut_period(period, by, Calendar(fiscal_start))
    assert tiles[0].period.start == period.start
    assert tiles[-1].period.end == period.end
    for before, after in pairwise(tiles):
        assert before.period.end == after.period.start
    assert len({tile.key for tile in tiles}) == len(tiles)
    assert sorted(tile.key for tile in tiles) == [tile.key for tile in tiles]


@pytest.mark.parametrize(
    ("day", "fiscal_start", "key", "label"),
    [
        (date(2017, 5, 3), 1, "2017-Q2", "Q2 2017"),
        (date(2017, 5, 3), 4, "FY2018-Q1", "Q1 FY2018"),
        (date(2018, 1, 31), 4, "FY2018-Q4", "Q4 FY2018"),
        (date(2018, 1, 31), 2, "FY2018-Q4", "Q4 FY2018"),
        (date(2018, 2, 1), 2, "FY2019-Q1", "Q1 FY2019"),
    ],
)
def test_a_fiscal_quarter_is_called_after_the_year_its_year_ends_in(
    day: date, fiscal_start: int, key: str, label: str
) -> None:
    (tile,) = cut_period(Period(day, day + timedelta(days=1)), "quarter", Calendar(fiscal_start))
    assert (tile.key, tile.label) == (key, label)
