"""What the form of a digest offers, and what most people in somebody's place would choose."""

from collections.abc import Mapping
from dataclasses import replace

from bot.asker import Asker
from bot.buttons.digest_carried import Carried
from bot.buttons.digest_lines import list_dates
from bot.buttons.digest_reading import QUESTIONS, Desk, read_when, say_fault
from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields
from bot.messages.digest_form import FormChoices, show_digest_form
from bot.messages.inputs import Choice
from bot.messages.views import View
from metrics.digests.kinds import LEADER, OWN, PERSONAL, TEAM
from metrics.digests.sections import SECTIONS, sections_of
from metrics.schedule_names import write_schedule
from storage.digests import DigestRow
from storage.naming import fold_name
from storage.problem import Problem

USUAL_NAME = "Monday digest"
USUAL_WHEN = "every Monday 09:00"

_USUAL_WHOSE = {LEADER: "visible", TEAM: "my_team", PERSONAL: "own", OWN: "visible"}


def suggest(desk: Desk, user: str, zone: str, digests: list[DigestRow]) -> DigestFields:
    """A form filled in with what most people in that place would choose.

    Args:
        desk: Who fills it in.
        user: Their Slack id.
        zone: Theirs.
        digests: Those there are, whose names are taken.
    """
    asker = desk.asker
    kind = PERSONAL
    if asker.role == "administrator":
        kind = LEADER
    elif leads_team(desk):
        kind = TEAM
    return DigestFields(
        name=find_free_name(USUAL_NAME, asker, digests),
        kind=kind,
        whose=choose_whose(kind, desk),
        users=(user,),
        schedule=USUAL_WHEN,
        zone=zone,
        sections=list_usual_sections(kind),
    )


def leads_team(desk: Desk) -> bool:
    """Whether somebody reports to the one who fills in the form."""
    return desk.asker.person_id in desk.numbers.read_vocabulary().teams


def find_free_name(name: str, asker: Asker, digests: list[DigestRow]) -> str:
    """A name that no other digest has."""
    taken = {fold_name(digest.name) for digest in digests}
    tries = [name, f"{name} of {asker.name}"[: names.NAME_LENGTH]]
    tries += [f"{name} {number}" for number in range(2, len(taken) + 3)]
    return next(one for one in tries if fold_name(one) not in taken)


def choose_whose(kind: str, desk: Desk) -> str:
    """Whose numbers a digest of a kind mostly tells."""
    usual = _USUAL_WHOSE.get(kind, "visible")
    return "team" if usual == "my_team" and not leads_team(desk) else usual


def list_usual_sections(kind: str) -> tuple[str, ...]:
    """The sections a kind has unless somebody chooses otherwise."""
    return tuple(name for name in sections_of(kind) if name != QUESTIONS)


def lay_out(
    desk: Desk, fields: DigestFields, carried: Carried, faults: Mapping[str, str] | None = None
) -> View:
    """The form with what it is filled with, what it offers, and when that would be."""
    noted = dict(faults or {})
    when: list[str] = []
    try:
        schedule = read_when(fields, desk)
    except Problem as problem:
        noted.setdefault(names.SCHEDULE, say_fault(problem))
    else:
        dates = list_dates(schedule, desk.now, desk.calendar)
        when = [f"{write_schedule(schedule)} in {schedule.zone.key}. The next ones:", *dates]
    choices = FormChoices(_list_whose(desk), _list_sections(), when, noted)
    shown = replace(carried, fields=DigestFields(), kind=fields.kind)  # the form has the rest
    turn = str(carried.turn or "")
    return show_digest_form(fields, choices, shown.write(), version=turn, new=not carried.id)


def _list_whose(desk: Desk) -> list[Choice]:
    choices = [Choice("visible", "All that each reader may see")]
    if leads_team(desk):
        choices.append(Choice("my_team", "My team"))
    choices.append(Choice("own", "Each reader's own"))
    if desk.asker.person_id is not None:
        choices.append(Choice("me", "Mine alone"))
    choices.append(Choice("team", "The team of …"))
    choices.append(Choice("person", "One person: …"))
    return choices


def _list_sections() -> list[Choice]:
    return [
        Choice(section.name, section.title, section.what)
        for section in SECTIONS.values()
        if section.name != QUESTIONS
    ]
