"""The accounts somebody deals with: whose names may be told to those who don't see everything."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, union
from sqlalchemy.orm import aliased

from storage.tables import Account, Deal, Lead


@dataclass(frozen=True)
class VisibleAccounts:
    """Names as the data spells them.

    Attributes:
        own: Accounts with a deal or a lead of these people.
        parents: What those accounts belong to; an account without a parent is its own.
    """

    own: frozenset[str]
    parents: frozenset[str]


def read_visible_accounts(
    connection: Connection, workspace_id: int, people: frozenset[int]
) -> VisibleAccounts:
    """The accounts in which these people have a deal or a lead."""
    theirs = union(
        *(
            select(facts.account_id).where(
                facts.workspace_id == workspace_id, facts.owner_id.in_(people)
            )
            for facts in (Deal, Lead)
        )
    )
    parent = aliased(Account)
    rows = connection.execute(
        select(Account.name, parent.name)
        .outerjoin(
            parent,
            (parent.workspace_id == Account.workspace_id) & (parent.id == Account.parent_id),
        )
        .where(Account.workspace_id == workspace_id, Account.id.in_(theirs))
    ).all()
    return VisibleAccounts(
        own=frozenset(row[0] for row in rows), parents=frozenset(row[1] or row[0] for row in rows)
    )
