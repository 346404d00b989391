"""How the work goes, in numbers for whoever watches: digests, alerts, what is overdue."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import AlertRule, Delivery, Digest


def count_digests(connection: Connection, workspace_id: int) -> dict[str, int]:
    """How many digests there are by state; deleted ones are none."""
    return _count_states(connection, workspace_id, Digest)


def count_rules(connection: Connection, workspace_id: int) -> dict[str, int]:
    """How many alert rules there are by state; deleted ones are none."""
    return _count_states(connection, workspace_id, AlertRule)


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


def _count_states(
    connection: Connection, workspace_id: int, table: type[Digest] | type[AlertRule]
) -> dict[str, int]:
    statement = select(table.state, func.count()).where(
        table.workspace_id == workspace_id, table.state != "deleted"
    )
    rows = connection.execute(statement.group_by(table.state))
    return {state: count for state, count in rows}  # noqa: C416 - a row is no pair for mypy
