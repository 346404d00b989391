"""Plans under version control: a file is applied, and what there is is exported as one."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic

from bot.clock import Clock
from bot.database import closing_database
from bot.plans.changes import Changes, FilePlan, Keeper, PlanT, RowT, apply_changes, diff_plans
from bot.plans.file import (
    EntryT,
    PlanFault,
    PlanFileProblem,
    Shape,
    read_plan_file,
    write_plan_file,
)
from bot.plans.names import Names
from bot.plans.places import Fault
from bot.settings import read_company, read_settings
from bot.terminal.screen import show
from bot.terminal.tick import Workshop, open_workshop
from storage.problem import Problem


def _keep(
    workshop: Workshop,  # noqa: ARG001 - as every sort's
    one: FilePlan[PlanT],
    now: datetime,  # noqa: ARG001 - the same
) -> FilePlan[PlanT]:
    """A plan that says all by itself."""
    return one


@dataclass(frozen=True)
class Sort(Generic[EntryT, PlanT, RowT]):
    """What is kept in files of one sort.

    Attributes:
        shape: What its files say.
        understand: The plans of a file, by its name; raises PlanFileProblem.
        describe: A plan that is kept, in the words of a file.
        read: All that there are.
        keeper: Keeps them.
        find_faults: All that is wrong with a plan, by the fields of the plan.
        settle: What a sound plan comes to in the end, or why it can't be worked out.
    """

    shape: Shape[EntryT]
    understand: Callable[[Workshop, str, Sequence[EntryT], Names], list[FilePlan[PlanT]]]
    describe: Callable[[Workshop, RowT, Names], EntryT]
    read: Callable[[Workshop], list[RowT]]
    keeper: Callable[[Workshop], Keeper[PlanT, RowT]]
    find_faults: Callable[[Workshop, FilePlan[PlanT], datetime], Sequence[Fault]]
    settle: Callable[[Workshop, FilePlan[PlanT], datetime], FilePlan[PlanT] | Fault] = _keep


def apply_file(
    sort: Sort[EntryT, PlanT, RowT], file: Path, *, prune: bool, adopt: bool, dry_run: bool
) -> bool:
    """Make the plans what a file says; the arguments are those of the command.

    Returns:
        Whether all of it could be done.

    Raises:
        Problem: when something of the file can't be told as it is; then nothing is changed.
    """
    entries = read_plan_file(file, sort.shape)
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        workshop = open_workshop(settings, company, engine, Clock())
        now = Clock().now()
        plans = sort.understand(workshop, file.name, entries, make_names(workshop))
        faults = [fault for one in plans for fault in _place_faults(sort, workshop, one, now)]
        if faults:
            raise PlanFileProblem(file.name, faults, sort.shape.noun)
        plans = _settle_all(sort, workshop, file.name, plans, now)
        changes = diff_plans(sort.read(workshop), plans, sort.shape.noun, adopt=adopt)
        if dry_run:
            show(*say_changes(changes, prune=prune))
            return not changes.refused
        outcome = apply_changes(sort.keeper(workshop), changes, now, prune=prune)
    show(*(outcome.done or ["Nothing has changed."]))
    if not prune:
        show(*_say_removed(changes))
    for problem in outcome.failed:
        show(str(problem), errors=True)
    return not outcome.failed


def export_file(sort: Sort[EntryT, PlanT, RowT]) -> None:
    """Print all plans as a file that can be applied.

    Raises:
        Problem: when Slack can't be asked for the addresses of people.
    """
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        workshop = open_workshop(settings, company, engine, Clock())
        names = make_names(workshop)
        entries = [sort.describe(workshop, row, names) for row in sort.read(workshop)]
    # As it is read again, whatever the terminal's own encoding is.
    sys.stdout.buffer.write(write_plan_file(entries, sort.shape).encode())


def make_names(workshop: Workshop) -> Names:
    """Who is who, by the people table and Slack."""
    desk, people = workshop.desk, workshop.numbers.read_people(Clock().now())
    return Names(people, desk.find_user, desk.find_email)


def say_changes(changes: Changes[PlanT, RowT], *, prune: bool) -> list[str]:
    """What applying a file would do, a line each."""
    lines = [f"would add {one.plan.name}" for one in changes.new]
    lines += [f"would change {one.row.name} ({', '.join(one.fields)})" for one in changes.changed]
    if prune:
        lines += [f"would delete {one.name}" for one in changes.removed]
    else:
        lines += _say_removed(changes)
    lines += [str(problem) for problem in changes.refused]
    return lines or ["Nothing would change."]


def _say_removed(changes: Changes[PlanT, RowT]) -> list[str]:
    return [
        f"{one.name} is not in the file any more and goes on; --prune deletes it."
        for one in changes.removed
    ]


def _place_faults(
    sort: Sort[EntryT, PlanT, RowT], workshop: Workshop, one: FilePlan[PlanT], now: datetime
) -> list[PlanFault]:
    """All that is wrong with a plan, each at its place in the file."""
    try:
        found = sort.find_faults(workshop, one, now)
    except Problem as problem:  # its owner is nobody who may see numbers
        return [one.place("owner", problem)]
    return [one.place(fault.field, fault.problem) for fault in found]


def _settle_all(
    sort: Sort[EntryT, PlanT, RowT],
    workshop: Workshop,
    name: str,
    plans: Sequence[FilePlan[PlanT]],
    now: datetime,
) -> list[FilePlan[PlanT]]:
    """The plans as they come out in the end. Raises PlanFileProblem."""
    settled: list[FilePlan[PlanT]] = []
    faults: list[PlanFault] = []
    for one in plans:
        found = sort.settle(workshop, one, now)
        if isinstance(found, Fault):
            faults.append(one.place(found.field, found.problem))
        else:
            settled.append(found)
    if faults:
        raise PlanFileProblem(name, faults, sort.shape.noun)
    return settled
