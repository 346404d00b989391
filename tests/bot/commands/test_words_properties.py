"""What holds for every text: any order, back and forth, and never worse than a Problem."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asker import Asker
from bot.commands.words import PIPELINE_METRICS, read_pipeline, read_sales, write_words
from metrics.question import Question, Setting
from storage.problem import Problem
from tests.bot.commands.company import (
    ADMINISTRATOR,
    MANAGER,
    OUTSIDER,
    REP,
    SETTING,
    VALUES,
    VOCABULARY,
)

ASKERS = st.sampled_from([ADMINISTRATOR, MANAGER, REP, OUTSIDER])
WHO = st.sampled_from(
    ["", "me", "team", "all", "Anna Snelling", "Bob", "team Dana", "Bob and owner:Dana", "Lee Chan",
     "lee10@example.com", "<@U007X|april>", "owner:none", "Tomas's team"]
)  # fmt: skip


def _quote(dimension: str, value: str) -> str:
    inside = value.replace('"', '""').replace("&amp;", "&amp;amp;")
    return f'{dimension.replace("_", " ")}:"{inside}"'


VALUE = st.sampled_from(
    [_quote(dimension, value) for dimension, values in VALUES.items() for value in values]
    + ["no segment", "without region", "East", "SMB", "GTX Basic", "Acme, Inc.", "3M", "AT&T"]
)
BY = st.sampled_from(
    ["", "by owner", "by month", "by week", "yearly", "per region", "by product family", "by stage"]
)
PERIOD = st.sampled_from(
    ["", "last quarter", "this quarter", "Q2 2017", "March 2017", "2017", "1 May to 15 Jun",
     "since March", "last 90 days", "week 53 2020", "2017-05-01..2017-06-15", "all time", "MTD",
     "until March", "29 Feb 2024", "FY25", "FY25 Q3", "first half 2025", "yesterday", "today"]
)  # fmt: skip
CLOSING = st.sampled_from(
    ["", "closing this quarter", "closing in May", "due by Friday", "closing after 1 May",
     "closing next 30 days", "closing 1-15 December", "closing FY28"]
)  # fmt: skip
AS_OF = st.sampled_from(["", "as of 1 May", "as of last Friday", "as of today", "as of Q2 2017"])
VERSUS = st.sampled_from(
    ["", "vs previous", "vs last year", "vs Q1 2017", "compared to last month", "yoy",
     "against previous quarter"]
)  # fmt: skip
METRIC = st.sampled_from(["win rate", "open pipeline", "bookings", "deals lost", "sales cycle",
                          "win rate by value", "overdue deals", "mean sales cycle"])  # fmt: skip
FISCAL = st.integers(1, 12).map(lambda month: replace(SETTING, fiscal_start=month))


@st.composite
def pipeline_parts(draw: st.DrawFn) -> list[str]:
    parts = [draw(WHO), draw(BY), draw(CLOSING), draw(AS_OF)]
    return [part for part in parts + draw(st.lists(VALUE, max_size=3)) if part]


@st.composite
def sales_parts(draw: st.DrawFn) -> list[str]:
    parts = [draw(METRIC), draw(WHO), draw(BY), draw(PERIOD), draw(VERSUS)]
    return [part for part in parts + draw(st.lists(VALUE, max_size=2)) if part]


def _read(parts: list[str], asker: Asker, setting: Setting, *, in_sales: bool) -> Question | str:
    """The question, or the name of what is wrong with the parts."""
    read = read_sales if in_sales else read_pipeline
    try:
        return read(", ".join(parts), asker, VOCABULARY, setting).question
    except Problem as problem:
        return problem.reference


@settings(max_examples=80, deadline=None)
@given(parts=pipeline_parts(), asker=ASKERS, data=st.data())
def test_the_order_of_words_after_pipeline_does_not_matter(
    parts: list[str], asker: Asker, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(parts))
    first = _read(parts, asker, SETTING, in_sales=False)
    assert _read(shuffled, asker, SETTING, in_sales=False) == first


@settings(max_examples=80, deadline=None)
@given(parts=sales_parts(), asker=ASKERS, data=st.data())
def test_the_order_of_words_after_sales_does_not_matter(
    parts: list[str], asker: Asker, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(parts))
    first = _read(parts, asker, SETTING, in_sales=True)
    assert _read(shuffled, asker, SETTING, in_sales=True) == first


@settings(max_examples=80, deadline=None)
@given(parts=pipeline_parts(), asker=ASKERS, setting=FISCAL)
def test_a_pipeline_question_reads_back_from_its_words(
    parts: list[str], asker: Asker, setting: Setting
) -> None:
    question = _read(parts, asker, setting, in_sales=False)
    if isinstance(question, str):
        return
    for one in (question, replace(question, by="owner"), replace(question, by=None)):
        words = write_words(one, asker, VOCABULARY, setting)
        assert read_pipeline(words, asker, VOCABULARY, setting).question == one, words


@settings(max_examples=80, deadline=None)
@given(parts=sales_parts(), asker=ASKERS, setting=FISCAL)
def test_a_sales_question_reads_back_from_its_words(
    parts: list[str], asker: Asker, setting: Setting
) -> None:
    question = _read(parts, asker, setting, in_sales=True)
    if isinstance(question, str):
        return
    words = write_words(question, asker, VOCABULARY, setting)
    assert read_sales(words, asker, VOCABULARY, setting).question == question, words


@settings(max_examples=80, deadline=None)
@given(days=st.integers(1, 900), parts=sales_parts())
def test_the_words_of_a_question_mean_the_same_days_later(days: int, parts: list[str]) -> None:
    """A button of an old message still asks about the days it was made for."""
    question = _read(parts, ADMINISTRATOR, SETTING, in_sales=True)
    if isinstance(question, str) or question.period is None:
        return
    words = write_words(question, ADMINISTRATOR, VOCABULARY, SETTING)
    later = replace(SETTING, today=SETTING.today + timedelta(days=days))
    read = read_sales(words, ADMINISTRATOR, VOCABULARY, later).question
    assert (read.period, read.filters, read.by) == (question.period, question.filters, question.by)


_HEAP = (
    "by owner region West East Enterprise vs as of on closing due in May 1 15 31 Feb Q2 2017 last"
    ' this next quarter month 90 days Anna Dana team me all my not no without , : = " & ( ) and'
    " win rate bookings open pipeline zork wset ownr Acme Inc GTX Pro until since - .. the"
)


@settings(max_examples=80, deadline=None)
@given(
    words=st.lists(st.sampled_from(_HEAP.split()), max_size=10),
    asker=ASKERS,
    in_sales=st.booleans(),
)
def test_any_heap_of_words_is_read_or_told_and_each_suggestion_runs(
    words: list[str], asker: Asker, in_sales: bool
) -> None:
    try:
        question = (read_sales if in_sales else read_pipeline)(
            " ".join(words), asker, VOCABULARY, SETTING
        ).question
    except Problem as problem:
        for text in problem.suggestions:
            to_sales = text.startswith("/sales ") or (in_sales and not text.startswith("/"))
            read = read_sales if to_sales else read_pipeline
            plain = text.partition(" ")[2] if text.startswith("/") else text
            assert read(plain, asker, VOCABULARY, SETTING)
        return
    assert question.metrics
    if asker.scope.people is not None:
        assert question.scope.people is not None
        assert question.scope.people <= asker.scope.people


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=80), asker=ASKERS)
def test_no_text_does_worse_than_a_problem(text: str, asker: Asker) -> None:
    for in_sales in (True, False):
        question = _read([text], asker, SETTING, in_sales=in_sales)
        assert question


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 12, 31), date(2027, 1, 1)])
def test_every_help_example_reads_on_awkward_days(today: date) -> None:
    setting = replace(SETTING, today=today)
    for text in ("", "by owner", "closing this quarter", "me by segment", "as of 1 January"):
        question = read_pipeline(text, ADMINISTRATOR, VOCABULARY, setting).question
        assert question.metrics == PIPELINE_METRICS
    for text in ("win rate this quarter", "bookings this month vs previous", "bookings yoy"):
        assert read_sales(text, ADMINISTRATOR, VOCABULARY, setting).question.metrics
