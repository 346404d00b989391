from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from metrics.answer import Answer
from metrics.catalog import METRICS, find_metric, suggest_metrics
from metrics.catalog.page import write_page
from metrics.compute import compute
from metrics.dimension import DIMENSIONS, TILES, names_for
from metrics.metric import Topic
from metrics.period import Period
from metrics.question import Question
from metrics.scope import Scope
from metrics.units import Unit
from storage.naming import fold_name
from storage.problem import Problem
from storage.tables import Workspace
from tests.metrics.places import QUARTER, SETTING

ROOT = Path(__file__).parents[2]


def test_the_page_in_the_docs_is_the_catalogue() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert page == write_page(), "run: python -m metrics.catalog > docs/metrics.md"


def test_the_page_has_every_metric_and_every_dimension() -> None:
    page = write_page()
    for metric in METRICS.values():
        assert f"`{metric.name}`" in page
    for dimension in DIMENSIONS.values():
        assert f"| {dimension.title} |" in page


def test_no_word_means_two_metrics() -> None:
    claims: dict[str, str] = {}
    for metric in METRICS.values():
        for word in {fold_name(w) for w in (metric.name, metric.title, *metric.aliases)}:
            assert claims.setdefault(word, metric.name) == metric.name, word


def test_no_word_means_two_dimensions() -> None:
    claims: dict[str, str] = {}
    for dimension in DIMENSIONS.values():
        for word in {fold_name(w) for w in (dimension.name, dimension.title, *dimension.aliases)}:
            assert claims.setdefault(word, dimension.name) == dimension.name, word


def test_every_metric_is_found_by_each_of_its_words() -> None:
    for name, one in METRICS.items():
        for word in (one.name, one.title.upper(), *one.aliases):
            found = find_metric(word)
            assert found is not None
            assert found.name == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("win rat", "win_rate"),
        ("bokings", "bookings"),
        ("averge deal size", "average_deal_size"),
        ("sale cycle", "sales_cycle_median"),
        ("weigthed pipeline", "weighted_pipeline"),
    ],
)
def test_a_misspelt_metric_is_suggested_first(typed: str, meant: str) -> None:
    assert find_metric(typed) is None
    assert suggest_metrics(typed)[0].name == meant


def test_nonsense_finds_and_suggests_nothing() -> None:
    assert find_metric("xyzzy") is None
    assert suggest_metrics("qqqqxzw") == ()


def test_every_metric_answers_by_everything_when_there_is_nothing_at_all(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Workspace), [{"id": 1, "name": "Empty"}])
        for by in (None, *DIMENSIONS, *TILES):
            question = Question((), Scope.everything(), QUARTER, by=by, compare=QUARTER)
            for answer in compute(connection, question.ask(*metrics_by(by)), SETTING):
                check_nothing(answer)


def metrics_by(by: str | None) -> list[str]:
    return [
        name
        for name, metric in METRICS.items()
        if by in (None, *names_for(metric.basis.table))
        and (metric.measure is not None or by is None)
    ]


def check_nothing(answer: Answer) -> None:
    metric = METRICS[answer.metric]
    is_share_or_mean = metric.unit in (Unit.PERCENT, Unit.DAYS) or metric.topic is Topic.SIZE
    assert answer.total.no_data == is_share_or_mean, answer.metric
    assert answer.total.value in (None, 0)
    assert answer.total.interval is None
    assert answer.receipt.data_as_of is None
    assert answer.change is not None
    assert answer.change.change in (None, 0)


def test_an_unknown_metric_is_a_problem_with_the_nearest() -> None:
    question = Question(("win_rte",), Scope.everything())
    with pytest.raises(Problem) as caught:
        compute(None, question, SETTING)  # type: ignore[arg-type]  # never reaches the database
    assert caught.value.suggestions[0] == "win_rate"


def test_a_dimension_that_does_not_fit_is_a_problem_with_those_that_do(engine: Engine) -> None:
    question = Question(("new_leads",), Scope.everything(), by="product")
    with engine.connect() as connection, pytest.raises(Problem) as caught:
        compute(connection, question, SETTING)
    assert caught.value.reference == "dimension-does-not-fit"
    assert "region" in caught.value.fix


def test_an_unknown_dimension_is_a_problem(engine: Engine) -> None:
    question = Question(("new_leads",), Scope.everything(), by="shoe size")
    with engine.connect() as connection, pytest.raises(Problem) as caught:
        compute(connection, question, SETTING)
    assert caught.value.reference == "unknown-dimension"
    assert "product family" in caught.value.fix


def test_too_many_months_are_a_problem(engine: Engine) -> None:
    period = Period(QUARTER.start.replace(year=1990), QUARTER.end)
    question = Question(("new_leads",), Scope.everything(), period, by="month")
    with engine.connect() as connection, pytest.raises(Problem) as caught:
        compute(connection, question, SETTING)
    assert caught.value.reference == "period-too-long"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("win", "deals_won"), ("wins", "deals_won"), ("won", "deals_won"),
        ("losses", "deals_lost"), ("close rate", "win_rate"), ("closing rate", "win_rate"),
        ("number of deals won", "deals_won"), ("revenue", "bookings"), ("sales", "bookings"),
        ("turnover", "bookings"), ("deal size", "average_deal_size"),
        ("cycle", "sales_cycle_median"), ("cycle length", "sales_cycle_median"),
        ("time to close", "sales_cycle_median"), ("pipeline value", "open_pipeline"),
        ("pipe", "open_pipeline"), ("sales cycle, mean", "sales_cycle_mean"),
        ("days to a loss, mean", "loss_cycle_mean"),
    ],
)  # fmt: skip
def test_everyday_words_mean_what_people_mean(typed: str, meant: str) -> None:
    found = find_metric(typed)
    assert found is not None
    assert found.name == meant


@pytest.mark.parametrize("typed", ["acv", "arr", "coverage", "velocity"])
def test_words_for_numbers_that_are_not_told_mean_nothing_else(typed: str) -> None:
    assert find_metric(typed) is None


def test_no_title_has_a_comma_as_titles_stand_in_lists() -> None:
    assert [metric.title for metric in METRICS.values() if "," in metric.title] == []
