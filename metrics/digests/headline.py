"""The point of a digest in one sentence: the first of these findings that holds, by weight."""

from collections.abc import Callable
from decimal import Decimal

from metrics.calendar import name_day, working_days
from metrics.catalog import METRICS
from metrics.digests.briefing import BASELINE_WEEKS, Briefing
from metrics.digests.deals import DealLine
from metrics.digests.differences import is_beyond_chance
from metrics.digests.goal_pace import GoalPace, PaceKind
from metrics.digests.goal_words import say_amount, say_goal
from metrics.digests.kinds import OWN
from metrics.digests.sections.data import count_missing_days
from metrics.digests.sections.flow import say_flow
from metrics.digests.sections.questions import make_figure
from metrics.digests.words import name_deal, name_span, say_deals, say_money, say_within
from metrics.money import say_count, say_value
from metrics.period import Period
from metrics.units import Unit

Finding = Callable[[Briefing], str | None]

BIG_SHARE = Decimal("0.1")
"""A deal of so much of the goal is news of its own; of one person's goal it takes more."""
BIG_SHARE_OF_ONE = Decimal("0.25")
BIG_TIMES = 4
"""Without a goal: a deal of so many average deals."""
FEW_DECIDED = 10
"""The win rate of fewer deals makes no headline."""
SURE = 2.576
"""99 %: looked at every week, 95 % would be wrong twice or three times a year."""
MOVED_SHARE = Decimal("0.1")
"""A pipeline that grew or shrank by so much is news."""


def find_headline(briefing: Briefing) -> str:
    """What the reader must know first."""
    for find in FINDINGS:
        words = find(briefing)
        if words:
            return words
    return _tell_plainly(briefing)


def tell_no_data(briefing: Briefing) -> str | None:
    """There is nothing to tell from."""
    if briefing.first_day is not None:
        return None
    return "There are no deals to tell about yet."


def tell_old_data(briefing: Briefing) -> str | None:
    """The data ends before the period does: what follows would mislead."""
    missing = count_missing_days(briefing)
    if not missing or briefing.freshness.day is None:
        return None
    return (
        f"The data ends on {name_day(briefing.freshness.day)}, so the last "
        f"{say_count(missing, 'working day')} of {name_span(briefing.order.period)} may be missing."
    )


def tell_answer(briefing: Briefing) -> str | None:
    """Of an own digest, the answer to its first question."""
    if briefing.order.kind != OWN or not briefing.answers:
        return None
    figure = make_figure(*briefing.answers[0])
    against = [f", {one.words} against {one.name}" for one in figure.against]
    start = f"{figure.title[:1].upper()}{figure.title[1:]}"
    return f"{start}: {figure.words}{''.join(against)}."


def tell_goal_over(briefing: Briefing) -> str | None:
    """A goal's time ended in the period."""
    goal = briefing.goal_over
    return None if goal is None else say_goal(goal, briefing.setting.currency)


def tell_goal_reached(briefing: Briefing) -> str | None:
    """The goal was reached in this very period."""
    goal = briefing.goal
    if goal is None or goal.kind is not PaceKind.REACHED:
        return None
    if float(goal.reached) - _reached_now(briefing, goal) >= float(goal.target):
        return None
    return say_goal(goal, briefing.setting.currency)


def tell_big_deal(briefing: Briefing) -> str | None:
    """One deal, won or lost, that is news of its own: the larger of the two."""
    big = _find_big(briefing)
    candidates = [
        (deal.value, verb, deal)
        for verb, deals in (("won", briefing.won), ("lost", briefing.lost))
        for deal in deals[:1]
        if deal.value is not None and big is not None and deal.value >= big
    ]
    if not candidates:
        return None
    _, verb, deal = max(candidates, key=lambda one: one[0])
    return _say_big(briefing, verb, deal)


def _say_big(briefing: Briefing, verb: str, deal: DealLine) -> str:
    currency = briefing.setting.currency
    whose = f"{deal.owner} " if len(briefing.people) > 1 and deal.owner_id is not None else ""
    start = f"{whose}{verb}" if whose else verb.capitalize()
    reason = f" ({deal.lost_reason})" if verb == "lost" and deal.lost_reason else ""
    words = f"{start} {name_deal(deal)} for {say_money(deal.value, currency)}{reason}"
    if verb == "lost":
        words = f"{start} {name_deal(deal)}, worth {say_money(deal.value, currency)}{reason}"
    booked, span = briefing.flow.won, name_span(briefing.order.period)
    if not booked.deals:
        return f"{words}; nothing was won {say_within(briefing.order.period)}."
    if verb == "won" and booked.deals == 1:
        return f"{words}, the only win of {span}."
    total = f"{say_money(booked.value, currency)} was booked from {say_deals(booked.deals)}"
    return f"{words}; {total} in all."


def _find_big(briefing: Briefing) -> Decimal | None:
    goal = briefing.goal
    if goal is not None and goal.metric == "bookings":
        share = BIG_SHARE if len(briefing.people) > 1 else BIG_SHARE_OF_ONE
        return Decimal(goal.target) * share
    usual = briefing.baseline["average_deal_size"].value
    return None if usual is None else Decimal(usual) * BIG_TIMES


def tell_goal_pace(briefing: Briefing) -> str | None:
    """The goal is behind its pace: by how much, and whether the period made it better."""
    goal = briefing.goal
    if goal is None or goal.kind is not PaceKind.BEHIND or goal.pace is None:
        return None
    currency = briefing.setting.currency
    if goal.metric not in briefing.now:
        return say_goal(goal, currency)
    short = say_amount(goal, abs(goal.gap), currency)
    now = _reached_now(briefing, goal)
    came = say_amount(goal, now, currency)
    rate = float(goal.target) / goal.pace.days * _days_within(briefing, goal)
    verb = "fell further behind" if now < rate else "caught up, but are still behind"
    what = METRICS[goal.metric].title
    when = say_within(briefing.order.period)
    return f"{what} {verb}: {short} short of the pace for {goal.period.label}, after {came} {when}."


def _days_within(briefing: Briefing, goal: GoalPace) -> int:
    start = max(briefing.order.period.start, goal.period.start)
    return working_days(Period(start, briefing.order.period.end))


def _reached_now(briefing: Briefing, goal: GoalPace) -> float:
    """What of the goal was reached in the digest's period."""
    reading = briefing.now.get(goal.metric)
    return float(reading.value or 0) if reading is not None else 0.0


def tell_conversion(briefing: Briefing) -> str | None:
    """The win rate fell or rose by more than chance explains."""
    now, usual = briefing.now["win_rate"], briefing.baseline["win_rate"]
    if now.value is None or usual.value is None or now.n < FEW_DECIDED:
        return None
    if not is_beyond_chance(now, usual, SURE):
        return None
    verb = "fell" if now.value < usual.value else "rose"
    rate, before = (say_value(one.value, Unit.PERCENT, short=True) for one in (now, usual))
    return (
        f"The win rate {verb} to {rate} ({now.numerator} of {now.denominator}), from {before} in "
        f"the {BASELINE_WEEKS} weeks before: more than chance explains."
    )


def tell_pipeline(briefing: Briefing) -> str | None:
    """The pipeline grew or shrank by a lot."""
    flow = briefing.flow
    change = abs(flow.end.value - flow.start.value)
    if not flow.start.value or change < flow.start.value * MOVED_SHARE:
        return None
    return say_flow(flow, briefing.setting.currency)


def tell_quiet(briefing: Briefing) -> str | None:
    """Nothing happened, or nothing was decided."""
    when = say_within(briefing.order.period)
    if not briefing.flow.stirred:
        at_risk = briefing.at_risk.deals
        if not at_risk:
            return f"Nothing happened {when}, and no open deal needs attention."
        return (
            f"Nothing happened {when}; {say_count(at_risk, 'open deal')} "
            f"{'needs' if at_risk == 1 else 'need'} attention."
        )
    if briefing.flow.won.deals or briefing.flow.lost.deals:
        return None
    new, worth = briefing.flow.new, ""
    if new.value:
        worth = f" worth {say_money(new.value, briefing.setting.currency)}"
    more = f"; {say_count(new.deals, 'deal')}{worth} came in" if new.deals else ""
    return f"No deal was won or lost {when}{more}."


def _tell_plainly(briefing: Briefing) -> str:
    """Nothing stands out: what was booked, and how the goal or the pipeline stands."""
    currency, flow, goal = briefing.setting.currency, briefing.flow, briefing.goal
    booked = (
        f"{say_money(flow.won.value, currency)} booked from {say_deals(flow.won.deals)}"
        if flow.won.deals
        else f"No deal won, {say_deals(flow.lost.deals)} lost"
    )
    if goal is not None and goal.kind in (PaceKind.AHEAD, PaceKind.ON_PACE, PaceKind.REACHED):
        share = say_value(goal.share, Unit.PERCENT, short=True)
        return f"{booked}; the goal for {goal.period.label} is {goal.kind.value} ({share})."
    end = f"{say_money(flow.end.value, currency)} in {say_deals(flow.end.deals)}"
    return f"{booked}; the pipeline stands at {end}."


FINDINGS: tuple[Finding, ...] = (
    tell_no_data,
    tell_old_data,
    tell_answer,
    tell_goal_over,
    tell_goal_reached,
    tell_big_deal,
    tell_goal_pace,
    tell_quiet,
    tell_conversion,
    tell_pipeline,
)
"""In the order of their weight."""
