"""Whether a digest can be told as it is planned: everything that is wrong with it, at once.

Where a plan comes from (a form, a file) does not matter here; nothing of it is trusted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.digests.audience import Audiences, explain_refusal, is_user, narrow_scope
from bot.digests.roster import Roster, SlackBusy, SlackRefusal
from bot.numbers import Numbers
from metrics.calendar import Calendar
from metrics.digests.kinds import KINDS
from metrics.digests.sections import SECTIONS
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from storage.digests import DigestPlan
from storage.naming import fold_name
from storage.problem import Problem

MOST_RECIPIENTS = 50
MOST_QUESTIONS = 8
LONGEST_NAME = 100
_WHOSE = ("visible", "own", "team", "person")


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a plan.

    Attributes:
        field: Of `storage.digests.DigestPlan`.
        problem: With its mend.
    """

    field: str
    problem: Problem


class PlanCheck:
    """Checks plans against what there is: people, words, channels."""

    def __init__(self, numbers: Numbers, roster: Roster) -> None:
        self._numbers = numbers
        self._roster = roster
        self._audiences = Audiences(roster, numbers)

    def find_faults(self, plan: DigestPlan, asker: Asker, now: datetime) -> list[Fault]:
        """All that is wrong with a plan of somebody's; Slack is asked only of a sound one.

        Args:
            plan: As it would be kept.
            asker: Whose plan it is: what they may not see they may not order either.
            now: The present instant.
        """
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("name", lambda: _check_name(plan)),
            ("kind", lambda: _check_kind(plan)),
            ("sections", lambda: _check_sections(plan)),
            ("zone", lambda: _check_zone(plan)),
            ("schedule", lambda: self._check_schedule(plan, now)),
            ("person_id", lambda: self._check_person(plan, asker, now)),
            ("questions", lambda: self._check_questions(plan, asker, now)),
            ("recipients", lambda: _check_recipients(plan)),
        )
        faults = [
            Fault(field, problem) for field, step in steps for problem in _list_problems(step)
        ]
        return faults or [
            Fault("recipients", problem) for problem in self.find_place_faults(plan, now)
        ]

    def find_place_faults(self, plan: DigestPlan, now: datetime) -> list[Problem]:
        """What is wrong with where a digest goes: one Problem for each such recipient."""
        return [
            problem
            for recipient in dict.fromkeys(plan.recipients)
            for problem in _list_problems(partial(self._check_place, plan, recipient, now))
        ]

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

    def _check_place(self, plan: DigestPlan, recipient: str, now: datetime) -> None:
        """Whether it can be sent there, and shows something there."""
        try:
            if not is_user(recipient):
                self._check_channel(recipient)
            audience = self._audiences.find(recipient, now)
        except SlackBusy:
            raise tell_busy() from None
        narrow_scope(plan, audience.asker, self._numbers.read_people(now))

    def _check_channel(self, channel: str) -> None:
        try:
            found = self._roster.find_channel(channel)
        except SlackRefusal as refusal:
            raise explain_refusal(refusal, channel) from None
        if found.get("is_archived"):
            raise Problem(
                "channel-archived",
                what=f"The channel {_call(found, channel)} is archived.",
                fix="Choose another channel, or unarchive it first.",
            )
        if not found.get("is_member"):
            raise Problem(
                "not-in-channel",
                what=f"I'm not in {_call(found, channel)}, so I can't write there.",
                fix="Type in that channel: /invite @salesbell",
            )


def tell_busy() -> Problem:
    """Slack can't say at the moment who is where."""
    return Problem(
        "slack-busy",
        what="Slack does not tell me right now who would read the digest.",
        why="It asked me to slow down, or I couldn't reach it.",
        fix="Try again in a minute.",
    )


def _list_problems(step: Callable[[], None]) -> Iterator[Problem]:
    try:
        step()
    except Problem as problem:
        yield problem


def _call(found: object, channel: str) -> str:
    name = found.get("name") if isinstance(found, dict) else None
    return f"#{name}" if name else f"channel {channel}"


def _check_name(plan: DigestPlan) -> None:
    if not fold_name(plan.name) or len(plan.name) > LONGEST_NAME:
        raise Problem(
            "digest-name",
            what="A digest needs a name that people will know it by.",
            fix=f"Give it one of at most {LONGEST_NAME} characters.",
        )


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


def _check_recipients(plan: DigestPlan) -> None:
    if not plan.recipients:
        raise Problem(
            "no-recipient",
            what="The digest goes to nobody yet.",
            fix="Name a channel, or people for their direct messages.",
        )
    if len(set(plan.recipients)) > MOST_RECIPIENTS:
        raise Problem(
            "too-many-recipients",
            what=f"A digest goes to {MOST_RECIPIENTS} channels and people at most.",
            fix="Send it to a channel that they are in, or make a second digest.",
        )
