"""A desk to import at: a workspace of one database, a folder for files, a moment in time."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from storage.importing import ImportReport, ImportSettings, import_file
from storage.imports import UndoReport, undo_import
from storage.tables import Base

T0 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WORKSPACE = 1
MAVEN = Path(__file__).parents[4] / "shared" / "datasets" / "maven"
HEADINGS = Path(__file__).parents[4] / "shared" / "datasets" / "export-headers"
_WORKINGS = {"import_batches", "import_rejects", "import_undo", "stage_pace", "seen_requests"}
Rows = Sequence[Sequence[object]]


@dataclass
class Desk:
    """Imports files and looks at what came of them."""

    engine: Engine
    folder: Path
    settings: ImportSettings = field(default_factory=lambda: ImportSettings(ZoneInfo("UTC")))
    now: datetime = T0
    _files: int = 0

    def set_up(self, **changes: Any) -> None:
        """Change settings, as `settings` calls them."""
        self.settings = replace(self.settings, **changes)

    def write(self, rows: Rows, name: str = "") -> Path:
        """A CSV file of these rows, the headings first."""
        self._files += 1
        path = self.folder / (name or f"file{self._files}.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    def take(self, kind: str, source: Path | Rows, **options: Any) -> ImportReport:
        """Import a file or rows; an hour goes by."""
        path = source if isinstance(source, Path) else self.write(source)
        self.now += timedelta(hours=1)
        return import_file(self.engine, WORKSPACE, kind, path, self.settings, self.now, **options)

    def undo(self, batch_id: int | None) -> UndoReport:
        """Take an import back."""
        assert batch_id is not None
        return undo_import(self.engine, WORKSPACE, batch_id, self.now)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def value(self, sql: str) -> Any:
        """The single value a SELECT gives."""
        ((value,),) = self.ask(sql)
        return value

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every fact table in full, as Python values."""
        tables = {}
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                if table.name in _WORKINGS:
                    continue
                rows = connection.execute(table.select().order_by(*table.primary_key))
                tables[table.name] = [tuple(row) for row in rows]
        return tables


def count_rows(report: ImportReport) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, rejected)."""
    return report.new, report.changed, report.unchanged, report.rejected
