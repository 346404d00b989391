"""Readings made ready for marks: their order, the rest gathered, the small samples known."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from metrics.answer import Answer, Number, Reading
from metrics.calendar import add_months, count_months, name_month
from metrics.charts.spec import MOST_BARS, Category, Point, Series
from metrics.charts.words import clean_name
from metrics.dimension import TILES, is_ordered
from metrics.firmness import SMALL_MEAN, SMALL_SHARE, adds_up, is_small, is_sum
from metrics.interval import wilson_interval
from metrics.money import say_count, say_value
from metrics.period import Period
from metrics.reading import rank_reading
from metrics.tiles import MOST_TILES
from metrics.units import Unit

PERIODS = frozenset({*TILES, "created_month"})


def order_readings(answer: Answer) -> list[Reading]:
    """Stages and periods as they follow each other; else the largest first.

    Shares come by what they surely are, as in the table beside the chart. Of the others small
    samples come after larger ones, and missing values last; so does, among its like, the group
    without a name unless parts are added up.
    """
    if answer.by is not None and is_ordered(answer.by):
        return list(answer.groups)
    if any(one.interval is not None for one in answer.groups):
        return sorted(answer.groups, key=rank_reading)

    sums = adds_up(answer)

    def rank(reading: Reading) -> tuple[bool, bool, bool, float]:
        nameless = reading.key is None and not sums
        return reading.no_data, is_small(answer, reading), nameless, -float(reading.value or 0)

    return sorted(answer.groups, key=rank)


def fill_months(answer: Answer, readings: list[Reading]) -> list[Reading]:
    """With the months of creation that no row has: a line keeps step with the calendar.

    A typing error in a date makes decades of them; then only those with rows are shown.
    """
    if answer.by != "created_month" or not readings:
        return readings
    known = {one.key: one for one in readings}
    first, last = (date.fromisoformat(f"{one.key}-01") for one in (readings[0], readings[-1]))
    count = count_months(Period(first, add_months(last, 1)))
    if count > MOST_TILES:
        return readings
    nothing = 0 if is_sum(answer) else None
    months = (add_months(first, place) for place in range(count))
    keys = (f"{month.year:04}-{month.month:02}" for month in months)
    return [known.get(key) or Reading(key, name_month(key), nothing, 0) for key in keys]


def gather_rest(answer: Answer, readings: list[Reading]) -> tuple[list[Reading], int]:
    """At most `MOST_BARS` readings, and how many could neither be shown nor added up.

    What adds up (counts, sums) and ratios (of the added numerators and denominators) end in one
    "and 5 more"; medians have no honest sum.
    """
    if len(readings) <= MOST_BARS:
        return readings, 0
    shown, rest = readings[: MOST_BARS - 1], readings[MOST_BARS - 1 :]
    label = f"and {len(rest):,} more"
    if adds_up(answer):
        value = _add([one.value for one in rest])
        return [*shown, Reading(None, label, value, sum(one.n for one in rest))], 0
    if all(one.denominator is not None for one in rest):
        top = _add([one.numerator for one in rest])
        bottom = _add([one.denominator for one in rest])
        ratio = Decimal(str(top)) / Decimal(str(bottom)) if bottom else None
        n = sum(one.n for one in rest)
        is_share = any(one.interval is not None for one in rest)
        interval = wilson_interval(int(top), int(bottom)) if is_share else None
        return [*shown, Reading(None, label, ratio, n, top, bottom, interval)], 0
    return readings[:MOST_BARS], len(readings) - MOST_BARS


def make_series(name: str, answer: Answer, readings: Sequence[Reading]) -> Series:
    """Readings as marks; what has no value stays without one."""
    return Series(name, tuple(_make_point(answer, reading) for reading in readings))


def make_categories(answer: Answer, readings: Sequence[Reading]) -> tuple[Category, ...]:
    """Readings as rows, each with what it stands on: "of 2,245", "of $1.2M", "18 deals"."""
    own = {id(one) for one in (*answer.groups, answer.total)}
    if answer.change is not None:
        own.add(id(answer.change.reading))
    return tuple(
        Category(
            clean_name(one.label),
            _say_basis(answer, one),
            rest=one.key is None and id(one) not in own,
        )
        for one in readings
    )


def say_small(answer: Answer, mark: str) -> str:
    """What a pale or hollow mark means."""
    shares = any(one.interval is not None for one in (answer.total, *answer.groups))
    fewest = SMALL_SHARE if shares else SMALL_MEAN
    return f"{mark}: fewer than {fewest} to go by, so it may be chance."


def say_hidden(hidden: int) -> str:
    """That some groups are not drawn."""
    return f"{say_count(hidden, 'smaller group')} not shown." if hidden else ""


def _make_point(answer: Answer, reading: Reading) -> Point:
    return Point(
        value=None if reading.value is None else float(reading.value),
        words=say_value(reading.value, answer.unit, answer.currency, short=True),
        interval=None if reading.no_data else reading.interval,
        faint=is_small(answer, reading),
    )


def _say_basis(answer: Answer, reading: Reading) -> str:
    if reading.no_data:
        return ""
    if answer.unit is Unit.PERCENT and reading.denominator is not None:
        unit = Unit.MONEY if isinstance(reading.denominator, Decimal) else Unit.DEALS
        return f"of {say_value(reading.denominator, unit, answer.currency, short=True)}"
    if adds_up(answer) or answer.unit in {Unit.DEALS, Unit.LEADS}:
        return ""
    return say_count(reading.n, "deal")


def _add(numbers: Sequence[Number | None]) -> Number:
    total = sum((Decimal(str(number)) for number in numbers if number is not None), Decimal())
    whole = all(isinstance(number, int) for number in numbers if number is not None)
    return int(total) if whole else total
