"""A rule judged before anybody is told of it: where it stands now, what it would tell."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.alerts.batch import Item
from bot.alerts.certainty import find_budget as read_budget
from bot.alerts.judging import Judged, judge_items
from bot.alerts.meanings import Meaning
from bot.alerts.replay_words import draw_replay, say_replay
from bot.alerts.reporter import Content, Reporter
from bot.alerts.verdict_words import say_check
from bot.messages.message import Picture
from bot.numbers import Numbers
from metrics.alerts.budget import find_budget
from metrics.alerts.check import GroupCheck, RuleCheck
from metrics.alerts.coverage import Coverages, read_coverages
from metrics.alerts.headlines import Headline
from metrics.alerts.past import Archive
from metrics.alerts.replay import Replay, replay
from metrics.alerts.state import Phase, State, Step
from metrics.alerts.verdict import Finding
from metrics.charts.picture import draw_chart
from metrics.scope import Scope
from storage.alerts import RulePlan, RuleRow
from storage.engine import Connection
from storage.imports import read_data_version
from storage.problem import Problem

_WORST = (Finding.BREACHED, Finding.NOT_ENOUGH, Finding.FINE)


@dataclass(frozen=True)
class Rehearsal:
    """What a rule would do.

    Attributes:
        now: What it would say now, a line each.
        year: What it would have done in the last year, a line each.
        picture: The same as a chart; None where there is too little to draw.
    """

    now: tuple[str, ...]
    year: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Stage:
    """A rule, and what it is judged on.

    Attributes:
        meaning: Of the plan, in the sight of all its recipients.
        now: The present instant.
    """

    numbers: Numbers
    plan: RulePlan
    meaning: Meaning
    now: datetime

    def rehearse(self) -> Rehearsal:
        """Where it stands, and what it would have done. Raises Problem if it can't be judged."""
        with self.numbers.engine.connect() as connection:
            item, judged, coverages = self._judge(connection)
        headline = Headline(
            self.meaning.question,
            judged.checks[0],
            judged.windows[0],
            self.numbers.setting(self.now),
            usual_gap=coverages.find(item.row.metric).usual_gap,
        )
        lived, question = self._live_through(item), self.meaning.question
        standing = (*say_check(headline), *self._say_budget())
        if isinstance(lived, Problem):
            return Rehearsal(standing, (lived.what,))
        spec = draw_replay(lived, question, headline.setting)
        return Rehearsal(
            standing,
            tuple(say_replay(lived, headline.setting.currency)),
            Picture("alert.png", partial(draw_chart, spec), spec.alt_text, spec.title)
            if spec
            else None,
        )

    def _say_budget(self) -> list[str]:
        """What its budget comes to, where it has one."""
        budget = read_budget(self.plan.certainty)
        if budget is None:
            return []
        alarms = "1 false alarm" if budget == 1 else f"{budget:g} false alarms"
        return [
            f"To have at most {alarms} a year, it has to be sure to {self.plan.z:g} standard "
            "deviations."
        ]

    def _live_through(self, item: Item) -> Replay | Problem:
        """Its last year, or why nobody can look back on it."""
        setting = self.numbers.setting(self.now)
        with self.numbers.engine.connect() as connection:
            archive = Archive(connection, setting, self.meaning.question, item.day)
            try:
                return replay(archive.look_back(item.rule), setting)
            except Problem as problem:
                return problem

    def find_bound(self) -> float:
        """How sure it has to be to keep its budget of false alarms.

        Raises:
            Problem: when nothing keeps it, there is too little history, or it has no budget.
        """
        budget = read_budget(self.plan.certainty)
        setting, rule = self.numbers.setting(self.now), self.meaning.rule
        with self.numbers.engine.connect() as connection:
            day = read_coverages(connection, setting).find(rule.metric).day or setting.today
            archive = Archive(connection, setting, self.meaning.question, day)
            shares = archive.read_shares(rule)
        return find_budget(rule, shares, budget or 0.0).z

    def write_test(self) -> Content:
        """What it would tell if it fired now, about whatever does worst.

        Raises:
            Problem: when it can't be judged, or there is nothing that it could tell about.
        """
        with self.numbers.engine.connect() as connection:
            item, judged, coverages = self._judge(connection)
            windows, check = judged.windows[0], pretend(judged.checks[0], self.now)
            setting = self.numbers.setting(self.now)
            version = read_data_version(connection, setting.workspace_id)
            number = version.number if version else 0
            reporter = Reporter(connection, coverages, setting, number, self.now)
            content, _ = reporter.write_firing(item, check, windows)
        return content

    def _judge(self, connection: Connection) -> tuple[Item, Judged, Coverages]:
        setting = self.numbers.setting(self.now)
        coverages = read_coverages(connection, setting)
        row = RuleRow(**{name: getattr(self.plan, name) for name in RulePlan.__dataclass_fields__})
        day = coverages.find(row.metric).day or setting.today
        item = Item(row, self.meaning.rule, day, {}, None, (), self.meaning)
        judged = judge_items(connection, [item], coverages, setting, self.now)
        for problem in judged.problems.values():
            raise problem
        return item, judged, coverages


def look_over(meaning: Meaning, within: Scope) -> Meaning:
    """The meaning with no more in sight than somebody who looks over others' shoulders may see.

    Raises:
        Problem: when that is nothing.
    """
    scope = meaning.question.scope
    if within.people is None or (scope.people is not None and scope.people <= within.people):
        return meaning
    shared = scope.narrow(within.people, f"{within.label}: all you may see of it")
    if not shared.people:
        raise Problem(
            "alert-not-yours",
            what="I can't show you this alert.",
            why=f"It tells numbers that are not yours to see. What you may see: {within.label}.",
            fix="Watch numbers that you may see, or ask somebody who may see these.",
        )
    question = dataclasses.replace(meaning.question, scope=shared)
    return dataclasses.replace(meaning, question=question)


def pretend(check: RuleCheck, now: datetime) -> RuleCheck:
    """A check in which the group that does worst fires.

    Raises:
        Problem: when no group has a value.
    """
    seen = [one for one in check.groups if one.verdict.finding in _WORST]
    worst = min(seen, key=lambda one: (_WORST.index(one.verdict.finding), one.label), default=None)
    if worst is None:
        raise Problem(
            "alert-nothing-yet",
            what="There is nothing that this alert could tell about yet.",
            why="What it watches has no data.",
            fix="Look at what it watches with /sales, or import newer data.",
        )
    return dataclasses.replace(check, groups=(_fire(worst, check, now),))


def _fire(group: GroupCheck, check: RuleCheck, now: datetime) -> GroupCheck:
    state = State(Phase.FIRING, since=now, day=check.day, breached_since=check.day)
    return dataclasses.replace(group, step=Step(state, changed=True, reason="only a test"))
