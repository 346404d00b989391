"""`salesbell digests apply FILE` and `digests export`: digests under version control."""

import sys
from pathlib import Path

from bot.clock import Clock
from bot.database import closing_database
from bot.digests.desk import DigestDesk
from bot.digests.plan_changes import Changes, apply_changes, diff_plans
from bot.digests.plan_file import PlanFault, PlanFileProblem, read_plan_file, write_plan_file
from bot.digests.plan_words import FilePlan, Names, describe_digest, understand_entries
from bot.settings import read_company, read_settings
from bot.terminal.digests import read_digests
from bot.terminal.screen import show
from bot.terminal.tick import Workshop, open_workshop
from metrics.calendar import Calendar
from storage.problem import Problem


def apply_file(file: Path, *, prune: bool, adopt: bool, dry_run: bool) -> bool:
    """Make the digests what a file says; the arguments are those of the command.

    Returns:
        Whether all of it could be done.

    Raises:
        Problem: when something of the file can't be told as it is; then nothing is changed.
    """
    entries = read_plan_file(file)
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        workshop = open_workshop(settings, company, engine, Clock())
        now = Clock().now()
        names, calendar = make_names(workshop), Calendar(company.fiscal_year_starts)
        plans = understand_entries(file.name, entries, names, calendar)
        faults = [fault for one in plans for fault in _find_faults(workshop.desk, one)]
        if faults:
            raise PlanFileProblem(file.name, faults)
        changes = diff_plans(read_digests(workshop.numbers), plans, adopt=adopt)
        if dry_run:
            show(*say_changes(changes, prune=prune))
            return not changes.refused
        outcome = apply_changes(engine, workshop.numbers.workspace_id, changes, now, prune=prune)
    show(*(outcome.done or ["Nothing has changed."]))
    if not prune:
        show(*_say_removed(changes))
    for problem in outcome.failed:
        show(str(problem), errors=True)
    return not outcome.failed


def export_file() -> None:
    """Print all digests as a file that can be applied.

    Raises:
        Problem: when Slack can't be asked for the addresses of people.
    """
    settings = read_settings()
    company = read_company(settings.config)
    with closing_database(settings) as engine:
        workshop = open_workshop(settings, company, engine, Clock())
        names = make_names(workshop)
        written = write_plan_file(
            describe_digest(row, names) for row in read_digests(workshop.numbers)
        )
    sys.stdout.buffer.write(written.encode())  # as it is read again, whatever the terminal's own


def make_names(workshop: Workshop) -> Names:
    """Who is who, by the people table and Slack."""
    desk, people = workshop.desk, workshop.numbers.read_people(Clock().now())
    return Names(people, desk.find_user, desk.find_email)


def say_changes(changes: Changes, *, prune: bool) -> list[str]:
    """What applying a file would do, a line each."""
    lines = [f"would add {one.plan.name}" for one in changes.new]
    lines += [
        f"would change {one.digest.name} ({', '.join(one.fields)})" for one in changes.changed
    ]
    if prune:
        lines += [f"would delete {one.name}" for one in changes.removed]
    else:
        lines += _say_removed(changes)
    lines += [str(problem) for problem in changes.refused]
    return lines or ["Nothing would change."]


def _say_removed(changes: Changes) -> list[str]:
    return [
        f"{one.name} is not in the file any more and goes on; --prune deletes it."
        for one in changes.removed
    ]


def _find_faults(desk: DigestDesk, one: FilePlan) -> list[PlanFault]:
    """All that is wrong with a plan, each at its place in the file."""
    now = Clock().now()
    try:
        owner = desk.find_audience(one.plan.owner, now).asker
    except Problem as problem:
        return [one.place("owner", problem)]
    return [
        one.place(fault.field, fault.problem) for fault in desk.find_faults(one.plan, owner, now)
    ]
