"""Reading who works here."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

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


def read_people(connection: Connection, workspace_id: int) -> list[PersonRow]:
    """Everybody of a workspace, by id. Those who have left are marked as not active."""
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
            row.left_on is None,
        )
        for row in rows
    ]
