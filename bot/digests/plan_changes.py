"""What a digests file changes of the digests there are, and the changing of it.

A file owns the digests that came from it, and no other: those made in Slack are never touched
unless they are handed over to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from bot.digests.plan_words import BY_FILE, FilePlan
from bot.digests.press import read_plan_schedule
from metrics.schedule_slots import next_slot
from storage.digests import (
    DigestPlan,
    DigestRow,
    Due,
    add_digest,
    change_digest,
    delete_digest,
    pause_digest,
    resume_digest,
)
from storage.engine import Engine
from storage.naming import fold_name
from storage.problem import Problem

PAUSED = "paused"


@dataclass(frozen=True)
class Change:
    """A digest that is to be another one.

    Attributes:
        fields: What differs, by the names of `DigestPlan`; "paused", too.
    """

    digest: DigestRow
    wanted: FilePlan
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What a file brings.

    Attributes:
        new: Digests that are not there yet.
        changed: Those that differ.
        unchanged: Those that are as the file says.
        removed: Those that a file brought and this one has no longer.
        refused: Names that a digest made in Slack has already, each with its mend.
    """

    new: tuple[FilePlan, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[DigestRow, ...] = ()
    removed: tuple[DigestRow, ...] = ()
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
    there: Sequence[DigestRow], wanted: Sequence[FilePlan], *, adopt: bool = False
) -> Changes:
    """What has to be done so that the digests are as a file says.

    Args:
        there: All digests that are not deleted.
        wanted: Those of the file; no two have the same name.
        adopt: Whether a digest made in Slack becomes the file's where it names it.
    """
    known = {fold_name(digest.name): digest for digest in there}
    new: list[FilePlan] = []
    changed: list[Change] = []
    unchanged: list[DigestRow] = []
    refused: list[Problem] = []
    for one in wanted:
        digest = known.get(fold_name(one.plan.name))
        if digest is None:
            new.append(one)
        elif digest.managed_by != BY_FILE and not adopt:
            refused.append(_refuse(one))
        elif differing := _find_differing(digest, one):
            changed.append(Change(digest, one, differing))
        else:
            unchanged.append(digest)
    kept = {fold_name(one.plan.name) for one in wanted}
    removed = [
        digest
        for name, digest in known.items()
        if digest.managed_by == BY_FILE and name not in kept
    ]
    return Changes(tuple(new), tuple(changed), tuple(unchanged), tuple(removed), tuple(refused))


def apply_changes(
    engine: Engine, workspace_id: int, changes: Changes, now: datetime, *, prune: bool = False
) -> Outcome:
    """Do what a file brings.

    Args:
        engine: The database.
        workspace_id: Whose digests.
        changes: From `diff_plans`.
        now: The present instant.
        prune: Whether those that the file has no longer are deleted; else they go on.
    """
    done: list[str] = []
    failed = list(changes.refused)
    if prune:  # first, so that their names are free
        for digest in changes.removed:
            delete_digest(engine, workspace_id, digest.id, now)
            done.append(f"deleted {digest.name}")
    for change in changes.changed:
        try:
            _change(engine, workspace_id, change, now)
            done.append(f"changed {change.wanted.plan.name} ({', '.join(change.fields)})")
        except Problem as problem:
            failed.append(problem)
    for one in changes.new:
        try:
            digest = add_digest(engine, workspace_id, one.plan, _find_due(one.plan, now), now)
            if one.paused:
                pause_digest(engine, workspace_id, digest.id, now)
            done.append(f"added {one.plan.name}")
        except Problem as problem:
            failed.append(problem)
    return Outcome(tuple(done), tuple(failed))


def _change(engine: Engine, workspace_id: int, change: Change, now: datetime) -> None:
    plan, digest = change.wanted.plan, change.digest
    due = _find_due(plan, now)
    if change.fields != (PAUSED,):
        digest = change_digest(engine, workspace_id, digest, plan, due, now)
    if PAUSED not in change.fields:
        return
    if change.wanted.paused:
        pause_digest(engine, workspace_id, digest.id, now)
    else:
        resume_digest(engine, workspace_id, digest.id, due, now)


def _find_differing(digest: DigestRow, one: FilePlan) -> tuple[str, ...]:
    differing = [
        field.name
        for field in fields(DigestPlan)
        if getattr(digest, field.name) != getattr(one.plan, field.name)
    ]
    if (digest.state == PAUSED) != one.paused:
        differing.append(PAUSED)
    return tuple(differing)


def _find_due(plan: DigestPlan, now: datetime) -> Due:
    slot = next_slot(read_plan_schedule(plan), now)
    return Due(slot.wall, slot.due_at)


def _refuse(one: FilePlan) -> Problem:
    line = one.entry.find_line("name")
    return Problem(
        "digest-made-in-slack",
        what=f"There is a digest called {one.plan.name} that was made in Slack"
        + (f" (line {line})." if line else "."),
        why="A file changes only the digests that came from a file.",
        fix="Give this one another name, delete the one in Slack, or hand it over to the file with "
        "--adopt.",
    )
