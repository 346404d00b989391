"""The groups of rules as people know them: keys that stay the same from day to day, and labels."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, FromClause, select

from metrics.alerts.orders import Served
from metrics.alerts.sieves import Raw
from metrics.alerts.verdict import Evidence
from metrics.dimension import Dimension, find_dimension
from metrics.names import read_full_names
from metrics.question import Filter, Question, Setting
from storage.tables import Person

WHOLE = ""
"""The key of the one group of a rule that watches no groups."""
Groups = dict[str, tuple[str, Evidence]]
"""Key -> label and evidence."""


def filter_group(by: str, key: str) -> Filter:
    """The filter that keeps the rows of one group of a rule."""
    return Filter(by, (None if key == find_dimension(by).label_of_none else key,))


class Namer:
    """Tells groups as people know them.

    Args:
        connection: The database.
        setting: Whose.
        served: Everything whose groups will be named, with the question it answers.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        served: Iterable[tuple[Question, Served]],
    ) -> None:
        self._connection, self._setting = connection, setting
        ids: dict[FromClause, set[int]] = {}
        for question, one in served:
            by = question.by
            table = find_dimension(by).names if by is not None and one.groups else None
            if table is not None:
                ids.setdefault(table, set()).update(key for key in one.groups if key is not None)
        self._names = {
            table: read_full_names(connection, setting.workspace_id, table, some)
            for table, some in ids.items()
        }

    def name(self, question: Question, served: Served, known: frozenset[str], day: date) -> Groups:
        """The groups of one rule on a day, those that are known to it without fail.

        A group that is in an earlier window alone is there as well, unless it is a person who has
        left: nobody expects anything of them.
        """
        by = question.by
        if by is None:
            return {WHOLE: ("", served.groups[None])}
        dimension = find_dimension(by)
        found: Groups = {}
        for raw, evidence in served.groups.items():
            key, label = self._say(dimension, raw)
            if key in known or raw in served.present or self._is_missed(by, raw, evidence, day):
                found[key] = label, evidence
        gone = known - found.keys()
        return found | {key: (dimension.label(key), served.nothing) for key in sorted(gone)}

    def _is_missed(self, by: str, raw: Raw, evidence: Evidence, day: date) -> bool:
        """Whether a group that is not in the window was there before and should be still."""
        if evidence.before is None or not evidence.before.n:
            return False
        left_on = self._left.get(raw) if by == "owner" else None
        return left_on is None or left_on > day

    def _say(self, dimension: Dimension, raw: Raw) -> tuple[str, str]:
        if raw is None:
            return dimension.label_of_none, dimension.label_of_none
        key = str(raw)
        if dimension.names is not None:
            key = self._names[dimension.names].get(raw, key)
        return key, dimension.label(key)

    @cached_property
    def _left(self) -> Mapping[Raw, date]:
        rows = self._connection.execute(
            select(Person.id, Person.left_on).where(
                Person.workspace_id == self._setting.workspace_id, Person.left_on.is_not(None)
            )
        )
        return {row.id: row.left_on for row in rows}
