"""What rules look at, read for many at once, is what each question gives by itself."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from metrics.alerts.quotas import LEAST_PASSED
from metrics.alerts.readings import WHOLE, Findings, Freshness, Watch, read_evidence
from metrics.alerts.rule import Against, Kind, Rule
from metrics.answer import Reading
from metrics.attainment import answer_attainment
from metrics.calendar import working_days
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.dimension import DIMENSIONS
from metrics.goals import find_goals
from metrics.metric import Metric
from metrics.period import Period
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import DATABASES, NewDatabase
from tests.metrics.companies import FIRST_DAY, TODAY, Company, companies_with_goals, load_company
from tests.metrics.test_oracle import EXAMPLE_VALUES

COUNTED = [metric for metric in METRICS.values() if metric.measure is not None]
LAST = TODAY - timedelta(days=1)
workspaces = itertools.count(1)


@pytest.fixture(scope="module", params=DATABASES)
def shared_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    yield engine
    engine.dispose()


@st.composite
def questions(draw: st.DrawFn, metric: Metric) -> Question:
    table = metric.basis.table
    fitting = sorted(name for name, one in DIMENSIONS.items() if table in one.columns)
    people = draw(st.none() | st.frozensets(st.integers(1, 6), max_size=4))
    names = draw(st.lists(st.sampled_from(fitting), max_size=2))
    filters = tuple(
        Filter(name, tuple(draw(st.lists(st.sampled_from(EXAMPLE_VALUES[name]), min_size=1))))
        for name in names
    )
    closing = st.just(Period(FIRST_DAY, TODAY)) | st.just(Period(TODAY, date(2026, 7, 1)))
    return Question(
        (metric.name,),
        Scope(people, "drawn"),
        filters=filters,
        by=draw(st.none() | st.sampled_from(fitting)),
        closing=draw(st.none() | closing),
    )


@st.composite
def watches(draw: st.DrawFn) -> Watch:
    metric = draw(st.sampled_from(COUNTED))
    kind = draw(st.sampled_from([one for one in Kind if one is not Kind.STALE]))
    against = None
    if kind in (Kind.FELL, Kind.ROSE):
        against = draw(st.sampled_from([Against.PREVIOUS, Against.YEAR]))
    days = draw(st.sampled_from([1, 7, 28, 28, 90]))
    rule = Rule(metric.name, kind, 0.5, against, days)
    return Watch(draw(questions(metric)), rule)


@given(
    company=companies_with_goals(),
    rules=st.lists(watches(), min_size=1, max_size=8),
    day=st.dates(FIRST_DAY, LAST),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_read_together_is_what_each_question_gives(
    shared_engine: Engine, company: Company, rules: list[Watch], day: date
) -> None:
    setting = make_setting(shared_engine, company)
    with shared_engine.connect() as connection:
        found = read_evidence(connection, rules, day, setting, Freshness(), shared_engine)
        for watch, findings in zip(rules, found, strict=True):
            check_findings(connection, watch, findings, setting)


@pytest.mark.parametrize(
    "metrics", [("weighted_pipeline",), ("weighted_pipeline", "open_pipeline", "open_deals")]
)
def test_what_is_weighed_is_read_alone_and_beside_what_is_counted(
    shared_engine: Engine, metrics: tuple[str, ...]
) -> None:
    """Alone nothing is left to count; beside others the same rows are counted once."""
    stage = {"id": 1, "pipeline": "", "position": 1, "kind": "open"}
    stage |= {"name": "Qualified", "name_key": "qualified", "probability": Decimal("0.5")}
    deal = {
        "id": 1, "key": "D1", "name": "Deal 1", "status": "open", "stage_id": 1, "batch_id": 1,
        "amount_minor": 1_000, "currency": "USD", "value_minor": 1_000,
        "created_on": FIRST_DAY, "expected_close_on": TODAY,
    }  # fmt: skip
    company = Company({"stages": [stage], "deals": [deal]})
    setting = make_setting(shared_engine, company)
    watches = [
        Watch(Question((metric,), Scope.everything()), Rule(metric, Kind.BELOW, 5.0))
        for metric in metrics
    ]
    with shared_engine.connect() as connection:
        found = read_evidence(connection, watches, LAST, setting, Freshness())
        for watch, findings in zip(watches, found, strict=True):
            check_findings(connection, watch, findings, setting)
    ((_, evidence),) = found[0].groups.values()
    assert evidence.now is not None
    assert (evidence.now.value, evidence.now.n) == (5, 1)


@st.composite
def goal_watches(draw: st.DrawFn) -> Watch:
    names = draw(st.lists(st.sampled_from(["owner", "team"]), max_size=2))
    filters = tuple(
        Filter(name, tuple(draw(st.lists(st.sampled_from(EXAMPLE_VALUES[name]), min_size=1))))
        for name in names
    )
    people = draw(st.none() | st.frozensets(st.integers(1, 6), max_size=4))
    metric = draw(st.sampled_from(["goal_attainment", "bookings", "deals_won", "new_leads"]))
    by = draw(st.sampled_from([None, "owner", "team"]))
    question = Question((metric,), Scope(people, "drawn"), filters=filters, by=by)
    if metric == "goal_attainment":
        return Watch(question, Rule(metric, Kind.FELL, 0.5, Against.PREVIOUS, 28))
    return Watch(question, Rule(metric, Kind.FELL, 0.1, Against.GOAL, 28))


@given(
    company=companies_with_goals(),
    rules=st.lists(goal_watches(), min_size=1, max_size=8),
    day=st.dates(date(2026, 1, 1), LAST),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_goals_are_read_together_as_each_question_gives_them(
    shared_engine: Engine, company: Company, rules: list[Watch], day: date
) -> None:
    setting = make_setting(shared_engine, company)
    with shared_engine.connect() as connection:
        found = read_evidence(connection, rules, day, setting, Freshness())
        for watch, findings in zip(rules, found, strict=True):
            if watch.rule.against is Against.GOAL:
                check_pace(connection, watch, findings, setting)
            else:
                check_findings(connection, watch, findings, setting)


def check_pace(connection: Connection, watch: Watch, findings: Findings, setting: Setting) -> None:
    """Against a goal: the value so far is that of its days, each goal asks for its part of them."""
    question, day = watch.question, findings.windows.now.last
    goals = find_goals(connection, question, setting, Period(day, day + timedelta(days=1)))
    chosen = goals.get(watch.rule.metric, [])
    if not chosen:
        assert findings.windows.now.days == watch.rule.window_days
        assert all(one.before is None for _, one in findings.groups.values())
        return
    asked: dict[str, Decimal] = {}
    passed_of: dict[str, dict[Period, Decimal]] = {}
    people = {1: "Ann", 2: "Bo", 3: "Cy", 4: "Di", 5: "Ed"}
    for goal in chosen:
        passed = working_days(Period(goal.period.start, day + timedelta(days=1)))
        holder = people[goal.owner_id] if goal.owner_id else goal.team or WHOLE
        part = Decimal(passed) / working_days(goal.period)
        key = WHOLE if question.by is None else holder
        asked[key] = asked.get(key, Decimal(0)) + goal.target * part
        passed_of.setdefault(key, {})[goal.period] = part
    assert findings.windows.now.start == min(goal.period.start for goal in chosen)
    told = ask_goals(connection, watch, day, setting)
    scale = 100 if watch.rule.metric == "bookings" else 1
    assert findings.groups.keys() == asked.keys()
    for key, (_, evidence) in findings.groups.items():
        assert evidence.now is not None is not evidence.before
        assert evidence.now.value is not None
        if told is not None:
            assert float(evidence.now.value) == float(told[key].numerator or 0)
        parts = passed_of[key].values()
        if sum(parts) < LEAST_PASSED * len(parts):
            assert evidence.before.value is None
            continue
        assert evidence.before.value is not None
        assert float(evidence.before.value) == pytest.approx(float(asked[key]) / scale)


def ask_goals(
    connection: Connection, watch: Watch, day: date, setting: Setting
) -> dict[str, Reading] | None:
    """What was reached of the goals by a day, where attainment is of the same goals."""
    asked = replace(watch.question, metrics=("goal_attainment",), period=one_day(day))
    if next(iter(find_goals(connection, asked, setting, one_day(day)))) != watch.rule.metric:
        return None
    answer = answer_attainment(connection, asked, setting, day + timedelta(days=1))
    if watch.question.by is None:
        return {WHOLE: answer.total}
    return {str(one.key): one for one in answer.groups}


def one_day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))


def make_setting(engine: Engine, company: Company) -> Setting:
    setting = Setting(next(workspaces), TODAY, ZoneInfo("Europe/Berlin"), horizon_days=60)
    with engine.begin() as connection:
        load_company(connection, setting.workspace_id, company)
    return setting


def check_findings(
    connection: Connection, watch: Watch, findings: Findings, setting: Setting
) -> None:
    assert findings.problem is None, watch
    windows = findings.windows
    told = {window: ask(connection, watch, window, setting) for window in windows.all}
    assert told[windows.now].keys() <= findings.groups.keys()
    for key, (_, evidence) in findings.groups.items():
        read = [evidence.now, *([evidence.before] if windows.before else []), *evidence.references]
        for window, reading in zip(windows.all, read, strict=False):
            expected = told[window].get(key)
            assert reading is not None
            where = (watch, key, window)
            if expected is None:
                assert not reading.n, where
                assert not reading.value, where
            else:
                assert plain(reading) == plain(expected), where
        for window in windows.references[len(evidence.references) :]:
            assert not told[window].get(key, Reading(None, "", None, 0)).n, "only empty ones go"


def ask(
    connection: Connection, watch: Watch, window: Period, setting: Setting
) -> dict[str, Reading]:
    metric = METRICS[watch.rule.metric]
    if metric.measure is None:
        asked = replace(watch.question, period=Period(window.last, window.end))
        answer = answer_attainment(connection, asked, setting, window.end)
    elif metric.basis.is_stock:
        asked = replace(watch.question, as_of=window.last)
        (answer,) = compute(connection, asked, setting)
    else:
        (answer,) = compute(connection, replace(watch.question, period=window), setting)
    if watch.question.by is None:
        return {WHOLE: answer.total}
    none = DIMENSIONS[watch.question.by].label_of_none
    return {none if one.key is None else one.key: one for one in answer.groups}


def plain(reading: Reading) -> tuple[object, ...]:
    return (
        reading.value, reading.n, reading.numerator, reading.denominator, reading.interval,
        reading.unit,
    )  # fmt: skip
