"""What digests and alert rules have in common: a person plans them, and they live until deleted.

Each has a number that is never given twice and a name that no other one has. Whoever changes one
says which revision they saw. It is active, paused, broken (with the reason) or deleted.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from storage.naming import fold_name
from storage.problem import Problem
from storage.tables import AlertRule, Digest

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

OWNER_GONE = "its owner has left"
"""Why a plan is broken although all is delivered: nobody is there to be told of it or to change it.

No delivery mends that; somebody has to take it over.
"""
UNCLAIMED: dict[str, None] = {"claimed_by": None, "claimed_until": None}
"""Nobody is at work on it."""
_TRIES = 5


@dataclass(frozen=True)
class Plans:
    """All plans of one sort.

    Attributes:
        table: Where they are kept.
        columns: What is read of each.
        noun, one: What people call them: "digest", "a digest".
        command: Lists them.
    """

    table: type[Digest] | type[AlertRule]
    columns: Sequence[Any]
    noun: str
    one: str
    command: str

    def are(self, workspace_id: int, plan_id: int) -> tuple[ColumnElement[bool], ...]:
        """The conditions under which a row is this plan, if it is not deleted."""
        table = self.table
        return (table.workspace_id == workspace_id, table.id == plan_id, self._live)

    def add(
        self, engine: Engine, workspace_id: int, values: Mapping[str, Any], now: datetime
    ) -> Row[Any]:
        """Keep a new one, active from now on.

        Raises:
            Problem: when another one has its name.
        """
        table = self.table
        next_id = select(func.coalesce(func.max(table.id), 0) + 1).where(
            table.workspace_id == workspace_id
        )
        statement = insert(table).values(
            workspace_id=workspace_id,
            id=next_id.scalar_subquery(),
            state="active",
            state_since=now,
            created_at=now,
            revision=1,
            **values,
        )
        for _ in range(_TRIES):
            try:
                with self.name(engine, workspace_id, values["name"]) as connection:
                    return connection.execute(statement.returning(*self.columns)).one()
            except IntegrityError as error:
                # Another process took the same number.
                if "unique" not in str(error.orig).lower():
                    raise
        raise Problem(
            f"{self.noun}s-busy",
            what=f"The {self.noun} could not be kept.",
            why="Others are being added at the same time.",
            fix="Save it again.",
        )

    @contextmanager
    def name(self, engine: Engine, workspace_id: int, name: str) -> Iterator[Connection]:
        """A transaction that gives a plan its name. Raises Problem when another one has it."""
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            with engine.connect() as connection:
                self._refuse_taken(connection, workspace_id, name)
            raise

    def change(
        self,
        connection: Connection,
        workspace_id: int,
        seen: Any,
        values: Mapping[str, Any],
        now: datetime,
    ) -> Row[Any]:
        """Replace what a person decided. A broken one gets another chance, a paused one rests.

        Args:
            connection: Of `name`.
            workspace_id: Whose plan.
            seen: The row as the person saw it.
            values: What it is to be.
            now: The present instant.

        Raises:
            Problem: when it is gone, or somebody changed it meanwhile.
        """
        table = self.table
        statement = (
            update(table)
            .where(*self.are(workspace_id, seen.id), table.revision == seen.revision)
            .values(
                state=case((table.state == "paused", "paused"), else_="active"),
                state_reason=None,
                state_since=case((table.state == "broken", now), else_=table.state_since),
                revision=seen.revision + 1,
                **UNCLAIMED,
                **values,
            )
            .returning(*self.columns)
        )
        row = connection.execute(statement).one_or_none()
        if row is None:
            raise Problem(
                f"{self.noun}-changed",
                what=f"The {self.noun} {seen.name} has been changed or deleted meanwhile.",
                fix="Open it again; nothing of your changes has been saved.",
            )
        return row

    def set_state(
        self,
        connection: Connection,
        workspace_id: int,
        plan_id: int,
        state: str,
        now: datetime,
        *conditions: ColumnElement[bool],
        **values: Any,
    ) -> bool:
        """Pause, resume or delete one; False when there is none of which the conditions hold."""
        table = self.table
        statement = (
            update(table)
            .where(*self.are(workspace_id, plan_id), *conditions)
            .values(
                state=state,
                state_reason=None,
                state_since=now,
                revision=table.revision + 1,
                **UNCLAIMED,
                **values,
            )
        )
        return connection.execute(statement).rowcount == 1

    def hand_over(self, engine: Engine, workspace_id: int, plan_id: int, owner: str) -> None:
        """Make another Slack user its owner. If that was all that was wrong with it, it is well."""
        table = self.table
        statement = update(table).where(*self.are(workspace_id, plan_id))
        with engine.begin() as connection:
            connection.execute(
                statement.values(
                    owner=owner,
                    revision=table.revision + 1,
                    state=case((self._orphaned, "active"), else_=table.state),
                    state_reason=case((self._orphaned, None), else_=table.state_reason),
                    **UNCLAIMED,
                )
            )

    def read_all(self, connection: Connection, workspace_id: int) -> Sequence[Row[Any]]:
        """All that are not deleted, by name."""
        statement = select(*self.columns).where(self.table.workspace_id == workspace_id, self._live)
        return connection.execute(statement.order_by(self.table.name_key)).all()

    def find(self, connection: Connection, workspace_id: int, plan_id: int) -> Row[Any]:
        """One of them.

        Raises:
            Problem: when there is none, or it is deleted.
        """
        statement = select(*self.columns).where(*self.are(workspace_id, plan_id))
        row = connection.execute(statement).one_or_none()
        if row is None:
            raise Problem(
                f"no-such-{self.noun}",
                what=f"There is no such {self.noun} any more.",
                why="Somebody has deleted it.",
                fix=f"See those there are with: {self.command}",
            )
        return row

    def mark_broken(
        self, connection: Connection, workspace_id: int, plan_id: int, reason: str, now: datetime
    ) -> bool:
        """Note that one can't be told or delivered; True when it was well before."""
        statement = (
            update(self.table)
            .where(
                *self.are(workspace_id, plan_id),
                or_(self.table.state == "active", self._orphaned),
            )
            .values(state="broken", state_reason=reason, state_since=now)
        )
        return connection.execute(statement).rowcount == 1

    def mark_owned(
        self, connection: Connection, workspace_id: int, plan_id: int, now: datetime
    ) -> None:
        """Note that the owner who had left is there again."""
        self._mend(connection, (*self.are(workspace_id, plan_id), self._orphaned), now)

    def hold_broken(
        self, connection: Connection, workspace_id: int, plan_id: int, *conditions: Any
    ) -> bool:
        """Whether one is broken, and a delivery can mend it.

        Two that finish at once look one after the other, so that the second one sees both.
        """
        table = self.table
        mendable = or_(table.state_reason.is_(None), table.state_reason != OWNER_GONE)
        where = (*self.are(workspace_id, plan_id), table.state == "broken", mendable, *conditions)
        locked = select(table.id).where(*where).with_for_update()
        return connection.execute(locked).first() is not None

    def mark_well(
        self, connection: Connection, workspace_id: int, plan_id: int, now: datetime
    ) -> bool:
        """Note that a broken one is well; False when it was."""
        where = (*self.are(workspace_id, plan_id), self.table.state == "broken")
        return self._mend(connection, where, now)

    def _mend(self, connection: Connection, where: Sequence[Any], now: datetime) -> bool:
        values = {"state": "active", "state_reason": None, "state_since": now}
        return connection.execute(update(self.table).where(*where).values(**values)).rowcount == 1

    @property
    def _live(self) -> ColumnElement[bool]:
        return self.table.state != "deleted"

    @property
    def _orphaned(self) -> ColumnElement[bool]:
        return and_(self.table.state == "broken", self.table.state_reason == OWNER_GONE)

    def _refuse_taken(self, connection: Connection, workspace_id: int, name: str) -> None:
        taken = select(self.table.name).where(
            self.table.workspace_id == workspace_id,
            self.table.name_key == fold_name(name),
            self._live,
        )
        if found := connection.scalar(taken):
            raise Problem(
                f"{self.noun}-name-taken",
                what=f"There is {self.one} called {found} already.",
                fix="Give this one another name, or change that one.",
            )


def write_plan(plan: "DataclassInstance", kind: "type[DataclassInstance]") -> dict[str, Any]:
    """A plan's fields (those of `kind`) as columns, with what its name is compared by."""
    values = {one.name: getattr(plan, one.name) for one in fields(kind)}
    columns = {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }
    return columns | {"name_key": fold_name(values["name"])}


def read_plan(row: Row[Any]) -> dict[str, Any]:
    """A row's values by the names of their columns; lists become tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row._mapping.items()  # noqa: SLF001 - SQLAlchemy's own name for what is public
    }
