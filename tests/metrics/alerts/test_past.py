"""Looking back on a rule gives, for every day, what judging it on that day would have read."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.alerts.past import Archive
from metrics.alerts.readings import Freshness, Watch, read_evidence
from metrics.alerts.rule import Kind, Rule
from metrics.question import Question
from metrics.scope import Scope
from storage.engine import open_engine
from storage.problem import Problem
from tests.conftest import NewDatabase
from tests.metrics.alerts.test_readings import LAST, goal_watches, make_setting, watches
from tests.metrics.companies import FIRST_DAY, Company, companies_with_goals

LENGTH = 30


@pytest.fixture(scope="module")
def one_engine(sqlite_databases: NewDatabase) -> Iterator[Engine]:
    """One database for all examples: how it is read is tested on both elsewhere."""
    engine = open_engine(sqlite_databases())
    yield engine
    engine.dispose()


@given(
    company=companies_with_goals(),
    watch=watches() | goal_watches(),
    day=st.dates(FIRST_DAY, LAST),
    place=st.integers(0, LENGTH),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_day_of_the_past_is_as_it_would_have_been_read(
    one_engine: Engine, company: Company, watch: Watch, day: date, place: int
) -> None:
    setting = make_setting(one_engine, company)
    known = frozenset({"Ann", "Red"}) if watch.question.by else frozenset[str]()
    with one_engine.connect() as connection:
        past = Archive(connection, setting, watch.question, day, LENGTH).look_back(watch.rule)
        if not past.days:
            return
        then = past.days[place % len(past.days)]
        looked = past.look(past.days.index(then), known)
        again = Watch(watch.question, watch.rule, known)
        (found,) = read_evidence(connection, [again], then, setting, Freshness())
    assert looked == found.groups


def test_it_reaches_back_only_to_where_a_whole_window_is_there(one_engine: Engine) -> None:
    first, last = date(2026, 3, 1), date(2026, 6, 16)
    deals = [
        {**DEAL, "id": place, "key": f"D{place}", "closed_on": day}
        for place, day in enumerate((first, last), 1)
    ]
    setting = make_setting(one_engine, Company({"stages": STAGES, "deals": deals}))
    question = Question(("win_rate",), Scope.everything())
    with one_engine.connect() as connection:
        past = Archive(connection, setting, question, last).look_back(
            Rule("win_rate", Kind.BELOW, 0.2, window_days=28)
        )
    assert past.days[0] == first + timedelta(days=27)
    assert past.days[-1] == last
    assert len(past.days) == (last - past.days[0]).days + 1


def test_the_age_of_the_data_can_not_be_looked_back_on(one_engine: Engine) -> None:
    setting = make_setting(one_engine, Company())
    with one_engine.connect() as connection, pytest.raises(Problem, match="look back"):
        Archive(connection, setting, Question((), Scope.everything()), LAST).look_back(
            Rule("", Kind.STALE)
        )


STAGES = [
    {"id": 1, "name": "Won", "name_key": "won", "pipeline": "", "position": 1, "kind": "won"},
    {"id": 2, "name": "Lost", "name_key": "lost", "pipeline": "", "position": 2, "kind": "lost"},
]
DEAL = {"status": "won", "stage_id": 1, "created_on": date(2026, 1, 5), "batch_id": 1}
