"""From a digest's form to its plan and back, with what is wrong said at each field.

Nothing that a form or a button carries is trusted: all of it is read anew, in the sight of
whoever sends it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.vocabulary import Vocabulary
from bot.commands.words import read_sales
from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields
from bot.numbers import Numbers
from metrics.calendar import Calendar
from metrics.digests.kinds import KINDS, OWN
from metrics.schedule import Schedule
from metrics.schedule_names import write_schedule
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan
from storage.naming import fold_name
from storage.problem import Problem

MOST_QUESTIONS = 8
_NEAR = 3


@dataclass
class Reading:
    """What a form said.

    Attributes:
        schedule: None when it can't be read.
        person_id: Whose team, or who.
        questions: Words of /sales, a line each.
        faults: What is wrong, by the field's name.
    """

    schedule: Schedule | None = None
    person_id: int | None = None
    whose: str = "visible"
    questions: tuple[str, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)


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


def read_form(fields: DigestFields, desk: Desk) -> Reading:
    """Read every field; what is wrong is noted, never raised."""
    reading = Reading()
    steps: dict[str, Callable[[], None]] = {
        names.NAME: lambda: _check_name(fields),
        names.KIND: lambda: _check_kind(fields),
        names.WHOSE: lambda: _read_whose(fields, desk, reading),
        names.CHANNELS: lambda: _check_recipients(fields),
        names.SCHEDULE: lambda: _read_when(fields, desk, reading),
        names.QUESTIONS: lambda: _read_questions(fields, desk, reading),
        names.SECTIONS: lambda: _check_sections(fields),
    }
    for name, step in steps.items():
        try:
            step()
        except _At as fault:
            reading.faults[fault.name] = say_fault(fault.problem)
        except Problem as problem:
            reading.faults[name] = say_fault(problem)
    return reading


def read_when(fields: DigestFields, desk: Desk) -> Schedule:
    """The schedule alone, while the form is still being filled in. Raises Problem."""
    reading = Reading()
    try:
        _read_when(fields, desk, reading)
    except _At as fault:
        raise fault.problem from None
    assert reading.schedule is not None  # noqa: S101 - else it has raised
    return reading.schedule


def make_plan(fields: DigestFields, reading: Reading, owner: str) -> DigestPlan:
    """The plan of a form that was read without a fault."""
    assert reading.schedule is not None  # noqa: S101 - it has no fault
    return DigestPlan(
        name=fields.name,
        kind=fields.kind,
        whose=reading.whose,
        person_id=reading.person_id,
        sections=fields.sections,
        questions=reading.questions,
        recipients=tuple(dict.fromkeys((*fields.channels, *fields.users))),
        schedule=write_schedule(reading.schedule),
        zone=reading.schedule.zone.key,
        skip_when_quiet=fields.quiet == names.SKIP,
        owner=owner,
    )


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
        sections=plan.sections,
        questions="\n".join(plan.questions),
        quiet=names.SKIP if plan.skip_when_quiet else "",
    )


def say_fault(problem: Problem) -> str:
    """A Problem in the room below a field."""
    near = " or ".join(f"“{text}”" for text in problem.suggestions[:_NEAR])
    parts = (problem.what, problem.why, problem.fix, f"For example {near}." if near else "")
    return " ".join(part for part in parts if part)


class _At(Exception):  # noqa: N818 - carries a Problem to its field
    """A Problem that belongs to a field of its own."""

    def __init__(self, name: str, problem: Problem) -> None:
        super().__init__(problem.what)
        self.name = name
        self.problem = problem


def _check_name(fields: DigestFields) -> None:
    if not fold_name(fields.name):
        raise Problem(
            "digest-without-name",
            what="It needs a name.",
            fix="Write one that people will know it by in lists.",
        )


def _check_kind(fields: DigestFields) -> None:
    if fields.kind not in KINDS:
        raise Problem(
            "no-kind", what="It does not say what it tells.", fix="Choose one of the kinds."
        )


def _check_recipients(fields: DigestFields) -> None:
    if not fields.channels and not fields.users:
        raise Problem(
            "no-recipient",
            what="It goes to nobody yet.",
            fix="Choose a channel, or somebody for their direct messages.",
        )


def _check_sections(fields: DigestFields) -> None:
    if not fields.sections and not (fields.kind == OWN and fields.questions.strip()):
        raise Problem(
            "no-section", what="It has nothing to say yet.", fix="Choose one section at least."
        )


def _read_when(fields: DigestFields, desk: Desk, reading: Reading) -> None:
    try:
        zone = read_zone(fields.zone)
    except Problem as problem:
        raise _At(names.ZONE, problem) from None
    today = desk.now.astimezone(zone).date()
    reading.schedule = read_schedule(fields.schedule, zone, desk.calendar, today)


def _read_questions(fields: DigestFields, desk: Desk, reading: Reading) -> None:
    if fields.kind != OWN:
        return
    lines = [line.strip() for line in fields.questions.splitlines() if line.strip()]
    if len(lines) > MOST_QUESTIONS:
        raise Problem(
            "too-many-questions",
            what=f"A digest answers {MOST_QUESTIONS} questions at most, not {len(lines)}.",
            fix="Make a second digest for the rest.",
        )
    setting = desk.numbers.setting(desk.now)
    words = []
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix("/sales").strip()
        try:
            read_in_sight(read_sales, text, desk.asker, desk.numbers, setting)
        except Problem as problem:
            if len(lines) > 1:
                problem.what = f"Line {number}: {problem.what}"
            raise
        words.append(text)
    reading.questions = tuple(words)


def _read_whose(fields: DigestFields, desk: Desk, reading: Reading) -> None:
    asker = desk.asker
    if fields.whose in ("visible", "own"):
        reading.whose = fields.whose
        return
    if fields.whose in ("my_team", "me") and asker.person_id is None:
        raise Problem(
            "not-in-people",
            what="I don't know which deals are yours.",
            why="Your address is not in the people file.",
            fix="Choose somebody by name.",
        )
    reading.whose = "team" if fields.whose in ("my_team", "team") else "person"
    if fields.whose in ("my_team", "me"):
        reading.person_id = asker.person_id
    else:
        try:
            reading.person_id = _find_person(fields.who, desk)
        except Problem as problem:
            raise _At(names.WHO, problem) from None
    _check_team(reading, desk.numbers.read_vocabulary(), fields)


def _check_team(reading: Reading, vocabulary: Vocabulary, fields: DigestFields) -> None:
    if reading.whose != "team" or reading.person_id in vocabulary.teams:
        return
    problem = Problem(
        "no-team",
        what="Nobody reports to them."
        if fields.whose == "team"
        else "I know nobody who reports to you.",
        why="Teams come from the manager column of the people file.",
        fix="Choose a person, or everything each reader may see.",
    )
    raise _At(names.WHO, problem) if fields.whose == "team" else problem


def _find_person(typed: str, desk: Desk) -> int:
    """The one person that was named, if the asker may see their numbers.

    Raises:
        Problem: for nobody, for several, and for somebody who is not the asker's to ask about.
    """
    vocabulary, allowed = desk.numbers.read_vocabulary(), desk.asker.scope.people
    found = set(_look_up(typed, vocabulary))
    meant = found if allowed is None else found & allowed
    if found and not meant:
        raise Problem(
            "not-yours",
            what=f"I can't show you the numbers of “{typed}”.",
            why=f"What you may see: {desk.asker.scope.label}.",
            fix="Choose somebody of those, or ask an administrator for more access.",
        )
    if len(meant) > 1:
        raise Problem(
            "ambiguous-person",
            what=f"“{typed}” can be {len(meant)} people.",
            fix="Write the whole name, or the e-mail address.",
            suggestions=tuple(_write_names(sorted(meant), vocabulary)),
        )
    if not meant:
        seen = vocabulary.people if allowed is None else allowed & set(vocabulary.people)
        known = [vocabulary.people[id_].name for id_ in seen]
        raise Problem(
            "unknown-person",
            what=f"I don't know “{typed}”." if typed.strip() else "Nobody is named.",
            fix="Write the name or the e-mail address of somebody in the people file.",
            suggestions=tuple(get_close_matches(typed, known, _NEAR)),
        )
    return meant.pop()


def _look_up(typed: str, vocabulary: Vocabulary) -> Iterator[int]:
    """Everybody who is called so, by address or whole name, else by a part of the name."""
    folded = fold_name(typed)
    address = vocabulary.addresses.get(typed.strip().lower())
    if address is not None:
        yield address
        return
    whole = vocabulary.full_names.get(folded, ())
    yield from whole or vocabulary.part_names.get(folded, ())


def _write_names(ids: list[int], vocabulary: Vocabulary) -> Iterator[str]:
    for id_ in ids[:_NEAR]:
        row = vocabulary.people[id_]
        yield row.email or row.name
