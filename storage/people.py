"""Who works here, and which of Slack's users each one is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import IntegrityError

from storage.requests import Busy, write_soon
from storage.tables import Person


@dataclass(frozen=True)
class PersonRow:
    """One person, as access and words need them."""

    id: int
    name: str
    email: str | None
    slack_user_id: str | None
    role: str  # rep, manager or administrator
    manager_id: int | None
    team: str | None
    active: bool


def read_people(connection: Connection, workspace_id: int, today: date) -> list[PersonRow]:
    """Everybody of a workspace, by id. Who has left by today is marked as not active."""
    rows = connection.execute(
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.slack_user_id,
            Person.role,
            Person.manager_id,
            Person.team,
            Person.left_on,
        )
        .where(Person.workspace_id == workspace_id)
        .order_by(Person.id)
    )
    return [
        PersonRow(
            row.id,
            row.name,
            row.email,
            row.slack_user_id,
            row.role,
            row.manager_id,
            row.team,
            row.left_on is None or row.left_on > today,
        )
        for row in rows
    ]


def count_slack_users(connection: Connection, workspace_id: int) -> int:
    """How many people have a known Slack user: another number when somebody is recognised."""
    counted = select(func.count(Person.slack_user_id)).where(Person.workspace_id == workspace_id)
    return connection.scalar(counted) or 0


def link_slack_user(engine: Engine, workspace_id: int, person_id: int, user: str) -> bool:
    """Note which Slack user a person is; whoever had that user before has it no longer.

    False while somebody else is writing: it is worth nobody's waiting, and can be done later.
    """
    own = (Person.workspace_id == workspace_id, Person.slack_user_id == user)
    try:
        with write_soon(engine) as connection:
            connection.execute(
                update(Person).where(*own, Person.id != person_id).values(slack_user_id=None)
            )
            connection.execute(
                update(Person)
                .where(Person.workspace_id == workspace_id, Person.id == person_id)
                .values(slack_user_id=user)
            )
    except (Busy, IntegrityError):  # another process is just doing the same
        return False
    return True
