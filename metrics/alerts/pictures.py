"""The chart of an alert: the number's course against its line, or the groups that fire; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.alerts.check import GroupCheck
from metrics.alerts.headlines import Headline
from metrics.alerts.phrases import say_line, say_number, say_what
from metrics.alerts.rule import Against, Kind, Rule, Sort
from metrics.alerts.windows import stands_on_an_evening
from metrics.answer import Reading
from metrics.calendar import name_days
from metrics.charts import Bar, ChartSpec, Target, Turn, chart_of_firing, chart_of_watch
from metrics.charts.watch import Seen
from metrics.charts.words import join_parts
from metrics.dimension import find_dimension
from metrics.metric import Metric
from metrics.money import say_count
from metrics.units import Unit

Turns = Sequence[tuple[date, Turn]]


@dataclass(frozen=True)
class Course:
    """What a rule's number did before now.

    Attributes:
        seen: Day by day, of the one group that fires: its value and between which it lies.
        turns: When it fired and when it was over.
    """

    seen: tuple[Seen, ...] = ()
    turns: tuple[tuple[date, Turn], ...] = ()


def draw_alert(headline: Headline, course: Course) -> ChartSpec | None:
    """The picture of what fires; None where there is nothing to draw."""
    told, rule = headline.check.told, headline.rule
    if rule.kind is Kind.STALE or not told:
        return None
    if len(told) > 1:
        return _draw_groups(headline, told)
    return draw_course(headline, told[0], course, headline.say_short())


def draw_course(
    headline: Headline, group: GroupCheck, course: Course, title: str
) -> ChartSpec | None:
    """One group's way, with its line and when it fired and was over."""
    rule, metric, setting = headline.rule, headline.metric, headline.setting
    seen, band = course.seen, "95\N{NO-BREAK SPACE}% range"
    verdict = group.verdict
    if rule.kind is Kind.UNUSUAL:
        band = "what is usual"
        seen = tuple((day, value, verdict.low, verdict.high) for day, value, _, _ in seen)
    what = say_what(headline.question, group.label)
    return chart_of_watch(
        seen,
        unit=metric.unit,
        currency=setting.currency if metric.is_of_money else None,
        title=title,
        subtitle=join_parts((f"{what}, {_say_days(rule, metric)}", headline.question.scope.label)),
        line=find_target(rule, metric, group.evidence.before, setting.currency),
        recover=_find_recover(rule, metric, setting.currency),
        turns=course.turns,
        looks_down=_looks_down(rule, group),
        band=band,
    )


def find_target(rule: Rule, metric: Metric, before: Reading | None, currency: str) -> Target | None:
    """The line as a value of the metric; of a change, so far from what it was before."""
    if rule.line is None or rule.kind not in (Kind.BELOW, Kind.ABOVE, Kind.FELL, Kind.ROSE):
        return None
    words = say_line(rule, currency)
    if rule.kind in (Kind.BELOW, Kind.ABOVE):
        return Target(rule.line, f"line: {words}")
    if before is None or before.value is None:
        return None
    sign = -1 if rule.kind is Kind.FELL else 1
    was = float(before.value)
    value = was + sign * rule.line if rule.sort is Sort.SHARE else was + sign * rule.line * abs(was)
    side = "below" if sign < 0 else "above"
    of = "goal" if rule.against is Against.GOAL else say_number(before.value, metric, currency)
    return Target(value, f"{words} {side} {of}")


def _find_recover(rule: Rule, metric: Metric, currency: str) -> Target | None:
    """The line back, of levels; of changes it moves with what they are held against."""
    if rule.recover_line is None or rule.kind not in (Kind.BELOW, Kind.ABOVE):
        return None
    words = say_number(rule.recover_line, metric, currency)
    return Target(rule.recover_line, f"over from {words}")


def _looks_down(rule: Rule, group: GroupCheck) -> bool:
    if rule.kind is not Kind.UNUSUAL:
        return rule.looks_down
    value, low = group.verdict.value, group.verdict.low
    return value is None or low is None or value < low


def _say_days(rule: Rule, metric: Metric) -> str:
    if stands_on_an_evening(metric):
        return "each evening"
    if rule.against is Against.GOAL:
        return "by each day"
    return f"the {say_count(rule.window_days, 'day')} to each day"


def _draw_groups(headline: Headline, told: Sequence[GroupCheck]) -> ChartSpec | None:
    """A bar for each group: its value, or by how much it changed."""
    rule, metric, setting = headline.rule, headline.metric, headline.setting
    changed = rule.kind in (Kind.FELL, Kind.ROSE)
    bars = []
    for one in told:
        value, now = one.verdict.value, one.evidence.now
        if value is None or (now is None and rule.kind is not Kind.NO_DATA):
            continue
        interval = now.interval if now is not None and not changed else None
        note = f"of {now.denominator:,}" if interval and now and now.denominator else ""
        size = abs(value) if changed else value
        bars.append(Bar(one.label, size, headline.say_judged(one), interval, note))
    if rule.kind is Kind.NO_DATA:
        return None
    by = find_dimension(headline.question.by).title if headline.question.by else ""
    what = say_what(headline.question) + (f" by {by}" if by else "")
    line = None
    if rule.line is not None:
        line = Target(rule.line, f"line: {say_line(rule, setting.currency)}")
    return chart_of_firing(
        bars,
        unit=Unit.PERCENT if changed else metric.unit,
        currency=setting.currency if metric.is_of_money else None,
        title=headline.say_many(),
        subtitle=join_parts((f"{what}, {name_days(headline.windows.now)}",)),
        line=line,
    )
