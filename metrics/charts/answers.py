"""The chart of an answer: its groups, its months, or the value beside an earlier one."""

from collections.abc import Sequence

from metrics.answer import Answer, Reading
from metrics.charts.findings import (
    find_best,
    say_caution,
    say_finding,
    say_move,
    say_trend,
    say_what,
    say_when,
)
from metrics.charts.readings import (
    PERIODS,
    gather_rest,
    is_small,
    make_categories,
    make_series,
    order_readings,
    say_hidden,
    say_small,
)
from metrics.charts.spec import MOST_BARS, Category, ChartSpec, Kind, Series, Target
from metrics.charts.words import clean_name, join_parts, write_alt_text
from metrics.money import BLANK
from metrics.units import Unit

MOST_COLUMNS = 6  # more don't fit a phone with their values on them
_MISSING = Reading(None, "", None, 0)


def chart_of_answer(answer: Answer) -> ChartSpec | None:
    """The chart of one answer; None when it would say nothing more than the number does."""
    if answer.by in PERIODS:
        return _chart_periods(answer)
    if answer.groups:
        return _chart_groups(answer)
    return _chart_change(answer)


def chart_of_comparison(now: Answer, before: Answer) -> ChartSpec | None:
    """The same metric by the same dimension for two periods, as paired bars.

    None when fewer than two groups have a value now, or none had one before.
    """
    earlier = {one.key: one for one in before.groups if not one.no_data}
    told = [one for one in order_readings(now) if not one.no_data]
    if len(told) < 2 or not earlier:
        return None
    shown = told[:MOST_BARS]
    names = (say_when(now.period, now.as_of) or "now", say_when(before.period, before.as_of))
    pairs = [earlier.get(one.key, _MISSING) for one in shown]
    return _build(
        Kind.PAIRED,
        now,
        title=say_move(now, before.total),
        subtitle=say_what(now),
        categories=tuple(Category(clean_name(one.label)) for one in shown),
        series=(
            make_series(names[0], now, shown),
            make_series(names[1] or "before", before, pairs),
        ),
        notes=(*_say_marks(now, [*shown, *pairs]), say_hidden(len(told) - len(shown))),
    )


def _chart_groups(answer: Answer) -> ChartSpec | None:
    if len(answer.groups) < 2 or all(one.no_data for one in answer.groups):
        return None
    ordered = order_readings(answer)
    shown, hidden = gather_rest(answer, ordered)
    firm = [one for one in ordered if not one.no_data and not is_small(answer, one)]
    best = find_best(answer, firm)
    return _build(
        Kind.BARS,
        answer,
        title=say_finding(answer, firm),
        subtitle=join_parts((say_what(answer), say_caution(firm))),
        categories=make_categories(answer, shown),
        series=(make_series(answer.title, answer, shown),),
        highlights=frozenset(place for place, one in enumerate(shown) if one is best),
        notes=(*_say_marks(answer, shown), say_hidden(hidden)),
    )


def _chart_periods(answer: Answer) -> ChartSpec | None:
    told = [one for one in answer.groups if not one.no_data]
    if len(told) < 2:
        return None
    kind = Kind.COLUMNS if len(answer.groups) <= MOST_COLUMNS else Kind.LINE
    missing = kind is Kind.LINE and len(told) < len(answer.groups)
    return _build(
        kind,
        answer,
        title=say_trend(answer, told),
        subtitle=say_what(answer),
        categories=make_categories(answer, answer.groups),
        series=(make_series(answer.title, answer, answer.groups),),
        highlights=frozenset(place for place, one in enumerate(answer.groups) if one is told[-1]),
        notes=(*_say_marks(answer, told, kind), "×: no data." if missing else ""),
    )


def _chart_change(answer: Answer) -> ChartSpec | None:
    change = answer.change
    if change is None or answer.total.no_data or change.reading.no_data:
        return None
    readings = (answer.total, change.reading)
    names = (
        say_when(answer.period, answer.as_of) or "now",
        say_when(change.period, change.as_of) or "before",
    )
    marks = make_categories(answer, readings)
    return _build(
        Kind.BARS,
        answer,
        title=say_move(answer, change.reading),
        subtitle=join_parts((answer.title, change.fair, say_caution(readings))),
        categories=tuple(
            Category(clean_name(name), mark.note) for name, mark in zip(names, marks, strict=True)
        ),
        series=(make_series(answer.title, answer, readings),),
        highlights=frozenset({0}),
        notes=_say_marks(answer, readings),
    )


def _say_marks(
    answer: Answer, readings: Sequence[Reading], kind: Kind = Kind.BARS
) -> tuple[str, str]:
    """What thin lines and pale marks mean, where there are any."""
    ranges = any(one.interval is not None and not one.no_data for one in readings)
    small = any(is_small(answer, one) for one in readings)
    line, pale = ("Shaded", "Hollow") if kind is Kind.LINE else ("Thin line", "Pale")
    return (
        f"{line}: 95{BLANK}% range." if ranges else "",
        say_small(answer, pale) if small else "",
    )


def _build(
    kind: Kind,
    answer: Answer,
    *,
    title: str,
    subtitle: str,
    categories: tuple[Category, ...],
    series: tuple[Series, ...],
    highlights: frozenset[int] = frozenset(),
    notes: tuple[str, ...] = (),
) -> ChartSpec:
    footnote = " ".join(note for note in notes if note)
    attained = answer.unit is Unit.PERCENT and answer.metric == "goal_attainment"
    return ChartSpec(
        kind=kind,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=answer.unit,
        currency=answer.currency,
        highlights=highlights,
        target=Target(1.0, "goal") if attained else None,
        footnote=footnote,
        alt_text=write_alt_text(title, subtitle, categories, series, footnote),
    )
