"""What is told of a rule that fires, and of news about it, as values."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from metrics.alerts.cause import narrow
from metrics.alerts.check import RuleCheck
from metrics.alerts.firing import Firing
from metrics.alerts.phrases import list_some, say_blind, say_watched
from metrics.alerts.pictures import draw_alert
from metrics.alerts.report import AlertReport
from metrics.alerts.rule import Kind, Rule, Sort
from metrics.answer import Receipt
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.metric import Metric
from metrics.money import say_count
from metrics.question import Setting

_MOST_LEFT_OUT = 2


def compose_alert(connection: Connection, firing: Firing, setting: Setting) -> AlertReport:
    """All that is told of a rule that fires; the same for the news of it."""
    headline = firing.head(setting)
    rule = firing.rule
    return AlertReport(
        rule=firing.name,
        watches=say_watched(rule, firing.question, setting.currency),
        headline=headline.say(),
        period=firing.windows.now,
        scope=firing.question.scope.label,
        groups=headline.list_groups(),
        chart=draw_alert(headline, firing.course),
        cause=firing.why.cause if firing.why else None,
        look_first=firing.why.look_first if firing.why else (),
        restated=firing.restated,
        blind=_say_blind(firing.check),
        data_as_of=firing.data_as_of,
        computed=tuple(_compute(connection, firing, setting)),
    )


def say_news(told: AlertReport, now: AlertReport) -> str:
    """What is new since people were told: other groups, another cause, much worse values."""
    known = {one.key: one.value for one in told.groups}
    new = [one.label for one in now.groups if one.key not in known]
    if new:
        return f"Now also {list_some(new)}"
    causes = [one.cause for one in (told, now) if one.cause is not None and one.cause.drivers]
    if len(causes) == 2 and causes[0].subject != causes[1].subject:
        was, becomes = (cause.drivers[0].label for cause in causes)
        return f"Another cause: {becomes}, and no longer {was}"
    worse = [
        f"{one.label} {one.value}, told as {known[one.key]}".strip()
        for one in now.groups
        if known[one.key] != one.value
    ]
    return f"Much worse: {list_some(worse)}" if worse else "It still fires"


def _say_blind(check: RuleCheck) -> str:
    blind = [words for one in check.told if (words := say_blind(one))]
    if len(blind) < 2:
        return "".join(blind)
    names = [one.label for one in check.told if one.after.blind is not None]
    return f"Nothing can be said now of {list_some(names)}"


def _compute(connection: Connection, firing: Firing, setting: Setting) -> Iterator[str]:
    """How it came about: formula, days, filters, what is left out, how sure it has to be."""
    if firing.rule.kind is Kind.STALE:
        return
    metric = METRICS[firing.rule.metric]
    if metric.measure is None:
        yield f"{metric.title} = {metric.formula}"
    else:
        receipt = _read_receipt(connection, firing, metric, setting)
        yield f"{metric.title} = {receipt.formula}, {receipt.basis}"
        yield receipt.when
        yield from receipt.filters
        yield f"Computed for {receipt.scope}"
        for one in receipt.left_out[:_MOST_LEFT_OUT]:
            yield f"{one.rows:,} {one.reason}{', counted all the same' if one.counted else ''}"
    yield from _say_certainty(firing.rule)


def _read_receipt(
    connection: Connection, firing: Firing, metric: Metric, setting: Setting
) -> Receipt:
    """The receipt of the window's value: of the one group that fires, or of all together."""
    told, now = firing.check.told, firing.windows.now
    asked = narrow(firing.question, told[0].key if len(told) == 1 else "")
    is_stock = metric.basis.is_stock
    asked = replace(
        asked,
        metrics=(metric.name,),
        period=None if is_stock else now,
        as_of=now.last if is_stock else None,
    )
    return compute(connection, asked, setting)[0].receipt


def _say_certainty(rule: Rule) -> Iterator[str]:
    held = f"for {say_count(rule.hold_days, 'day')} in a row" if rule.hold_days > 1 else ""
    if rule.sort is Sort.SHARE and rule.kind is not Kind.UNUSUAL:
        how = "Newcombe's" if rule.kind in (Kind.FELL, Kind.ROSE) else "Wilson's"
        yield f"It fires when {how} bound (z = {rule.z:g}) is beyond the line {held}".strip()
    elif rule.kind is Kind.UNUSUAL:
        yield f"Unusual: more than {rule.z:g} standard deviations off {held}".strip()
    elif held:
        yield f"It fires when it is beyond the line {held}"
