"""What has been told of alerts: each incident, who took it on, and who found it of no use.

An incident is one rule's alert, from its first firing group to the last one's recovery. A rule has
one open at most.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from storage.tables import AlertIncident


@dataclass(frozen=True)
class IncidentRow:
    """One incident.

    Attributes:
        number: Counted up for each rule, from 1.
        ending: None while it is open; "over" when the numbers have come back; "untold" when nobody
            could be told that it began; "changed", "paused" or "deleted" when a person did that to
            the rule before the numbers had come back; "changed" also when all it was about left.
        told: What people know, as JSON; empty when nobody was told.
        notices: How many have been put into the outbox.
        not_useful_by: The Slack users who said so.
    """

    rule_id: int
    number: int
    opened_at: datetime
    closed_at: datetime | None = None
    ending: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    notices: int = 0
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    not_useful_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncidentCounts:
    """What became of incidents within some time.

    Attributes:
        opened, closed: How many were opened and closed in it, whatever they ended by.
        not_useful: So many of those opened were of no use, as somebody said.
    """

    opened: int
    closed: int
    not_useful: int


EARLY = ("changed", "paused", "deleted")
"""The endings of what nobody watches any more, though its numbers have not come back."""
_COLUMNS = [getattr(AlertIncident, one.name) for one in fields(IncidentRow)]


def open_incident(
    connection: Connection, workspace_id: int, rule_id: int, now: datetime
) -> IncidentRow:
    """Open an incident of a rule that has none open, in the caller's transaction."""
    number = select(func.coalesce(func.max(AlertIncident.number), 0) + 1).where(
        AlertIncident.workspace_id == workspace_id, AlertIncident.rule_id == rule_id
    )
    statement = insert(AlertIncident).values(
        workspace_id=workspace_id,
        rule_id=rule_id,
        number=number.scalar_subquery(),
        opened_at=now,
        told={},
        notices=0,
        not_useful_by=[],
    )
    return _read(connection.execute(statement.returning(*_COLUMNS)).one())


def close_open(
    connection: Connection, workspace_id: int, rule_id: int, ending: str, now: datetime
) -> bool:
    """Close the open incident of a rule; False when it has none.

    `ending` is one of those of `IncidentRow`.
    """
    statement = update(AlertIncident).where(
        AlertIncident.workspace_id == workspace_id,
        AlertIncident.rule_id == rule_id,
        AlertIncident.closed_at.is_(None),
    )
    closed = statement.values(closed_at=now, ending=ending)
    return connection.execute(closed).rowcount == 1


def note_told(
    connection: Connection,
    workspace_id: int,
    rule_id: int,
    number: int,
    told: Mapping[str, Any],
) -> None:
    """Note what people know now, in the transaction that puts a notice into the outbox."""
    connection.execute(
        update(AlertIncident)
        .where(*_is(workspace_id, rule_id, number))
        .values(told=dict(told), notices=AlertIncident.notices + 1)
    )


def read_open(
    connection: Connection, workspace_id: int, rule_ids: Collection[int]
) -> dict[int, IncidentRow]:
    """The open incidents of rules, by rule; a rule without one is left out."""
    statement = select(*_COLUMNS).where(
        AlertIncident.workspace_id == workspace_id,
        AlertIncident.rule_id.in_(rule_ids),
        AlertIncident.closed_at.is_(None),
    )
    return {row.rule_id: _read(row) for row in connection.execute(statement)}


def list_open_rules(connection: Connection, workspace_id: int) -> list[int]:
    """The rules that have an open incident."""
    statement = select(AlertIncident.rule_id).where(
        AlertIncident.workspace_id == workspace_id, AlertIncident.closed_at.is_(None)
    )
    return list(connection.scalars(statement))


def find_incident(
    connection: Connection, workspace_id: int, rule_id: int, number: int
) -> IncidentRow | None:
    """One incident, open or closed; None when there is none."""
    statement = select(*_COLUMNS).where(*_is(workspace_id, rule_id, number))
    row = connection.execute(statement).one_or_none()
    return None if row is None else _read(row)


def list_closed_early(
    connection: Connection, workspace_id: int, since: datetime
) -> list[IncidentRow]:
    """The incidents closed since an instant though their numbers had not come back."""
    statement = select(*_COLUMNS).where(
        AlertIncident.workspace_id == workspace_id,
        AlertIncident.closed_at >= since,
        AlertIncident.ending.in_(EARLY),
    )
    return [_read(row) for row in connection.execute(statement)]


def list_incidents(
    connection: Connection, workspace_id: int, most: int = 100, *, rule_id: int | None = None
) -> list[IncidentRow]:
    """Incidents, the newest first: of one rule, or of all."""
    statement = select(*_COLUMNS).where(AlertIncident.workspace_id == workspace_id)
    if rule_id is not None:
        statement = statement.where(AlertIncident.rule_id == rule_id)
    newest = (
        AlertIncident.opened_at.desc(),
        AlertIncident.rule_id,
        AlertIncident.number.desc(),
    )
    return [_read(row) for row in connection.execute(statement.order_by(*newest).limit(most))]


def count_incidents(
    connection: Connection, workspace_id: int, since: datetime, until: datetime
) -> IncidentCounts:
    """What became of incidents within [since, until)."""
    opened = connection.scalars(
        select(AlertIncident.not_useful_by).where(
            AlertIncident.workspace_id == workspace_id,
            AlertIncident.opened_at >= since,
            AlertIncident.opened_at < until,
        )
    ).all()
    closed = connection.scalar(
        select(func.count())
        .select_from(AlertIncident)
        .where(
            AlertIncident.workspace_id == workspace_id,
            AlertIncident.closed_at >= since,
            AlertIncident.closed_at < until,
        )
    )
    return IncidentCounts(len(opened), closed or 0, sum(bool(users) for users in opened))


def acknowledge(
    engine: Engine, workspace_id: int, rule_id: int, number: int, user: str, now: datetime
) -> bool:
    """Note that a Slack user takes an incident on; False when somebody has done so already."""
    statement = update(AlertIncident).where(
        *_is(workspace_id, rule_id, number), AlertIncident.acknowledged_by.is_(None)
    )
    taken = statement.values(acknowledged_by=user, acknowledged_at=now)
    with engine.begin() as connection:
        return connection.execute(taken).rowcount == 1


def take_back(engine: Engine, workspace_id: int, rule_id: int, number: int) -> bool:
    """Note that nobody has taken an incident on after all; False when nobody had."""
    statement = update(AlertIncident).where(
        *_is(workspace_id, rule_id, number), AlertIncident.acknowledged_by.is_not(None)
    )
    given_back = statement.values(acknowledged_by=None, acknowledged_at=None)
    with engine.begin() as connection:
        return connection.execute(given_back).rowcount == 1


def mark_not_useful(
    engine: Engine,
    workspace_id: int,
    rule_id: int,
    number: int,
    user: str,
    *,
    says_so: bool = True,
) -> bool:
    """Note that a Slack user says an incident was of no use, or takes that back.

    Returns:
        False when that is known already, or there is no such incident.
    """
    which = _is(workspace_id, rule_id, number)
    with engine.begin() as connection:
        # A write comes first, so that two who press at once do so one after the other.
        held = update(AlertIncident).where(*which).values(notices=AlertIncident.notices)
        users = connection.scalar(held.returning(AlertIncident.not_useful_by))
        if users is None or (user in users) is says_so:
            return False
        users = [*users, user] if says_so else [one for one in users if one != user]
        connection.execute(update(AlertIncident).where(*which).values(not_useful_by=users))
    return True


def _is(workspace_id: int, rule_id: int, number: int) -> tuple[Any, ...]:
    return (
        AlertIncident.workspace_id == workspace_id,
        AlertIncident.rule_id == rule_id,
        AlertIncident.number == number,
    )


def _read(row: Row[Any]) -> IncidentRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for what is public
    return IncidentRow(**values | {"not_useful_by": tuple(values["not_useful_by"])})
