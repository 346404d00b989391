"""After the database has looked at its tables, it joins large ones through an index."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

import storage.engine
from storage.engine import open_engine
from storage.sample import load_sample
from storage.schema import find_differences
from storage.statistics import refresh_statistics
from tests.conftest import NewDatabase


def test_looking_twice_changes_no_data_and_no_schema(engine: Engine) -> None:
    load_sample(engine, 1, 100, today=date(2026, 11, 20))
    refresh_statistics(engine)
    refresh_statistics(engine)
    assert find_differences(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM deals")) == 100


def test_sqlite_knows_how_many_deals_there_are(sqlite_databases: NewDatabase) -> None:
    engine = open_engine(sqlite_databases())
    load_sample(engine, 1, 500, today=date(2026, 11, 20))
    with engine.connect() as connection:
        known = connection.scalar(text("SELECT stat FROM sqlite_stat1 WHERE idx = 'ix_deals_key'"))
    engine.dispose()
    assert str(known).split()[0] == "500"


def test_while_somebody_else_writes_looking_is_left_to_the_next_time(
    sqlite_databases: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.engine, "BUSY_TIMEOUT_MS", 20)
    engine = open_engine(sqlite_databases())
    with engine.connect() as writer:
        writer.execute(text("INSERT INTO workspaces (id, name, currency) VALUES (7, 'A', 'EUR')"))
        assert refresh_statistics(engine) is False
        writer.commit()
    assert refresh_statistics(engine) is True
    engine.dispose()
