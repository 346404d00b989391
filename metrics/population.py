"""Which rows a number stands on: the one place where a metric's SELECT gets its rows.

Scope, workspace, filters, period and joins are put together here and nowhere else, so nothing can
be computed without a scope. What is counted over the rows is `metrics.tally`'s business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Column as TableColumn,
)
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    Table,
    and_,
    insert,
    or_,
    select,
)
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql import visitors

from metrics.dimension import JOINS, find_dimension, is_of
from metrics.history import deals_as_of, is_past, is_recent
from metrics.metric import Basis, Column, expression_of
from metrics.names import find_ids
from metrics.period import Period
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from storage.tables import Deal, Lead
from storage.tables.facts import OPEN

TABLES: dict[str, FromClause] = {"deals": Deal.__table__, "leads": Lead.__table__}


@dataclass(frozen=True, eq=False)
class Population:
    """The rows of one question for one basis.

    Attributes:
        basis: Which rows and by what date.
        source: The table, or for a past day a SELECT that looks like it.
        where: What every row meets.
        day: For stocks, the day whose evening is meant.
        hint: The index SQLite is told to use; it has no statistics before its first ANALYZE and
            would walk the whole table.
        copies: Read instead of the tables in `metrics.dimension.JOINS`, by their names there.
    """

    basis: Basis
    source: FromClause
    where: tuple[ColumnElement[bool], ...]
    day: date
    hint: str = ""
    copies: Mapping[str, FromClause] = field(default_factory=dict)

    @property
    def is_rebuilt(self) -> bool:
        """Whether the rows are those of a past evening."""
        return self.source is not TABLES[self.basis.table]

    def select(
        self,
        columns: Sequence[ColumnElement[Any]],
        group_by: Sequence[ColumnElement[Any]] = (),
        where: Sequence[ColumnElement[bool]] = (),
    ) -> Select[Any]:
        """A SELECT over the rows; columns may speak of any table in `metrics.dimension.JOINS`."""
        columns = [self.adapt(column) for column in columns]
        groups = [self.adapt(column) for column in group_by]
        wheres = [self.adapt(clause) for clause in (*self.where, *where)]
        statement = (
            select(*columns).select_from(self._joined([*columns, *groups, *wheres])).where(*wheres)
        )
        if groups:
            statement = statement.group_by(*groups)
        if self.hint and not self.is_rebuilt:
            statement = statement.with_hint(self.source, f"INDEXED BY {self.hint}", "sqlite")
        return statement

    def adapt(self, column: Column) -> ColumnElement[Any]:
        """The expression over the source of these rows instead of over the mapped table."""

        def replace(element: Any, **_: Any) -> Any:
            if is_of(element, self.basis.table):
                return self.source.c[element.key]
            for name, copy in self.copies.items():
                if is_of(element, name):
                    return copy.c[element.key]
            return None

        adapted: ColumnElement[Any] = visitors.replacement_traverse(
            expression_of(column), {}, replace
        )
        return adapted

    def _joined(self, expressions: Iterable[ColumnElement[Any]]) -> FromClause:
        used = {
            name
            for expression in expressions
            for element in visitors.iterate(expression)
            for name in JOINS
            if is_of(element, name)
        }
        for name in reversed(JOINS):
            of = JOINS[name].of
            if name in used and of is not None:
                used.add(of)
        joined = self.source
        for name, join in JOINS.items():
            if name in used:
                of_table = self.source if join.of is None else self._find_joined(join.of)
                table = self._find_joined(name)
                joined = joined.outerjoin(
                    table,
                    and_(
                        table.c.workspace_id == of_table.c.workspace_id,
                        table.c.id == of_table.c[join.column],
                    ),
                )
        return joined

    def _find_joined(self, name: str) -> FromClause:
        return self.copies.get(name, JOINS[name].table)


def find_population(
    connection: Connection,
    basis: Basis,
    question: Question,
    setting: Setting,
    period: Period | None,
    day: date,
) -> Population:
    """The rows that a question stands on.

    For a flow, those whose date lies in `period` (None: that have a date). For a stock, the deals
    open on the evening of `day`.

    Raises:
        Problem: for a filter on something that these rows don't have.
    """
    source, hint, of_basis = _source_of(connection, basis, setting, period, day)
    where = [
        source.c.workspace_id == setting.workspace_id,
        *of_basis,
        *_scope_clauses(source, question.scope),
    ]
    if basis.is_stock and question.closing is not None:
        where += _within(source.c.expected_close_on, question.closing)
    where += [
        _filter_clause(connection, basis, one_filter, setting) for one_filter in question.filters
    ]
    return Population(basis, source, tuple(where), day, hint)


@contextmanager
def keep_rows(connection: Connection, population: Population) -> Iterator[Population]:
    """The same rows, and those of a past evening rebuilt once for all that is asked of them.

    They are written into a temporary table, without what only a list of deals needs (their names).
    If something fails on the way, the transaction's rollback takes the table along.
    """
    if not population.is_rebuilt:
        yield population
        return
    columns = [population.source.c[name] for name in _KEPT]
    kept = Table(
        "deals_kept",
        MetaData(),
        *(TableColumn(column.key, column.type) for column in columns),
        prefixes=["TEMPORARY"],
    )
    connection.execute(DropTable(kept, if_exists=True))
    connection.execute(CreateTable(kept))
    connection.execute(insert(kept).from_select(list(_KEPT), population.select(columns)))
    yield replace(population, source=kept, where=())
    connection.execute(DropTable(kept))


_KEPT = (
    *("workspace_id", "id", "status", "stage_id", "owner_id", "account_id", "product_id"),
    *("value_minor", "currency", "probability", "source", "region", "segment", "industry"),
    *("created_on", "expected_close_on", "last_activity_on", "stage_entered_on"),
    "lost_reason",
)


def undated(population: Population) -> Population:
    """The rows that would count but have no date to count by (flows only)."""
    column = population.source.c[population.basis.date or ""]
    kept = [clause for clause in population.where if not _speaks_of(clause, column)]
    return Population(
        population.basis,
        population.source,
        (*kept, column.is_(None)),
        population.day,
        population.hint,
    )


def _source_of(
    connection: Connection, basis: Basis, setting: Setting, period: Period | None, day: date
) -> tuple[FromClause, str, list[ColumnElement[bool]]]:
    source = TABLES[basis.table]
    if basis.date is None:
        if is_past(connection, setting, day):
            recent = is_recent(connection, setting, day)
            return deals_as_of(setting.workspace_id, day, is_recent=recent), "", []
        return source, "ix_deals_open", [source.c.status == OPEN]
    clauses: list[ColumnElement[bool]] = []
    if basis.date == "closed_on":
        clauses.append(source.c.status != OPEN)
    clauses += _within(source.c[basis.date], period)
    return source, f"ix_{basis.table}_{basis.date.removesuffix('_on')}", clauses


def _within(column: ColumnElement[Any], period: Period | None) -> list[ColumnElement[bool]]:
    if period is None:
        return [column.is_not(None)]
    return [column >= period.start, column < period.end]


def _speaks_of(clause: ColumnElement[Any], column: ColumnElement[Any]) -> bool:
    return any(element is column for element in visitors.iterate(clause))


def _scope_clauses(source: FromClause, scope: Scope) -> list[ColumnElement[bool]]:
    if scope.people is None:
        return []
    # Nobody's is `IN ()`; a plain FALSE would swallow the conditions that the index needs.
    return [source.c.owner_id.in_(sorted(scope.people))]


def _filter_clause(
    connection: Connection, basis: Basis, one_filter: Filter, setting: Setting
) -> ColumnElement[bool]:
    dimension = find_dimension(one_filter.dimension)
    column = expression_of(dimension.column(basis.table))
    values: list[Any] = [value for value in one_filter.values if value is not None]
    if dimension.names is not None:
        values = find_ids(connection, setting.workspace_id, dimension.names, values)
    clauses: list[ColumnElement[bool]] = [column.in_(values)] if values else []
    if None in one_filter.values:
        clauses.append(column.is_(None))
    return or_(*clauses) if clauses else column.in_([])
