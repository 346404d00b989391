"""What the words of a digests file mean: people by address, channels by id; and back into words."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.access import find_by_email
from bot.digests.plan_file import PlanEntry, PlanFault, PlanFileProblem
from metrics.calendar import PLAIN, Calendar
from metrics.digests.sections import sections_of
from metrics.schedule import Schedule
from metrics.schedule_names import write_schedule
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan, DigestRow
from storage.naming import fold_name
from storage.people import PersonRow
from storage.problem import Problem

BY_FILE = "file"
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_WHOSE = re.compile(r"(?P<whose>team of|person)\s+(?P<who>\S.*)")
_QUESTIONS = "questions"
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class FilePlan:
    """A digest of a file, understood.

    Attributes:
        plan: As it is to be kept.
        paused: Whether it is to rest.
        entry: The words it was.
    """

    plan: DigestPlan
    paused: bool
    entry: PlanEntry

    def place(self, field: str, problem: Problem) -> PlanFault:
        """A fault that was found in the plan, at its place in the file."""
        key = {"person_id": "whose"}.get(field, field)
        return PlanFault(self.entry.find_line(key), f"“{self.entry.name}”", key, problem)


@dataclass(frozen=True)
class Names:
    """Who is who.

    Attributes:
        people: Everybody in the people table.
        find_user: The Slack id of an address; None when nobody in Slack has it. May raise Problem.
        find_email: The address of a Slack user; None when Slack tells none.
    """

    people: Sequence[PersonRow]
    find_user: Callable[[str], str | None]
    find_email: Callable[[str], str | None]

    def find_person(self, words: str) -> int:
        """The person of an address, or of a name that only one person has. Raises Problem."""
        found = find_by_email(words, self.people)
        if found is not None:
            return found.id
        same = [row.id for row in self.people if fold_name(row.name) == fold_name(words)]
        if len(same) != 1:
            raise Problem(
                "unknown-person",
                what=f"{len(same)} people are called “{words[:60]}”."
                if same
                else f"Nobody among the sales people is “{words[:60]}”.",
                fix="Write the e-mail address that the people file has.",
            )
        return same[0]

    def write_person(self, person_id: int) -> str:
        """Their address, or the name of somebody without one."""
        row = next((row for row in self.people if row.id == person_id), None)
        return (row.email or row.name) if row else f"person {person_id}, who is gone"

    def write_user(self, user: str) -> str:
        """The address of a Slack user, where Slack tells it; else the id, which is read too."""
        return (self.find_email(user) if _USER.fullmatch(user) else None) or user


def understand_entries(
    name: str, entries: Iterable[PlanEntry], names: Names, calendar: Calendar = PLAIN
) -> list[FilePlan]:
    """The plans of a file's digests.

    Args:
        name: The file's name, for what is told.
        entries: Its digests.
        names: Who is who.
        calendar: The company's, for quarters.

    Raises:
        PlanFileProblem: with everything that can't be understood.
    """
    faults: list[PlanFault] = []
    plans: list[FilePlan] = []
    for entry in entries:
        reading = _Reading(entry, names, calendar)
        plan = reading.read()
        faults += reading.faults
        if plan is not None and not reading.faults:
            plans.append(FilePlan(plan, entry.paused, entry))
    if faults:
        raise PlanFileProblem(name, faults)
    return plans


def describe_digest(digest: DigestRow, names: Names) -> PlanEntry:
    """A digest that is kept, in the words of a file."""
    whose = digest.whose
    if digest.person_id is not None and whose in ("team", "person"):
        who = names.write_person(digest.person_id)
        whose = f"team of {who}" if whose == "team" else f"person {who}"
    return PlanEntry(
        name=digest.name,
        kind=digest.kind,
        whose=whose,
        sections=digest.sections,
        questions=digest.questions,
        recipients=tuple(names.write_user(one) for one in digest.recipients),
        schedule=digest.schedule,
        zone=digest.zone,
        skip_when_quiet=digest.skip_when_quiet,
        owner=names.write_user(digest.owner),
        paused=digest.state == "paused",
    )


class _Reading:
    """One digest that is being understood; what is wrong is noted, not raised."""

    def __init__(self, entry: PlanEntry, names: Names, calendar: Calendar) -> None:
        self.entry = entry
        self.names = names
        self.calendar = calendar
        self.faults: list[PlanFault] = []

    def read(self) -> DigestPlan | None:
        """The plan; None when something is wrong."""
        schedules = list(self._note("schedule", self._read_schedule))
        whose = list(self._note("whose", self._read_whose))
        owner = list(self._note("owner", lambda: self._find_user(self.entry.owner)))
        recipients = [
            found
            for one in dict.fromkeys(self.entry.recipients)
            for found in self._note("recipients", self._reads_recipient(one))
        ]
        if self.faults:
            return None
        entry = self.entry
        return DigestPlan(
            name=entry.name,
            kind=entry.kind,
            whose=whose[0][0],
            person_id=whose[0][1],
            sections=self._choose_sections(),
            questions=entry.questions,
            recipients=tuple(dict.fromkeys(recipients)),
            schedule=write_schedule(schedules[0]),
            zone=schedules[0].zone.key,
            skip_when_quiet=entry.skip_when_quiet,
            owner=owner[0],
            managed_by=BY_FILE,
        )

    def _note(self, field: str, read: Callable[[], _Read]) -> Iterator[_Read]:
        try:
            yield read()
        except Problem as problem:
            line, title = self.entry.find_line(field), f"“{self.entry.name}”"
            self.faults.append(PlanFault(line, title, field, problem))

    def _read_schedule(self) -> Schedule:
        zone = read_zone(self.entry.zone)
        schedule = read_schedule(self.entry.schedule, zone, self.calendar)
        if schedule.zone.key != zone.key:
            raise Problem(
                "two-zones",
                what=f"It names the zone {schedule.zone.key}, and zone is {zone.key}.",
                fix="Name it once, as the zone.",
            )
        return schedule

    def _read_whose(self) -> tuple[str, int | None]:
        words = " ".join(self.entry.whose.split())
        if words in ("visible", "own"):
            return words, None
        found = _WHOSE.fullmatch(words)
        if found is None:
            raise Problem(
                "digest-whose",
                what=f"“{words[:60]}” does not say whose numbers it tells.",
                fix="Write visible, own, team of ADDRESS or person ADDRESS.",
            )
        whose = "person" if found["whose"] == "person" else "team"
        return whose, self.names.find_person(found["who"])

    def _choose_sections(self) -> tuple[str, ...]:
        if self.entry.sections is not None:
            return self.entry.sections
        asks = bool(self.entry.questions)
        usual = sections_of(self.entry.kind)
        return tuple(name for name in usual if asks or name != _QUESTIONS)

    def _reads_recipient(self, one: str) -> Callable[[], str]:
        return lambda: self._find_recipient(one)

    def _find_recipient(self, words: str) -> str:
        if _CHANNEL.fullmatch(words):
            return words
        if words.startswith("#"):
            raise Problem(
                "channel-by-name",
                what=f"“{words[:60]}” is the name of a channel, which anybody can change.",
                fix="Write its id, such as C0123ABCD: it stands at the end of the channel's details"
                " in Slack.",
            )
        return self._find_user(words)

    def _find_user(self, words: str) -> str:
        if _USER.fullmatch(words):
            return words
        if "@" not in words:
            raise Problem(
                "no-address",
                what=f"“{words[:60]}” is neither an e-mail address nor one of Slack's ids.",
                fix="Write an address such as dana@example.com.",
            )
        user = self.names.find_user(words.strip().lower())
        if user is None:
            raise Problem(
                "no-such-user",
                what=f"Nobody in this Slack workspace has the address {words[:80]}.",
                fix="Correct it: it is the one of their Slack profile.",
            )
        return user
