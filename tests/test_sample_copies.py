"""A copy of the sample company is the sample company."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from storage.engine import open_engine
from storage.sample import load_sample
from storage.schema import find_differences
from storage.tables import Base
from tests.conftest import NewDatabase
from tests.sample_copies import copy_sample

TODAY = date(2026, 11, 18)


def read_all(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_first_and_the_second_copy_hold_what_loading_brings(
    kind: str, request: pytest.FixtureRequest
) -> None:
    create: NewDatabase = request.getfixturevalue(f"{kind}_databases")
    loaded, first, second = engines = [open_engine(create()) for _ in range(3)]
    load_sample(loaded, 1, 120, today=TODAY)
    copy_sample(first, 120, today=TODAY)
    with first.begin() as connection:
        connection.exec_driver_sql("UPDATE deals SET name = 'Another'")  # the copy's own
    copy_sample(second, 120, today=TODAY)
    with second.connect() as connection:  # writes as to any other
        assert read_all(second) == read_all(loaded)
    assert find_differences(second) == []
    assert read_all(first) != read_all(loaded)
    for engine in engines:
        engine.dispose()
