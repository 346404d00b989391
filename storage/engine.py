"""Connections to the database: SQLite as it should be set, PostgreSQL as it is."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.problem import Problem

__all__ = ["Connection", "Engine", "open_engine"]

BUSY_TIMEOUT_MS = 15_000


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`.

    Raises:
        Problem: when the address can't be read or names another kind of database.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise Problem(
            "database-address",
            what="SALESBELL_DATABASE_URL is not a database address.",
            fix="Use sqlite:///salesbell.db or postgresql+psycopg://user:password@host/name.",
        ) from None
    backend = address.get_backend_name()
    if backend == "sqlite":
        engine = create_engine(address)
        engine.dialect.statement_compiler = _HintedCompiler
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise Problem(
        "database-kind",
        what=f"salesbell does not speak {backend}.",
        fix="Use sqlite:///salesbell.db or postgresql+psycopg://user:password@host/name.",
    )


class _HintedCompiler(SQLiteCompiler):
    """Writes out `with_hint(table, "INDEXED BY …", "sqlite")`, which SQLAlchemy leaves aside."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return text


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
