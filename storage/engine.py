"""Connections to the database: SQLite as it should be set, PostgreSQL as it is."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.problem import Problem

__all__ = ["Connection", "Engine", "check_reach", "is_locked", "open_engine"]

BUSY_TIMEOUT_MS = 15_000
CONNECT_TIMEOUT = 10
"""Seconds until a PostgreSQL that does not answer counts as gone."""


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`.

    Raises:
        Problem: when the address can't be read or names another kind of database.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number; never told, as with a password
        raise Problem(
            "database-address",
            what="SALESBELL_DATABASE_URL is not a database address.",
            fix="Use sqlite:///salesbell.db or postgresql+psycopg://user:password@host/name.",
        ) from None
    backend = address.get_backend_name()
    # Parameters are names of deals and people: they must not stand in an error, and so in a log.
    if backend == "sqlite":
        engine = create_engine(address.set(drivername="sqlite"), hide_parameters=True)
        engine.dialect.statement_compiler = _HintedCompiler
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend in {"postgresql", "postgres"}:  # the second is what many hosts hand out
        return _open_postgresql(address)
    raise Problem(
        "database-kind",
        what=f"salesbell does not speak {backend}.",
        fix="Use sqlite:///salesbell.db or postgresql+psycopg://user:password@host/name.",
    )


class _HintedCompiler(SQLiteCompiler):
    """Writes out `with_hint(table, "INDEXED BY …", "sqlite")`, which SQLAlchemy leaves aside."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return text


def _open_postgresql(address: URL) -> Engine:
    try:
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT},
        )
    except ModuleNotFoundError:
        raise Problem(
            "postgresql-driver",
            what="The driver for PostgreSQL is not installed.",
            fix="Run: pip install 'salesbell[postgres]'",
        ) from None


def check_reach(engine: Engine) -> None:
    """Make sure that the database answers.

    Raises:
        Problem: when it does not, with what it says.
    """
    folder = _find_folder(engine)
    if folder is not None and not folder.is_dir():
        raise Problem(
            "database-folder",
            what=f"There is no folder {folder}.",
            why="SALESBELL_DATABASE_URL names a file in it.",
            fix="Make the folder, or name another file.",
        )
    file = Path(engine.url.database or "") if folder is not None else None
    if folder is not None and file is not None and not _may_write(folder, file):
        raise Problem(
            "database-read-only",
            what=f"salesbell may not write to {file}.",
            why="It keeps there what it has answered, and SQLite its journal beside it.",
            fix="Give the user that runs salesbell the right to write to the file and its folder.",
        )
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        lines = str(error.orig).strip().splitlines()
        raise Problem(
            "database-unreachable",
            what=f"The database {engine.url.render_as_string(hide_password=True)} can't be opened.",
            why=f"It says: {lines[0] if lines else 'nothing'}.",
            fix="Check SALESBELL_DATABASE_URL, and that the database is there and may be written.",
        ) from None


def is_locked(error: OperationalError) -> bool:
    """Whether it says that SQLite, which takes one writer at a time, is being written to."""
    return "locked" in str(error.orig)


def _find_folder(engine: Engine) -> Path | None:
    """The folder of an SQLite file; None where the address names no plain file."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file.startswith((":memory:", "file:")):
        return None
    return Path(file).absolute().parent


def _may_write(folder: Path, file: Path) -> bool:
    return os.access(folder, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    # The driver's own transactions start too late (not before reads); _begin_sqlite starts them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
