"""What an import did, as values: for the terminal, for JSON and for the batch's row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN_REJECTS = 10_000
"""Rejected rows that a report carries; all of them are kept in the database."""


@dataclass(frozen=True)
class Reject:
    """A row that was not taken: where, what stands there, why, and how to mend it."""

    row: int
    column: str
    value: str | None
    reason: str
    mend: str


@dataclass(frozen=True)
class ColumnTaken:
    """A heading of the file and the field it was taken for."""

    heading: str
    field: str
    title: str


@dataclass(frozen=True)
class NameMatch:
    """A name that the file spells otherwise than the table it refers to."""

    table: str
    theirs: str
    ours: str
    rows: int


@dataclass(frozen=True)
class Suggestion:
    """Two names that may be one; nothing was merged."""

    what: str
    theirs: str
    nearest: str


@dataclass
class ImportReport:
    """The whole account of one import. The four counts add up to the rows read.

    Attributes:
        batch_id: What `salesbell imports undo` takes; None after a dry run.
        read_as: How the file was read, in words.
        preset: The CRM that the headings belong to; None for everyday names.
        aside: Headings that were not used.
        key: The columns whose values make the key where the file has no id.
        created: Table -> names that only this file mentioned so far.
        warnings: What was taken although it looks odd, with the number of rows.
    """

    kind: str
    file_name: str
    dry_run: bool = False
    batch_id: int | None = None
    read_as: str = ""
    preset: str | None = None
    columns: tuple[ColumnTaken, ...] = ()
    aside: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    key_fields: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    footers: int = 0
    blank_rows: int = 0
    matched: list[NameMatch] = field(default_factory=list)
    created: dict[str, list[str]] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Rows of data: neither headings nor footers nor blank lines."""
        return self.new + self.changed + self.unchanged + self.rejected

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {**self.summarise(), "rejects": [asdict(reject) for reject in self.rejects]}

    def summarise(self) -> dict[str, Any]:
        """Everything but the rejected rows, as plain values."""
        return {
            "kind": self.kind,
            "file": self.file_name,
            "dry_run": self.dry_run,
            "import": self.batch_id,
            "read_as": self.read_as,
            "preset": self.preset,
            "columns": [asdict(column) for column in self.columns],
            "left_aside": list(self.aside),
            "key": list(self.key),
            "key_fields": list(self.key_fields),
            "notes": list(self.notes),
            "rows": {
                "read": self.rows_read,
                "new": self.new,
                "changed": self.changed,
                "unchanged": self.unchanged,
                "rejected": self.rejected,
                "footers": self.footers,
                "blank": self.blank_rows,
            },
            "matched": [asdict(match) for match in self.matched],
            "created": _shorten(self.created),
            "suggestions": [asdict(suggestion) for suggestion in self.suggestions],
            "warnings": dict(self.warnings),
        }


def _shorten(created: Mapping[str, list[str]]) -> dict[str, Any]:
    return {table: {"count": len(names), "first": names[:20]} for table, names in created.items()}
