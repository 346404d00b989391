"""Why the win rate of the Maven data set moved, through the database, to the known figures."""

from collections.abc import Iterator
from datetime import date
from math import fsum

import pytest
from sqlalchemy import Connection

from metrics.alerts.segments import read_segments
from metrics.catalog import METRICS
from metrics.drivers import Effect, split_ratio
from metrics.period import Period
from metrics.question import Question
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import DATABASES, NewDatabase
from tests.golden.maven import SETTING, load_maven

Q3 = Period(date(2017, 7, 1), date(2017, 10, 1))
Q4 = Period(date(2017, 10, 1), date(2018, 1, 1))


@pytest.fixture(scope="module", params=DATABASES)
def maven(request: pytest.FixtureRequest) -> Iterator[Connection]:
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_maven(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_regional_offices_moved_the_win_rate_as_is_known(maven: Connection) -> None:
    question = Question(("win_rate",), Scope.everything())
    found = read_segments(
        maven, question, SETTING, METRICS["win_rate"], ["region", "owner", "product"], Q4, Q3
    )
    split = split_ratio(found["region"])
    assert split is not None
    points = {(term.segment.key, term.effect): round(term.value * 100, 3) for term in split.terms}
    assert round(split.change * 100, 3) == -1.155
    rates = {key: value for (key, effect), value in points.items() if effect is Effect.RATE}
    assert rates == {"Central": -0.960, "East": -1.258, "West": 1.036}
    for effect, right in ((Effect.RATE, -1.182), (Effect.MIX, 0.027)):
        total = fsum(term.value for term in split.terms if term.effect is effect)
        assert round(total * 100, 3) == right
    for name in ("owner", "product"):
        other = split_ratio(found[name])
        assert other is not None
        assert abs(fsum(term.value for term in other.terms) - split.change) <= 1e-12
    assert split.find_drivers() == (), "no office is surely the reason"
