"""What people type behind /sales: which number, for which period, against what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.commands.words import read_sales
from metrics.calendar import working_days
from metrics.period import Period
from metrics.question import Filter, Question
from storage.problem import Problem
from tests.bot.commands.company import ADMINISTRATOR, SETTING, VOCABULARY


def sales(text: str) -> Question:
    return read_sales(text, ADMINISTRATOR, VOCABULARY, SETTING).question


def _period(start: str, last: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(last) + timedelta(days=1))


QUARTER = _period("2026-10-01", "2026-12-31")


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("win rate", ("win_rate",)),
        ("Win Rate", ("win_rate",)),
        ("win_rate", ("win_rate",)),
        ("winrate", ("win_rate",)),
        ("what is our win rate?", ("win_rate",)),
        ("conversion", ("win_rate",)),
        ("close rate", ("win_rate",)),
        ("win rate by value", ("win_rate_by_value",)),
        ("lead conversion", ("lead_conversion",)),
        ("revenue", ("bookings",)),
        ("won, lost and win rate", ("deals_won", "deals_lost", "win_rate")),
        ("lost won", ("deals_lost", "deals_won")),
        ("how many deals won", ("deals_won",)),
        ("won won", ("deals_won",)),
        ("average deal size", ("average_deal_size",)),
        ("median deal size & sales cycle", ("median_deal_size", "sales_cycle_median")),
        ("new leads", ("new_leads",)),
        ("quota attainment", ("goal_attainment",)),
        ("pipeline created", ("pipeline_created",)),
    ],
)
def test_a_flow_without_a_period_is_told_for_this_quarter(
    text: str, metrics: tuple[str, ...]
) -> None:
    question = sales(text)
    assert question.metrics == metrics
    assert question.period == QUARTER
    assert question.period.label == "this quarter (Q4 2026)"


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("open pipeline", "open_pipeline"),
        ("pipeline", "open_pipeline"),
        ("number of open deals", "open_deals"),
        ("weighted pipeline", "weighted_pipeline"),
        ("overdue deals", "overdue_deals"),
    ],
)
def test_a_stock_without_a_period_is_told_as_of_today(text: str, metric: str) -> None:
    question = sales(text)
    assert question.metrics == (metric,)
    assert question.period is None
    assert question.as_of is None


ROWS: list[tuple[str, dict[str, object]]] = [
    ("win rate by region Q2 2017", {"by": "region", "period": ("2017-04-01", "2017-06-30")}),
    ("Q2 2017 by region win rate", {"by": "region", "period": ("2017-04-01", "2017-06-30")}),
    (
        "average deal size segment:enterprise last quarter vs previous",
        {
            "filters": (Filter("segment", ("Enterprise",)),),
            "period": ("2026-07-01", "2026-09-30"),
            "compare": ("2026-04-01", "2026-06-30"),
        },
    ),
    (
        "bookings last quarter vs previous quarter",
        {"period": ("2026-07-01", "2026-09-30"), "compare": ("2026-04-01", "2026-06-30")},
    ),
    (
        "bookings last quarter compared to last year",
        {"period": ("2026-07-01", "2026-09-30"), "compare": ("2025-07-01", "2025-09-30")},
    ),
    (
        "bookings Q2 2017 against Q1 2016",
        {"period": ("2017-04-01", "2017-06-30"), "compare": ("2016-01-01", "2016-03-31")},
    ),
    (
        "bookings 2017 vs 2016",
        {"period": ("2017-01-01", "2017-12-31"), "compare": ("2016-01-01", "2016-12-31")},
    ),
    (
        "bookings May 2017 yoy",
        {"period": ("2017-05-01", "2017-05-31"), "compare": ("2016-05-01", "2016-05-31")},
    ),
    (
        "bookings last month vs last quarter",
        {"period": ("2026-10-01", "2026-10-31"), "compare": ("2026-07-01", "2026-09-30")},
    ),
    ("bookings 1 May to 15 Jun", {"period": ("2026-05-01", "2026-06-15")}),
    ("bookings between 1 May and 15 Jun", {"period": ("2026-05-01", "2026-06-15")}),
    ("bookings since March", {"period": ("2026-03-01", "2026-11-22")}),
    ("bookings in May 2017", {"period": ("2017-05-01", "2017-05-31")}),
    ("bookings last 90 days", {"period": ("2026-08-25", "2026-11-22")}),
    ("bookings 2017-05-01..2017-06-15", {"period": ("2017-05-01", "2017-06-15")}),
    ("bookings all time", {"period": ("1900-01-01", "2026-11-22")}),
    ("bookings yesterday", {"period": ("2026-11-21", "2026-11-21")}),
    (
        "win rate for the technology sector in 2017",
        {
            "filters": (Filter("industry", ("technology",)),),
            "period": ("2017-01-01", "2017-12-31"),
        },
    ),
    ("open pipeline as of 1 May", {"as_of": date(2026, 5, 1)}),
    ("open pipeline vs last week", {"compare_as_of": date(2026, 11, 15)}),
    ("open pipeline vs previous", {"compare_as_of": date(2026, 11, 15)}),
    ("open pipeline vs previous month", {"compare_as_of": date(2026, 10, 22)}),
    ("open pipeline vs 4 weeks ago", {"compare_as_of": date(2026, 10, 25)}),
    (
        "open pipeline as of 1 May vs last year",
        {"as_of": date(2026, 5, 1), "compare_as_of": date(2025, 5, 1)},
    ),
    ("open pipeline closing this quarter", {"closing": ("2026-10-01", "2026-12-31")}),
    ("open pipeline last quarter", {"period": ("2026-07-01", "2026-09-30")}),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_sentence_becomes_its_question(text: str, expected: dict[str, object]) -> None:
    question = sales(text)
    plain = Question(metrics=question.metrics, scope=ADMINISTRATOR.scope)
    told = {
        name: _period(*value) if isinstance(value, tuple) and isinstance(value[0], str) else value
        for name, value in expected.items()
    }
    if question.metrics[0] not in VOCABULARY.stocks:
        told.setdefault("period", QUARTER)
    assert question == replace(plain, **told)  # type: ignore[arg-type] # the table is untyped


@pytest.mark.parametrize(
    ("text", "start", "elapsed"),
    [
        ("bookings this month vs previous", "2026-10-01", "2026-11-01"),
        ("bookings this month vs last month", "2026-10-01", "2026-11-01"),
        ("bookings mtd vs previous", "2026-10-01", "2026-11-01"),
        ("bookings this quarter vs last quarter", "2026-07-01", "2026-10-01"),
        ("bookings this quarter vs Q3", "2026-07-01", "2026-10-01"),
        ("bookings this year vs last year", "2025-01-01", "2026-01-01"),
        ("bookings vs previous", "2026-07-01", "2026-10-01"),
    ],
)
def test_what_is_still_running_is_held_against_as_many_working_days(
    text: str, start: str, elapsed: str
) -> None:
    compare = sales(text).compare
    assert compare is not None
    assert compare.start == date.fromisoformat(start)
    assert working_days(compare) == working_days(_period(elapsed, "2026-11-22"))


@pytest.mark.parametrize(
    ("text", "reference", "suggestions"),
    [
        ("", "no-metric", ("win rate", "bookings", "deals won", "open pipeline")),
        ("how are we doing?", "no-metric", ("win rate", "bookings")),
        ("how are we doing in the West", "no-metric", ("win rate West", "bookings West")),
        ("by region", "no-metric", ("win rate by region", "bookings by region")),
        ("bookings next quarter", "future-period", ("bookings this quarter",)),
        ("bookings next quarter", "future-period", ("/pipeline closing next quarter",)),
        ("win rate as of 1 May", "as-of-in-flow", ("win rate Q2 2026", "win rate May 2026")),
        ("win rate closing Q1", "closing-in-flow", ("/sales open pipeline closing Q1",)),
        ("win rate 2017 2018", "said-twice", ("win rate 2017", "win rate 2018")),
        ("win rate vs 2017 vs 2018", "said-twice", ("win rate vs 2017",)),
        ("win rate 2017, 2018", "said-twice", ("win rate 2017", "win rate 2018")),
        ("win rate East, zork, by owner", "unknown-word", ("win rate East, by owner",)),
        ("win rat by region", "unknown-word", ("win rate by region",)),
        ("win rate by regoin", "unknown-word", ("win rate by region",)),
        ("win rate lst quarter", "unknown-word", ("win rate last quarter",)),
        ("win rate 31 Feb", "unknown-day", ("win rate 29 Feb",)),
        ("win rate Q5 2017", "unknown-day", ("win rate Q4 2017",)),
        ("win rate enterprise", "ambiguous-word", ("win rate segment:Enterprise",)),
        ("win rate East vs Central", "compare-values", ("win rate East by region Central",)),
        ("win rate Bob vs Adam", "compare-values", ("win rate Bob by owner Adam",)),
        ("win rate vs", "no-period", ("win rate vs previous", "win rate vs last year")),
        ("win rate compared to", "no-period", ("win rate vs previous",)),
        ("win rate by owner and by region", "said-twice", ("win rate by owner",)),
        ("win rate by owner & region", "said-twice", ("win rate by owner", "win rate by region")),
        ("win rate last", "unknown-word", ("win rate",)),
        ("win rate > 20%", "unknown-word", ()),
        ("win rate top 5", "unknown-word", ("win rate",)),
    ],
)
def test_what_is_unclear_is_told_with_texts_that_are_not(
    text: str, reference: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(Problem) as caught:
        sales(text)
    assert caught.value.reference == reference
    assert set(suggestions) <= set(caught.value.suggestions)
