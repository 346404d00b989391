"""Digests: who is told what, where and when, and how each of them fares.

Which are due, and who is at work on them, is in `storage.due_digests`.
"""

from dataclasses import dataclass, fields
from datetime import datetime
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


DIGEST_COLUMNS = [getattr(Digest, one.name) for one in fields(DigestRow)]
"""What `read_digest` reads."""
UNCLAIMED: dict[str, None] = {"claimed_by": None, "claimed_until": None}
"""Nobody is at work on it."""
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
                row = connection.execute(statement.returning(*DIGEST_COLUMNS)).one()
                return read_digest(row)
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
        .where(*is_digest(workspace_id, digest.id), Digest.revision == digest.revision)
        .values(
            **_to_columns(plan),
            revision=digest.revision + 1,
            state=case((_PAUSED, "paused"), else_="active"),
            state_reason=None,
            next_slot=case((_PAUSED, None), (untold, Digest.next_slot), else_=due.slot),
            next_due_at=case((_PAUSED, None), (untold, Digest.next_due_at), else_=due.at),
            **UNCLAIMED,
        )
        .returning(*DIGEST_COLUMNS)
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
    return read_digest(row)


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
    statement = update(Digest).where(*is_digest(workspace_id, digest_id))
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
        select(*DIGEST_COLUMNS)
        .where(Digest.workspace_id == workspace_id, _LIVE)
        .order_by(Digest.name_key)
    )
    return [read_digest(row) for row in connection.execute(statement)]


def find_digest(connection: Connection, workspace_id: int, digest_id: int) -> DigestRow:
    """One digest.

    Raises:
        Problem: when there is none, or it is deleted.
    """
    row = connection.execute(
        select(*DIGEST_COLUMNS).where(*is_digest(workspace_id, digest_id))
    ).one_or_none()
    if row is None:
        raise Problem(
            "no-such-digest",
            what="There is no such digest any more.",
            why="Somebody has deleted it.",
            fix="See those there are with: /sales digest",
        )
    return read_digest(row)


def mark_broken(
    connection: Connection, workspace_id: int, digest_id: int, reason: str, now: datetime
) -> bool:
    """Note that a digest can't be told or delivered; True when it was well before.

    Its slots go on: as soon as one is delivered again it is well.
    """
    statement = (
        update(Digest)
        .where(
            *is_digest(workspace_id, digest_id),
            or_(
                Digest.state == "active",
                and_(Digest.state == "broken", Digest.state_reason == OWNER_GONE),
            ),
        )
        .values(state="broken", state_reason=reason, state_since=now)
    )
    return connection.execute(statement).rowcount == 1


def mark_owned(connection: Connection, workspace_id: int, digest_id: int, now: datetime) -> None:
    """Note that the owner who had left is there again."""
    orphaned = (Digest.state == "broken", Digest.state_reason == OWNER_GONE)
    values = {"state": "active", "state_reason": None, "state_since": now}
    connection.execute(
        update(Digest).where(*is_digest(workspace_id, digest_id), *orphaned).values(**values)
    )


def mark_well(connection: Connection, workspace_id: int, digest_id: int, now: datetime) -> bool:
    """Note that a digest was delivered; True when it was broken before, and now is well.

    With several recipients it is well when all of the newest slot have got theirs; and an owner
    who has left is not brought back by a delivery.
    """
    is_it = (*is_digest(workspace_id, digest_id), Digest.state == "broken")
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


def is_digest(workspace_id: int, digest_id: int) -> tuple[Any, ...]:
    """The conditions under which a row of the table is this digest, if it is not deleted."""
    return (Digest.workspace_id == workspace_id, Digest.id == digest_id, _LIVE)


def _set(
    engine: Engine, workspace_id: int, digest_id: int, now: datetime, values: dict[str, Any]
) -> None:
    statement = update(Digest).where(*is_digest(workspace_id, digest_id))
    statement = statement.values(
        **values, state_reason=None, state_since=now, revision=Digest.revision + 1, **UNCLAIMED
    )
    with engine.begin() as connection:
        connection.execute(statement)


def _to_columns(plan: DigestPlan) -> dict[str, Any]:
    columns = {one.name: getattr(plan, one.name) for one in fields(DigestPlan)}
    columns |= {name: list(columns[name]) for name in _LISTS}
    return columns | {"name_key": fold_name(plan.name)}


def read_digest(row: Row[Any]) -> DigestRow:
    """A row of `DIGEST_COLUMNS`."""
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
