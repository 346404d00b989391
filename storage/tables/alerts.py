"""Alert rules, where each of them stands, and what has been told of them."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Time,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, Name, NameKey, WorkspaceId
from storage.types import Exact


class AlertRule(Base):
    """When who is told that a number is not as it should be. An id is never given twice."""

    __tablename__ = "alert_rules"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "person_id"], ["people.workspace_id", "people.id"]),
        CheckConstraint(
            "kind IN ('below', 'above', 'fell', 'rose', 'unusual', 'no_data', 'stale')",
            name="kind",
        ),
        CheckConstraint(
            "against IS NULL OR against IN ('previous', 'year', 'goal')", name="against"
        ),
        CheckConstraint(
            "(kind IN ('fell', 'rose')) = (against IS NOT NULL)", name="fell_from_what"
        ),
        CheckConstraint(
            "kind NOT IN ('below', 'above', 'fell', 'rose') OR line IS NOT NULL", name="line"
        ),
        CheckConstraint("whose IN ('visible', 'own', 'team', 'person')", name="whose"),
        CheckConstraint("state IN ('active', 'paused', 'broken', 'deleted')", name="state"),
        CheckConstraint("managed_by IN ('slack', 'file')", name="managed_by"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_hours"),
        CheckConstraint("(snoozed_until IS NULL) = (snoozed_by IS NULL)", name="snoozed"),
        CheckConstraint("state = 'broken' OR NOT unjudged", name="unjudged"),
        CheckConstraint(
            "window_days > 0 AND hold_days > 0 AND recover_days > 0 AND least >= 0 "
            "AND pause_hours >= 0",
            name="counts",
        ),
        Index(
            "ix_alert_rules_name",
            "workspace_id",
            "name_key",
            unique=True,
            sqlite_where=text("state <> 'deleted'"),
            postgresql_where=text("state <> 'deleted'"),
        ),
        Index(
            "ix_alert_rules_due",  # a look for what is due reads nothing else
            "workspace_id",
            "state",
            "checked_version",
            "checked_day",
            "look_at",
            "claimed_until",
        ),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    name: Mapped[Name]
    name_key: Mapped[NameKey]
    words: Mapped[str]
    """What is watched, in words of `/sales`: "win rate enterprise by owner"; empty for stale."""
    metric: Mapped[str]  # its name in the catalogue, as the words say; empty for stale
    kind: Mapped[str] = mapped_column(String(8))
    line: Mapped[Decimal | None] = mapped_column(Exact)
    """In the metric's unit: a fraction, major units of `currency`, days, a count. See the kinds."""
    currency: Mapped[str | None] = mapped_column(String(3))  # of a line that is money
    against: Mapped[str | None] = mapped_column(String(8))
    window_days: Mapped[int] = mapped_column(Integer)
    least: Mapped[int] = mapped_column(Integer)
    certainty: Mapped[str] = mapped_column(String(24))
    """As it was asked for: "normal", "quiet", "2.1", "1 a year" (a budget of false alarms)."""
    z: Mapped[float] = mapped_column(Float)  # what that came to
    hold_days: Mapped[int] = mapped_column(Integer)
    recover_line: Mapped[Decimal | None] = mapped_column(Exact)
    recover_days: Mapped[int] = mapped_column(Integer)
    pause_hours: Mapped[int] = mapped_column(Integer)
    quiet_from: Mapped[time | None] = mapped_column(Time)
    quiet_to: Mapped[time | None] = mapped_column(Time)
    working_days: Mapped[bool]
    zone: Mapped[str] = mapped_column(String(64))  # IANA, of the quiet hours
    whose: Mapped[str] = mapped_column(String(16))  # as of digests
    person_id: Mapped[int | None] = mapped_column(Integer)
    recipients: Mapped[list[str]] = mapped_column(JSON)  # Slack's ids of channels and users
    mentions: Mapped[list[str]] = mapped_column(JSON)  # Slack's ids of users
    owner: Mapped[str] = mapped_column(String(32))
    """The Slack user who is told when something is wrong."""
    managed_by: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    state_reason: Mapped[str | None]
    state_since: Mapped[datetime]
    unjudged: Mapped[bool]
    """It is broken because it could not be judged: as soon as it can be, it is well again."""
    snoozed_until: Mapped[datetime | None]
    snoozed_by: Mapped[str | None] = mapped_column(String(32))
    checked_at: Mapped[datetime | None]
    checked_day: Mapped[date | None]
    """The last complete day that was judged, and on which version of the data."""
    checked_version: Mapped[int | None] = mapped_column(Integer)
    look_at: Mapped[datetime | None]
    """When to look again although no newer data has come: quiet hours or a snooze are over then,
    somebody has changed the rule, or it is new."""
    last_notice_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]


class AlertState(Base):
    """Where one group of a rule stands; a rule that watches no groups has one, ""."""

    __tablename__ = "alert_states"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "rule_id"], ["alert_rules.workspace_id", "alert_rules.id"]
        ),
        CheckConstraint(
            "phase IN ('unknown', 'fine', 'pending', 'firing', 'not_enough', 'no_data', 'broken')",
            name="phase",
        ),
    )
    workspace_id: Mapped[WorkspaceId]
    rule_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    group_key: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime | None]
    day: Mapped[date | None]
    breached_since: Mapped[date | None]
    good_since: Mapped[date | None]
    blind: Mapped[str | None] = mapped_column(String(12))
    blind_since: Mapped[date | None]
    reason: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The verdict's numbers; `metrics.alerts` knows their shape."""


class AlertChange(Base):
    """One step of a group from one phase to another, with the numbers it was taken on."""

    __tablename__ = "alert_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "rule_id"], ["alert_rules.workspace_id", "alert_rules.id"]
        ),
        Index("ix_alert_changes_recent", "workspace_id", "at"),
    )
    workspace_id: Mapped[WorkspaceId]
    rule_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    group_key: Mapped[str]
    old: Mapped[str] = mapped_column(String(12))
    new: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]  # of the window, half-open
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class AlertCheck(Base):
    """That a rule was judged: once for each complete day and version of the data."""

    __tablename__ = "alert_checks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "rule_id"], ["alert_rules.workspace_id", "alert_rules.id"]
        ),
        CheckConstraint("outcome IN ('fired', 'quiet', 'unsure', 'broken')", name="outcome"),
        Index("ix_alert_checks_recent", "workspace_id", "at", "outcome"),
        {"sqlite_with_rowid": False},
    )
    workspace_id: Mapped[WorkspaceId]
    rule_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(8))
    """fired: some group is firing; unsure: for some nothing could be said; else quiet or broken."""
    reason: Mapped[str]
    """What was told, or why nothing."""


class AlertIncident(Base):
    """One rule's alert, from its first firing group to the last one's recovery."""

    __tablename__ = "alert_incidents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "rule_id"], ["alert_rules.workspace_id", "alert_rules.id"]
        ),
        CheckConstraint(
            "(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name="acknowledged"
        ),
        CheckConstraint(
            "ending IN ('over', 'untold', 'changed', 'paused', 'deleted')", name="ending"
        ),
        CheckConstraint("(closed_at IS NULL) = (ending IS NULL)", name="closed"),
        Index(
            "ix_alert_incidents_open",
            "workspace_id",
            "rule_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_alert_incidents_recent", "workspace_id", "opened_at"),
        Index(None, "workspace_id", "closed_at"),
    )
    workspace_id: Mapped[WorkspaceId]
    rule_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(8))
    """over: the numbers have come back; else what a person did to the rule before they had."""
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What people know: groups with how far beyond the line, the cause; empty: nobody was told."""
    notices: Mapped[int] = mapped_column(Integer)
    """How many have been put into the outbox; numbers their keys."""
    acknowledged_by: Mapped[str | None] = mapped_column(String(32))
    acknowledged_at: Mapped[datetime | None]
    not_useful_by: Mapped[list[str]] = mapped_column(JSON)  # Slack users who said so
