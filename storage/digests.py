"""Digests: who is told what, where and when, and how each of them fares.

Which are due, and who is at work on them, is in `storage.due_digests`.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, case, func, select

from storage.plans import OWNER_GONE, UNCLAIMED, Plans, read_plan, write_plan
from storage.tables import Delivery, Digest

__all__ = [
    "DIGEST_COLUMNS",
    "OWNER_GONE",
    "UNCLAIMED",
    "DigestPlan",
    "DigestRow",
    "Due",
    "add_digest",
    "change_digest",
    "delete_digest",
    "find_digest",
    "hand_over",
    "is_digest",
    "list_digests",
    "mark_broken",
    "mark_owned",
    "mark_well",
    "pause_digest",
    "read_digest",
    "resume_digest",
]


@dataclass(frozen=True)
class DigestPlan:
    """What a person decides of a digest; see `storage.tables.Digest` for each."""

    name: str
    kind: str
    whose: str
    person_id: int | None
    sections: tuple[str, ...]
    questions: tuple[str, ...]
    recipients: tuple[str, ...]
    schedule: str
    zone: str
    skip_when_quiet: bool
    owner: str
    managed_by: str = "slack"


@dataclass(frozen=True)
class DigestRow(DigestPlan):
    """A digest with its state.

    Attributes:
        state: "active", "paused" or "broken".
        next_slot: The wall time it is due at next; None while it is paused.
        revision: Counted up by every change of the plan.
    """

    id: int = 0
    state: str = "active"
    state_reason: str | None = None
    state_since: datetime | None = None
    next_slot: str | None = None
    next_due_at: datetime | None = None
    revision: int = 1

    @property
    def plan(self) -> DigestPlan:
        """What a person decided of it."""
        return DigestPlan(**{one.name: getattr(self, one.name) for one in fields(DigestPlan)})


DIGEST_COLUMNS = [getattr(Digest, one.name) for one in fields(DigestRow)]
"""What `read_digest` reads."""
_DIGESTS = Plans(Digest, DIGEST_COLUMNS, "digest", "a digest", "/sales digest")
_PAUSED = Digest.state == "paused"


@dataclass(frozen=True)
class Due:
    """When a digest is due: wall time in its zone, and the instant."""

    slot: str
    at: datetime


def add_digest(
    engine: Engine, workspace_id: int, plan: DigestPlan, due: Due, now: datetime
) -> DigestRow:
    """Keep a new digest, active from now on.

    Raises:
        Problem: when another one has its name.
    """
    values = write_plan(plan, DigestPlan) | {"next_slot": due.slot, "next_due_at": due.at}
    return read_digest(_DIGESTS.add(engine, workspace_id, values, now))


def change_digest(
    engine: Engine,
    workspace_id: int,
    digest: DigestRow,
    plan: DigestPlan,
    due: Due,
    now: datetime,
) -> DigestRow:
    """Replace what a person decided. A broken digest is given another chance, a paused one rests.

    A slot that is due already and not told yet is told first, by the new plan.

    Args:
        engine: The database.
        workspace_id: Whose digest.
        digest: As the person saw it.
        plan: All of what it is to be.
        due: When it is due next.
        now: The present instant.

    Raises:
        Problem: when another one has its name, it is gone, or somebody changed it meanwhile.
    """
    untold = Digest.next_due_at <= now
    values = write_plan(plan, DigestPlan) | {
        "next_slot": case((_PAUSED, None), (untold, Digest.next_slot), else_=due.slot),
        "next_due_at": case((_PAUSED, None), (untold, Digest.next_due_at), else_=due.at),
    }
    with _DIGESTS.name(engine, workspace_id, plan.name) as connection:
        return read_digest(_DIGESTS.change(connection, workspace_id, digest, values, now))


def pause_digest(engine: Engine, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Let it rest until somebody resumes it."""
    _set(engine, workspace_id, digest_id, "paused", None, now)


def resume_digest(
    engine: Engine, workspace_id: int, digest_id: int, due: Due, now: datetime
) -> None:
    """Go on from the next slot; what fell into the pause is not made up for."""
    _set(engine, workspace_id, digest_id, "active", due, now)


def delete_digest(engine: Engine, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Never send it again; what has been sent stays in the list of deliveries."""
    _set(engine, workspace_id, digest_id, "deleted", None, now)


def hand_over(engine: Engine, workspace_id: int, digest_id: int, owner: str) -> None:
    """Make another Slack user its owner. If that was all that was wrong with it, it is well."""
    _DIGESTS.hand_over(engine, workspace_id, digest_id, owner)


def list_digests(connection: Connection, workspace_id: int) -> list[DigestRow]:
    """All digests that are not deleted, by name."""
    return [read_digest(row) for row in _DIGESTS.read_all(connection, workspace_id)]


def find_digest(connection: Connection, workspace_id: int, digest_id: int) -> DigestRow:
    """One digest.

    Raises:
        Problem: when there is none, or it is deleted.
    """
    return read_digest(_DIGESTS.find(connection, workspace_id, digest_id))


def mark_broken(
    connection: Connection, workspace_id: int, digest_id: int, reason: str, now: datetime
) -> bool:
    """Note that a digest can't be told or delivered; True when it was well before.

    Its slots go on: as soon as one is delivered again it is well.
    """
    return _DIGESTS.mark_broken(connection, workspace_id, digest_id, reason, now)


def mark_owned(connection: Connection, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Note that the owner who had left is there again."""
    _DIGESTS.mark_owned(connection, workspace_id, digest_id, now)


def mark_well(connection: Connection, workspace_id: int, digest_id: int, now: datetime) -> bool:
    """Note that a digest was delivered; True when it was broken before, and now is well.

    With several recipients it is well when all of the newest slot have got theirs; and an owner
    who has left is not brought back by a delivery.
    """
    if not _DIGESTS.hold_broken(connection, workspace_id, digest_id):
        return False
    own = (Delivery.workspace_id == workspace_id, Delivery.digest_id == digest_id)
    newest = select(func.max(Delivery.slot)).where(*own).scalar_subquery()
    undone = select(Delivery.key).where(
        *own, Delivery.slot == newest, Delivery.state.not_in(("delivered", "skipped"))
    )
    if connection.execute(undone.limit(1)).first() is not None:
        return False
    return _DIGESTS.mark_well(connection, workspace_id, digest_id, now)


def is_digest(workspace_id: int, digest_id: int) -> tuple[Any, ...]:
    """The conditions under which a row of the table is this digest, if it is not deleted."""
    return _DIGESTS.are(workspace_id, digest_id)


def read_digest(row: Row[Any]) -> DigestRow:
    """A row of `DIGEST_COLUMNS`."""
    return DigestRow(**read_plan(row))


def _set(
    engine: Engine,
    workspace_id: int,
    digest_id: int,
    state: str,
    due: Due | None,
    now: datetime,
) -> None:
    slot, at = (None, None) if due is None else (due.slot, due.at)
    with engine.begin() as connection:
        _DIGESTS.set_state(
            connection, workspace_id, digest_id, state, now, next_slot=slot, next_due_at=at
        )
