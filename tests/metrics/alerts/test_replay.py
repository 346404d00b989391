"""A rule's last year lived through once more: when it fires, when it is over, how near it came."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from metrics.alerts.past import Archive
from metrics.alerts.replay import Replay, replay
from metrics.alerts.rule import Kind
from metrics.charts.spec import Turn
from metrics.question import Question
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import NewDatabase
from tests.metrics.alerts.test_past import DEAL, STAGES
from tests.metrics.alerts.test_readings import LAST, make_setting
from tests.metrics.alerts.timelines import make_rule
from tests.metrics.companies import Company, Row

A_DAY = 10
"""Deals decided each day."""
FALL = (date(2026, 1, 1), date(2026, 2, 1))
"""In January none is won, of SMB."""


@pytest.fixture(scope="module")
def one_engine(sqlite_databases: NewDatabase) -> Iterator[Engine]:
    engine = open_engine(sqlite_databases())
    yield engine
    engine.dispose()


def decide(day: date, place: int, segment: str) -> Row:
    falls = segment == "SMB" and FALL[0] <= day < FALL[1]
    won = place % 10 < 3 and not falls
    return {
        **DEAL,
        "status": "won" if won else "lost",
        "stage_id": 1 if won else 2,
        "closed_on": day,
        "segment": segment,
    }


def live(engine: Engine, by: str | None = None, **knobs: Any) -> Replay:
    """A year of two segments, of 30 % each but for the fall."""
    days = [LAST - timedelta(days=back) for back in range(420)]
    rows = [
        decide(day, place, segment)
        for day in days
        for segment in ("SMB", "Enterprise")
        for place in range(A_DAY)
    ]
    deals = [row | {"id": id_, "key": f"D{id_}"} for id_, row in enumerate(rows, 1)]
    setting = make_setting(engine, Company({"stages": STAGES, "deals": deals}))
    question = Question(("win_rate",), Scope.everything(), by=by)
    with engine.connect() as connection:
        past = Archive(connection, setting, question, LAST).look_back(make_rule(**knobs))
        return replay(past, setting)


def test_it_would_have_fired_for_the_segment_that_fell(one_engine: Engine) -> None:
    lived = live(one_engine, "segment", line=20, hold=3)
    (incident,) = lived.incidents
    assert incident.groups == ("SMB",)
    # 28 days of 10 are 84 of 280, less 3 a day: surely below 20 % (z = 1.645) with 42, as 45 would
    # want 281 deals. That is the 14th of January; the hold of three days ends on the 16th.
    assert incident.began == date(2026, 1, 16)
    # In February 3 a day come back: 56 of 280 are won by the 19th, and equality is not below.
    assert incident.ended == date(2026, 2, 19)
    first, second = lived.courses
    assert (first.key, first.fired, second.key, second.fired) == ("SMB", 1, "Enterprise", 0)
    assert first.turns == ((date(2026, 1, 16), Turn.FIRED), (date(2026, 2, 19), Turn.OVER))
    assert lived.messages == 1
    assert lived.covered == lived.days == 364
    assert lived.a_year == 1


def test_each_day_shows_its_value_and_between_which_it_surely_lies(one_engine: Engine) -> None:
    lived = live(one_engine, line=10, hold=3)
    assert lived.incidents == ()
    (course,) = lived.courses
    assert len(course.seen) == 364
    for _, value, low, high in course.seen:
        assert value is not None is not low
        assert high is not None
        assert low < value < high
    assert course.nearest is not None
    day, verdict = course.nearest
    assert day == date(2026, 1, 28), "the first day whose window lies in January alone"
    assert verdict.value == 0.15
    assert lived.line == 0.10


def test_what_still_fires_has_no_end(one_engine: Engine) -> None:
    (incident,) = live(one_engine, line=50, hold=1, z=1.0).incidents
    assert incident.ended is None
    assert incident.groups == ("",)


def test_what_fires_at_night_is_told_in_the_morning_if_it_still_fires(one_engine: Engine) -> None:
    lived = live(one_engine, line=20, hold=3, z=1.0, quiet_from=time(6), quiet_to=time(12))
    assert lived.messages == 1


def test_a_rule_that_looks_up_is_lived_through_as_well(one_engine: Engine) -> None:
    lived = live(one_engine, "segment", kind=Kind.ABOVE, line=40, hold=3)
    assert lived.incidents == ()
    nearest = [course.nearest for course in lived.courses]
    assert all(one is not None and one[1].value == 0.3 for one in nearest)


def test_too_little_data_gives_no_days(one_engine: Engine) -> None:
    setting = make_setting(one_engine, Company())
    question = Question(("win_rate",), Scope.everything())
    with one_engine.connect() as connection:
        lived = replay(Archive(connection, setting, question, LAST).look_back(make_rule()), setting)
    assert (lived.days, lived.first, lived.covered, lived.a_year) == (0, None, 0, 0)
    assert not lived.incidents
    assert not lived.courses
