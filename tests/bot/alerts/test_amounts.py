"""Lines, spans, times and certainties in words, as people write them and as they are written."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.amounts import read_line, write_line
from bot.alerts.certainty import find_bound, find_budget, read_certainty
from bot.alerts.spans import (
    read_days,
    read_hours,
    read_least,
    read_quiet,
    write_days,
    write_hours,
    write_quiet,
)
from metrics.alerts.rule import Kind
from metrics.catalog import METRICS
from storage.problem import Problem

SHARE, MONEY, CYCLE = METRICS["win_rate"], METRICS["bookings"], METRICS["sales_cycle_median"]
COUNT, RATIO = METRICS["deals_won"], METRICS["win_rate_by_value"]


@pytest.mark.parametrize(
    ("text", "kind", "metric", "line"),
    [
        ("18 %", Kind.BELOW, SHARE, "0.18"),
        ("18%", Kind.BELOW, SHARE, "0.18"),
        ("18.5 percent", Kind.BELOW, SHARE, "0.185"),
        ("0.18", Kind.BELOW, SHARE, "0.18"),
        ("0,18", Kind.BELOW, SHARE, "0.18"),
        ("$40k", Kind.BELOW, MONEY, "40000"),
        ("40,000", Kind.BELOW, MONEY, "40000"),
        ("40 000", Kind.BELOW, MONEY, "40000"),
        ("40.000", Kind.BELOW, MONEY, "40000"),
        ("1.2 million USD", Kind.ABOVE, MONEY, "1200000"),
        ("40k USD", Kind.ABOVE, MONEY, "40000"),
        ("40 thousand $", Kind.ABOVE, MONEY, "40000"),
        ("60", Kind.ABOVE, CYCLE, "60"),
        ("1,200 days", Kind.ABOVE, CYCLE, "1200"),
        ("6 weeks", Kind.ABOVE, CYCLE, "42"),
        ("12", Kind.BELOW, COUNT, "12"),
        ("1,200 deals", Kind.BELOW, COUNT, "1200"),
        ("1.5k", Kind.BELOW, COUNT, "1500"),
        ("5 points", Kind.FELL, SHARE, "0.05"),
        ("5 percentage points", Kind.FELL, SHARE, "0.05"),
        ("2.5pp", Kind.ROSE, SHARE, "0.025"),
        ("0.05", Kind.FELL, SHARE, "0.05"),
        ("20 %", Kind.FELL, MONEY, "0.2"),
        ("0.2", Kind.ROSE, COUNT, "0.2"),
        ("150%", Kind.ROSE, COUNT, "1.5"),
        ("20 %", Kind.FELL, RATIO, "0.2"),
        ("2 days", Kind.STALE, None, "2"),
        ("36 hours", Kind.STALE, None, "1.5"),
        ("a week", Kind.STALE, None, "7"),
    ],
)
def test_a_line_is_read_as_people_write_it(
    text: str, kind: Kind, metric: object, line: str
) -> None:
    assert read_line(text, kind, metric, "USD") == Decimal(line)  # type: ignore[arg-type]  # a metric or none


@pytest.mark.parametrize(
    ("text", "kind", "metric", "meant"),
    [
        ("18", Kind.BELOW, SHARE, ("18 %",)),
        ("5", Kind.FELL, SHARE, ("5 points",)),
        ("5 %", Kind.FELL, SHARE, ("5 points",)),
        ("5 points", Kind.FELL, MONEY, ("5 %",)),
        ("5", Kind.FELL, MONEY, ("5 %",)),
        ("2", Kind.STALE, None, ("2 days",)),
        ("40k EUR", Kind.BELOW, MONEY, ()),
        ("40 %", Kind.BELOW, MONEY, ()),
        ("-5", Kind.BELOW, COUNT, ()),
        ("five hours", Kind.ABOVE, COUNT, ()),
        ("9" * 40, Kind.BELOW, COUNT, ()),
        ("0.00000001 %", Kind.BELOW, SHARE, ()),
        ("1e9", Kind.BELOW, COUNT, ()),
        ("7 hours", Kind.STALE, None, ()),
        ("", Kind.BELOW, SHARE, ()),
    ],
)
def test_a_line_that_could_be_two_things_is_asked_about(
    text: str, kind: Kind, metric: object, meant: tuple[str, ...]
) -> None:
    with pytest.raises(Problem) as caught:
        read_line(text, kind, metric, "USD")  # type: ignore[arg-type]  # a metric or none
    assert caught.value.suggestions == meant
    for one in meant:
        assert read_line(one, kind, metric, "USD")  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY", "KWD"])
@given(minor=st.integers(1, 10**14))
def test_money_of_every_currency_reads_back(currency: str, minor: int) -> None:
    digits = {"JPY": 0, "KWD": 3}.get(currency, 2)
    line = Decimal(minor).scaleb(-digits)
    written = write_line(line, Kind.BELOW, MONEY, currency)
    assert read_line(written, Kind.BELOW, MONEY, currency) == line, written


@given(days=st.integers(1, 3_000))
def test_spans_read_back(days: int) -> None:
    assert read_days(write_days(days)) == days
    assert read_hours(write_hours(days)) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [("a quarter", 91), ("13 weeks", 91), ("4w", 28), ("90d", 90), ("two weeks", 14),
     ("1 month", 30), ("a year", 364), ("1,000 days", 1000), ("week", 7)],
)  # fmt: skip
def test_spans_are_read_as_people_write_them(text: str, days: int) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "soon", "1.5 days", "12 hours", "-3 days", "99999999 days"])
def test_what_is_no_span_of_days_is_told(text: str) -> None:
    with pytest.raises(Problem, match="span of time"):
        read_days(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24 hours", 24), ("once a day", 24), ("every 2 days", 48), ("a week", 168), ("5h", 5),
     ("every hour", 1), ("1.5 hours", None), ("often", None)],
)  # fmt: skip
def test_pauses_are_read_in_hours(text: str, hours: int | None) -> None:
    if hours is None:
        with pytest.raises(Problem):
            read_hours(text)
    else:
        assert read_hours(text) == hours


@given(start=st.times(), end=st.times())
def test_quiet_hours_read_back(start: time, end: time) -> None:
    one, other = (end.replace(second=0, microsecond=0) for end in (start, end))
    if one != other:
        assert read_quiet(write_quiet(one, other)) == (one, other)


@pytest.mark.parametrize(
    ("text", "ends"),
    [("between 7pm and 8 am", (time(19), time(8))), ("22:00-6:30", (time(22), time(6, 30))),
     ("from midnight until noon", (time(), time(12))), ("12 am to 12 pm", (time(), time(12)))],
)  # fmt: skip
def test_quiet_hours_are_read_as_people_write_them(text: str, ends: tuple[time, time]) -> None:
    assert read_quiet(text) == ends


@pytest.mark.parametrize("text", ["at night", "19:00", "19:00 to 19:00", "25 to 3", "13pm to 2pm"])
def test_what_names_no_two_times_is_told(text: str) -> None:
    with pytest.raises(Problem, match="from when to when"):
        read_quiet(text)


@pytest.mark.parametrize(("text", "least"), [("30", 30), ("30 deals", 30), ("1,200 leads", 1200)])
def test_samples_are_read(text: str, least: int) -> None:
    assert read_least(text) == least
    with pytest.raises(Problem):
        read_least(f"about {text}")


@pytest.mark.parametrize(
    ("text", "kept", "bound", "unusual", "budget"),
    [
        ("Normal", "normal", 1.645, 3.0, None),
        ("quiet", "quiet", 2.33, 4.0, None),
        ("99 % sure", "quiet", 2.33, 4.0, None),
        ("2.10", "2.1", 2.1, 2.1, None),
        ("at most 1 false alarm a year", "1 a year", 1.645, 3.0, 1.0),
        ("two false alerts per year", "2 a year", 1.645, 3.0, 2.0),
        ("0.5 a year", "0.5 a year", 1.645, 3.0, 0.5),
    ],
)
def test_certainties_are_read_and_come_to_a_bound(
    text: str, kept: str, bound: float, unusual: float, budget: float | None
) -> None:
    assert read_certainty(text) == kept == read_certainty(kept)
    assert find_bound(kept, Kind.BELOW) == bound
    assert find_bound(kept, Kind.UNUSUAL) == unusual
    assert find_budget(kept) == budget


@pytest.mark.parametrize("text", ["", "very", "0.1", "9", "0 a year", "13 a year", "80 %"])
def test_what_is_no_certainty_is_told(text: str) -> None:
    with pytest.raises(Problem, match="how sure"):
        read_certainty(text)
