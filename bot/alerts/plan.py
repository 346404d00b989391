"""Whether a rule can be judged and told as it is planned: everything that is wrong, at once.

Where a plan comes from (a sentence, a form, a file) does not matter here; nothing of it is trusted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.alerts.plan_fit import (
    LONGEST_WINDOW,
    MOST_DAYS,
    check_against,
    check_certainty,
    check_kind,
    check_least,
    check_line,
    check_mentions,
    check_pause,
    check_recovery,
    check_span,
    check_unused,
    check_zone,
)
from bot.alerts.watched import Watched, read_watched
from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.digests.audience import Audience, is_user, narrow_scope
from bot.digests.roster import Roster
from bot.numbers import Numbers
from bot.plans.places import Fault, Noun, Places, check_name, check_recipients, list_faults
from metrics.alerts.rule import Against, Kind
from metrics.goals import takes_goals
from storage.alerts import RulePlan
from storage.problem import Problem

NOUN = Noun("alert", "an")
_WHOSE = ("visible", "own", "team", "person")
_HOLDERS = (None, "owner", "team")


class RuleCheck:
    """Checks plans against what there is: people, words, channels."""

    def __init__(self, numbers: Numbers, roster: Roster) -> None:
        self._numbers = numbers
        self._places = Places(numbers, roster)

    def find_faults(self, plan: RulePlan, asker: Asker, now: datetime) -> list[Fault]:
        """All that is wrong with a plan of somebody's; Slack is asked only of a sound one.

        Args:
            plan: As it would be kept.
            asker: Whose plan it is: what they may not see they may not watch either.
            now: The present instant.
        """
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("name", lambda: check_name(plan.name, NOUN)),
            ("kind", lambda: check_kind(plan)),
            ("words", lambda: self._check_words(plan, asker, now)),
            ("zone", lambda: check_zone(plan)),
            ("whose", lambda: self._check_whose(plan, asker, now)),
            ("window_days", lambda: check_span(plan.window_days, LONGEST_WINDOW, "look back on")),
            ("hold_days", lambda: check_span(plan.hold_days, MOST_DAYS, "wait for")),
            ("recover_days", lambda: check_span(plan.recover_days, MOST_DAYS, "wait for")),
            ("pause_hours", lambda: check_pause(plan)),
            ("least", lambda: check_least(plan)),
            ("recipients", lambda: check_recipients(plan.recipients, NOUN)),
            ("mentions", lambda: check_mentions(plan)),
        )
        faults = list_faults(steps)
        if not {"kind", "words"} & {fault.field for fault in faults}:
            faults += list_faults(
                (
                    ("line", lambda: check_line(plan)),
                    ("against", lambda: check_against(plan)),
                    ("against", lambda: self._check_goal(plan, asker, now)),
                    ("recover_line", lambda: check_recovery(plan)),
                    ("certainty", lambda: check_certainty(plan)),
                    ("window_days", lambda: check_unused(plan)),
                )
            )
        return faults or [
            Fault("recipients", problem) for problem in self.find_place_faults(plan, now)
        ]

    def find_place_faults(self, plan: RulePlan, now: datetime) -> list[Problem]:
        """What is wrong with who is told: one Problem for each such recipient."""

        def look(audience: Audience) -> None:
            scope = narrow_scope(plan, audience.asker, self._numbers.read_people(now))
            if plan.words:
                self._read(plan, replace(audience.asker, scope=scope), now)

        return self._places.find_problems(plan.recipients, look, now)

    def check(self, plan: RulePlan, asker: Asker, now: datetime) -> None:
        """Raises the first Problem of a plan that can't be judged or told as it is."""
        for fault in self.find_faults(plan, asker, now):
            raise fault.problem

    def _check_words(self, plan: RulePlan, asker: Asker, now: datetime) -> None:
        """Whether the owner may ask that, and it is what is to be watched."""
        if plan.kind == Kind.STALE:
            if plan.words or plan.metric:
                raise Problem(
                    "alert-words",
                    what="The age of the data is that of all of it.",
                    fix="Leave out what is watched.",
                )
            return
        watched = self._watch(plan, asker, now)
        if watched.metric.name != plan.metric or watched.whose is not None:
            raise Problem(
                "alert-words",
                what=f"“{plan.words[:60]}” does not say what is watched.",
                why="Its words have come to mean something else.",
                fix="Write them anew.",
            )

    def _check_goal(self, plan: RulePlan, asker: Asker, now: datetime) -> None:
        """Whether anybody can hold such a goal."""
        if plan.against != Against.GOAL:
            return
        watched = self._watch(plan, asker, now)
        if not takes_goals(watched.metric):
            raise Problem(
                "alert-goal",
                what=f"{watched.metric.title} takes no goals.",
                why="Goals are for what is counted over a period, more being better.",
                fix="Hold it against the time before, or against last year.",
            )
        if watched.by not in _HOLDERS:
            raise Problem(
                "alert-goal",
                what=f"Nobody holds goals by {watched.by}.",
                why="Goals are held by everybody, teams and people.",
                fix="Watch it by owner, by team, or as a whole.",
            )

    def _watch(self, plan: RulePlan, asker: Asker, now: datetime) -> Watched:
        setting = self._numbers.setting(now)
        return read_in_sight(read_watched, plan.words, asker, self._numbers, setting)

    def _read(self, plan: RulePlan, asker: Asker, now: datetime) -> None:
        """Whether the words mean something to those who are told."""
        try:
            read_in_sight(read_sales, plan.words, asker, self._numbers, self._numbers.setting(now))
        except Problem as problem:
            raise Problem(
                "alert-words-for-readers",
                what=f"“{plan.words[:60]}” can't be told to {asker.name}.",
                why=problem.what,
                fix="Watch something that all of them may see, or tell others.",
            ) from None

    def _check_whose(self, plan: RulePlan, asker: Asker, now: datetime) -> None:
        if plan.whose not in _WHOSE:
            raise Problem(
                "alert-whose",
                what=f"“{plan.whose[:40]}” does not say whose numbers are meant.",
                fix=f"Use one of: {', '.join(_WHOSE)}.",
            )
        if plan.whose == "own" and not (len(plan.recipients) == 1 and is_user(plan.recipients[0])):
            raise Problem(
                "alert-own",
                what="Own numbers are those of one person who is told.",
                why="One rule has one number.",
                fix="Tell one person alone, or name whose numbers are meant.",
            )
        if plan.whose in ("team", "person"):
            narrow_scope(plan, asker, self._numbers.read_people(now))
