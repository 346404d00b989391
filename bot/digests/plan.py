"""Whether a digest can be told as it is planned: everything that is wrong with it, at once.

Where a plan comes from (a form, a file) does not matter here; nothing of it is trusted.
"""

from collections.abc import Callable
from datetime import datetime

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.digests.audience import Audience, narrow_scope
from bot.digests.roster import Roster
from bot.numbers import Numbers
from bot.plans.places import Fault, Noun, Places, check_name, check_recipients, list_faults
from metrics.calendar import Calendar
from metrics.digests.kinds import KINDS
from metrics.digests.sections import SECTIONS
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan
from storage.problem import Problem

NOUN = Noun("digest")
MOST_QUESTIONS = 8
_WHOSE = ("visible", "own", "team", "person")


class PlanCheck:
    """Checks plans against what there is: people, words, channels."""

    def __init__(self, numbers: Numbers, roster: Roster) -> None:
        self._numbers = numbers
        self._places = Places(numbers, roster)

    def find_faults(self, plan: DigestPlan, asker: Asker, now: datetime) -> list[Fault]:
        """All that is wrong with a plan of somebody's; Slack is asked only of a sound one.

        Args:
            plan: As it would be kept.
            asker: Whose plan it is: what they may not see they may not order either.
            now: The present instant.
        """
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("name", lambda: check_name(plan.name, NOUN)),
            ("kind", lambda: _check_kind(plan)),
            ("sections", lambda: _check_sections(plan)),
            ("zone", lambda: _check_zone(plan)),
            ("schedule", lambda: self._check_schedule(plan, now)),
            ("person_id", lambda: self._check_person(plan, asker, now)),
            ("questions", lambda: self._check_questions(plan, asker, now)),
            ("recipients", lambda: check_recipients(plan.recipients, NOUN)),
        )
        return list_faults(steps) or [
            Fault("recipients", problem) for problem in self.find_place_faults(plan, now)
        ]

    def find_place_faults(self, plan: DigestPlan, now: datetime) -> list[Problem]:
        """What is wrong with where a digest goes: one Problem for each such recipient."""

        def look(audience: Audience) -> None:
            narrow_scope(plan, audience.asker, self._numbers.read_people(now))

        return self._places.find_problems(plan.recipients, look, now)

    def check(self, plan: DigestPlan, asker: Asker, now: datetime) -> None:
        """Raises the first Problem of a plan that can't be told as it is."""
        for fault in self.find_faults(plan, asker, now):
            raise fault.problem

    def _check_schedule(self, plan: DigestPlan, now: datetime) -> None:
        try:
            zone = read_zone(plan.zone)
        except Problem:
            return  # said at the zone
        calendar = Calendar(self._numbers.company.fiscal_year_starts)
        read_schedule(plan.schedule, zone, calendar, now.astimezone(zone).date())

    def _check_person(self, plan: DigestPlan, asker: Asker, now: datetime) -> None:
        if plan.whose not in _WHOSE:
            raise Problem(
                "digest-whose",
                what=f"“{plan.whose[:40]}” does not say whose numbers it tells.",
                fix=f"Use one of: {', '.join(_WHOSE)}.",
            )
        if plan.whose in ("visible", "own"):
            return
        narrow_scope(plan, asker, self._numbers.read_people(now))

    def _check_questions(self, plan: DigestPlan, asker: Asker, now: datetime) -> None:
        if len(plan.questions) > MOST_QUESTIONS:
            raise Problem(
                "too-many-questions",
                what=f"A digest answers {MOST_QUESTIONS} questions at most, "
                f"not {len(plan.questions)}.",
                fix="Make a second digest for the rest.",
            )
        setting = self._numbers.setting(now)
        for words in plan.questions:
            try:
                read_in_sight(read_sales, words, asker, self._numbers, setting)
            except Problem as problem:
                problem.what = f"“{words[:60]}”: {problem.what}"
                raise


def _check_kind(plan: DigestPlan) -> None:
    if plan.kind not in KINDS:
        raise Problem(
            "digest-kind",
            what=f"There is no kind of digest called “{plan.kind[:40]}”.",
            fix=f"Use one of: {', '.join(KINDS)}.",
        )


def _check_sections(plan: DigestPlan) -> None:
    unknown = [name for name in plan.sections if name not in SECTIONS]
    if unknown:
        raise Problem(
            "unknown-section",
            what=f"There is no section called “{unknown[0][:40]}”.",
            fix=f"Use some of: {', '.join(SECTIONS)}.",
        )
    if not plan.sections and not plan.questions:
        raise Problem(
            "no-section",
            what="The digest has nothing to say yet.",
            fix="Choose one section at least, or write a question.",
        )
    if plan.questions and "questions" not in plan.sections:
        raise Problem(
            "no-section-for-questions",
            what="The digest has questions, but no section that answers them.",
            fix="Add the section: questions",
        )


def _check_zone(plan: DigestPlan) -> None:
    read_zone(plan.zone)
