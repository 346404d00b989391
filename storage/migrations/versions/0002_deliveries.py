"""Digests, the outbox and actions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import storage.types

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=16), nullable=True),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("due_at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("created_at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("finished_at", storage.types.Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('waiting', 'unsure')) = (finished_at IS NULL)",
            name=op.f("ck_outbox_finished"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'skipped', 'failed', 'broken', 'unsure')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_outbox_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_of_digest", ["workspace_id", "digest_id", "slot"], unique=False
        )
        batch_op.create_index("ix_outbox_recent", ["workspace_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_outbox_of_recipient",
            ["workspace_id", "recipient", "created_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_outbox_waiting",
            ["workspace_id", "next_try_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "actions",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delivery_key", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", storage.types.Day(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", storage.types.Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'not_useful', 'later')", name=op.f("ck_actions_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_key"],
            ["outbox.workspace_id", "outbox.key"],
            name=op.f("fk_actions_workspace_id_delivery_key_outbox"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_actions_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_key", "number", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_actions_of_digest", ["workspace_id", "digest_id", "recipient", "slot"], unique=False
        )

    op.create_table(
        "digests",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("whose", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("skip_when_quiet", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("managed_by", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("state_since", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("next_slot", sa.String(length=16), nullable=True),
        sa.Column("next_due_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.types.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('leader', 'team', 'personal', 'own')", name=op.f("ck_digests_kind")
        ),
        sa.CheckConstraint("managed_by IN ('slack', 'file')", name=op.f("ck_digests_managed_by")),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'broken', 'deleted')", name=op.f("ck_digests_state")
        ),
        sa.CheckConstraint(
            "whose IN ('visible', 'own', 'team', 'person')", name=op.f("ck_digests_whose")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_digests_workspace_id_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_digests_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_digests")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digests_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("state <> 'deleted'"),
            postgresql_where=sa.text("state <> 'deleted'"),
        )
        batch_op.create_index(
            batch_op.f("ix_digests_workspace_id_next_due_at"),
            ["workspace_id", "next_due_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digests_workspace_id_next_due_at"))
        batch_op.drop_index(
            "ix_digests_name",
            sqlite_where=sa.text("state <> 'deleted'"),
            postgresql_where=sa.text("state <> 'deleted'"),
        )

    op.drop_table("digests")
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index("ix_actions_of_digest")

    op.drop_table("actions")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_outbox_of_recipient",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_outbox_recent")
        batch_op.drop_index("ix_outbox_of_digest")

    op.drop_table("outbox")
