"""What the bot keeps for itself: imports and how to undo them, requests already answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, WorkspaceId


class ImportBatch(Base):
    """One run of `salesbell import`. The newest finished one is the version of the data."""

    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint(
            "rows_read = rows_new + rows_changed + rows_unchanged + rows_rejected",
            name="rows_add_up",
        ),
    )
    workspace_id: Mapped[WorkspaceId]
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str]  # the name alone, never the path
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_new: Mapped[int] = mapped_column(Integer)
    rows_changed: Mapped[int] = mapped_column(Integer)
    rows_unchanged: Mapped[int] = mapped_column(Integer)
    rows_rejected: Mapped[int] = mapped_column(Integer)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the person was told: columns taken, names matched, footers skipped, suggestions."""


class ImportReject(Base):
    """A row that was not taken, and how to mend it."""

    __tablename__ = "import_rejects"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "batch_id"], ["import_batches.workspace_id", "import_batches.id"]
        ),
    )
    workspace_id: Mapped[WorkspaceId]
    batch_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    row_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column("column_name")
    value: Mapped[str | None]
    reason: Mapped[str]
    mend: Mapped[str]
    row: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportUndo(Base):
    """What a fact row was before an import changed it; NULL `before` means it was not there."""

    __tablename__ = "import_undo"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "batch_id"], ["import_batches.workspace_id", "import_batches.id"]
        ),
        {"sqlite_with_rowid": False},
    )
    workspace_id: Mapped[WorkspaceId]
    batch_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class SeenRequest(Base):
    """The key of a request from Slack that has been taken up; a second delivery is dropped."""

    __tablename__ = "seen_requests"
    __table_args__ = (Index(None, "workspace_id", "seen_at"),)
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    seen_at: Mapped[datetime]


class StagePace(Base):
    """What the history says of a stage, worked out once for each version of the data."""

    __tablename__ = "stage_pace"
    workspace_id: Mapped[WorkspaceId]
    stage_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data_version: Mapped[int] = mapped_column(Integer)
    """The number of the version of the data that these figures stand on."""
    decided: Mapped[int] = mapped_column(Integer)
    won: Mapped[int] = mapped_column(Integer)
    """Deals that reached the stage and are decided now; those of them that were won."""
    passed: Mapped[int] = mapped_column(Integer)
    passed_days_p75: Mapped[float | None] = mapped_column(Float)
    """Three quarters of the deals that left the stage did so within this many days."""


class Groundwork(Base):
    """A part of the whole company's pipeline, worked out once for each version of the data."""

    __tablename__ = "groundwork"
    workspace_id: Mapped[WorkspaceId]
    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    data_version: Mapped[int] = mapped_column(Integer)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was counted; `metrics.groundwork` knows its shape."""
