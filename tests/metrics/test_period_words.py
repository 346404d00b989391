"""Periods as people write them: each sentence with the days it means on Sunday 22 Nov 2026."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import Calendar
from metrics.period_meaning import Lean, PeriodProblem
from metrics.period_words import EXAMPLES, find_period, parse_period
from storage.problem import Problem

TODAY = date(2026, 11, 22)
TABLE = """
today                            2026-11-22 2026-11-22
yesterday                        2026-11-21 2026-11-21
this week                        2026-11-16 2026-11-22
last week                        2026-11-09 2026-11-15
next week                        2026-11-23 2026-11-29
This Month                       2026-11-01 2026-11-30
last month                       2026-10-01 2026-10-31
next month                       2026-12-01 2026-12-31
this quarter                     2026-10-01 2026-12-31
the last quarter                 2026-07-01 2026-09-30
next quarter                     2027-01-01 2027-03-31
this year                        2026-01-01 2026-12-31
last year                        2025-01-01 2025-12-31
this fiscal year                 2026-01-01 2026-12-31
FY25                             2025-01-01 2025-12-31
FY26 Q3                          2026-07-01 2026-09-30
Q2                               2026-04-01 2026-06-30
Q4                               2026-10-01 2026-12-31
Q2 2017                          2017-04-01 2017-06-30
2017 Q2                          2017-04-01 2017-06-30
2017-Q2                          2017-04-01 2017-06-30
Q2/2017                          2017-04-01 2017-06-30
q2'17                            2017-04-01 2017-06-30
Q2 last year                     2025-04-01 2025-06-30
second quarter of 2017           2017-04-01 2017-06-30
2nd quarter 2017                 2017-04-01 2017-06-30
H1 2017                          2017-01-01 2017-06-30
week to date                     2026-11-16 2026-11-22
WTD                              2026-11-16 2026-11-22
MTD                              2026-11-01 2026-11-22
quarter to date                  2026-10-01 2026-11-22
this quarter so far              2026-10-01 2026-11-22
YTD                              2026-01-01 2026-11-22
last 7 days                      2026-11-16 2026-11-22
last 90 days                     2026-08-25 2026-11-22
past four weeks                  2026-10-26 2026-11-22
last 3 months                    2026-08-23 2026-11-22
last 3 full months               2026-08-01 2026-10-31
last 2 complete quarters         2026-04-01 2026-09-30
last 12 months                   2025-11-23 2026-11-22
next 30 days                     2026-11-22 2026-12-21
March 2017                       2017-03-01 2017-03-31
mar. 2017                        2017-03-01 2017-03-31
Mar '17                          2017-03-01 2017-03-31
Mar 17                           2026-03-17 2026-03-17
2017-03                          2017-03-01 2017-03-31
03/2017                          2017-03-01 2017-03-31
May                              2026-05-01 2026-05-31
December                         2025-12-01 2025-12-31
March last year                  2025-03-01 2025-03-31
last December                    2025-12-01 2025-12-31
next March                       2027-03-01 2027-03-31
2017                             2017-01-01 2017-12-31
week 53 2026                     2026-12-28 2027-01-03
2026-W53                         2026-12-28 2027-01-03
W53                              2020-12-28 2021-01-03
week 1 2027                      2027-01-04 2027-01-10
week of 1 May                    2026-04-27 2026-05-03
1 May                            2026-05-01 2026-05-01
May 1st, 2017                    2017-05-01 2017-05-01
2017-05-01                       2017-05-01 2017-05-01
1.5.2017                         2017-05-01 2017-05-01
13/5/2017                        2017-05-13 2017-05-13
29 Feb                           2024-02-29 2024-02-29
29 Feb 2024                      2024-02-29 2024-02-29
1 May to 15 Jun                  2026-05-01 2026-06-15
1-15 May 2017                    2017-05-01 2017-05-15
May 1-15, 2017                   2017-05-01 2017-05-15
May 1 to Jun 15                  2026-05-01 2026-06-15
1 May – 15 Jun 2017              2017-05-01 2017-06-15
2017-05-01..2017-06-15           2017-05-01 2017-06-15
2017-05-01 to 2017-06-15         2017-05-01 2017-06-15
between 1 May and 15 Jun         2026-05-01 2026-06-15
between March and May 2017       2017-03-01 2017-05-31
from 1 May to 15 Jun 2017        2017-05-01 2017-06-15
from Monday to Wednesday         2026-11-16 2026-11-18
Nov to Feb                       2026-11-01 2027-02-28
20 Dec to 10 Jan                 2025-12-20 2026-01-10
Q1 to Q3                         2026-01-01 2026-09-30
Q1-Q3 2017                       2017-01-01 2017-09-30
2016-2018                        2016-01-01 2018-12-31
since March                      2026-03-01 2026-11-22
since December                   2025-12-01 2026-11-22
since 1 May                      2026-05-01 2026-11-22
since last Friday                2026-11-20 2026-11-22
since the start of the quarter   2026-10-01 2026-11-22
after March                      2026-04-01 2026-11-22
until March                      1900-01-01 2026-03-31
before 1 May 2017                1900-01-01 2017-04-30
1 May onwards                    2026-05-01 2199-12-31
4 weeks ago                      2026-10-25 2026-10-25
end of last quarter              2026-09-30 2026-09-30
all time                         1900-01-01 2026-11-22
"""


def _rows(table: str) -> list[tuple[str, str, str]]:
    rows = [line.rsplit(maxsplit=2) for line in table.strip().splitlines()]
    return [(text, start, last) for text, start, last in rows]


@pytest.mark.parametrize(("text", "start", "last"), _rows(TABLE))
def test_a_period_means_its_days(text: str, start: str, last: str) -> None:
    period = parse_period(text, TODAY)
    assert (period.start.isoformat(), period.last.isoformat()) == (start, last)
    assert period.label


FISCAL = """
this quarter                     2026-11-01 2027-01-31
this fiscal year                 2026-02-01 2027-01-31
last fiscal year                 2025-02-01 2026-01-31
this year                        2026-01-01 2026-12-31
FY27                             2026-02-01 2027-01-31
FY27 Q1                          2026-02-01 2026-04-30
Q2                               2026-05-01 2026-07-31
Q2 FY2018                        2017-05-01 2017-07-31
Q2 2018                          2017-05-01 2017-07-31
calendar Q2 2018                 2018-04-01 2018-06-30
last calendar quarter            2026-07-01 2026-09-30
fytd                             2026-02-01 2026-11-22
"""


@pytest.mark.parametrize(("text", "start", "last"), _rows(FISCAL))
def test_quarters_follow_a_fiscal_year_from_february(text: str, start: str, last: str) -> None:
    period = parse_period(text, TODAY, Calendar(2))
    assert (period.start.isoformat(), period.last.isoformat()) == (start, last)


def test_the_label_of_a_fiscal_quarter_shows_its_days() -> None:
    label = parse_period("Q2", TODAY, Calendar(2)).label
    assert label == "Q2 FY2027 (1 May to 31 Jul 2026)"
    assert parse_period("this quarter", TODAY).label == "this quarter (Q4 2026)"
    assert parse_period("last 7 days", TODAY).label == "last 7 days (16 to 22 Nov 2026)"


@pytest.mark.parametrize("text", [text for text, _, _ in _rows(TABLE)] + list(EXAMPLES))
def test_a_label_reads_back_as_the_same_days(text: str) -> None:
    period = parse_period(text, TODAY)
    assert parse_period(period.label, TODAY) == period


FUTURE = """
May                              2027-05-01 2027-05-31
November                         2026-11-01 2026-11-30
Q1                               2027-01-01 2027-03-31
Q4                               2026-10-01 2026-12-31
Friday                           2026-11-27 2026-11-27
by 15 Jun                        1900-01-01 2027-06-15
before March                     1900-01-01 2027-02-28
after 1 May                      2027-05-02 2199-12-31
29 Feb                           2028-02-29 2028-02-29
20 Nov to 3 Dec                  2027-11-20 2027-12-03
"""


@pytest.mark.parametrize(("text", "start", "last"), _rows(FUTURE))
def test_what_will_close_leans_to_the_future(text: str, start: str, last: str) -> None:
    found = find_period(text.split(), TODAY, lean=Lean.FUTURE)
    assert found is not None
    assert (found.period.start.isoformat(), found.period.last.isoformat()) == (start, last)


@pytest.mark.parametrize(
    ("words", "used"),
    [
        ("last quarter vs previous", 2),
        ("Q2 2017 by region", 2),
        ("Q2 by region", 1),
        ("May 1 , 2017 West", 4),
        ("May West", 1),
        ("2017 , West", 1),
        ("between 1 May and 15 Jun and West", 6),
        ("since March by owner", 2),
        ("last 90 days Enterprise", 3),
        ("2017-05-01..2017-06-15 won", 1),
        ("all time by region", 2),
        ("West May", 0),
        ("next Enterprise", 0),
        ("first", 0),
        ("17", 0),
    ],
)
def test_a_period_is_found_at_the_front_of_words(words: str, used: int) -> None:
    found = find_period(words.split(), TODAY)
    assert (found.used if found else 0) == used


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("31 Feb 2017", "28 Feb 2017"),
        ("29 Feb 2017", "1 Mar 2017"),
        ("32 May", "31 May"),
        ("31 Dec to 32 Jan", "31 dec to 31 Jan"),
        ("2017-02-30", "28 Feb 2017"),
        ("week 53 2025", "week 52 2025"),
        ("Q5 2017", "Q4 2017"),
        ("1/5/2017", "1 May 2017"),
        ("1/5/2017", "5 Jan 2017"),
        ("15 Jun 2017 to 1 May 2017", "1 May 2017 to 15 Jun 2017"),
        ("lst quarter", "last quarter"),
        ("since 1 Dec 2026", "this month"),
        ("zork", "this quarter"),
        ("", "this quarter"),
    ],
)
def test_a_period_that_does_not_exist_is_told_with_what_does(text: str, suggestion: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_period(text, TODAY)
    assert suggestion in caught.value.suggestions
    assert all(parse_period(other, TODAY) for other in caught.value.suggestions)


def test_an_impossible_day_among_words_says_how_many_words_it_takes() -> None:
    with pytest.raises(PeriodProblem) as caught:
        find_period(["31", "Feb", "2017", "by", "region"], TODAY)
    assert caught.value.used == 3


@given(today=st.dates(date(1995, 1, 1), date(2100, 1, 1)), start=st.integers(1, 12))
def test_this_last_and_next_are_neighbours_on_every_day(today: date, start: int) -> None:
    calendar = Calendar(start)
    for unit in ("week", "month", "quarter", "year", "fiscal year", "fiscal quarter"):
        last, this, coming = (
            parse_period(f"{which} {unit}", today, calendar) for which in ("last", "this", "next")
        )
        assert last.end == this.start
        assert this.end == coming.start
        assert today in this


@given(
    today=st.dates(date(1995, 1, 1), date(2100, 1, 1)),
    count=st.integers(1, 400),
    unit=st.sampled_from(["days", "weeks", "months"]),
)
def test_the_last_so_many_end_today_and_the_next_begin_today(
    today: date, count: int, unit: str
) -> None:
    last = parse_period(f"last {count} {unit}", today)
    coming = parse_period(f"next {count} {unit}", today)
    assert last.last == today == coming.start
    if unit != "months":
        assert last.days == coming.days == count * (7 if unit == "weeks" else 1)


@given(today=st.dates(date(1995, 1, 1), date(2100, 1, 1)))
def test_a_name_without_a_year_has_begun_and_is_the_most_recent(today: date) -> None:
    for name in ("Q1", "Q2", "Q3", "Q4", "May", "Dec", "1 May", "31 Dec", "week 30"):
        period = parse_period(name, today)
        assert period.start <= today
        assert today - period.start < timedelta(days=375)


@given(st.text(max_size=60))
def test_no_text_does_worse_than_a_problem(text: str) -> None:
    with suppress(Problem):
        assert parse_period(text, TODAY).days


@pytest.mark.parametrize("text", ["before 1900", "before 1 Jan 1900", "after 2199"])
def test_a_period_beyond_the_years_that_are_talked_about_is_a_problem(text: str) -> None:
    for lean in Lean:
        with pytest.raises(PeriodProblem):
            find_period(text.split(), TODAY, lean=lean)


@pytest.mark.parametrize("text", ["this " * 3_000 + "march", "end of " * 3_000 + "march"])
def test_forms_without_end_in_each_other_are_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        parse_period(text, TODAY)


def test_a_problem_quotes_little_of_a_long_text() -> None:
    with pytest.raises(Problem) as caught:
        parse_period("x" * 3000, TODAY)
    assert len(caught.value.what) < 80


_HEAP = (
    "last next 3 0 99 9999 year quarter may feb 31 to - and between since from until q2 fy"
    " 2017 1900 2199 before after the of end week , '17 all time fiscal calendar full day"
    " ago a first"
)


@given(st.lists(st.sampled_from(_HEAP.split()), max_size=8))
def test_no_heap_of_period_words_does_worse_than_a_problem(words: list[str]) -> None:
    try:
        found = find_period(words, TODAY)
    except Problem:
        return
    assert found is None or 1 <= found.used <= len(words)
