"""The actions that digests propose, and what people say became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from storage.tables import Action


@dataclass(frozen=True)
class ActionRow:
    """One action of one delivery.

    Attributes:
        number: Its place in the digest, from 1.
        subject: What it is about, the same in every week: "deal:D0017".
        content: What was proposed, as the digest froze it.
        owner_id: The person who is to do it.
        state: "open", "done", "not_useful" or "later".
        decided_by: The Slack user who said so.
    """

    delivery_key: str
    number: int
    digest_id: int
    slot: str
    recipient: str
    subject: str
    content: Mapping[str, Any]
    owner_id: int | None
    due_on: date
    state: str = "open"
    decided_by: str | None = None
    decided_at: datetime | None = None


_COLUMNS = [getattr(Action, one.name) for one in fields(ActionRow)]


def put_actions(connection: Connection, workspace_id: int, rows: list[ActionRow]) -> None:
    """Keep what a digest proposes, in the transaction that puts it into the outbox."""
    if rows:
        values = [
            {one.name: getattr(row, one.name) for one in fields(ActionRow)}
            | {"workspace_id": workspace_id, "content": dict(row.content)}
            for row in rows
        ]
        connection.execute(insert(Action), values)


def decide(
    engine: Engine,
    workspace_id: int,
    delivery_key: str,
    number: int,
    state: str,
    user: str,
    now: datetime,
) -> bool:
    """Note what a person says became of an action; the last word counts. False: no such action."""
    statement = (
        update(Action)
        .where(
            Action.workspace_id == workspace_id,
            Action.delivery_key == delivery_key,
            Action.number == number,
        )
        .values(state=state, decided_by=user, decided_at=now)
    )
    with engine.begin() as connection:
        return connection.execute(statement).rowcount == 1


def read_actions(connection: Connection, workspace_id: int, delivery_key: str) -> list[ActionRow]:
    """The actions of one delivery, in their order."""
    statement = (
        select(*_COLUMNS)
        .where(Action.workspace_id == workspace_id, Action.delivery_key == delivery_key)
        .order_by(Action.number)
    )
    return [_read(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001 - SQLAlchemy's own name for what is public


def read_earlier(
    connection: Connection,
    workspace_id: int,
    digest_id: int,
    recipient: str,
    before: str,
    most: int,
) -> list[ActionRow]:
    """The actions of a digest's slots before one, for one recipient, the newest slot first."""
    statement = (
        select(*_COLUMNS)
        .where(
            Action.workspace_id == workspace_id,
            Action.digest_id == digest_id,
            Action.recipient == recipient,
            Action.slot < before,
        )
        .order_by(Action.slot.desc(), Action.number)
        .limit(most)
    )
    return [_read(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001 - SQLAlchemy's own name for what is public


def _read(values: Any) -> ActionRow:
    return ActionRow(**values)
