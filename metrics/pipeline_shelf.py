"""Pipeline reports that were read already, kept for as long as the data stays what it is.

The same question on the same day about the same data has the same answer, and only imports change
the data. So a company with a hundred thousand open deals waits for the database once after each
import, not at each question. Every process keeps its own; nothing is ever told from an older
version, because the version is read from the database each time.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from metrics.pipeline import QUIET_DAYS, PipelineReport, read_pipeline
from metrics.question import Question, Setting
from storage.imports import read_data_version

MOST_KEPT = 200
"""Reports are small; a hundred people with two questions each."""


class PipelineShelf:
    """Reads reports, or gives one read before. Safe to share between threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Any, ...], PipelineReport] = OrderedDict()
        self._lock = Lock()

    def read(
        self,
        connection: Connection,
        question: Question,
        setting: Setting,
        by: str = "stage",
        quiet_days: int = QUIET_DAYS,
    ) -> PipelineReport:
        """What `metrics.pipeline.read_pipeline` gives, and raises."""
        version = read_data_version(connection, setting.workspace_id)
        if version is None:
            # Without an import there is nothing that would tell when the data changed.
            return read_pipeline(connection, question, setting, by, quiet_days)
        key = (connection.engine.url, version, question, setting, by, quiet_days)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        report = read_pipeline(connection, question, setting, by, quiet_days)
        with self._lock:
            self._kept[key] = report
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return report
