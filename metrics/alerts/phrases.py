"""What a rule watches and what it found, in words: the pieces that headlines are made of; pure."""

from collections.abc import Sequence
from datetime import timedelta

from metrics.alerts.check import GroupCheck
from metrics.alerts.rule import Against, Kind, Rule, Sort
from metrics.alerts.verdict import Finding
from metrics.alerts.windows import Windows, stands_on_an_evening
from metrics.answer import Number, Reading
from metrics.calendar import name_day
from metrics.catalog import METRICS
from metrics.digests.words import join
from metrics.dimension import find_dimension
from metrics.metric import CLOSED_DEALS, OPEN_DEALS, Metric
from metrics.money import BLANK, say_change, say_count, say_range, say_value
from metrics.period import Period
from metrics.question import Question
from metrics.units import Unit

_NAMED = 3
"""So many groups stand in a sentence."""
_MANY = ("Bookings", "Days")
"""Titles that begin so are spoken of as many."""
_REPS = {"owner": "reps", "industry": "industries", "product_family": "product families"}
_HAPPENED = {
    "win_rate": "decided",
    "win_rate_by_value": "decided",
    "deals_lost": "lost",
}


def say_what(question: Question, label: str = "") -> str:
    """What is watched: "Win rate", "Win rate of Enterprise", "Win rate of Ann"."""
    title = METRICS[question.metrics[0]].title
    parts = []
    for one in question.filters:
        dimension = find_dimension(one.dimension)
        named = (
            dimension.label_of_none if value is None else dimension.label(value)
            for value in one.values
        )
        parts.append(" or ".join(named))
    parts += [label] if label else []
    return f"{title} of {', '.join(parts)}" if parts else title


def say_watched(rule: Rule, question: Question, currency: str) -> str:
    """The whole rule in a few words: "Win rate of Enterprise, below 20 % over 28 days"."""
    if rule.kind is Kind.STALE:
        line = "longer than usual" if rule.line is None else f"older than {_say_days(rule.line)}"
        return f"The age of the data, {line}"
    what = say_what(question)
    if question.by:
        what += f" by {find_dimension(question.by).title}"
    metric = METRICS[rule.metric]
    over = "" if stands_on_an_evening(metric) else f" over {_say_days(rule.window_days)}"
    if rule.kind is Kind.UNUSUAL:
        return f"{what}, unusual{over}"
    if rule.kind is Kind.NO_DATA:
        return f"{what}, nothing at all{over}"
    if rule.kind in (Kind.BELOW, Kind.ABOVE):
        return f"{what}, {rule.kind} {say_line(rule, currency)}{over}"
    if rule.against is Against.GOAL:
        where = "behind" if rule.kind is Kind.FELL else "ahead of"
        return f"{what}, more than {say_line(rule, currency)} {where} goal"
    way = "down" if rule.kind is Kind.FELL else "up"
    return f"{what}, {way} by more than {say_line(rule, currency)} against {say_against(rule)}"


def say_line(rule: Rule, currency: str) -> str:
    """The line: "18 %", "$40k", "5 points", "20 %"."""
    line = rule.line or 0.0
    if rule.kind in (Kind.FELL, Kind.ROSE):
        if rule.sort is Sort.SHARE:
            return say_points(line)
        return say_value(line, Unit.PERCENT)
    return _say(line, rule.unit, currency)


def say_against(rule: Rule) -> str:
    """What a change is measured from: "the 28 days before"."""
    if rule.against is Against.YEAR:
        return "the same days a year before"
    if rule.against is Against.GOAL:
        return "the goal"
    if stands_on_an_evening(METRICS[rule.metric]):
        return f"{_say_days(rule.window_days)} before"
    return f"the {_say_days(rule.window_days)} before"


def say_number(value: Number | None, metric: Metric, currency: str, line: str = "") -> str:
    """A value; in full where it would read like the line that it is beyond."""
    words = _say(value, metric.unit, currency)
    if words == line and value is not None:
        return say_value(value, metric.unit, currency)
    return words


def say_points(change: float) -> str:
    """A difference of shares without its sign: "4.2 points", "5 points"."""
    return say_change(abs(change), Unit.PERCENT)[1:].replace(".0 points", " points")


def say_relative_size(change: float) -> str:
    """A relative change without its sign: "34 %"."""
    return _trim(say_value(abs(round(change, 3)), Unit.PERCENT, short=True))


def say_parts(reading: Reading, metric: Metric, currency: str) -> str:
    """What a value stands on: "9 of 90", "12 deals"; nothing where it says it itself."""
    noun = "lead" if metric.basis.table == "leads" else "deal"
    if reading.numerator is not None and reading.denominator is not None:
        unit = Unit.MONEY if metric.is_of_money else Unit.DEALS
        parts = (reading.numerator, reading.denominator)
        return " of ".join(say_value(one, unit, currency, short=True) for one in parts)
    if metric.unit in (Unit.DEALS, Unit.LEADS):
        return ""
    return say_count(reading.n, noun)


def say_sure(low: float | None, high: float | None) -> str:
    """Between which a share surely lies: "surely 5 to 18 %"."""
    return "" if low is None or high is None else f"surely {say_range(low, high)}"


def say_window(windows: Windows, rule: Rule, last_day: bool) -> str:
    """When: "over the last 28 days", "in the 28 days to 17 Nov 2026", "on the evening of …"."""
    if stands_on_an_evening(METRICS[rule.metric]):
        return f"on the evening of {name_day(windows.now.last)}"
    if last_day:
        return f"over the last {_say_days(windows.now.days)}"
    return say_days_to(windows.now)


def say_days_to(period: Period) -> str:
    """When, by its last day: "in the 28 days to 17 Nov 2026"."""
    if period.days == 1:
        return f"on {name_day(period.last)}"
    return f"in the {_say_days(period.days)} to {name_day(period.last)}"


def say_nothing(metric: Metric) -> str:
    """That nothing happened: "No deals were decided", "No leads were created"."""
    if metric.basis.table == "leads":
        return "No leads were created"
    if metric.basis == OPEN_DEALS:
        return "No deals were open"
    if metric.basis == CLOSED_DEALS:
        verb = _HAPPENED.get(metric.name, "won")
        if metric.name.startswith("loss_"):
            verb = "lost"
        if metric.name.startswith("decision_"):
            verb = "decided"
        return f"No deals were {verb}"
    return "No deals were created"


def say_be(metric: Metric) -> str:
    """The verb of its title: "is", or "are" for what is spoken of as many."""
    many = metric.unit in (Unit.DEALS, Unit.LEADS) or metric.title.startswith(_MANY)
    return "are" if many else "is"


def name_groups(by: str | None) -> str:
    """What the values of a dimension are called together: "reps", "segments"."""
    if by is None:
        return "groups"
    return _REPS.get(by, f"{find_dimension(by).title}s")


def list_some(words: Sequence[str]) -> str:
    """The first of some, and how many there are besides: "Ann, Ben, Cy and 4 more"."""
    more = len(words) - _NAMED
    return f"{', '.join(words[:_NAMED])} and {more:,} more" if more > 0 else join(words)


def say_age(age: float) -> str:
    """How old the data is, in days: "3 days", "less than a day"."""
    return _say_days(int(age)) if age >= 1 else "less than a day"


def say_usual(gap: timedelta | None) -> str:
    """How often newer data comes: "usually newer data comes every day"; empty if not known."""
    if gap is None:
        return ""
    days = round(gap / timedelta(days=1))
    every = "every day" if days <= 1 else f"every {days} days"
    return f"usually newer data comes {every}"


def say_blind(group: GroupCheck) -> str:
    """That nothing can be said of a firing group, and since when; empty when all can."""
    after = group.after
    if after.blind is None or after.blind_since is None:
        return ""
    why = {
        Finding.NO_DATA: "there is nothing to go by",
        Finding.NOT_ENOUGH: "there is too little to go by",
        Finding.BROKEN: "it can't be judged",
    }[after.blind]
    whom = f" of {group.label}" if group.label else ""
    return f"Since {name_day(after.blind_since)} nothing can be said{whom}: {why}"


def _say(value: Number | None, unit: Unit, currency: str) -> str:
    return _trim(say_value(value, unit, currency, short=True))


def _trim(words: str) -> str:
    return words.replace(f".0{BLANK}%", f"{BLANK}%")


def _say_days(days: float) -> str:
    whole = int(days)
    return say_count(whole, "day") if whole == days else say_value(days, Unit.DAYS)
