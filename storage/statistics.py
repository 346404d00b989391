"""What the database knows of its own tables' sizes, from which it chooses how to join them.

SQLite never looks by itself: without this, rebuilding the pipeline of a past day compares every
deal with every change, which takes minutes where it should take half a second.
"""

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from storage.engine import is_locked

_ROWS_LOOKED_AT = 1_000
"""Of each index; enough for an estimate, and quick whatever the size."""


def refresh_statistics(engine: Engine) -> bool:
    """Let the database look at its tables anew; call it when many rows have come or gone.

    Gives False where SQLite was being written to for longer than anybody waits: whatever was
    written before stands, and the old estimates hold until the next time.
    """
    with engine.connect() as connection:
        try:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        except OperationalError as error:
            connection.rollback()
            if not is_locked(error):
                raise
            return False
    return True
