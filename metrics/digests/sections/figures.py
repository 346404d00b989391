"""The key figures of the period, each against the period before, last year and the goal."""

from dataclasses import replace

from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.digests.briefing import Briefing
from metrics.digests.differences import hold_against
from metrics.digests.goal_pace import PaceKind
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.readings import Readings
from metrics.digests.report import Against, Figure, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import name_previous, name_year_before, say_deals, say_money, say_within
from metrics.firmness import SMALL_SHARE
from metrics.money import NO_DATA, say_count, say_relative, say_value
from metrics.units import Unit

TOLD = ("bookings", "deals_won", "win_rate", "pipeline_created", "average_deal_size")


def read_figures(briefing: Briefing) -> SectionReport | None:
    """The key figures; None while nothing is known at all."""
    if briefing.first_day is None:
        return None
    figures = [_make_figure(briefing, name) for name in TOLD]
    figures.append(_make_open_pipeline(briefing))
    return SectionReport(
        name=FIGURES.name,
        title=FIGURES.title,
        sentence=_say_finding(briefing),
        figures=tuple(figures),
        lines=tuple(_list_notes(briefing)),
    )


def _make_figure(briefing: Briefing, name: str) -> Figure:
    against = [_hold_previous(briefing, name), _hold_year(briefing, name)]
    goal = briefing.goal
    if goal is not None and goal.metric == name:
        good = {PaceKind.BEHIND: False, PaceKind.MISSED: False, PaceKind.EARLY: None}
        share = say_value(goal.share, Unit.PERCENT, short=True)
        target = say_value(goal.target, goal.unit, briefing.setting.currency, short=True)
        words = f"{share} of {target}"
        label = f"goal for {goal.period.label}"
        against.append(Against(label, words, good.get(goal.kind, True)))
    value, words = _say_figure(briefing, name)
    return Figure(name, METRICS[name].title, words, value, tuple(against))


def _hold_previous(briefing: Briefing, name: str) -> Against:
    order = briefing.order
    return hold_against(
        name,
        name_previous(order.period),
        _valued(briefing.now, name),
        _valued(briefing.before, name),
        briefing.setting.currency,
        known=briefing.is_known(order.previous),
    )


def _hold_year(briefing: Briefing, name: str) -> Against:
    order = briefing.order
    return hold_against(
        name,
        name_year_before(order.period),
        _valued(briefing.now, name),
        _valued(briefing.year_before, name),
        briefing.setting.currency,
        known=briefing.is_known(order.year_before),
    )


_COUNTED_BY = {"bookings": "deals_won", "pipeline_created": "deals_created"}


def _valued(readings: Readings, name: str) -> Reading:
    """The reading; a sum over deals none of which has an amount is no data, not nought."""
    reading = readings[name]
    counted = _COUNTED_BY.get(name)
    if counted is not None and not reading.n and readings[counted].value:
        return replace(reading, value=None)
    return reading


def _say_figure(briefing: Briefing, name: str) -> tuple[float | None, str]:
    now = _valued(briefing.now, name)
    value = None if now.value is None else float(now.value)
    unit, currency = METRICS[name].unit, briefing.setting.currency
    words = say_value(now.value, unit, currency, short=True)
    if name == "win_rate" and now.value is not None:
        words += f" ({now.numerator} of {now.denominator})"
    if name == "average_deal_size" and now.value is not None:
        words += f" ({say_count(now.n, 'deal')})"
    if name in _COUNTED_BY:
        deals = int(briefing.now[_COUNTED_BY[name]].value or 0)
        if value is None:
            words = f"{NO_DATA}: none of {say_count(deals, 'deal')} has an amount"
        elif name == "pipeline_created":
            words += f" ({say_deals(deals, 'new deal')})"
    return value, words


def _make_open_pipeline(briefing: Briefing) -> Figure:
    flow, currency = briefing.flow, briefing.setting.currency
    change = flow.end.value - flow.start.value
    relative = float(change / flow.start.value) if flow.start.value else None
    words = say_relative(relative) if relative is not None else NO_DATA
    if not flow.known or not briefing.is_known(briefing.order.period):
        words, change = NO_DATA, change - change
    against = Against(
        name_previous(briefing.order.period), words, None if not change else change > 0
    )
    value = say_value(flow.end.value, Unit.MONEY, currency, short=True)
    words = f"{value} ({say_deals(flow.end.deals)})"
    return Figure("open_pipeline", "Open pipeline", words, float(flow.end.value), (against,))


def _say_finding(briefing: Briefing) -> str:
    won = int(briefing.now["deals_won"].value or 0)
    when = say_within(briefing.order.period)
    if not won:
        return f"No deal was won {when}."
    bookings = _valued(briefing.now, "bookings")
    deals = say_count(won, "deal")
    if bookings.value is None:
        return f"{deals} won {when}, none with an amount."
    money = say_money(bookings.value, briefing.setting.currency)
    against = _hold_previous(briefing, "bookings")
    tail = "" if against.words == NO_DATA else f", {against.words} against {against.name}"
    if tail and not briefing.before["bookings"].value:
        tail = f", after nothing in {against.name}"
    return f"{money} booked from {deals}{tail}."


def _list_notes(briefing: Briefing) -> list[str]:
    notes = []
    rate, base = briefing.now["win_rate"], briefing.baseline["win_rate"]
    if rate.value is not None and rate.n < SMALL_SHARE and base.value is not None:
        usual = say_value(base.value, Unit.PERCENT, short=True)
        notes.append(
            f"A win rate of {say_count(rate.n, 'decided deal')} says little by itself: over the "
            f"13 weeks before it was {usual} ({base.numerator} of {base.denominator})."
        )
    return notes


FIGURES = Section(
    name="figures",
    title="Key figures",
    what="Bookings, deals won, win rate, new pipeline and average deal, against the week before, "
    "the same week last year and the goal.",
    read=read_figures,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
