"""Compiled statements that all engines of a process share: each test has an engine of its own."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event


class SharedStatements(dict[tuple[Hashable, ...], Any]):
    """What SQLAlchemy keeps for each engine apart: a new engine compiles everything again.

    Keys begin with the engine's dialect; here with what sets it apart from others, as a test run
    has one version of each database.
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


def share_statements() -> None:
    """From now on every connection of this process looks there first."""
    statements = SharedStatements()

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)
