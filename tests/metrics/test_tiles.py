from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.calendar import EARLIEST, LATEST, Calendar, name_month
from metrics.charts.answers import chart_of_answer
from metrics.dimension import TILES
from metrics.period import Period
from metrics.tiles import cut_period, widen_period
from tests.metrics.places import ask, deal, open_company

days = st.dates(date(2016, 1, 1), date(2026, 1, 1))


@given(
    start=days,
    length=st.integers(1, 1_500),
    by=st.sampled_from(TILES),
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
    assert (tile.key, tile.whole.label) == (key, label)


@pytest.mark.parametrize(
    ("start", "end", "by", "labels"),
    [
        ((2026, 11, 16), (2026, 11, 30), "week", ["week 47 2026", "week 48 2026"]),
        ((2026, 11, 18), (2026, 11, 24), "week", ["18–22 Nov 2026", "23 Nov 2026"]),
        ((2026, 12, 28), (2027, 1, 11), "week", ["week 53 2026", "week 1 2027"]),
        ((2025, 1, 1), (2027, 1, 1), "year", ["2025", "2026"]),
        ((2025, 3, 1), (2026, 2, 1), "year", ["1 Mar – 31 Dec 2025", "1–31 Jan 2026"]),
        ((2026, 4, 1), (2026, 6, 1), "month", ["April 2026", "May 2026"]),
        ((2026, 5, 23), (2026, 7, 1), "month", ["23–31 May 2026", "June 2026"]),
        ((2026, 5, 31), (2026, 6, 11), "month", ["31 May 2026", "1–10 Jun 2026"]),
        ((2026, 5, 23), (2026, 7, 1), "quarter", ["23 May – 30 Jun 2026"]),
    ],
)
def test_a_part_of_a_piece_is_called_by_its_days(
    start: tuple[int, int, int], end: tuple[int, int, int], by: str, labels: list[str]
) -> None:
    tiles = cut_period(Period(date(*start), date(*end)), by, Calendar())
    assert [tile.label for tile in tiles] == labels


def test_a_part_over_new_year_has_both_years() -> None:
    (tile,) = cut_period(Period(date(2025, 12, 15), date(2026, 2, 1)), "quarter", Calendar(12))
    assert tile.label == "15 Dec 2025 – 31 Jan 2026"


@given(start=days, length=st.integers(1, 500), by=st.sampled_from(TILES))
def test_a_widened_period_has_no_parts(start: date, length: int, by: str) -> None:
    period = Period(start, start + timedelta(days=length))
    tiles = cut_period(widen_period(period, by, Calendar()), by, Calendar())
    assert all(tile.period == tile.whole for tile in tiles)
    assert [one.key for one in tiles] == [one.key for one in cut_period(period, by, Calendar())]


def ask_months(engine: Engine, metric: str, period: Period | None) -> list[str]:
    """The labels of a number by month, of deals closed on 25 May and 10 June; it is 17 June."""
    closed = (date(2026, 5, 25), date(2026, 6, 10))
    with engine.begin() as connection:
        deals = [
            deal(n, "won", 100, closed_on=day, created_on=day) for n, day in enumerate(closed, 1)
        ]
        open_company(connection, deals=deals)
        answer = ask(connection, metric, by="month", period=period)[metric]
    return [group.label for group in answer.groups]


def test_a_month_that_is_still_running_says_so(engine: Engine) -> None:
    quarter = Period(date(2026, 5, 1), date(2026, 7, 1))
    assert ask_months(engine, "deals_won", quarter) == ["May 2026", "June 2026 so far"]


def test_a_period_up_to_today_ends_in_a_part(engine: Engine) -> None:
    to_date = Period(date(2026, 5, 23), date(2026, 6, 18))
    assert ask_months(engine, "deals_won", to_date) == ["23–31 May 2026", "1–17 Jun 2026"]


def test_a_period_without_ends_has_whole_months(engine: Engine) -> None:
    assert ask_months(engine, "deals_won", None) == ["May 2026", "June 2026 so far"]


@pytest.mark.parametrize("by", TILES)
def test_a_period_with_an_open_end_beyond_all_data_has_no_pieces_but_its_edge(
    engine: Engine, by: str
) -> None:
    long_ago = Period(EARLIEST, date(2010, 1, 1))
    some_day = Period(date(2030, 12, 31), LATEST)
    won = deal(1, "won", 100, closed_on=date(2026, 5, 25), created_on=date(2026, 5, 25))
    with engine.begin() as connection:
        open_company(connection, deals=[won])
        before = ask(connection, "deals_won", "open_deals", by=by, period=long_ago)
        beyond = ask(connection, "deals_won", "open_deals", by=by, period=some_day)
    assert [[one.value for one in answer.groups] for answer in before.values()] == [[0], [0]]
    assert not any(answer.groups for answer in beyond.values())


def test_a_stock_is_called_by_its_evening_unless_that_ends_a_month(engine: Engine) -> None:
    to_date = Period(date(2026, 5, 23), date(2026, 7, 1))
    assert ask_months(engine, "open_deals", to_date) == ["May 2026", "17 Jun 2026"]


def test_a_month_of_creation_is_called_as_people_call_months(engine: Engine) -> None:
    with engine.begin() as connection:
        open_company(connection, deals=[deal(1, created_on=date(2026, 5, 4)), deal(2)])
        answer = ask(connection, "open_deals", by="created_month")["open_deals"]
    labels = [(group.key, group.label) for group in answer.groups]
    assert labels == [("2026-05", "May 2026"), (None, "(no creation date)")]


def test_what_is_no_month_keeps_its_name() -> None:
    assert [name_month(key) for key in ("2026-11", "2026-13", "", "none")] == [
        "November 2026", "2026-13", "", "none",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "title"),
    [
        (date(2026, 6, 1), "May 2026 is the lowest of 2: $1"),
        (date(2026, 5, 21), "1–20 May 2026: $1; peak $2 in April 2026"),
    ],
)
def test_a_part_of_a_month_is_not_called_the_lowest(engine: Engine, end: date, title: str) -> None:
    days_of_wins = [date(2026, 4, day) for day in (3, 7)] + [date(2026, 5, 12)]
    deals = [deal(n, "won", 100, closed_on=day) for n, day in enumerate(days_of_wins, 1)]
    with engine.begin() as connection:
        open_company(connection, deals=deals)
        period = Period(date(2026, 4, 1), end)
        answer = ask(connection, "bookings", by="month", period=period)["bookings"]
    chart = chart_of_answer(answer)
    assert chart is not None
    assert chart.title == title


def test_wins_by_week_and_year_are_told_drawn_and_named(engine: Engine) -> None:
    """It is Wednesday, 17 June 2026; 28 December 2026 would already be in week 53."""
    closed = (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 17))
    deals = [deal(n, "won", 100, closed_on=day) for n, day in enumerate(closed, 1)]
    with engine.begin() as connection:
        open_company(connection, deals=deals)
        june = Period(date(2026, 6, 1), date(2026, 7, 1))
        weeks = ask(connection, "bookings", by="week", period=june)["bookings"]
        years = ask(connection, "deals_won", by="year", period=None)["deals_won"]
    told = [(one.key, one.label, one.n) for one in weeks.groups]
    assert told == [
        ("2026-W23", "week 23 2026", 1),
        ("2026-W24", "week 24 2026", 0),
        ("2026-W25", "week 25 2026 so far", 1),
    ]
    assert [(one.label, one.value) for one in years.groups] == [("2025", 1), ("2026 so far", 3)]
    chart = chart_of_answer(weeks)
    assert chart is not None
    assert chart.title.startswith("Week 25 2026 so far")


def test_a_stock_by_week_or_year_goes_back_a_quarter_or_five_years(engine: Engine) -> None:
    with engine.begin() as connection:
        open_company(connection, deals=[deal(1, created_on=date(2020, 1, 1))])
        weeks = ask(connection, "open_deals", by="week", period=None)["open_deals"].groups
        years = ask(connection, "open_deals", by="year", period=None)["open_deals"].groups
    assert [len(weeks), weeks[-2].label, weeks[-1].label] == [12, "week 24 2026", "17 Jun 2026"]
    assert [one.label for one in years] == ["2022", "2023", "2024", "2025", "17 Jun 2026"]
