"""From a digest's form to its plan and back, with what is wrong said at each field.

Nothing that a form or a button carries is trusted: all of it is read anew, in the sight of
whoever sends it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.asker import Asker
from bot.commands.people import check_leads, find_named
from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields
from bot.numbers import Numbers
from metrics.calendar import Calendar
from metrics.digests.kinds import OWN
from metrics.schedule import Schedule
from metrics.schedule_names import write_schedule
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan
from storage.problem import Problem

QUESTIONS = "questions"
"""The section of every digest that has questions, and of no other."""
_NEAR = 3
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_FIELDS = {
    "name": names.NAME,
    "kind": names.KIND,
    "sections": names.SECTIONS,
    "zone": names.ZONE,
    "schedule": names.SCHEDULE,
    "person_id": names.WHOSE,
    "questions": names.QUESTIONS,
    "recipients": names.CHANNELS,
}
"""Where the form asks for what is in a plan."""


@dataclass(frozen=True)
class Desk:
    """What a form's meaning depends on: the numbers, who fills it in, and the present instant."""

    numbers: Numbers
    asker: Asker
    now: datetime

    @property
    def calendar(self) -> Calendar:
        """The company's, for quarters."""
        return Calendar(self.numbers.company.fiscal_year_starts)


@dataclass(frozen=True)
class Reading:
    """What a form says.

    Attributes:
        plan: As far as it could be read.
        faults: What is wrong, by the field's name; the plan is sound where there are none.
    """

    plan: DigestPlan
    faults: dict[str, str]


def read_form(fields: DigestFields, desk: Desk, owner: str) -> Reading:
    """The plan that a form means, for this owner; what can't be read is noted, never raised."""
    faults: dict[str, str] = {}
    schedule, zone = fields.schedule, fields.zone
    try:
        read = read_when(fields, desk)
        schedule, zone = write_schedule(read), read.zone.key
    except Problem:
        pass  # whoever checks the plan says what is wrong with it
    whose, person_id = "visible", None
    try:
        whose, person_id = _read_whose(fields, desk)
    except Problem as problem:
        named = fields.whose in ("team", "person")
        faults[names.WHO if named else names.WHOSE] = say_fault(problem)
    questions = _list_questions(fields)
    plan = DigestPlan(
        name=fields.name,
        kind=fields.kind,
        whose=whose,
        person_id=person_id,
        sections=(QUESTIONS, *fields.sections) if questions else fields.sections,
        questions=questions,
        recipients=_list_recipients(fields),
        schedule=schedule,
        zone=zone,
        skip_when_quiet=fields.quiet == names.SKIP,
        owner=owner,
    )
    return Reading(plan, faults)


def note_faults(reading: Reading, found: Iterable[tuple[str, Problem]]) -> Reading:
    """The reading with what else is wrong: a plan's fields, and why."""
    faults = dict(reading.faults)
    for field, problem in found:
        faults.setdefault(_FIELDS.get(field, names.NAME), say_fault(problem))
    return replace(reading, faults=faults)


def read_when(fields: DigestFields, desk: Desk) -> Schedule:
    """The schedule alone, while the form is still being filled in. Raises Problem."""
    zone = read_zone(fields.zone)
    return read_schedule(fields.schedule, zone, desk.calendar, desk.now.astimezone(zone).date())


def fill_in(plan: DigestPlan, desk: Desk) -> DigestFields:
    """The form of a digest that is there."""
    people = desk.numbers.read_vocabulary().people
    whose, who = plan.whose, ""
    if plan.whose in ("team", "person") and plan.person_id == desk.asker.person_id:
        whose = "my_team" if plan.whose == "team" else "me"
    elif plan.person_id is not None and plan.person_id in people:
        person = people[plan.person_id]
        who = person.email or person.name
    return DigestFields(
        name=plan.name,
        kind=plan.kind,
        whose=whose,
        who=who,
        channels=tuple(one for one in plan.recipients if one[:1] in ("C", "G")),
        users=tuple(one for one in plan.recipients if one[:1] in ("U", "W")),
        schedule=plan.schedule,
        zone=plan.zone,
        sections=tuple(name for name in plan.sections if name != QUESTIONS),
        questions="\n".join(plan.questions),
        quiet=names.SKIP if plan.skip_when_quiet else "",
    )


def say_fault(problem: Problem) -> str:
    """A Problem in the room below a field."""
    near = " or ".join(f"“{text}”" for text in problem.suggestions[:_NEAR])
    parts = (problem.what, problem.why, problem.fix, f"For example {near}." if near else "")
    return " ".join(part for part in parts if part)


def _list_recipients(fields: DigestFields) -> tuple[str, ...]:
    """Ids of Slack's, each once; whatever else came along names nobody."""
    chosen = (
        *filter(_CHANNEL.fullmatch, fields.channels),
        *filter(_USER.fullmatch, fields.users),
    )
    return tuple(dict.fromkeys(chosen))


def _list_questions(fields: DigestFields) -> tuple[str, ...]:
    """The words behind /sales, a line each; of an own digest alone."""
    if fields.kind != OWN:
        return ()
    lines = (line.strip().removeprefix("/sales").strip() for line in fields.questions.splitlines())
    return tuple(line for line in lines if line)


def _read_whose(fields: DigestFields, desk: Desk) -> tuple[str, int | None]:
    """Whose numbers, as plans say it: visible, own, team or person, and of whom.

    Raises:
        Problem: for somebody who is not known, or leads no team.
    """
    if fields.whose in ("visible", "own"):
        return fields.whose, None
    if fields.whose in ("team", "person"):
        person = find_named(fields.who, desk.asker, desk.numbers.read_vocabulary())
    elif desk.asker.person_id is not None:
        person = desk.asker.person_id
    else:
        raise Problem(
            "not-in-people",
            what="I don't know which deals are yours.",
            why="Your address is not in the people file.",
            fix="Choose somebody by name.",
        )
    if fields.whose in ("me", "person"):
        return "person", person
    check_leads(person, desk.numbers.read_vocabulary())
    return "team", person
