"""How far the data goes: the last day of which all is known, and how often newer data comes.

What happened on the day of an import is not all in it, so that day is not complete.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil

from sqlalchemy import Connection

from metrics.catalog import METRICS
from metrics.question import Setting
from storage.imports import read_arrivals

KINDS = {"deals": ("deals", "stage-history", "sample"), "leads": ("leads", "sample")}
"""The kinds of files that say something new of a table's rows; the sample company has all."""
_MOST_FILES = 200
_MOST_DAYS = 21
_LEAST_GAPS = 3
_USUAL = 0.9
"""Of ten times nine no more time passes: weekends are usual, a fortnight's holiday is not."""


@dataclass(frozen=True)
class Coverage:
    """Of one table.

    Attributes:
        arrivals: When newer data came, one instant for each day, the newest first.
        day: The last complete day; None before the first file.
    """

    arrivals: tuple[datetime, ...]
    day: date | None

    @property
    def newest(self) -> datetime | None:
        """When its newest file came."""
        return self.arrivals[0] if self.arrivals else None

    @property
    def usual_gap(self) -> timedelta | None:
        """How long it usually takes until newer data comes; None while that is not known.

        The longest of nine in ten of the last gaps.
        """
        gaps = sorted(late - early for late, early in pairwise(self.arrivals))
        if len(gaps) < _LEAST_GAPS:
            return None
        return gaps[ceil(_USUAL * len(gaps)) - 1]


@dataclass(frozen=True)
class Coverages:
    """Of every table. Make one with `read_coverages`."""

    tables: dict[str, Coverage]

    @property
    def day(self) -> date | None:
        """The last complete day of whichever goes furthest; None before the first file."""
        return max((one.day for one in self.tables.values() if one.day is not None), default=None)

    def find(self, metric: str) -> Coverage:
        """Of the rows that a metric counts; of the deals for the age of the data."""
        return self.tables[self.find_table(metric)]

    @staticmethod
    def find_table(metric: str) -> str:
        """The table whose rows a metric counts."""
        return METRICS[metric].basis.table if metric else "deals"


def read_coverages(connection: Connection, setting: Setting) -> Coverages:
    """How far the data of a workspace goes at the moment of a setting."""
    return Coverages({table: _read(connection, setting, table) for table in KINDS})


def _read(connection: Connection, setting: Setting, table: str) -> Coverage:
    found = read_arrivals(connection, setting.workspace_id, KINDS[table], _MOST_FILES)
    of_days: dict[date, datetime] = {}
    for arrival in found:
        of_days.setdefault(arrival.astimezone(setting.zone).date(), arrival)
    if not of_days:
        return Coverage((), None)
    newest = min(max(of_days), setting.today)
    return Coverage(tuple(of_days.values())[:_MOST_DAYS], newest - timedelta(days=1))
