"""A number held against an earlier one, in words, with the note that says why it is fair."""

from math import hypot

from bot.messages.freshness import say_day, say_period
from bot.messages.text import clean
from metrics.answer import Answer, Change, Reading
from metrics.money import say_change, say_relative, say_value
from metrics.units import Better, Unit

_WORDS = {
    (Better.HIGHER, True): "better",
    (Better.HIGHER, False): "worse",
    (Better.LOWER, True): "worse",
    (Better.LOWER, False): "better",
}


def say_change_of(answer: Answer) -> str:
    """What changed, in one sentence; empty when nothing was compared.

    "−20.3 points, worse than Q1 2017 (82.0 %); full quarter against full quarter."
    """
    change = answer.change
    if change is None:
        return ""
    before = say_value(change.reading.value, answer.unit, answer.currency)
    than = _say_than(change)
    fair = f"; {clean(change.fair)}" if change.fair else ""
    if change.reading.no_data or change.change is None:
        known = "no data" if change.reading.no_data else before
        return f"Cannot be compared with {than} ({known}){fair}."
    if change.change == 0:
        return f"The same as {than} ({before}){fair}."
    moved = say_change(change.change, answer.unit, answer.currency)
    if change.relative is not None and answer.unit is not Unit.PERCENT:
        moved += f" ({say_relative(change.relative)})"
    if may_be_chance(answer.total, change.reading):
        return f"{moved} against {than} ({before}), which may be chance{fair}."
    judged = _WORDS.get((answer.better, change.change > 0), "")
    words = f", {judged} than" if judged else " against"
    return f"{moved}{words} {than} ({before}){fair}."


def may_be_chance(now: Reading, before: Reading) -> bool:
    """Whether two shares are too close for their numbers of cases to be told apart."""
    interval = find_interval_of_change(now, before)
    return interval is not None and interval[0] <= 0 <= interval[1]


def find_interval_of_change(now: Reading, before: Reading) -> tuple[float, float] | None:
    """The 95 % interval of the difference of two shares; None without their own intervals.

    Made of the two Wilson intervals: Newcombe, Statistics in Medicine 17 (1998), method 10.
    """
    if now.interval is None or before.interval is None:
        return None
    if now.value is None or before.value is None:
        return None
    (low, high), (low_before, high_before) = now.interval, before.interval
    share, earlier = float(now.value), float(before.value)
    change = share - earlier
    return (
        change - hypot(share - low, high_before - earlier),
        change + hypot(high - share, earlier - low_before),
    )


def _say_than(change: Change) -> str:
    if change.period is not None:
        return say_period(change.period)
    return say_day(change.as_of) if change.as_of else "before"
