"""Deliveries, read: those of a key, a digest or a rule, and what has become of them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import aliased

from storage.outbox import DELIVERY_COLUMNS, FINAL, DeliveryRow, read_delivery
from storage.tables import Delivery, Digest


def find_delivery(connection: Connection, workspace_id: int, key: str) -> DeliveryRow | None:
    """One delivery; None when there is none with this key."""
    row = connection.execute(
        select(*DELIVERY_COLUMNS).where(Delivery.workspace_id == workspace_id, Delivery.key == key)
    ).one_or_none()
    return None if row is None else read_delivery(row)


def read_deliveries(
    connection: Connection, workspace_id: int, keys: Collection[str]
) -> dict[str, DeliveryRow]:
    """Deliveries by their keys; those that are not there are left out."""
    where = (Delivery.workspace_id == workspace_id, Delivery.key.in_(keys))
    return {
        row.key: read_delivery(row)
        for row in connection.execute(select(*DELIVERY_COLUMNS).where(*where))
    }


def has_had_one(connection: Connection, workspace_id: int, digest_id: int, recipient: str) -> bool:
    """Whether a recipient has ever been sent something of a digest."""
    statement = select(Delivery.key).where(
        Delivery.workspace_id == workspace_id,
        Delivery.digest_id == digest_id,
        Delivery.recipient == recipient,
        Delivery.state.not_in(("skipped", "broken", "failed")),
    )
    return connection.execute(statement.limit(1)).first() is not None


def list_deliveries(
    connection: Connection,
    workspace_id: int,
    most: int = 100,
    *,
    states: Collection[str] = (),
    digest_id: int | None = None,
    rule_id: int | None = None,
    since: datetime | None = None,
) -> list[DeliveryRow]:
    """Deliveries, the newest first."""
    statement = select(*DELIVERY_COLUMNS).where(Delivery.workspace_id == workspace_id)
    if states:
        statement = statement.where(Delivery.state.in_(states))
    if digest_id is not None:
        statement = statement.where(Delivery.digest_id == digest_id)
    if rule_id is not None:
        statement = statement.where(Delivery.rule_id == rule_id)
    if since is not None:
        statement = statement.where(Delivery.created_at >= since)
    statement = statement.order_by(Delivery.created_at.desc(), Delivery.key).limit(most)
    return [read_delivery(row) for row in connection.execute(statement)]


def count_outcomes(
    connection: Connection,
    workspace_id: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[tuple[str, str], int]:
    """How many deliveries there are by (kind, state), of those put in within [since, until)."""
    statement = select(Delivery.kind, Delivery.state, func.count()).where(
        Delivery.workspace_id == workspace_id
    )
    if since is not None:
        statement = statement.where(Delivery.created_at >= since)
    if until is not None:
        statement = statement.where(Delivery.created_at < until)
    rows = connection.execute(statement.group_by(Delivery.kind, Delivery.state))
    return {(kind, state): count for kind, state, count in rows}


def is_broken_elsewhere(
    connection: Connection, workspace_id: int, digest_id: int, recipient: str
) -> bool:
    """Whether a broken digest's newest outcome for another of its recipients is "broken"."""
    digest = and_(Digest.workspace_id == workspace_id, Digest.id == digest_id)
    plan = connection.execute(select(Digest.state, Digest.recipients).where(digest)).one_or_none()
    if plan is None or plan.state != "broken":
        return False
    newer = aliased(Delivery)
    overtaken = select(newer.key).where(
        newer.workspace_id == workspace_id,
        newer.digest_id == digest_id,
        newer.recipient == Delivery.recipient,
        newer.state.in_(FINAL),
        newer.created_at > Delivery.created_at,
    )
    broken = select(Delivery.recipient).where(
        Delivery.workspace_id == workspace_id,
        Delivery.digest_id == digest_id,
        Delivery.recipient != recipient,
        Delivery.state == "broken",
        ~overtaken.exists(),
    )
    found = set(connection.scalars(broken))
    return bool(found & set(plan.recipients))
