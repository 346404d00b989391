"""What a plans file changes of the plans there are, and the changing of it.

A file owns the plans that came from it, and no other: those made in Slack are never touched unless
they are handed over to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from bot.plans.file import Entry, PlanFault, find_line
from bot.plans.places import Noun
from storage.naming import fold_name
from storage.problem import Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PAUSED = "paused"
BY_FILE = "file"


class Plan(Protocol):
    """What a person decides; a frozen dataclass."""

    @property
    def name(self) -> str:
        """What people call it."""


class Row(Plan, Protocol):
    """A plan that is kept."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def state(self) -> str:
        """active, paused or broken."""

    @property
    def managed_by(self) -> str:
        """Where it is kept: slack or file."""


PlanT = TypeVar("PlanT", bound=Plan)
RowT = TypeVar("RowT", bound=Row)


PlanT_contra = TypeVar("PlanT_contra", bound=Plan, contravariant=True)


class Keeper(Protocol[PlanT_contra, RowT]):
    """Keeps plans of one sort."""

    def add(self, plan: PlanT_contra, now: datetime) -> RowT:
        """Keep a new one. Raises Problem."""

    def change(self, row: RowT, plan: PlanT_contra, now: datetime) -> RowT:
        """Replace what a person decided. Raises Problem."""

    def pause(self, row: RowT, now: datetime) -> None:
        """Let it rest."""

    def resume(self, row: RowT, now: datetime) -> None:
        """Go on with it."""

    def delete(self, row: RowT, now: datetime) -> None:
        """Take it away."""


@dataclass(frozen=True)
class FilePlan(Generic[PlanT]):
    """A plan of a file, understood.

    Attributes:
        plan: As it is to be kept.
        paused: Whether it is to rest.
        entry: The words it was.
        keys: The file's keys, by fields of the plan, where they differ.
    """

    plan: PlanT
    paused: bool
    entry: Entry
    keys: Mapping[str, str] = field(default_factory=lambda: {"person_id": "whose"})

    def place(self, name: str, problem: Problem) -> PlanFault:
        """A fault that was found in the plan, at its place in the file."""
        key = self.keys.get(name, name)
        return PlanFault(find_line(self.entry, key), f"“{self.entry.name}”", key, problem)


@dataclass(frozen=True)
class Change(Generic[PlanT, RowT]):
    """A plan that is to be another one.

    Attributes:
        fields: What differs, by the names of its fields; "paused", too.
    """

    row: RowT
    wanted: FilePlan[PlanT]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes(Generic[PlanT, RowT]):
    """What a file brings.

    Attributes:
        new: Plans that are not there yet.
        changed: Those that differ.
        unchanged: Those that are as the file says.
        removed: Those that a file brought and this one has no longer.
        refused: Names that a plan made in Slack has already, each with its mend.
    """

    new: tuple[FilePlan[PlanT], ...] = ()
    changed: tuple[Change[PlanT, RowT], ...] = ()
    unchanged: tuple[RowT, ...] = ()
    removed: tuple[RowT, ...] = ()
    refused: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of the changes.

    Attributes:
        done: What was done, in words, in its order.
        failed: What could not be done; the rest has been done all the same.
    """

    done: tuple[str, ...]
    failed: tuple[Problem, ...]


def diff_plans(
    there: Sequence[RowT], wanted: Sequence[FilePlan[PlanT]], noun: Noun, *, adopt: bool = False
) -> Changes[PlanT, RowT]:
    """What has to be done so that the plans are as a file says.

    Args:
        there: All that are not deleted.
        wanted: Those of the file; no two have the same name.
        noun: What they are of.
        adopt: Whether one made in Slack becomes the file's where it names it.
    """
    known = {fold_name(row.name): row for row in there}
    new: list[FilePlan[PlanT]] = []
    changed: list[Change[PlanT, RowT]] = []
    unchanged: list[RowT] = []
    refused: list[Problem] = []
    for one in wanted:
        row = known.get(fold_name(one.plan.name))
        if row is None:
            new.append(one)
        elif row.managed_by != BY_FILE and not adopt:
            refused.append(_refuse(one, noun))
        elif differing := _find_differing(row, one):
            changed.append(Change(row, one, differing))
        else:
            unchanged.append(row)
    kept = {fold_name(one.plan.name) for one in wanted}
    removed = [row for name, row in known.items() if row.managed_by == BY_FILE and name not in kept]
    return Changes(tuple(new), tuple(changed), tuple(unchanged), tuple(removed), tuple(refused))


def apply_changes(
    keeper: Keeper[PlanT, RowT],
    changes: Changes[PlanT, RowT],
    now: datetime,
    *,
    prune: bool = False,
) -> Outcome:
    """Do what a file brings.

    Args:
        keeper: Of the plans.
        changes: From `diff_plans`.
        now: The present instant.
        prune: Whether those that the file has no longer are deleted; else they go on.
    """
    done: list[str] = []
    failed = list(changes.refused)
    if prune:  # first, so that their names are free
        for row in changes.removed:
            keeper.delete(row, now)
            done.append(f"deleted {row.name}")
    for change in changes.changed:
        try:
            _change(keeper, change, now)
            done.append(f"changed {change.wanted.plan.name} ({', '.join(change.fields)})")
        except Problem as problem:
            failed.append(problem)
    for one in changes.new:
        try:
            row = keeper.add(one.plan, now)
            if one.paused:
                keeper.pause(row, now)
            done.append(f"added {one.plan.name}")
        except Problem as problem:
            failed.append(problem)
    return Outcome(tuple(done), tuple(failed))


def _change(keeper: Keeper[PlanT, RowT], change: Change[PlanT, RowT], now: datetime) -> None:
    row = change.row
    if change.fields != (PAUSED,):
        row = keeper.change(row, change.wanted.plan, now)
    if PAUSED not in change.fields:
        return
    if change.wanted.paused:
        keeper.pause(row, now)
    else:
        keeper.resume(row, now)


def _find_differing(row: Row, one: FilePlan[PlanT]) -> tuple[str, ...]:
    plan: DataclassInstance = one.plan  # type: ignore[assignment]  # plans are dataclasses
    differing = [
        each.name for each in fields(plan) if getattr(row, each.name) != getattr(plan, each.name)
    ]
    if (row.state == PAUSED) != one.paused:
        differing.append(PAUSED)
    return tuple(differing)


def _refuse(one: FilePlan[PlanT], noun: Noun) -> Problem:
    line = find_line(one.entry, "name")
    return Problem(
        f"{noun.name}-made-in-slack",
        what=f"There is {noun} called {one.plan.name} that was made in Slack"
        + (f" (line {line})." if line else "."),
        why=f"A file changes only the {noun.name}s that came from a file.",
        fix="Give this one another name, delete the one in Slack, or hand it over to the file with "
        "--adopt.",
    )
