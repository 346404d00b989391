"""Alerts: rules, where each of them stands, what became of every check, and what has been told."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision: str = "0005"
down_revision: str | None = "0004"

_TABLES = ("alert_incidents", "alert_checks", "alert_changes", "alert_states", "alert_rules")


def upgrade() -> None:
    """Make the tables, and let deliveries say which alert they are of."""
    _make_rules()
    _make_states()
    _make_changes()
    _make_checks()
    _make_incidents()
    op.add_column("outbox", sa.Column("rule_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_outbox_of_rule",
        "outbox",
        ["workspace_id", "rule_id", "created_at"],
        sqlite_where=sa.text("rule_id IS NOT NULL"),
        postgresql_where=sa.text("rule_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_outbox_of_rule", "outbox")
    op.drop_column("outbox", "rule_id")
    for table in _TABLES:
        op.drop_table(table)


def _make_rules() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("line", storage.types.Exact(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("against", sa.String(length=8), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(length=24), nullable=False),
        sa.Column("z", sa.Float(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("recover_line", storage.types.Exact(length=40), nullable=True),
        sa.Column("recover_days", sa.Integer(), nullable=False),
        sa.Column("pause_hours", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("whose", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("managed_by", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("state_since", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("unjudged", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("snoozed_by", sa.String(length=32), nullable=True),
        sa.Column("checked_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("checked_day", storage.types.Day(), nullable=True),
        sa.Column("checked_version", sa.Integer(), nullable=True),
        sa.Column("look_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("last_notice_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.types.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('fell', 'rose')) = (against IS NOT NULL)",
            name=op.f("ck_alert_rules_fell_from_what"),
        ),
        sa.CheckConstraint(
            "against IS NULL OR against IN ('previous', 'year', 'goal')",
            name=op.f("ck_alert_rules_against"),
        ),
        sa.CheckConstraint(
            "kind IN ('below', 'above', 'fell', 'rose', 'unusual', 'no_data', 'stale')",
            name=op.f("ck_alert_rules_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('below', 'above', 'fell', 'rose') OR line IS NOT NULL",
            name=op.f("ck_alert_rules_line"),
        ),
        sa.CheckConstraint(
            "managed_by IN ('slack', 'file')", name=op.f("ck_alert_rules_managed_by")
        ),
        sa.CheckConstraint(
            "state = 'broken' OR NOT unjudged", name=op.f("ck_alert_rules_unjudged")
        ),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'broken', 'deleted')", name=op.f("ck_alert_rules_state")
        ),
        sa.CheckConstraint(
            "whose IN ('visible', 'own', 'team', 'person')", name=op.f("ck_alert_rules_whose")
        ),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_to IS NULL)", name=op.f("ck_alert_rules_quiet_hours")
        ),
        sa.CheckConstraint(
            "(snoozed_until IS NULL) = (snoozed_by IS NULL)", name=op.f("ck_alert_rules_snoozed")
        ),
        sa.CheckConstraint(
            "window_days > 0 AND hold_days > 0 AND recover_days > 0 AND least >= 0 "
            "AND pause_hours >= 0",
            name=op.f("ck_alert_rules_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_alert_rules_workspace_id_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_alert_rules_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_alert_rules")),
    )
    op.create_index(
        "ix_alert_rules_due",
        "alert_rules",
        ["workspace_id", "state", "checked_version", "checked_day", "look_at", "claimed_until"],
    )
    op.create_index(
        "ix_alert_rules_name",
        "alert_rules",
        ["workspace_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("state <> 'deleted'"),
        postgresql_where=sa.text("state <> 'deleted'"),
    )


def _make_states() -> None:
    op.create_table(
        "alert_states",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("phase", sa.String(length=12), nullable=False),
        sa.Column("since", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("day", storage.types.Day(), nullable=True),
        sa.Column("breached_since", storage.types.Day(), nullable=True),
        sa.Column("good_since", storage.types.Day(), nullable=True),
        sa.Column("blind", sa.String(length=12), nullable=True),
        sa.Column("blind_since", storage.types.Day(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "phase IN ('unknown', 'fine', 'pending', 'firing', 'not_enough', 'no_data', 'broken')",
            name=op.f("ck_alert_states_phase"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "rule_id"],
            ["alert_rules.workspace_id", "alert_rules.id"],
            name=op.f("fk_alert_states_workspace_id_rule_id_alert_rules"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_alert_states_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "rule_id", "group_key", name=op.f("pk_alert_states")
        ),
    )


def _make_changes() -> None:
    op.create_table(
        "alert_changes",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("old", sa.String(length=12), nullable=False),
        sa.Column("new", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("start_on", storage.types.Day(), nullable=True),
        sa.Column("end_on", storage.types.Day(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "rule_id"],
            ["alert_rules.workspace_id", "alert_rules.id"],
            name=op.f("fk_alert_changes_workspace_id_rule_id_alert_rules"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_alert_changes_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "rule_id", "number", name=op.f("pk_alert_changes")),
    )
    op.create_index("ix_alert_changes_recent", "alert_changes", ["workspace_id", "at"])


def _make_checks() -> None:
    op.create_table(
        "alert_checks",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", storage.types.Day(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('fired', 'quiet', 'unsure', 'broken')",
            name=op.f("ck_alert_checks_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "rule_id"],
            ["alert_rules.workspace_id", "alert_rules.id"],
            name=op.f("fk_alert_checks_workspace_id_rule_id_alert_rules"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_alert_checks_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "rule_id", "day", "version", name=op.f("pk_alert_checks")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_checks_recent", "alert_checks", ["workspace_id", "at", "outcome"])


def _make_incidents() -> None:
    op.create_table(
        "alert_incidents",
        sa.Column("workspace_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", storage.types.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=8), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_at", storage.types.Instant(timezone=True), nullable=True),
        sa.Column("not_useful_by", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "ending IN ('over', 'untold', 'changed', 'paused', 'deleted')",
            name=op.f("ck_alert_incidents_ending"),
        ),
        sa.CheckConstraint(
            "(acknowledged_by IS NULL) = (acknowledged_at IS NULL)",
            name=op.f("ck_alert_incidents_acknowledged"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (ending IS NULL)", name=op.f("ck_alert_incidents_closed")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "rule_id"],
            ["alert_rules.workspace_id", "alert_rules.id"],
            name=op.f("fk_alert_incidents_workspace_id_rule_id_alert_rules"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_alert_incidents_workspace_id_workspaces"),
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "rule_id", "number", name=op.f("pk_alert_incidents")
        ),
    )
    op.create_index(
        "ix_alert_incidents_open",
        "alert_incidents",
        ["workspace_id", "rule_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_alert_incidents_recent", "alert_incidents", ["workspace_id", "opened_at"])
    op.create_index(
        op.f("ix_alert_incidents_workspace_id_closed_at"),
        "alert_incidents",
        ["workspace_id", "closed_at"],
    )
