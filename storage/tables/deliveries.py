"""What the bot sends by itself: digests, the outbox they leave by, and the actions they propose."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, Name, NameKey, WorkspaceId


class Digest(Base):
    """Who is told what, where and when. Rows are never removed: an id is never given twice."""

    __tablename__ = "digests"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "person_id"], ["people.workspace_id", "people.id"]),
        CheckConstraint("kind IN ('leader', 'team', 'personal', 'own')", name="kind"),
        CheckConstraint("whose IN ('visible', 'own', 'team', 'person')", name="whose"),
        CheckConstraint("state IN ('active', 'paused', 'broken', 'deleted')", name="state"),
        CheckConstraint("managed_by IN ('slack', 'file')", name="managed_by"),
        Index(
            "ix_digests_name",
            "workspace_id",
            "name_key",
            unique=True,
            sqlite_where=text("state <> 'deleted'"),
            postgresql_where=text("state <> 'deleted'"),
        ),
        Index(None, "workspace_id", "next_due_at"),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    kind: Mapped[str] = mapped_column(String(16))
    whose: Mapped[str] = mapped_column(String(16))
    """Cut down to what each recipient may see: all of it, their own, a team's, a person's."""
    person_id: Mapped[int | None] = mapped_column(Integer)
    """Whose team, or who, where `whose` says so."""
    sections: Mapped[list[str]] = mapped_column(JSON)
    questions: Mapped[list[str]] = mapped_column(JSON)
    """Words of `/sales`, a line each, for a digest put together by its owner."""
    recipients: Mapped[list[str]] = mapped_column(JSON)
    """Slack's ids: of channels, or of users for direct messages."""
    schedule: Mapped[str]  # canonical words: "every Monday 09:00"
    zone: Mapped[str] = mapped_column(String(64))  # IANA
    skip_when_quiet: Mapped[bool]
    owner: Mapped[str] = mapped_column(String(32))
    """The Slack user who is told when something is wrong."""
    managed_by: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    state_reason: Mapped[str | None]
    state_since: Mapped[datetime]
    next_slot: Mapped[str | None] = mapped_column(String(16))  # wall time: 2026-11-23T09:00
    next_due_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer)
    """Counted up by every change that a person makes."""
    created_at: Mapped[datetime]


class Delivery(Base):
    """One thing to send to one recipient, once: its key is unique, its numbers are frozen."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'delivered', 'skipped', 'failed', 'broken', 'unsure')",
            name="state",
        ),
        CheckConstraint(
            "(state IN ('waiting', 'unsure')) = (finished_at IS NULL)", name="finished"
        ),
        Index(
            "ix_outbox_waiting",
            "workspace_id",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_of_recipient",
            "workspace_id",
            "recipient",
            "created_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_outbox_of_digest", "workspace_id", "digest_id", "slot"),
        Index(
            "ix_outbox_of_rule",
            "workspace_id",
            "rule_id",
            "created_at",
            sqlite_where=text("rule_id IS NOT NULL"),
            postgresql_where=text("rule_id IS NOT NULL"),
        ),
        Index("ix_outbox_recent", "workspace_id", "created_at"),
    )
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    """What it is, for which slot, to whom: digest:12:2026-11-23T09:00:C012AB."""
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str]
    digest_id: Mapped[int | None] = mapped_column(Integer)
    rule_id: Mapped[int | None] = mapped_column(Integer)  # of an alert
    slot: Mapped[str | None] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None]
    """Why it was skipped, failed, is broken or unsure; or why it is being tried again."""
    steps: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What has been done of it: files uploaded, messages begun and posted."""
    attempts: Mapped[int] = mapped_column(Integer)
    next_try_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Action(Base):
    """Something that a digest asks somebody to do, and what became of it."""

    __tablename__ = "actions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "delivery_key"], ["outbox.workspace_id", "outbox.key"]
        ),
        CheckConstraint("state IN ('open', 'done', 'not_useful', 'later')", name="state"),
        Index("ix_actions_of_digest", "workspace_id", "digest_id", "recipient", "slot"),
    )
    workspace_id: Mapped[WorkspaceId]
    delivery_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest_id: Mapped[int] = mapped_column(Integer)
    slot: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    """What it is about, for all weeks: deal:D0017 or goal:bookings. Asked for once at a time."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    owner_id: Mapped[int | None] = mapped_column(Integer)  # a person
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    decided_by: Mapped[str | None] = mapped_column(String(32))  # a Slack user
    decided_at: Mapped[datetime | None]
