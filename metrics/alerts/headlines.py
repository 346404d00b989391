"""The point of an alert in one sentence, and each of its groups; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from metrics.alerts.check import GroupCheck, RuleCheck
from metrics.alerts.phrases import (
    list_some,
    name_groups,
    say_against,
    say_age,
    say_be,
    say_days_to,
    say_line,
    say_nothing,
    say_number,
    say_parts,
    say_points,
    say_relative_size,
    say_sure,
    say_usual,
    say_what,
    say_window,
)
from metrics.alerts.report import GroupReport
from metrics.alerts.rule import Against, Kind, Rule, Sort
from metrics.alerts.windows import Windows
from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.money import MINUS
from metrics.question import Question, Setting


@dataclass(frozen=True)
class Headline:
    """Says what a check has found.

    Attributes:
        question: What the rule asks.
        check: All its groups.
        windows: What was looked at.
        setting: Its today and currency.
        usual_gap: How often newer data comes; None where that is not known.
    """

    question: Question
    check: RuleCheck
    windows: Windows
    setting: Setting
    usual_gap: timedelta | None = None

    @property
    def rule(self) -> Rule:
        """How it judges."""
        return self.check.rule

    @property
    def metric(self) -> Metric:
        """What it watches."""
        return METRICS[self.rule.metric]

    def say(self) -> str:
        """The point: of the one group that fires, or of all of them."""
        told = self.check.told
        if self.rule.kind is Kind.STALE:
            return self._say_stale(told[0]) if told else "The data is fresh"
        if len(told) == 1:
            return self._say_one(told[0])
        return f"{self.say_many()}: {list_some([self._name(one) for one in told])}"

    def say_short(self) -> str:
        """The point without its numbers' numbers: for a chart, which shows those."""
        told = self.check.told
        if len(told) != 1:
            return self.say_many()
        group = told[0]
        what, be = say_what(self.question, group.label), say_be(self.metric)
        value = self.say_value(group)
        kind = self.rule.kind
        if kind in (Kind.BELOW, Kind.ABOVE):
            return f"{what} {be} {value}, {kind} the line of {self._line}"
        if kind is Kind.UNUSUAL:
            return f"{what} {be} {value}, outside of what is usual"
        if kind is Kind.NO_DATA:
            return f"{what}: nothing {say_days_to(self.windows.now)}"
        if self.rule.against is Against.GOAL:
            return f"{what} {be} {self._say_change(group)} {self._side} goal"
        return f"{what} {self._verb} by {self._say_change(group)} to {value}"

    def say_many(self) -> str:
        """What several groups have in common: "Win rate is below 18 % for 3 of 12 reps"."""
        told, watched = len(self.check.told), len(self.check.groups)
        whom = f"for {told:,} of {watched:,} {name_groups(self.question.by)}"
        what, be, kind = say_what(self.question), say_be(self.metric), self.rule.kind
        if kind in (Kind.BELOW, Kind.ABOVE):
            return f"{what} {be} {kind} {self._line} {whom}"
        if kind is Kind.UNUSUAL:
            return f"{what} {be} outside of what is usual {whom}"
        if kind is Kind.NO_DATA:
            return f"{say_nothing(self.metric)} {say_days_to(self.windows.now)} {whom}"
        if self.rule.against is Against.GOAL:
            return f"{what} {be} more than {self._line} {self._side} goal {whom}"
        against = say_against(self.rule)
        return f"{what} {self._verb} by more than {self._line} against {against} {whom}"

    def list_groups(self) -> tuple[GroupReport, ...]:
        """The groups that fire, with how sure that is and since when."""
        return tuple(
            GroupReport(
                one.key,
                one.label,
                self.say_judged(one),
                self.say_basis(one),
                one.after.breached_since or self._find_start(one),
            )
            for one in self.check.told
        )

    def say_judged(self, group: GroupCheck) -> str:
        """What is judged of a group: its value, or its change with its sign."""
        if self.rule.kind is Kind.STALE:
            return f"{say_age(group.verdict.value or 0.0)} old"
        if self.rule.kind in (Kind.FELL, Kind.ROSE) and group.verdict.value is not None:
            sign = MINUS if group.verdict.value < 0 else "+"
            return f"{sign}{self._say_change(group)}"
        return self.say_value(group)

    @property
    def _line(self) -> str:
        return say_line(self.rule, self.setting.currency)

    @property
    def _verb(self) -> str:
        return "fell" if self.rule.kind is Kind.FELL else "rose"

    @property
    def _side(self) -> str:
        return "behind" if self.rule.kind is Kind.FELL else "ahead of"

    def _say_one(self, group: GroupCheck) -> str:
        what, be = say_what(self.question, group.label), say_be(self.metric)
        now, kind = group.evidence.now, self.rule.kind
        if kind is Kind.NO_DATA:
            whom = f" for {group.label}" if group.label else ""
            return f"{say_nothing(self.metric)}{whom} {say_days_to(self.windows.now)}"
        if now is None or now.value is None or group.verdict.value is None:
            return f"Nothing can be said of {what[:1].lower()}{what[1:]} now"
        if kind in (Kind.FELL, Kind.ROSE):
            return self._say_fall(group, what, now)
        start = f"{what} {be} {self.say_value(group)} {self._when}"
        if kind is Kind.UNUSUAL:
            return f"{start}, outside of what is usual ({self._say_usual_range(group)})"
        inside = self.say_basis(group).replace(", ", "; ")
        return f"{start}{f' ({inside})' if inside else ''}, {kind} the line of {self._line}"

    def _say_fall(self, group: GroupCheck, what: str, now: Reading) -> str:
        value, before = self.say_value(group), group.evidence.before
        change = self._say_change(group)
        was = self._say(before) if before is not None else ""
        if self.rule.against is Against.GOAL:
            be = say_be(self.metric)
            goal = f"the goal asks for {was} by now"
            return f"{what} {be} {change} {self._side} goal: {value}, {goal}"
        head = f"{what} {self._verb} by {change} against {say_against(self.rule)}"
        if self.rule.sort is not Sort.SHARE or before is None:
            return f"{head}: {value}, was {was}"
        parts, earlier = self._say_parts(now), self._say_parts(before)
        return f"{head}: {value} ({parts}), was {was} ({earlier})"

    def _say_stale(self, group: GroupCheck) -> str:
        start = f"The newest data is {say_age(group.verdict.value or 0.0)} old"
        if self.rule.line is not None:
            return f"{start}, older than {say_age(self.rule.line)}"
        usual = say_usual(self.usual_gap)
        return f"{start}; {usual}" if usual else start

    def say_basis(self, group: GroupCheck) -> str:
        """On what a value stands and how sure it is: "9 of 90, surely 5 to 18 %"."""
        now, before, verdict = group.evidence.now, group.evidence.before, group.verdict
        if now is None or now.value is None or self.rule.kind in (Kind.STALE, Kind.NO_DATA):
            return ""
        if self.rule.kind in (Kind.FELL, Kind.ROSE):
            if self.rule.against is Against.GOAL and before is not None:
                return f"{self.say_value(group)}, asked for {self._say(before)}"
            was = f", was {self._say(before)}" if before is not None else ""
            return f"{self.say_value(group)}{was}"
        parts = [self._say_parts(now)]
        if self.rule.kind is Kind.UNUSUAL:
            parts.append(f"usually {self._say_usual_range(group)}")
        elif self.rule.sort is Sort.SHARE:
            parts.append(say_sure(verdict.low, verdict.high))
        return ", ".join(part for part in parts if part)

    def _say_usual_range(self, group: GroupCheck) -> str:
        ends = (group.verdict.low, group.verdict.high)
        low, high = (say_number(end, self.metric, self.setting.currency) for end in ends)
        return f"{low} to {high}"

    def say_value(self, group: GroupCheck) -> str:
        """The metric's own value: "10 %", "$41k"."""
        now = group.evidence.now
        line = self._line if self.rule.kind in (Kind.BELOW, Kind.ABOVE) else ""
        return self._say(now, line) if now is not None else "nothing"

    def _say(self, reading: Reading, line: str = "") -> str:
        return say_number(reading.value, self.metric, self.setting.currency, line)

    def _say_parts(self, reading: Reading) -> str:
        return say_parts(reading, self.metric, self.setting.currency)

    def _say_change(self, group: GroupCheck) -> str:
        change = group.verdict.value or 0.0
        return say_points(change) if self.rule.sort is Sort.SHARE else say_relative_size(change)

    @property
    def _when(self) -> str:
        is_last = self.windows.now.end == self.setting.today
        return say_window(self.windows, self.rule, is_last)

    def _name(self, group: GroupCheck) -> str:
        if self.rule.kind is Kind.NO_DATA:
            return group.label
        return f"{group.label} {self.say_judged(group)}"

    def _find_start(self, group: GroupCheck) -> date:
        since = group.after.since
        return self.check.day if since is None else since.astimezone(self.setting.zone).date()
