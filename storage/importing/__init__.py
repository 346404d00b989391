"""Bringing files into the tables: read, recognise, check, compare, write, with undo."""

from storage.importing.batch import Progress, import_file
from storage.importing.report import ImportReport, Reject
from storage.importing.settings import GoalMetric, ImportSettings, StageRule

__all__ = [
    "GoalMetric",
    "ImportReport",
    "ImportSettings",
    "Progress",
    "Reject",
    "StageRule",
    "import_file",
]
