"""The chart of an answer: its groups, its months, or the value beside an earlier one."""

from collections.abc import Sequence

from metrics.answer import Answer, Change, Reading
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
    fill_months,
    gather_rest,
    make_categories,
    make_series,
    order_readings,
    say_hidden,
    say_small,
)
from metrics.charts.spec import Category, ChartSpec, Kind, Series, Target
from metrics.charts.words import bind_days, clean_name, join_parts, write_alt_text
from metrics.firmness import GOALS, is_small
from metrics.money import BLANK

MOST_COLUMNS = 6  # more don't fit a phone with their values on them
_MOST_PAIRS = 8  # two bars each
_MISSING = Reading(None, "", None, 0)


def chart_of_answer(answer: Answer) -> ChartSpec | None:
    """The chart of one answer; None when it would say nothing more than the number does."""
    if answer.by in PERIODS:
        return _chart_periods(answer)
    if answer.groups and answer.change is not None and answer.change.groups:
        return _chart_pairs(answer, answer.change) or _chart_groups(answer)
    if answer.groups:
        return _chart_groups(answer)
    return _chart_change(answer)


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
    dated = fill_months(answer, [one for one in answer.groups if one.key is not None])
    told = [one for one in dated if not one.no_data]
    if len(told) < 2:
        return None
    kind = Kind.COLUMNS if len(dated) <= MOST_COLUMNS else Kind.LINE
    missing = kind is Kind.LINE and len(told) < len(dated)
    undated = make_series("", answer, [one for one in answer.groups if one.key is None])
    return _build(
        kind,
        answer,
        title=say_trend(answer, told),
        subtitle=say_what(answer),
        categories=make_categories(answer, dated),
        series=(make_series(answer.title, answer, dated),),
        highlights=frozenset(place for place, one in enumerate(dated) if one is told[-1]),
        notes=(
            *_say_marks(answer, told, kind),
            "×: no data." if missing else "",
            *(f"Without a date: {point.words}." for point in undated.points),
        ),
    )


def _chart_pairs(answer: Answer, change: Change) -> ChartSpec | None:
    """The groups as paired bars: now, and what they are held against."""
    earlier = {one.key: one for one in change.groups if not one.no_data}
    told = [one for one in order_readings(answer) if not one.no_data]
    if len(told) < 2 or not earlier:
        return None
    shown = told[:_MOST_PAIRS]
    pairs = [earlier.get(one.key, _MISSING) for one in shown]
    names = _name_sides(answer, change)
    return _build(
        Kind.PAIRED,
        answer,
        title=say_move(answer, change.reading),
        subtitle=join_parts((say_what(answer), change.fair)),
        categories=tuple(Category(clean_name(one.label)) for one in shown),
        series=(
            make_series(names[0], answer, shown),
            make_series(names[1], answer, pairs),
        ),
        notes=(*_say_marks(answer, [*shown, *pairs]), say_hidden(len(told) - len(shown))),
    )


def _chart_change(answer: Answer) -> ChartSpec | None:
    change = answer.change
    if change is None or answer.total.no_data or change.reading.no_data:
        return None
    readings = (answer.total, change.reading)
    names = _name_sides(answer, change)
    marks = make_categories(answer, readings)
    return _build(
        Kind.BARS,
        answer,
        title=say_move(answer, change.reading),
        subtitle=join_parts((answer.title, change.fair, say_caution(readings))),
        categories=tuple(
            Category(name, mark.note) for name, mark in zip(names, marks, strict=True)
        ),
        series=(make_series(answer.title, answer, readings),),
        highlights=frozenset({0}),
        notes=_say_marks(answer, readings),
    )


def _name_sides(answer: Answer, change: Change) -> tuple[str, str]:
    """What is held against what: "Q2 2017" and "Q1 2017"."""
    now = say_when(answer.period, answer.as_of) or "now"
    before = say_when(change.period, change.as_of) or "before"
    return bind_days(clean_name(now)), bind_days(clean_name(before))


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
    return ChartSpec(
        kind=kind,
        title=title,
        subtitle=subtitle,
        categories=categories,
        series=series,
        unit=answer.unit,
        currency=answer.currency,
        highlights=highlights,
        target=Target(1.0, "goal") if answer.metric == GOALS else None,
        footnote=footnote,
        alt_text=write_alt_text(title, subtitle, categories, series, footnote),
    )
