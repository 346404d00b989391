"""The desk that every test of the import works at."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.workspaces import ensure_workspace
from tests.storage.importing.desk import WORKSPACE, Desk


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    """A desk with an empty workspace, on SQLite and on PostgreSQL."""
    with engine.begin() as connection:
        ensure_workspace(connection, WORKSPACE, "Example")
    return Desk(engine, tmp_path)
