"""The chart of a pipeline report: where the value stands, and how much of it is likely."""

import re
from decimal import Decimal

from metrics.charts.spec import MOST_BARS, Category, ChartSpec, Kind, Point, Series
from metrics.charts.words import clean_name, join_parts, say_day, say_part, write_alt_text
from metrics.dimension import is_ordered
from metrics.money import say_count, say_value
from metrics.pipeline import PipelineReport, PipelineRow
from metrics.units import Unit

_REST = re.compile(r"and ([\d,]+) more")
_MOST_FILTERS = 3


def chart_of_pipeline(report: PipelineReport) -> ChartSpec:
    """Value by row with its weighted part; deals by row where nothing has a value."""
    rows = gather_rows(report.rows, keep_order=is_ordered(report.by))
    valued = any(row.value for row in rows)
    kind = Kind.STAGES if valued else Kind.FUNNEL if report.by == "stage" else Kind.BARS
    leader = _find_leader(rows, valued=valued)
    title = _say_finding(report, leader, valued=valued)
    subtitle = _say_what(report)
    footnote = _say_missing(report.total, valued=valued)
    categories = tuple(
        Category(clean_name(row.label), say_count(row.deals, "deal") if valued else "")
        for row in rows
    )
    series = _read_values(rows, report.currency) if valued else _read_deals(rows)
    return ChartSpec(
        kind=kind,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=Unit.MONEY if valued else Unit.DEALS,
        currency=report.currency if valued else None,
        highlights=frozenset({rows.index(leader)} if leader else ()),
        footnote=footnote,
        alt_text=write_alt_text(title, subtitle, categories, series, footnote),
    )


def gather_rows(rows: tuple[PipelineRow, ...], *, keep_order: bool) -> tuple[PipelineRow, ...]:
    """At most `MOST_BARS` rows: the largest, and the others added up as "and 5 more"."""

    def weigh(row: PipelineRow) -> tuple[bool, Decimal, int]:
        return _REST.fullmatch(row.label) is None, row.value, row.deals

    largest = sorted(rows, key=weigh, reverse=True)
    if len(rows) <= MOST_BARS:
        return rows if keep_order else tuple(largest)
    kept, rest = largest[: MOST_BARS - 1], largest[MOST_BARS - 1 :]
    if keep_order:
        kept = [row for row in rows if row in kept]
    gathered = PipelineRow(
        key=None,
        label=f"and {sum(_count_groups(row) for row in rest):,} more",
        deals=sum(row.deals for row in rest),
        value=sum((row.value for row in rest), Decimal()),
        weighted=sum((row.weighted for row in rest), Decimal()),
        without_value=sum(row.without_value for row in rest),
    )
    return (*kept, gathered)


def _count_groups(row: PipelineRow) -> int:
    rest = _REST.fullmatch(row.label)
    return int(rest[1].replace(",", "")) if rest else 1


def _find_leader(rows: tuple[PipelineRow, ...], *, valued: bool) -> PipelineRow | None:
    named = [row for row in rows if _REST.fullmatch(row.label) is None and row.deals]
    return max(named, key=lambda row: row.value if valued else row.deals, default=None)


def _say_finding(report: PipelineReport, leader: PipelineRow | None, *, valued: bool) -> str:
    total = report.total
    if leader is None or not total.deals:
        return "No open deals"
    name = clean_name(leader.label)
    if not valued:
        if leader.deals == total.deals:
            return f"{_say_all(total.deals)} in {name}, without amounts"
        return f"{name} holds most deals: {leader.deals:,} of {total.deals:,}"
    value = say_value(leader.value, Unit.MONEY, report.currency, short=True)
    everything = say_value(total.value, Unit.MONEY, report.currency, short=True)
    if leader.deals == total.deals:
        return f"{_say_all(total.deals)} in {name}: {value}"
    share = float(leader.value / total.value) if total.value > 0 else 2.0
    if share > 1:  # values below zero elsewhere: a share would mislead
        return f"{name} holds most: {value}; all together {everything}"
    part = say_part(share, say_value(round(share, 2), Unit.PERCENT))
    return f"{name} holds {part} of the value: {value} of {everything}"


def _say_all(deals: int) -> str:
    return "The one open deal is" if deals == 1 else f"All {deals:,} open deals are"


def _say_what(report: PipelineReport) -> str:
    total = report.total
    money = ""
    if total.value:
        weighted = say_value(total.weighted, Unit.MONEY, report.currency, short=True)
        money = f"{weighted} weighted"
    filters = [clean_name(words) for words in report.filters[:_MOST_FILTERS]]
    if len(report.filters) > _MOST_FILTERS:
        filters.append(f"and {len(report.filters) - _MOST_FILTERS} more")
    closing = f"closing {report.closing.label}" if report.closing and report.closing.label else ""
    return join_parts(
        (
            say_count(total.deals, "open deal"),
            money,
            clean_name(report.who),
            ", ".join(filters),
            closing,
            say_day(report.as_of),
        )
    )


def _say_missing(total: PipelineRow, *, valued: bool) -> str:
    if not total.without_value:
        return ""
    if not valued:
        return "No open deal has an amount, so deals are counted."
    have = "has" if total.without_value == 1 else "have"
    return f"{total.without_value:,} of {say_count(total.deals, 'deal')} {have} no amount."


def _read_values(rows: tuple[PipelineRow, ...], currency: str) -> tuple[Series, ...]:
    def say(amount: Decimal) -> str:
        return say_value(amount, Unit.MONEY, currency, short=True)

    def point(row: PipelineRow, amount: Decimal) -> Point:
        if row.deals and row.without_value == row.deals:
            return Point(None, "no amounts")
        return Point(float(amount), say(amount))

    return (
        Series("value", tuple(point(row, row.value) for row in rows)),
        Series("weighted", tuple(point(row, row.weighted) for row in rows)),
    )


def _read_deals(rows: tuple[PipelineRow, ...]) -> tuple[Series, ...]:
    return (Series("deals", tuple(Point(row.deals, f"{row.deals:,}") for row in rows)),)
