"""The outbox: what is to be sent, once, and how far each has come.

What has become of what is in it is read in `storage.deliveries`.

A key is put in once, whoever tries. A delivery is worked on by whoever holds its lease, and every
step is written down under that lease, so that another one goes on where it stood.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Row,
    Update,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from storage.tables import Delivery

FINAL = ("delivered", "skipped", "failed", "broken")
"""The outcomes. "unsure" waits for a person, "waiting" for us."""
STATES = ("waiting", "unsure", *FINAL)


@dataclass(frozen=True)
class Parcel:
    """Something to send, with its numbers frozen.

    Attributes:
        key: The same for the same thing to the same recipient; at most 100 characters.
        kind: What renders it: "digest", "notice".
        title: What it is called in lists.
        recipient: A channel's id, or a user's for direct messages.
        owner: The Slack user who is told when it can't be delivered.
        content: What is rendered.
        digest_id, slot: Of a digest.
        rule_id: Of an alert; whether it arrives says whether the rule is well.
    """

    key: str
    kind: str
    title: str
    recipient: str
    owner: str
    due_at: datetime
    content: Mapping[str, Any] = field(default_factory=dict)
    digest_id: int | None = None
    slot: str | None = None
    rule_id: int | None = None


@dataclass(frozen=True)
class DeliveryRow(Parcel):
    """A parcel in the outbox.

    Attributes:
        state: One of `FINAL`, "waiting" or "unsure".
        steps: What has been done of it, as the deliverer wrote it down.
        attempts: How often it was put back to be tried again.
    """

    state: str = "waiting"
    reason: str | None = None
    steps: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0
    next_try_at: datetime | None = None
    claimed_by: str | None = None
    created_at: datetime | None = None
    finished_at: datetime | None = None


def _build_change(**values: Any) -> Update:
    """A change of a claimed delivery. Put together once: that takes longer than to execute it."""
    return (
        update(Delivery)
        .where(
            Delivery.workspace_id == bindparam("which_workspace"),
            Delivery.key == bindparam("which_key"),
            Delivery.state == "waiting",
            Delivery.claimed_by == bindparam("whose_claim"),
        )
        .values(**values)
    )


_UNCLAIMED: dict[str, None] = {"claimed_by": None, "claimed_until": None}
_RECORD = _build_change(steps=bindparam("new_steps"), claimed_until=bindparam("new_until"))
_PUT_BACK = _build_change(
    attempts=bindparam("new_attempts"),
    next_try_at=bindparam("again_at"),
    reason=bindparam("why"),
    **_UNCLAIMED,
)
_FINISH = _build_change(
    state=bindparam("new_state"),
    reason=bindparam("why"),
    finished_at=bindparam("at"),
    **_UNCLAIMED,
)


class LostClaim(Exception):  # noqa: N818 - a state, not an error
    """The lease ran out and somebody else may be at work on it: do nothing more."""


DELIVERY_COLUMNS = [getattr(Delivery, one.name) for one in fields(DeliveryRow)]
"""What `read_delivery` reads."""
_PARCEL = [one.name for one in fields(Parcel)]


def _build_claim() -> ReturningUpdate[Any]:
    workspace = bindparam("which_workspace", type_=Integer)
    now = bindparam("at", type_=Delivery.due_at.type)
    other = aliased(Delivery)
    ahead = and_(
        other.workspace_id == workspace,
        other.recipient == Delivery.recipient,
        other.state == "waiting",
        or_(
            other.claimed_until > now,
            and_(
                other.next_try_at <= now,
                or_(
                    other.created_at < Delivery.created_at,
                    and_(other.created_at == Delivery.created_at, other.key < Delivery.key),
                ),
            ),
        ),
    )
    wanted = (
        select(Delivery.key)
        .where(
            Delivery.workspace_id == workspace,
            Delivery.state == "waiting",
            Delivery.next_try_at <= now,
            or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now),
            Delivery.recipient.not_in(bindparam("busy", expanding=True)),
            ~select(other.key).where(ahead).exists(),
        )
        .order_by(Delivery.attempts > 0, Delivery.next_try_at, Delivery.key)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=Delivery)
        .cte("wanted")  # as a plain subquery PostgreSQL may run it again for each row, past `most`
    )
    return (
        update(Delivery)
        .where(Delivery.workspace_id == workspace, Delivery.key.in_(select(wanted.c.key)))
        .values(claimed_by=bindparam("whose_claim"), claimed_until=bindparam("new_until"))
        .returning(*DELIVERY_COLUMNS)
    )


_CLAIM = _build_claim()
_NEXT_TRY = select(
    func.min(
        case(
            (Delivery.claimed_until > Delivery.next_try_at, Delivery.claimed_until),
            else_=Delivery.next_try_at,
        )
    )
).where(Delivery.workspace_id == bindparam("which_workspace"), Delivery.state == "waiting")


def put_in(
    connection: Connection,
    workspace_id: int,
    parcel: Parcel,
    now: datetime,
    *,
    outcome: str = "waiting",
    reason: str | None = None,
) -> bool:
    """Put a parcel in, in the caller's transaction; False when its key is there already.

    `outcome` is "waiting", or a final one for what will not be sent, with its reason.
    """
    values = {name: getattr(parcel, name) for name in _PARCEL} | {
        "workspace_id": workspace_id,
        "content": dict(parcel.content),
        "state": outcome,
        "reason": reason,
        "steps": {},
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
        "finished_at": None if outcome == "waiting" else now,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Delivery).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(Delivery.key)).first() is not None


def claim_waiting(
    engine: Engine,
    workspace_id: int,
    now: datetime,
    claim: str,
    lease: timedelta,
    most: int,
    busy: Collection[str] = (),
) -> list[DeliveryRow]:
    """Take parcels whose time has come, one for each recipient; those never tried come first.

    Args:
        engine: The database.
        workspace_id: Whose outbox.
        now: The present instant.
        claim: Who takes them; a new word for every claim.
        lease: How long they are the claim's.
        most: How many at most.
        busy: Recipients that can't take anything now.
    """
    values = {
        "which_workspace": workspace_id,
        "at": now,
        "whose_claim": claim,
        "new_until": now + lease,
        "most": most,
        "busy": list(busy),
    }
    with engine.begin() as connection:
        rows = [read_delivery(row) for row in connection.execute(_CLAIM, values)]
    return sorted(rows, key=lambda row: (row.due_at, row.key))


def record_steps(
    engine: Engine,
    workspace_id: int,
    delivery: DeliveryRow,
    steps: Mapping[str, Any],
    until: datetime,
) -> None:
    """Write down all that has been done of a claimed delivery, and keep its lease until then.

    Raises:
        LostClaim: when it is not the claim's any more; nothing is written.
    """
    with engine.begin() as connection:
        _change(connection, workspace_id, delivery, _RECORD, new_steps=dict(steps), new_until=until)


def put_back(
    engine: Engine, workspace_id: int, delivery: DeliveryRow, reason: str, again_at: datetime
) -> None:
    """Let a claimed delivery be tried again at an instant.

    Raises:
        LostClaim: when it is not the claim's any more; nothing is written.
    """
    attempts = delivery.attempts + 1
    with engine.begin() as connection:
        _change(
            connection, workspace_id, delivery, _PUT_BACK,
            new_attempts=attempts, again_at=again_at, why=reason,
        )  # fmt: skip


def finish(
    connection: Connection,
    workspace_id: int,
    delivery: DeliveryRow,
    outcome: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Record the outcome of a claimed delivery, in the caller's transaction.

    `outcome` is one of `FINAL`, or "unsure", which a person decides with `settle`.

    Raises:
        LostClaim: when it is not the claim's any more; nothing is written.
    """
    finished = None if outcome == "unsure" else now
    _change(connection, workspace_id, delivery, _FINISH, new_state=outcome, why=reason, at=finished)


def settle(
    connection: Connection,
    workspace_id: int,
    delivery: DeliveryRow,
    now: datetime,
    *,
    steps: Mapping[str, Any] | None,
) -> bool:
    """What a person says of an unsure delivery: it arrived, or (with the steps kept) send it again.

    Returns:
        False when somebody has said so already.
    """
    if steps is None:
        values: dict[str, Any] = {"state": "delivered", "finished_at": now}
    else:
        values = {"state": "waiting", "steps": dict(steps), "next_try_at": now}
    statement = (
        update(Delivery)
        .where(
            Delivery.workspace_id == workspace_id,
            Delivery.key == delivery.key,
            Delivery.state == "unsure",
        )
        .values(reason=None, **values)
    )
    return connection.execute(statement).rowcount == 1


def find_next_try(connection: Connection, workspace_id: int) -> datetime | None:
    """When the next waiting delivery may be tried; None when none waits.

    One that somebody is at work on may be tried when that lease is over.
    """
    found: datetime | None = connection.scalar(_NEXT_TRY, {"which_workspace": workspace_id})
    return found


def _change(
    connection: Connection, workspace_id: int, delivery: DeliveryRow, change: Update, **values: Any
) -> None:
    values |= {
        "which_workspace": workspace_id,
        "which_key": delivery.key,
        "whose_claim": delivery.claimed_by,
    }
    if connection.execute(change, values).rowcount != 1:
        raise LostClaim


def read_delivery(row: Row[Any]) -> DeliveryRow:
    """A row of `DELIVERY_COLUMNS`."""
    return DeliveryRow(**row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for what is public
