from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection

from metrics.compute import compute
from metrics.period import Period
from metrics.question import Question
from metrics.scope import Scope
from storage.engine import open_engine
from tests.conftest import DATABASES, NewDatabase
from tests.golden.maven import SETTING, load_maven, read_answers

YEAR = Period(date(2017, 1, 1), date(2018, 1, 1))


@pytest.fixture(scope="module", params=DATABASES)
def maven(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The data set, loaded once into each kind of database."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    engine = open_engine(create())
    load_maven(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_overall_figures_are_right(maven: Connection) -> None:
    right = read_answers()["figures"]["overall"]
    question = Question(
        (
            "deals_won",
            "deals_lost",
            "win_rate",
            "bookings",
            "average_deal_size",
            "median_deal_size",
        ),
        Scope.everything(),
        YEAR,
        by="region",
    )
    won, lost, win_rate, bookings, average, median = (
        one.total for one in compute(maven, question, SETTING)
    )
    assert (won.value, lost.value) == (right["won"], right["lost"])
    assert (win_rate.numerator, win_rate.denominator) == (right["won"], right["closed"])
    assert bookings.value == right["won_value"]
    assert round(float(average.value or 0), 6) == right["avg_won_deal"]
    assert float(median.value or 0) == right["median_won_deal"]
