"""Which digests are due, and who is at work on them: any number of processes may ask."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, func, or_, select, update

from storage.digests import DIGEST_COLUMNS, UNCLAIMED, DigestRow, Due, is_digest, read_digest
from storage.tables import Digest


def is_any_due(connection: Connection, workspace_id: int, now: datetime) -> bool:
    """Whether there is something to claim: a look, where claiming has to write."""
    free = or_(Digest.claimed_until.is_(None), Digest.claimed_until <= now)
    due = select(Digest.id).where(
        Digest.workspace_id == workspace_id, Digest.next_due_at <= now, free
    )
    return connection.execute(due.limit(1)).first() is not None


def find_next_due(connection: Connection, workspace_id: int) -> datetime | None:
    """When the next digest is due; None when none ever is.

    One that somebody is at work on may be taken up when that lease is over.
    """
    claimed = Digest.claimed_until > Digest.next_due_at
    instant = case((claimed, Digest.claimed_until), else_=Digest.next_due_at)
    found: datetime | None = connection.scalar(
        select(func.min(instant)).where(
            Digest.workspace_id == workspace_id, Digest.next_due_at.is_not(None)
        )
    )
    return found


def claim_due(
    engine: Engine, workspace_id: int, now: datetime, claim: str, lease: timedelta, most: int
) -> list[DigestRow]:
    """Take digests that are due and nobody is at work on; they are the claim's for the lease."""
    free = or_(Digest.claimed_until.is_(None), Digest.claimed_until <= now)
    wanted = (
        select(Digest.id)
        .where(Digest.workspace_id == workspace_id, Digest.next_due_at <= now, free)
        .order_by(Digest.next_due_at, Digest.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("wanted")  # as a plain subquery PostgreSQL may run it again for each row, past `most`
    )
    statement = (
        update(Digest)
        .where(Digest.workspace_id == workspace_id, Digest.id.in_(select(wanted.c.id)))
        .values(claimed_by=claim, claimed_until=now + lease)
        .returning(*DIGEST_COLUMNS)
    )
    with engine.begin() as connection:
        return [read_digest(row) for row in connection.execute(statement)]


def align_due(engine: Engine, workspace_id: int, digest: DigestRow, at: datetime) -> None:
    """Move the instant of a digest's next slot, unless the slot has been told meanwhile."""
    statement = (
        update(Digest)
        .where(*is_digest(workspace_id, digest.id), Digest.next_slot == digest.next_slot)
        .where(Digest.next_due_at == digest.next_due_at, Digest.revision == digest.revision)
        .values(next_due_at=at)
    )
    with engine.begin() as connection:
        connection.execute(statement)


def keep_claim(
    engine: Engine, workspace_id: int, digest: DigestRow, claim: str, until: datetime
) -> None:
    """Leave a claimed digest alone until an instant: what it needs can't be had before."""
    statement = (
        update(Digest)
        .where(*is_digest(workspace_id, digest.id), Digest.claimed_by == claim)
        .values(claimed_until=until)
    )
    with engine.begin() as connection:
        connection.execute(statement)


def move_on(
    connection: Connection,
    workspace_id: int,
    digest: DigestRow,
    claim: str,
    due: Due,
    *,
    broken: str | None,
    now: datetime,
) -> bool:
    """Set the slot of a claimed digest as done with, in the caller's transaction.

    Args:
        connection: In the transaction that also puts the slot's deliveries into the outbox.
        workspace_id: Whose digest.
        digest: As it was claimed.
        claim: Who claimed it.
        due: The slot after this one.
        broken: Why this slot could not be told; None when it could. A digest that is broken
            stays so until one of its deliveries arrives.
        now: The present instant.

    Returns:
        False when the slot is not the caller's any more: nothing may be put into the outbox.
    """
    changed: dict[str, Any] = {}
    if broken is not None:
        since = case((Digest.state == "broken", Digest.state_since), else_=now)
        changed = {"state": "broken", "state_reason": broken, "state_since": since}
    statement = (
        update(Digest)
        .where(
            *is_digest(workspace_id, digest.id),
            Digest.next_slot == digest.next_slot,
            Digest.revision == digest.revision,
            Digest.claimed_by == claim,
        )
        .values(next_slot=due.slot, next_due_at=due.at, **changed, **UNCLAIMED)
    )
    return connection.execute(statement).rowcount == 1
