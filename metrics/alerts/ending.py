"""How an alert ended, in words and as a picture; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.alerts.check import GroupCheck
from metrics.alerts.firing import Firing
from metrics.alerts.headlines import Headline
from metrics.alerts.phrases import name_groups, say_be, say_line, say_number, say_what
from metrics.alerts.pictures import draw_course
from metrics.alerts.recovery import Recovery
from metrics.alerts.report import GroupReport
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.state import Phase
from metrics.calendar import name_day
from metrics.catalog import METRICS
from metrics.charts import ChartSpec
from metrics.money import say_count
from metrics.question import Setting


def compose_over(firing: Firing, told: Sequence[GroupReport], setting: Setting) -> Recovery:
    """How it ended.

    Args:
        firing: Its check, in which the groups are good again, and its course to now.
        told: The groups that people were told of.
        setting: The company and its today.
    """
    known = {one.key for one in told}
    back = [one for one in firing.check.groups if one.key in known]
    since = min((one.since for one in told), default=firing.check.day)
    days = [_find_good_day(one, firing.check.day, setting) for one in back]
    until = max([since, *days] if days else [since, firing.check.day])
    over = _Over(firing, firing.head(setting), back, since, until)
    return Recovery(over.say(), since, until, over.list_groups(), over.draw(), firing.data_as_of)


def _find_good_day(group: GroupCheck, day: date, setting: Setting) -> date:
    """The first of the good days that ended it."""
    if group.before.phase is Phase.FIRING:
        return group.before.good_since or day
    since = group.after.since
    return day if since is None else min(day, since.astimezone(setting.zone).date())


@dataclass(frozen=True)
class _Over:
    """Says that it is over.

    Attributes:
        back: The groups that were told of, as they stand now.
        since: The first day on which any of them was breached.
        until: The day since which all are good.
    """

    firing: Firing
    headline: Headline
    back: Sequence[GroupCheck]
    since: date
    until: date

    def say(self) -> str:
        """The point: where it stands, since when, and how it had been."""
        rule, length = self.firing.rule, say_count((self.until - self.since).days, "day")
        when = name_day(self.until, with_year=self.until.year != self.headline.setting.today.year)
        if rule.kind is Kind.STALE:
            return f"Newer data has come: there was none for {length}"
        group = self.back[0] if len(self.back) == 1 else None
        what = say_what(self.firing.question, group.label if group else "")
        if rule.kind is Kind.NO_DATA:
            return f"{what}: something happens again since {when}, after {length} of nothing"
        be = say_be(METRICS[rule.metric])
        if group is None:
            count = "both" if len(self.back) == 2 else f"all {len(self.back):,}"
            named = f"{count} {name_groups(self.firing.question.by)}"
            lasted = f", after {length}" if self.until > self.since else ""
            return f"{what} {be} back for {named} since {when}{lasted}"
        value = self.headline.say_value(group)
        how = self._say_how(rule)
        start = f"{what} {be} back at {value} since {when}"
        return f"{start}: {how} for {length}{self._say_worst(rule)}"

    def list_groups(self) -> tuple[str, ...]:
        """Where each of several groups stands now."""
        if len(self.back) < 2:
            return ()
        return tuple(
            f"{one.label}: {self.headline.say_value(one)}"
            + (f", {basis}" if (basis := self.headline.say_basis(one)) else "")
            for one in self.back
        )

    def draw(self) -> ChartSpec | None:
        """The way down and back, of one group."""
        if len(self.back) != 1 or self.firing.rule.kind is Kind.STALE:
            return None
        group = self.back[0]
        what = say_what(self.firing.question, group.label)
        be = say_be(METRICS[self.firing.rule.metric])
        title = f"{what} {be} back at {self.headline.say_value(group)}"
        return draw_course(self.headline, group, self.firing.course, title)

    def _say_how(self, rule: Rule) -> str:
        """How it had been."""
        currency = self.headline.setting.currency
        if rule.kind is Kind.UNUSUAL:
            return "it was outside of what is usual"
        line = say_line(rule, currency)
        if rule.kind in (Kind.BELOW, Kind.ABOVE):
            return f"it was {rule.kind} {line}"
        if rule.against is Against.GOAL:
            side = "behind" if rule.kind is Kind.FELL else "ahead of"
            return f"it was more than {line} {side} goal"
        way = "down" if rule.kind is Kind.FELL else "up"
        return f"it was {way} by more than {line}"

    def _say_worst(self, rule: Rule) -> str:
        """The lowest, or the highest, value of those days; nothing where they are not known."""
        values = [
            value
            for day, value, _, _ in self.firing.course.seen
            if value is not None and self.since <= day < self.until
        ]
        if not values or rule.kind is Kind.UNUSUAL:
            return ""
        word, worst = ("lowest", min(values)) if rule.looks_down else ("highest", max(values))
        return f", {word} {say_number(worst, METRICS[rule.metric], self.headline.setting.currency)}"
