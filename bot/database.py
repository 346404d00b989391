"""The database of this installation: opened, set up when it is new, and checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from storage.engine import Engine, check_reach, open_engine
from storage.schema import check_schema, upgrade

WORKSPACE = 1
"""An installation serves one workspace."""


def open_database(settings: Settings, *, check: bool = True) -> Engine:
    """The database of the settings; a new SQLite file is set up at once.

    Raises:
        Problem: when it can't be reached or its schema is another version's.
    """
    engine = open_engine(settings.database_url)
    is_new = engine.dialect.name == "sqlite" and _is_empty(engine.url.database)
    check_reach(engine)
    if check and is_new:
        upgrade(engine)
    elif check:
        check_schema(engine)
    return engine


@contextmanager
def closing_database(settings: Settings, *, check: bool = True) -> Iterator[Engine]:
    """The database as `open_database` gives it, closed in the end whatever happens."""
    engine = open_database(settings, check=check)
    try:
        yield engine
    finally:
        engine.dispose()


def _is_empty(file: str | None) -> bool:
    if not file or file == ":memory:":
        return True
    path = Path(file)
    return not path.exists() or not path.stat().st_size
