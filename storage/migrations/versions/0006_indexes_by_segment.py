"""What deals and leads are told apart by is in their indexes: no row is looked up for it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"

_CLOSED: dict[str, Any] = {
    "sqlite_where": sa.text("status <> 'open'"),
    "postgresql_where": sa.text("status <> 'open'"),
}
_TOLD_BY = ["source", "region", "segment", "industry"]
_OF_DEALS = ["owner_id", "value_minor", "created_on", "account_id", "product_id"]
_CREATED = [column for column in _OF_DEALS if column != "created_on"]


def upgrade() -> None:
    """Make the indexes anew, wider."""
    _replace("deals", "closed", ["closed_on", "status", *_OF_DEALS, *_TOLD_BY], **_CLOSED)
    _replace("deals", "created", ["created_on", *_CREATED, *_TOLD_BY])
    of_leads = ["created_on", "owner_id", "source", "customer_on", "account_id", *_TOLD_BY[1:]]
    _replace("leads", "created", of_leads)


def downgrade() -> None:
    """Make them anew as they were."""
    _replace("leads", "created", ["created_on", "owner_id", "source", "customer_on"])
    _replace("deals", "created", ["created_on", *_CREATED])
    _replace("deals", "closed", ["closed_on", "status", *_OF_DEALS], **_CLOSED)


def _replace(table: str, what: str, columns: list[str], **where: Any) -> None:
    name = f"ix_{table}_{what}"
    op.drop_index(name, table, **where)
    op.create_index(name, table, ["workspace_id", *columns], **where)
