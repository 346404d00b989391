"""What was told of a window, and what the same window says now that newer data has come; pure."""

from dataclasses import dataclass

from metrics.answer import Number, Reading
from metrics.calendar import name_days
from metrics.metric import Metric
from metrics.money import say_count, say_value
from metrics.period import Period


@dataclass(frozen=True)
class Told:
    """What people were told of a window.

    Attributes:
        value: In the metric's unit, money in major units; None was no data.
        numerator, denominator: Of a ratio; None otherwise.
        n: How many rows it stood on.
        version: Of the data it was read from.
    """

    value: Number | None
    numerator: Number | None
    denominator: Number | None
    n: int
    period: Period
    version: int


def say_restated(told: Told, now: Reading, version: int, metric: Metric, currency: str) -> str:
    """That the past has been rewritten since; empty where it says the same.

    "the 23.0 % told for 1 to 28 Nov 2026 is now 21.0 %: 14 deals more are dated into it".

    Args:
        told: What was told.
        now: The same window, read from the data of now.
        version: Of that data.
        metric: Which one.
        currency: ISO 4217, of its money.
    """
    if version == told.version:
        return ""
    was, becomes = (
        say_value(value, metric.unit, currency, short=True) for value in (told.value, now.value)
    )
    if was == becomes:
        return ""
    days, reason = name_days(told.period), _say_reason(told, now, metric)
    if told.value is None:
        return f"for {days}, of which there was no data, it is now {becomes}: {reason}"
    return f"the {was} told for {days} is now {becomes}: {reason}"


def _say_reason(told: Told, now: Reading, metric: Metric) -> str:
    """What has become of its rows: more of them, fewer, or the same with other numbers."""
    noun = "lead" if metric.basis.table == "leads" else "deal"
    where = "counted in it" if metric.basis.is_stock else "dated into it"
    rows = now.n - told.n
    if rows:
        are, more = "is" if abs(rows) == 1 else "are", "more" if rows > 0 else "fewer"
        return f"{say_count(abs(rows), noun)} {more} {are} {where}"
    same = f"of the same {say_count(now.n, noun)}"
    if metric.is_share and told.numerator is not None and now.numerator is not None:
        moved = int(now.numerator) - int(told.numerator)
        return f"{same} {abs(moved):,} {'more' if moved > 0 else 'fewer'} count"
    return f"{same} some have other numbers"
