"""Bringing a database to the newest schema, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from storage.problem import Problem
from storage.tables import Base

_UPGRADE_LOCK = 7_355_608
"""Any number of our own; two processes that start together upgrade one after the other."""


def read_scripts() -> ScriptDirectory:
    """The migrations that come with this version."""
    return ScriptDirectory.from_config(_config())


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Create or upgrade the tables, in one transaction."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        else:
            # Takes the write lock before reading the version, so that only one process upgrades.
            connection.exec_driver_sql("PRAGMA user_version = 1")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an older schema; `base` removes every table."""
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def find_differences(engine: Engine) -> list[object]:
    """What the database has otherwise than the models; empty when they are equal."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def check_schema(engine: Engine) -> None:
    """Make sure that the schema is the newest one.

    Raises:
        Problem: when the database is empty, older or newer than this version of salesbell.
    """
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    scripts = read_scripts()
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise Problem(
            "schema-newer",
            what="The database was made by a newer salesbell.",
            fix="Install that version again, or restore the database's last copy.",
        )
    raise Problem(
        "schema-older",
        what="The database has not been set up for this version of salesbell.",
        fix="Run: salesbell db upgrade",
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
