"""The sample company by copy: a test run makes each of them once, and later tests get it ready."""

import itertools
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import URL, Engine, NullPool, create_engine, text

from storage.sample import load_sample

Key = tuple[object, ...]

_kept: dict[Key, str] = {}
"""Which file or database of a folder or server has which company."""
_numbers = itertools.count(1)


def copy_sample(
    engine: Engine, deals: int, seed: int = 1, *, today: date, now: datetime | None = None
) -> None:
    """What `load_sample` leaves of an empty database whose only workspace is to be number 1."""
    sqlite = engine.dialect.name == "sqlite"
    place = Path(str(engine.url.database)).parent if sqlite else engine.url.set(database="postgres")
    key = (place, deals, seed, today, now)
    copy = _copy_file if sqlite else _copy_database
    engine.dispose()  # neither a copied nor a copied over database may be in use
    if key in _kept:
        copy(engine.url.set(database=_kept[key]), engine.url)
        return
    load_sample(engine, 1, deals, seed, today=today, now=now)
    engine.dispose()
    name = f"sample_{next(_numbers)}"
    kept = str(place / f"{name}.db") if isinstance(place, Path) else name
    copy(engine.url, engine.url.set(database=kept))
    _kept[key] = kept


def _copy_file(source: URL, target: URL) -> None:
    with (
        closing(sqlite3.connect(str(source.database))) as there,
        closing(sqlite3.connect(str(target.database))) as here,
    ):
        there.backup(here)


def _copy_database(source: URL, target: URL) -> None:
    admin = create_engine(
        source.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {target.database}"))
        connection.execute(
            text(f"CREATE DATABASE {target.database} TEMPLATE {source.database} STRATEGY FILE_COPY")
        )
