"""Goals that somebody has taken back stay, so that taking an import back never meets a gap."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Add the column; every goal there is still holds."""
    op.add_column(
        "goals",
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("goals", "withdrawn")
