"""The chart of a pipeline flow: what came and what left between a period's start and its end."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from metrics.charts.spec import Category, ChartSpec, Kind, Point, Series
from metrics.charts.words import write_alt_text
from metrics.flow import PipelineFlow, Step
from metrics.money import round_half_up, say_change, say_count, say_value
from metrics.units import Unit

_ENOUGH = 0.35  # changes that span less of the longest bar than this can't be told apart
_STUB = 0.4  # of that span: what is left of the shortest bar when all are cut
_IN_FULL = 10_000_000  # up to it totals are told in full, so that the changes are seen to add up
_WON = "Won"
_AMOUNTS = "Amounts"


@dataclass(frozen=True)
class _Way:
    """One way that deals take: what it is called, and whether it adds (1), takes (-1) or stands."""

    label: str
    step: Step
    sign: int = 0
    always: bool = True


def chart_of_flow(flow: PipelineFlow, currency: str, title: str, subtitle: str) -> ChartSpec:
    """The flow as a waterfall, in money; in deals where none of them has an amount."""
    ways = _list_ways(flow)
    valued = any(way.step.value for way in ways)
    if not valued:
        ways = [way for way in ways if way.step is not flow.amount_changes]
    ways = [way for way in ways if way.always or way.step.deals or way.step.value]
    mark = _mark_value if valued else _mark_deals
    points = tuple(mark(way, currency) for way in ways)
    floor = _find_floor([point.value or 0.0 for point in points])
    categories = tuple(Category(way.label, _say_deals(way) if valued else "") for way in ways)
    series = (Series("value" if valued else "deals", points),)
    counted = not valued and any(way.step.deals for way in ways)
    footnote = "No deal has an amount, so deals are counted." if counted else ""
    return ChartSpec(
        kind=Kind.WATERFALL,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=Unit.MONEY if valued else Unit.DEALS,
        currency=currency if valued else None,
        highlights=frozenset({0, [way.label for way in ways].index(_WON), len(ways) - 1}),
        floor=floor,
        footnote="The bars of start and end are cut short at the left." if floor else footnote,
        alt_text=write_alt_text(title, subtitle, categories, series, footnote),
    )


def _list_ways(flow: PipelineFlow) -> list[_Way]:
    return [
        _Way("Start", flow.start),
        _Way("New", flow.new, 1),
        _Way("Moved in", flow.moved_in, 1, always=False),
        _Way(_WON, flow.won, -1),
        _Way("Lost", flow.lost, -1),
        _Way("Moved out", flow.moved_out, -1, always=False),
        _Way(_AMOUNTS, flow.amount_changes, 1, always=False),
        _Way("End", flow.end),
    ]


def _say_deals(way: _Way) -> str:
    if way.sign and not way.step.deals:
        return ""
    return (
        say_count(way.step.deals, "changed", "changed")
        if way.label == _AMOUNTS
        else say_count(way.step.deals, "deal")
    )


def _mark_value(way: _Way, currency: str) -> Point:
    value = way.step.value
    if not way.sign:
        return Point(float(value), _say_total(value, currency))
    if not value:
        return Point(0.0, "no amounts" if way.step.deals else "none")
    change = way.sign * value
    return Point(float(change), say_change(change, Unit.MONEY, currency, short=True))


def _say_total(value: Decimal, currency: str) -> str:
    if abs(value) >= _IN_FULL:
        return say_value(value, Unit.MONEY, currency, short=True)
    return say_value(round_half_up(value, 0), Unit.MONEY, currency)


def _mark_deals(way: _Way, _currency: str) -> Point:
    deals = way.step.deals
    if not way.sign:
        return Point(deals, say_value(deals, Unit.DEALS))
    return Point(way.sign * deals, say_change(way.sign * deals, Unit.DEALS) if deals else "none")


def _find_floor(values: list[float]) -> float:
    """Where the bars begin: at nothing, unless the changes would be slivers then."""
    levels = [*accumulate(values[:-1]), values[-1]]
    low, high = min(levels), max(levels)
    span = high - low
    if low <= 0 or span == 0 or span > high * _ENOUGH:
        return 0.0
    return low - span * _STUB
