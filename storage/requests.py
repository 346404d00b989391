"""Requests from Slack that have been taken up, so that a doubled delivery is answered once."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import SeenRequest

KEPT = timedelta(days=2)
"""Slack repeats an event for two hours at most; "delayed events" come for a day."""


def take_up(engine: Engine, workspace_id: int, key: str, now: datetime) -> bool:
    """Claim a request; True for the first caller with this key, in any process."""
    values = {"workspace_id": workspace_id, "key": key[:255], "seen_at": now}
    dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
    claim = dialect.insert(SeenRequest).values(values).on_conflict_do_nothing()
    with engine.begin() as connection:
        return connection.execute(claim.returning(SeenRequest.key)).first() is not None


def forget_old(engine: Engine, now: datetime) -> int:
    """Drop keys that can't come again; gives how many."""
    with engine.begin() as connection:
        return connection.execute(
            delete(SeenRequest).where(SeenRequest.seen_at < now - KEPT)
        ).rowcount
