"""Which rows a rule is about, in the values that the database groups by: ids where it has ids.

Everything that a question may narrow by (its scope, its filters) is read at once for all rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause

from metrics.dimension import DIMENSIONS, TILES, Dimension, find_dimension
from metrics.names import find_ids_of_each
from metrics.question import Question, Setting
from storage.problem import Problem

Raw = Any
"""A value as the database groups by it: an id, a text, or None."""


@dataclass(frozen=True)
class Sieve:
    """What a row must have to count.

    Attributes:
        allowed: Dimension -> the values that count, in the order of the dimensions' names.
        by: The dimension whose values are watched one by one.
    """

    allowed: Mapping[str, frozenset[Raw]]
    by: str | None

    @property
    def dimensions(self) -> frozenset[str]:
        """All that a row is told apart by."""
        return frozenset(self.allowed) | ({self.by} if self.by else set())


class SieveMaker:
    """Makes the sieves of many questions.

    Args:
        connection: The database.
        setting: Whose.
        questions: All that will be asked for; their filters' names are looked up together.
    """

    def __init__(
        self, connection: Connection, setting: Setting, questions: Iterable[Question]
    ) -> None:
        names: dict[FromClause, set[str]] = {}
        for question in questions:
            for one in question.filters:
                dimension = DIMENSIONS.get(one.dimension)  # `make` says that there is none
                if dimension is not None and dimension.names is not None:
                    said = names.setdefault(dimension.names, set())
                    said.update(value for value in one.values if value is not None)
        self._ids = {
            table: find_ids_of_each(connection, setting.workspace_id, table, some)
            for table, some in names.items()
        }

    def make(self, question: Question, table: str) -> Sieve:
        """The sieve of a question about the rows of a table.

        Raises:
            Problem: for a dimension that these rows don't have.
        """
        if question.by in TILES:
            raise Problem(
                "alert-by-time",
                what=f"An alert can't watch every {question.by} by itself.",
                why="It looks at the last days again and again.",
                fix="Leave it out, and say how many days it looks at: over 4 weeks",
            )
        if question.by is not None:
            find_dimension(question.by).column(table)
        allowed: dict[str, frozenset[Raw]] = {}
        if question.scope.people is not None:
            allowed["owner"] = question.scope.people
        for one in question.filters:
            dimension = find_dimension(one.dimension)
            dimension.column(table)
            values = self._find_raw(dimension, one.values)
            allowed[dimension.name] = allowed.get(dimension.name, values) & values
        return Sieve({name: allowed[name] for name in sorted(allowed)}, question.by)

    def _find_raw(self, dimension: Dimension, values: tuple[str | None, ...]) -> frozenset[Raw]:
        if dimension.names is None:
            return frozenset(values)
        ids = self._ids[dimension.names]
        found = {id_ for value in values if value is not None for id_ in ids[value]}
        return frozenset(found | ({None} if None in values else set()))
