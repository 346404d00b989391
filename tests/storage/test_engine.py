"""Whichever way an address is written, it opens the database it names or says what is wrong."""

from pathlib import Path

import pytest

from storage.engine import check_reach, open_engine
from storage.problem import Problem


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///x.db", "sqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite"),
        ("postgresql://ann:secret@db.example.com/sales", "postgresql+psycopg"),
        ("postgresql+asyncpg://ann:secret@db.example.com/sales", "postgresql+psycopg"),
        ("postgres://ann:secret@db.example.com/sales", "postgresql+psycopg"),
    ],
)
def test_an_address_is_opened_with_the_driver_we_have(address: str, driver: str) -> None:
    assert open_engine(address).url.drivername == driver


@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("salesbell.db", "database-address"),
        ("", "database-address"),
        ("postgresql://ann:secret@db.example.com:port/sales", "database-address"),
        ("mysql://ann:secret@db.example.com/sales", "database-kind"),
    ],
)
def test_an_address_of_nothing_we_know_is_told_without_its_password(
    address: str, reference: str
) -> None:
    with pytest.raises(Problem) as caught:
        open_engine(address)
    assert caught.value.reference == reference
    assert "secret" not in str(caught.value)


def test_what_is_no_database_is_told_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but quite a long text" * 40, "utf-8")
    for name, reference in (
        ("missing/x.db", "database-folder"),
        ("notes.txt", "database-unreachable"),
    ):
        engine = open_engine(f"sqlite:///{tmp_path / name}")
        with pytest.raises(Problem) as caught:
            check_reach(engine)
        assert (caught.value.reference, bool(caught.value.fix)) == (reference, True)
        engine.dispose()
    assert not (tmp_path / "missing").exists()


def test_each_connection_to_sqlite_is_set_as_it_should_be(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    check_reach(engine)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15_000}
