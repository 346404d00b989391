"""Days, periods and ages as people say them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.messages.freshness import say_age, say_data, say_day, say_period, say_within
from bot.messages.text import head
from metrics.calendar import EARLIEST, LATEST
from metrics.period import Period
from tests.bot.messages.samples import NOW, Q2, RECEIPT


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=47, minutes=59), "47 h ago"),
        (timedelta(hours=48), "2 days ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_an_age_is_told_in_the_unit_people_use(age: timedelta, words: str) -> None:
    assert say_age(NOW - age, NOW) == words


def test_a_day_is_told_without_a_guess_about_its_order() -> None:
    assert say_day(date(2026, 5, 1)) == "1 May 2026"
    assert say_day(date(2026, 5, 1), year=False) == "1 May"


@pytest.mark.parametrize(
    ("period", "words", "within"),
    [
        (Q2, "Q2 2017", "in Q2 2017"),
        (Period(date(2017, 5, 1), date(2017, 5, 2)), "1 May 2017", "on 1 May 2017"),
        (
            Period(date(2017, 5, 1), date(2017, 6, 16)),
            "1 May 2017 to 15 Jun 2017",
            "from 1 May 2017 to 15 Jun 2017",
        ),
        (
            Period(date(2017, 10, 1), date(2018, 1, 1), "Q1 FY2018 (1 Oct to 31 Dec 2017)"),
            "Q1 FY2018 (1 Oct to 31 Dec 2017)",
            "in Q1 FY2018 (1 Oct to 31 Dec 2017)",
        ),
        (
            Period(EARLIEST, date(2027, 7, 1), "until 30 Jun 2027"),
            "until 30 Jun 2027",
            "by 30 Jun 2027",
        ),
        (
            Period(date(2027, 3, 1), LATEST, "1 Mar 2027 onwards"),
            "1 Mar 2027 onwards",
            "on 1 Mar 2027 or later",
        ),
        (Period(EARLIEST, LATEST, "all time"), "all time", "at any time"),
    ],
)
def test_a_period_goes_by_its_name_or_by_its_first_and_last_day(
    period: Period, words: str, within: str
) -> None:
    assert say_period(period) == words
    assert say_within(period) == within


def test_the_data_is_named_with_its_file_and_its_age() -> None:
    assert say_data(RECEIPT, NOW) == "data from deals.csv, 2 h ago"
    assert say_data(replace(RECEIPT, data_file=None), NOW) == "data imported, 2 h ago"
    assert say_data(replace(RECEIPT, data_as_of=None), NOW) == "no data imported yet"


def test_a_dimension_heads_its_column_in_words() -> None:
    assert head("parent_account") == "Parent account"
    assert head(None) == ""
