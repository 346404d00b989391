"""Digests: who is told what, where and when; which are due, and who is at work on them."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from storage.naming import fold_name
from storage.problem import Problem
from storage.tables import Delivery, Digest

OWNER_GONE = "its owner has left"
"""Why a digest is broken although it arrives: nobody is there to be told of it or to change it.

No delivery mends that; somebody has to take it over.
"""
_TRIES = 5
_LIVE = Digest.state != "deleted"
_PAUSED = Digest.state == "paused"


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


_COLUMNS = [getattr(Digest, one.name) for one in fields(DigestRow)]
_LISTS = ("sections", "questions", "recipients")


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
    for _ in range(_TRIES):
        try:
            with engine.begin() as connection:
                next_id = select(func.coalesce(func.max(Digest.id), 0) + 1).where(
                    Digest.workspace_id == workspace_id
                )
                statement = insert(Digest).values(
                    workspace_id=workspace_id,
                    id=next_id.scalar_subquery(),
                    state="active",
                    state_since=now,
                    created_at=now,
                    revision=1,
                    next_slot=due.slot,
                    next_due_at=due.at,
                    **_to_columns(plan),
                )
                row = connection.execute(statement.returning(*_COLUMNS)).one()
                return _read(row)
        except IntegrityError:
            # Another process took the same number, unless the name is what is taken.
            with engine.connect() as connection:
                _refuse_taken(connection, workspace_id, plan.name)
    raise Problem(
        "digests-busy",
        what="The digest could not be kept.",
        why="Others are being added at the same time.",
        fix="Save it again.",
    )


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
    statement = (
        update(Digest)
        .where(*_is(workspace_id, digest.id), Digest.revision == digest.revision)
        .values(
            **_to_columns(plan),
            revision=digest.revision + 1,
            state=case((_PAUSED, "paused"), else_="active"),
            state_reason=None,
            next_slot=case((_PAUSED, None), (untold, Digest.next_slot), else_=due.slot),
            next_due_at=case((_PAUSED, None), (untold, Digest.next_due_at), else_=due.at),
            **_UNCLAIMED,
        )
        .returning(*_COLUMNS)
    )
    try:
        with engine.begin() as connection:
            row = connection.execute(statement).one_or_none()
    except IntegrityError:
        with engine.connect() as connection:
            _refuse_taken(connection, workspace_id, plan.name)
        raise
    if row is None:
        raise Problem(
            "digest-changed",
            what=f"The digest {digest.name} has been changed or deleted meanwhile.",
            fix="Open it again; nothing of your changes has been saved.",
        )
    return _read(row)


def pause_digest(engine: Engine, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Let it rest until somebody resumes it."""
    values = {"state": "paused", "next_slot": None, "next_due_at": None}
    _set(engine, workspace_id, digest_id, now, values)


def resume_digest(
    engine: Engine, workspace_id: int, digest_id: int, due: Due, now: datetime
) -> None:
    """Go on from the next slot; what fell into the pause is not made up for."""
    values = {"state": "active", "next_slot": due.slot, "next_due_at": due.at}
    _set(engine, workspace_id, digest_id, now, values)


def delete_digest(engine: Engine, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Never send it again; what has been sent stays in the list of deliveries."""
    values = {"state": "deleted", "next_slot": None, "next_due_at": None}
    _set(engine, workspace_id, digest_id, now, values)


def hand_over(engine: Engine, workspace_id: int, digest_id: int, owner: str) -> None:
    """Make another Slack user its owner. If that was all that was wrong with it, it is well."""
    orphaned = and_(Digest.state == "broken", Digest.state_reason == OWNER_GONE)
    statement = update(Digest).where(*_is(workspace_id, digest_id))
    with engine.begin() as connection:
        connection.execute(
            statement.values(
                owner=owner,
                revision=Digest.revision + 1,
                state=case((orphaned, "active"), else_=Digest.state),
                state_reason=case((orphaned, None), else_=Digest.state_reason),
            )
        )


def list_digests(connection: Connection, workspace_id: int) -> list[DigestRow]:
    """All digests that are not deleted, by name."""
    statement = (
        select(*_COLUMNS)
        .where(Digest.workspace_id == workspace_id, _LIVE)
        .order_by(Digest.name_key)
    )
    return [_read(row) for row in connection.execute(statement)]


def find_digest(connection: Connection, workspace_id: int, digest_id: int) -> DigestRow:
    """One digest.

    Raises:
        Problem: when there is none, or it is deleted.
    """
    row = connection.execute(select(*_COLUMNS).where(*_is(workspace_id, digest_id))).one_or_none()
    if row is None:
        raise Problem(
            "no-such-digest",
            what="There is no such digest any more.",
            why="Somebody has deleted it.",
            fix="See those there are with: /sales digest",
        )
    return _read(row)


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
    )
    statement = (
        update(Digest)
        .where(Digest.workspace_id == workspace_id, Digest.id.in_(wanted))
        .values(claimed_by=claim, claimed_until=now + lease)
        .returning(*_COLUMNS)
    )
    with engine.begin() as connection:
        return [_read(row) for row in connection.execute(statement)]


def keep_claim(
    engine: Engine, workspace_id: int, digest: DigestRow, claim: str, until: datetime
) -> None:
    """Leave a claimed digest alone until an instant: what it needs can't be had before."""
    statement = (
        update(Digest)
        .where(*_is(workspace_id, digest.id), Digest.claimed_by == claim)
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
            *_is(workspace_id, digest.id),
            Digest.next_slot == digest.next_slot,
            Digest.revision == digest.revision,
            Digest.claimed_by == claim,
        )
        .values(next_slot=due.slot, next_due_at=due.at, **changed, **_UNCLAIMED)
    )
    return connection.execute(statement).rowcount == 1


def mark_broken(
    connection: Connection, workspace_id: int, digest_id: int, reason: str, now: datetime
) -> bool:
    """Note that a digest can't be told or delivered; True when it was well before.

    Its slots go on: as soon as one is delivered again it is well.
    """
    statement = (
        update(Digest)
        .where(*_is(workspace_id, digest_id), Digest.state == "active")
        .values(state="broken", state_reason=reason, state_since=now)
    )
    return connection.execute(statement).rowcount == 1


def mark_well(connection: Connection, workspace_id: int, digest_id: int, now: datetime) -> bool:
    """Note that a digest was delivered; True when it was broken before, and now is well.

    With several recipients it is well when all of the newest slot have got theirs; and an owner
    who has left is not brought back by a delivery.
    """
    is_it = (*_is(workspace_id, digest_id), Digest.state == "broken")
    mendable = or_(Digest.state_reason.is_(None), Digest.state_reason != OWNER_GONE)
    # Two that finish at once look one after the other, so that the second one sees both.
    locked = select(Digest.id).where(*is_it, mendable).with_for_update()
    if connection.execute(locked).first() is None:
        return False
    own = (Delivery.workspace_id == workspace_id, Delivery.digest_id == digest_id)
    newest = select(func.max(Delivery.slot)).where(*own).scalar_subquery()
    undone = select(Delivery.key).where(
        *own, Delivery.slot == newest, Delivery.state.not_in(("delivered", "skipped"))
    )
    if connection.execute(undone.limit(1)).first() is not None:
        return False
    values = {"state": "active", "state_reason": None, "state_since": now}
    return connection.execute(update(Digest).where(*is_it).values(**values)).rowcount == 1


_UNCLAIMED: dict[str, None] = {"claimed_by": None, "claimed_until": None}


def _is(workspace_id: int, digest_id: int) -> tuple[Any, ...]:
    return (Digest.workspace_id == workspace_id, Digest.id == digest_id, _LIVE)


def _set(
    engine: Engine, workspace_id: int, digest_id: int, now: datetime, values: dict[str, Any]
) -> None:
    statement = update(Digest).where(*_is(workspace_id, digest_id))
    statement = statement.values(
        **values, state_reason=None, state_since=now, revision=Digest.revision + 1, **_UNCLAIMED
    )
    with engine.begin() as connection:
        connection.execute(statement)


def _to_columns(plan: DigestPlan) -> dict[str, Any]:
    columns = {one.name: getattr(plan, one.name) for one in fields(DigestPlan)}
    columns |= {name: list(columns[name]) for name in _LISTS}
    return columns | {"name_key": fold_name(plan.name)}


def _read(row: Row[Any]) -> DigestRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for what is public
    return DigestRow(**values | {name: tuple(values[name]) for name in _LISTS})


def _refuse_taken(connection: Connection, workspace_id: int, name: str) -> None:
    taken = select(Digest.name).where(
        Digest.workspace_id == workspace_id, Digest.name_key == fold_name(name), _LIVE
    )
    if found := connection.scalar(taken):
        raise Problem(
            "digest-name-taken",
            what=f"There is a digest called {found} already.",
            fix="Give this one another name, or change that one.",
        )
