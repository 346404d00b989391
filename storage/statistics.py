"""What the database knows of its own tables' sizes, from which it chooses how to join them.

SQLite never looks by itself: without this, rebuilding the pipeline of a past day compares every
deal with every change, which takes minutes where it should take half a second.
"""

from sqlalchemy import Engine

_ROWS_LOOKED_AT = 1_000
"""Of each index; enough for an estimate, and quick whatever the size."""


def refresh_statistics(engine: Engine) -> None:
    """Let the database look at its tables anew; call it when many rows have come or gone."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
