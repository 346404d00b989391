from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import working_days
from metrics.compare import choose_comparison, describe_fairness, measure_change
from metrics.period import Period
from metrics.period_words import parse_period
from metrics.question import Setting
from metrics.units import Unit


def setting(today: date, fiscal_start: int = 1) -> Setting:
    return Setting(1, today, ZoneInfo("UTC"), fiscal_start=fiscal_start)


def span(start: str, end: str, label: str = "") -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end), label)


LONG_AGO = setting(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("period", "kind", "earlier"),
    [
        (span("2026-04-01", "2026-07-01"), "previous", span("2026-01-01", "2026-04-01")),
        (span("2026-04-01", "2026-07-01"), "year", span("2025-04-01", "2025-07-01")),
        (span("2026-01-01", "2026-02-01"), "previous", span("2025-12-01", "2026-01-01")),
        (span("2024-02-01", "2024-03-01"), "year", span("2023-02-01", "2023-03-01")),
        (span("2026-01-01", "2027-01-01"), "previous", span("2025-01-01", "2026-01-01")),
        (span("2026-06-01", "2026-06-08"), "previous", span("2026-05-25", "2026-06-01")),
        (span("2026-06-01", "2026-06-08"), "year", span("2025-06-02", "2025-06-09")),
        (span("2026-03-10", "2026-03-20"), "previous", span("2026-02-28", "2026-03-10")),
    ],
)
def test_a_period_that_is_over_is_held_against_a_full_one(
    period: Period, kind: str, earlier: Period
) -> None:
    assert choose_comparison(period, LONG_AGO, kind) == earlier
    assert describe_fairness(period, earlier, LONG_AGO)


@pytest.mark.parametrize(
    ("period", "today", "earlier"),
    [
        # Wednesday 17 June is the 56th working day of its quarter; so was Thursday 19 March.
        (span("2026-04-01", "2026-07-01"), "2026-06-17", span("2026-01-01", "2026-03-20")),
        # The same, asked for as "quarter to date".
        (span("2026-04-01", "2026-06-18"), "2026-06-17", span("2026-01-01", "2026-03-20")),
        # The first Monday of June against the first Friday of May.
        (span("2026-06-01", "2026-07-01"), "2026-06-01", span("2026-05-01", "2026-05-02")),
        # Tuesday of a week against Monday and Tuesday of the last.
        (span("2026-06-15", "2026-06-22"), "2026-06-16", span("2026-06-08", "2026-06-10")),
        # On a Sunday the weekend before counts too.
        (span("2026-06-15", "2026-06-22"), "2026-06-21", span("2026-06-08", "2026-06-15")),
        # A month that begins on a weekend has no working day yet.
        (span("2026-08-01", "2026-09-01"), "2026-08-01", span("2026-07-01", "2026-07-02")),
    ],
)
def test_a_running_period_is_held_against_as_many_working_days(
    period: Period, today: str, earlier: Period
) -> None:
    now = setting(date.fromisoformat(today))
    chosen = choose_comparison(period, now)
    assert chosen == earlier


def test_to_date_is_taken_for_what_it_is_called() -> None:
    now = setting(date(2026, 1, 20))
    days = span("2026-01-01", "2026-01-21")
    month = choose_comparison(Period(days.start, days.end, "month to date"), now)
    year = choose_comparison(Period(days.start, days.end, "year to date"), now)
    assert (month.start, year.start) == (date(2025, 12, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("words", "today", "start"),
    [
        ("last 7 days", date(2026, 8, 7), date(2026, 7, 25)),
        ("last 30 days", date(2027, 1, 30), date(2026, 12, 2)),
        ("last 90 days", date(2026, 12, 29), date(2026, 7, 3)),
    ],
)
def test_the_last_so_many_days_are_no_month_to_date_though_they_begin_with_one(
    words: str, today: date, start: date
) -> None:
    period = parse_period(words, today)
    assert period.start.day == 1
    assert choose_comparison(period, setting(today)).start == start


def test_a_period_to_come_is_held_against_a_full_one() -> None:
    now = setting(date(2026, 6, 17))
    chosen = choose_comparison(span("2026-07-01", "2026-10-01"), now)
    assert chosen == span("2026-04-01", "2026-07-01")


def test_the_words_say_what_is_held_against_what() -> None:
    now = setting(date(2026, 6, 17))
    quarter = span("2026-04-01", "2026-07-01")
    fair = describe_fairness(quarter, choose_comparison(quarter, now), now)
    assert fair == "to date, against the same 56 working days"
    over = span("2026-01-01", "2026-04-01")
    assert describe_fairness(over, span("2025-10-01", "2026-01-01"), now) == (
        "full period against full period"
    )
    assert describe_fairness(quarter, over, now) == "56 working days against 64"
    monday, month = setting(date(2026, 6, 1)), span("2026-06-01", "2026-07-01")
    assert describe_fairness(month, choose_comparison(month, monday), monday) == (
        "to date, against the same 1 working day"
    )


days_of = st.dates(date(2020, 1, 1), date(2029, 1, 1))


@given(
    start=days_of,
    length=st.integers(1, 400),
    today=days_of,
    kind=st.sampled_from(["previous", "year"]),
)
def test_the_earlier_period_is_earlier_and_never_longer_in_working_days_than_what_has_elapsed(
    start: date, length: int, today: date, kind: str
) -> None:
    period = Period(start, start + timedelta(days=length))
    earlier = choose_comparison(period, setting(today), kind)
    assert earlier.start < period.start
    if today in period and period.start < today:
        elapsed = Period(period.start, min(today + timedelta(days=1), period.end))
        if elapsed != period and working_days(elapsed):
            assert working_days(earlier) <= working_days(elapsed)


@pytest.mark.parametrize(
    ("unit", "now", "before", "change", "relative"),
    [
        (Unit.PERCENT, 0.6, 0.8, -0.2, None),
        (Unit.MONEY, Decimal(150), Decimal(100), Decimal(50), 0.5),
        (Unit.MONEY, Decimal(150), Decimal(0), Decimal(150), None),
        (Unit.DEALS, 3, 4, -1, -0.25),
        (Unit.DAYS, 12.0, 8.0, 4.0, 0.5),
        (Unit.DEALS, None, 4, None, None),
        (Unit.DEALS, 4, None, None, None),
    ],
)
def test_a_change_is_a_difference_and_relative_where_that_means_something(
    unit: Unit, now: object, before: object, change: object, relative: float | None
) -> None:
    told = measure_change(unit, now, before)  # type: ignore[arg-type]  # the table is mixed
    assert told == (pytest.approx(change) if change is not None else None, relative)


def test_a_day_that_is_still_running_is_not_called_full() -> None:
    today = setting(date(2026, 6, 30))
    day, before = span("2026-06-30", "2026-07-01"), span("2026-06-29", "2026-06-30")
    assert describe_fairness(day, before, today) == "today so far, against a full day"
    for start in ("2026-04-01", "2026-06-01"):
        ending = span(start, "2026-07-01")
        words = describe_fairness(ending, choose_comparison(ending, today), today)
        assert words == "up to today so far, against a full period"
    tomorrow = setting(date(2026, 7, 1))
    assert describe_fairness(day, before, tomorrow) == "full period against full period"
