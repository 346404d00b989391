"""What a question about the whole company's pipeline reads first, kept per version of the data."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "groundwork",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_groundwork_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "part", name=op.f("pk_groundwork")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("groundwork")
