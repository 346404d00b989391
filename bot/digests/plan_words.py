"""What the words of a digests file mean: people by address, channels by id; and back into words."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from bot.digests.plan import NOUN
from bot.digests.plan_file import PlanEntry
from bot.plans.changes import BY_FILE, FilePlan
from bot.plans.file import PlanFault, PlanFileProblem, find_line
from bot.plans.names import Names
from metrics.calendar import PLAIN, Calendar
from metrics.digests.sections import sections_of
from metrics.schedule import Schedule
from metrics.schedule_names import write_schedule
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan, DigestRow
from storage.problem import Problem

_QUESTIONS = "questions"
_Read = TypeVar("_Read")


def understand_entries(
    name: str, entries: Iterable[PlanEntry], names: Names, calendar: Calendar = PLAIN
) -> list[FilePlan[DigestPlan]]:
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
    plans: list[FilePlan[DigestPlan]] = []
    for entry in entries:
        reading = _Reading(entry, names, calendar)
        plan = reading.read()
        faults += reading.faults
        if plan is not None and not reading.faults:
            plans.append(FilePlan(plan, entry.paused, entry))
    if faults:
        raise PlanFileProblem(name, faults, NOUN)
    return plans


def describe_digest(digest: DigestRow, names: Names) -> PlanEntry:
    """A digest that is kept, in the words of a file."""
    return PlanEntry(
        name=digest.name,
        kind=digest.kind,
        whose=names.write_whose(digest.whose, digest.person_id),
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
        whose = list(self._note("whose", lambda: self.names.find_whose(self.entry.whose)))
        owner = list(self._note("owner", lambda: self.names.find_member(self.entry.owner)))
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
            line, title = find_line(self.entry, field), f"“{self.entry.name}”"
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

    def _choose_sections(self) -> tuple[str, ...]:
        if self.entry.sections is not None:
            return self.entry.sections
        asks = bool(self.entry.questions)
        usual = sections_of(self.entry.kind)
        return tuple(name for name in usual if asks or name != _QUESTIONS)

    def _reads_recipient(self, one: str) -> Callable[[], str]:
        return lambda: self.names.find_recipient(one)
