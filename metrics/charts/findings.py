"""Titles of charts: what the numbers say, in one line, and never more than they can carry."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from metrics.answer import Answer, Reading
from metrics.charts.words import (
    bind_days,
    clean_name,
    join_parts,
    lower_first,
    say_day,
    say_days,
    say_part,
)
from metrics.dimension import DIMENSIONS
from metrics.firmness import GOALS, adds_up, is_small
from metrics.money import say_change, say_value
from metrics.period import Period
from metrics.tiles import SO_FAR
from metrics.units import Better, Unit

_PART = "–"  # stands between the days of a part of a month
_LEADS_FROM = 0.2  # below a fifth of everything, "holds 9 %" is no finding; "leads" is


def find_best(answer: Answer, firm: Sequence[Reading]) -> Reading | None:
    """The reading to point at: of sums the largest part, else the best of those with a name."""
    named = [one for one in firm if one.key is not None or adds_up(answer)]
    if not named:
        return None
    return (min if _prefers_low(answer) else max)(named, key=lambda one: one.value or 0)


def say_finding(answer: Answer, firm: Sequence[Reading]) -> str:
    """What the groups say: "West closes best: 63.9 % of 2,245"."""
    if answer.metric == GOALS:
        return _say_goals(answer)
    best = find_best(answer, firm)
    if best is None:
        return f"Too little to rank {lower_first(answer.title)}{_say_by(answer)}"
    name, value = clean_name(best.label), _say(answer, best)
    level = [one for one in firm if _say(answer, one) == value]
    if len(level) == len(firm) > 1:
        return f"All level: {lower_first(answer.title)} {value}"
    if len(level) > 1:
        return f"{len(level)} are level at {value}, {name} among them"
    if adds_up(answer):
        return _say_lead(answer, best, name, value)
    if answer.metric == "win_rate" and best.denominator is not None:
        return f"{name} closes best: {value} of {best.denominator:,}"
    extreme = "lowest" if _prefers_low(answer) else "highest"
    of_all = "" if answer.total.no_data else f" (all: {_say(answer, answer.total)})"
    return f"{name} is {extreme}: {value}{of_all}"


def say_caution(firm: Sequence[Reading]) -> str:
    """That best and worst can't be told apart, where their ranges overlap; else nothing."""
    ranges = [one.interval for one in firm if one.interval is not None]
    if len(ranges) < 2 or len(ranges) < len(firm):
        return ""
    highest_low = max(low for low, _ in ranges)
    lowest_high = min(high for _, high in ranges)
    return "the ranges overlap, it may be chance" if highest_low <= lowest_high else ""


def say_trend(answer: Answer, told: Sequence[Reading]) -> str:
    """Where the latest stands among its months: the highest, the lowest, or below a peak.

    One that is still running, or of which a part is asked for ("1–15 Nov 2026"), is the lowest of
    all by nature, and a small sample the lowest or the peak by chance: neither is said.
    """
    latest, value = told[-1], _say(answer, told[-1])
    name = clean_name(latest.label)
    name = name[:1].upper() + name[1:]  # it begins the title: "Week 46 2026"
    if is_small(answer, latest):
        return f"{name}: {value}, of only {latest.n:,}"
    firm = [one for one in told if not is_small(answer, one)]
    if len(firm) < 2:
        return f"{name}: {value}"
    is_part = _PART in name
    if not is_part and not name.endswith(SO_FAR) and _is_running(answer, latest):
        name += SO_FAR
    is_running = name.endswith(SO_FAR)
    values = [one.value or 0 for one in firm]
    highest, lowest = max(values), min(values)
    if highest == lowest:
        return f"{answer.title} the same throughout: {value}"
    peak = firm[values.index(highest)]
    if peak is latest:
        return f"{name} {'' if is_running else 'is '}the highest of {len(firm)}: {value}"
    if values[-1] == lowest and values.count(lowest) == 1 and not is_part and not is_running:
        return f"{name} is the lowest of {len(firm)}: {value}"
    return f"{name}: {value}; peak {_say(answer, peak)} in {clean_name(peak.label)}"


def say_move(answer: Answer, before: Reading) -> str:
    """How a value moved: "Win rate up 3.2 points to 63.9 %"."""
    now = answer.total
    if now.value is None or before.value is None:
        return f"{answer.title}: {_say(answer, now)}"
    change = Decimal(str(now.value)) - Decimal(str(before.value))
    words = say_change(change, answer.unit, answer.currency, short=True)
    if words == "no change":
        return f"{answer.title} unchanged at {_say(answer, now)}"
    return f"{answer.title} {'up' if change > 0 else 'down'} {words[1:]} to {_say(answer, now)}"


def say_what(answer: Answer) -> str:
    """What is shown: "Win rate by region · Q2 2017"."""
    return join_parts((answer.title + _say_by(answer), say_when(answer.period, answer.as_of)))


def say_when(period: Period | None, as_of: date | None) -> str:
    """A period by its name, or by its first and last day; a day for what stands as of it."""
    if period is not None:
        return bind_days(period.label) or say_days(period.start, period.last)
    return "" if as_of is None else say_day(as_of)


def _prefers_low(answer: Answer) -> bool:
    """Whether the lowest is the finding. Of stages it is not: early ones are young by nature."""
    return answer.better is Better.LOWER and not adds_up(answer) and answer.by != "stage"


def _say_goals(answer: Answer) -> str:
    told = [one.value for one in answer.groups if one.value is not None]
    reached = sum(value >= 1 for value in told)
    together = "" if answer.total.no_data else f"; all together {_say(answer, answer.total)}"
    return f"{reached} of {len(told)} reached the goal{together}"


def _is_running(answer: Answer, latest: Reading) -> bool:
    """Whether the data ends within the period, and this is its last piece, so not whole."""
    known = answer.receipt.data_as_of
    last = next((one for one in reversed(answer.groups) if one.key is not None), None)
    if latest is not last:
        return False
    return answer.period is not None and known is not None and answer.period.end > known.date()


def _say_by(answer: Answer) -> str:
    if answer.by is None:
        return ""
    return f" by {DIMENSIONS[answer.by].title if answer.by in DIMENSIONS else answer.by}"


def _say(answer: Answer, reading: Reading) -> str:
    return say_value(reading.value, answer.unit, answer.currency, short=True)


def _say_lead(answer: Answer, best: Reading, name: str, value: str) -> str:
    total = answer.total
    if not total.value or not best.value:
        return f"{name} leads: {value}"
    share = float(best.value) / float(total.value)
    noun = lower_first(answer.title)
    if not _LEADS_FROM <= share <= 1:
        return f"{name} leads in {noun}: {value} of {_say(answer, total)}"
    part = say_part(share, say_value(round(share, 2), Unit.PERCENT))
    return f"{name} has {part} of {noun}: {value} of {_say(answer, total)}"
