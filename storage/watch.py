"""How the work goes, in numbers for whoever watches: how many digests, what is overdue."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import Delivery, Digest


def count_digests(connection: Connection, workspace_id: int) -> dict[str, int]:
    """How many digests there are by state; deleted ones are none."""
    statement = select(Digest.state, func.count()).where(
        Digest.workspace_id == workspace_id, Digest.state != "deleted"
    )
    rows = connection.execute(statement.group_by(Digest.state))
    return {state: count for state, count in rows}  # noqa: C416 - a row is no pair for mypy


def find_oldest_due(connection: Connection, workspace_id: int, now: datetime) -> datetime | None:
    """Since when the oldest digest or delivery is due; None when nothing is overdue."""
    digest = select(func.min(Digest.next_due_at)).where(
        Digest.workspace_id == workspace_id, Digest.next_due_at <= now
    )
    delivery = select(func.min(Delivery.due_at)).where(
        Delivery.workspace_id == workspace_id,
        Delivery.state == "waiting",
        Delivery.due_at <= now,
    )
    found = [connection.scalar(digest), connection.scalar(delivery)]
    return min((at for at in found if at is not None), default=None)
