import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.answer import Answer, Number
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.dimension import DIMENSIONS as KNOWN_DIMENSIONS
from metrics.dimension import TILES, names_for
from metrics.pace import PACE
from metrics.period import Period
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from storage.engine import open_engine
from storage.problem import Problem
from tests.conftest import DATABASES, NewDatabase
from tests.metrics.companies import (
    FIRST_DAY,
    GOAL_DAYS,
    TODAY,
    Company,
    companies,
    companies_with_goals,
    days,
    load_company,
)
from tests.metrics.goal_oracle import HOLDERS, answer_goals
from tests.metrics.oracle import DIMENSIONS, STOCKS, VALUE, Oracle
from tests.thoroughness import choose

OF_DEALS = tuple(name for name in VALUE if METRICS[name].basis.table == "deals")
OF_LEADS = tuple(name for name in VALUE if METRICS[name].basis.table == "leads")
FLOWS = tuple(name for name in VALUE if name not in STOCKS)
EXAMPLE_VALUES = {
    "owner": ["Ann", "Bo", "Cy", None],
    "team": ["Red", None],
    "manager": ["Ann", "Bo", None],
    "region": ["West", None],
    "segment": ["SMB", "Enterprise", None],
    "industry": ["retail", None],
    "source": ["Web", "Referral", None],
    "account": ["Acme", "Cord", None],
    "parent_account": ["Acme", None],
    "account_region": ["East", None],
    "created_month": ["2026-01", None],
    "product": ["Lamp", "Chair", None],
    "product_family": ["Light", None],
    "stage": ["Qualified", "Signed", None],
    "pipeline": ["Partners", None],
    "lost_reason": ["Price", None],
}
GOALS = ("goal_attainment",)
"""What stands on goals, which `tests.metrics.goal_oracle` reads."""
workspaces = itertools.count(1)


@pytest.fixture(scope="module", params=DATABASES)
def shared_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One database for all examples; each lives in a workspace of its own."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    yield engine
    engine.dispose()


@st.composite
def questions(draw: st.DrawFn, table: str) -> Question:
    """A question without metrics: scope, period, day, filters."""
    people = draw(st.none() | st.frozensets(st.integers(1, 6), max_size=4))
    start, end = sorted((draw(days), draw(days)))
    names = draw(st.lists(st.sampled_from(sorted(DIMENSIONS[table])), max_size=2, unique=True))
    filters = tuple(
        Filter(name, tuple(draw(st.lists(st.sampled_from(EXAMPLE_VALUES[name]), min_size=1))))
        for name in names
    )
    closing = draw(st.none() | st.just(Period(start, end + timedelta(days=40))))
    return Question(
        (),
        Scope(people, "drawn"),
        period=draw(st.none() | st.just(Period(start, end + timedelta(days=1)))),
        as_of=draw(st.none() | st.just(TODAY) | days),
        closing=closing,
        filters=filters,
    )


def check(
    engine: Engine,
    company: Company,
    question: Question,
    setting: Setting,
    dimensions: Sequence[str | None],
) -> None:
    """Ask both about one company, by one dimension after the other."""
    oracle = Oracle.of(company)
    with engine.begin() as connection:
        load_company(connection, setting.workspace_id, company)
    with engine.connect() as connection:
        for by in dimensions:
            asked = replace(question, by=by)
            check_answers(compute(connection, asked, setting), oracle, asked, setting)


def check_answers(
    answers: Sequence[Answer], oracle: Oracle, question: Question, setting: Setting
) -> None:
    day = next((answer.as_of for answer in answers if answer.as_of), setting.today)
    told = oracle.answer(question.metrics, question, setting, day)
    for answer in answers:
        total, groups = told[answer.metric]
        assert_same(answer, "total", answer.total.value, total)
        ours = {group.key: group.value for group in answer.groups}
        for key in groups:
            assert key in ours, f"{answer.metric} by {answer.by}: no group {key!r}"
        for key, value in ours.items():
            # A month without rows is told all the same, as 0 or as no data.
            nothing = None if value is None else 0
            assert_same(answer, key, value, groups.get(key, nothing))


def assert_same(answer: Answer, key: object, ours: Number | None, theirs: Number | None) -> None:
    where = f"{answer.metric} by {answer.by}, {key!r}"
    if theirs is None or ours is None:
        assert ours is None, where
        assert theirs is None, where
    else:
        assert float(ours) == pytest.approx(float(theirs), rel=1e-9, abs=1e-9), where


def make_setting(fiscal_start: int = 1, horizon_days: int = 60) -> Setting:
    return Setting(
        next(workspaces),
        TODAY,
        ZoneInfo("Europe/Berlin"),
        fiscal_start=fiscal_start,
        horizon_days=horizon_days,
    )


few = settings(max_examples=choose(3, 8), deadline=None, suppress_health_check=list(HealthCheck))
"""Few, because each example asks every metric by several dimensions."""


@pytest.mark.parametrize(
    "dimensions",
    [
        (None, "owner", "team", "manager"),
        ("region", "segment", "industry", "source", "lost_reason"),
        ("account", "parent_account", "account_region", "created_month"),
        ("product", "product_family", "stage", "pipeline"),
    ],
)
@few
@given(company=companies(), question=questions("deals"))
def test_deals_agree_with_the_oracle(
    shared_engine: Engine,
    dimensions: Sequence[str | None],
    company: Company,
    question: Question,
) -> None:
    asked = replace(question, metrics=OF_DEALS)
    check(shared_engine, company, asked, make_setting(), dimensions)


@few
@given(company=companies(), question=questions("leads"), horizon_days=st.sampled_from([0, 30, 180]))
def test_leads_agree_with_the_oracle(
    shared_engine: Engine, company: Company, question: Question, horizon_days: int
) -> None:
    asked = replace(question, metrics=OF_LEADS)
    setting = make_setting(horizon_days=horizon_days)
    check(shared_engine, company, asked, setting, [None, *DIMENSIONS["leads"]])


@few
@given(company=companies(), question=questions("leads"), fiscal_start=st.integers(1, 12))
def test_weeks_months_quarters_and_years_agree_with_the_oracle(
    shared_engine: Engine, company: Company, question: Question, fiscal_start: int
) -> None:
    asked = replace(question, metrics=FLOWS)
    setting = make_setting(fiscal_start=fiscal_start)
    check(shared_engine, company, asked, setting, list(TILES))


@st.composite
def goal_questions(draw: st.DrawFn) -> Question:
    """A question about goals: of a goal's own period, of another, or of today."""
    start, end = sorted((draw(days), draw(days)))
    own = st.sampled_from(GOAL_DAYS).map(lambda pair: Period(*pair))
    some = st.just(Period(start, end + timedelta(days=1)))
    names = draw(st.lists(st.sampled_from(HOLDERS), max_size=2, unique=True))
    filters = tuple(
        Filter(name, tuple(draw(st.lists(st.sampled_from(EXAMPLE_VALUES[name]), min_size=1))))
        for name in draw(st.sampled_from([(), (), names]))
    )
    people = draw(st.none() | st.none() | st.frozensets(st.integers(1, 6), min_size=1))
    return Question(
        ("goal_attainment",),
        Scope(people, "drawn"),
        period=draw(st.none() | own | own | some),
        filters=filters,
    )


@settings(max_examples=choose(8, 25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    company=companies_with_goals(),
    question=goal_questions(),
    horizon_days=st.sampled_from([0, 30, 180]),
)
def test_goals_agree_with_the_oracle(
    shared_engine: Engine, company: Company, question: Question, horizon_days: int
) -> None:
    setting = make_setting(horizon_days=horizon_days)
    oracle = Oracle.of(company)
    with shared_engine.begin() as connection:
        load_company(connection, setting.workspace_id, company)
    with shared_engine.connect() as connection:
        for by in (None, *HOLDERS):
            asked = replace(question, by=by)
            (answer,) = compute(connection, asked, setting)
            told = answer_goals(oracle, asked, setting)
            assert_same(answer, "total", answer.total.value, told.total)
            ours = {group.key: group.value for group in answer.groups}
            others = (extra for extra in answer.extras if extra.key != PACE)
            beside = {str(extra.key): extra.value for extra in others}
            for mine, theirs in ((ours, told.groups), (beside, told.beside)):
                assert set(mine) == set(theirs)
                for key, value in mine.items():
                    assert_same(answer, key, value, theirs[str(key)])


@pytest.mark.parametrize("by", sorted({*DIMENSIONS["deals"], *TILES} - set(HOLDERS)))
def test_goals_are_refused_by_what_the_oracle_has_not(by: str) -> None:
    question = Question(("goal_attainment",), Scope.everything(), by=by)
    engine = open_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(Problem):
        compute(connection, question, make_setting())
    engine.dispose()


def test_every_metric_is_in_an_oracle() -> None:
    assert {*VALUE, *GOALS} == set(METRICS)
    assert FIRST_DAY < date(2026, 1, 1) < TODAY


def test_every_dimension_is_in_the_oracle() -> None:
    for table, known in DIMENSIONS.items():
        assert {*known, *TILES} == set(names_for(table))
    assert {*DIMENSIONS["deals"], *DIMENSIONS["leads"]} == set(KNOWN_DIMENSIONS)
