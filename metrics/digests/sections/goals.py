"""The goal that is running: reached, expected by now, and what is left for each working day."""

from datetime import date
from decimal import Decimal

from metrics.calendar import name_day
from metrics.charts.spec import ChartSpec
from metrics.charts.trends import chart_of_trend
from metrics.digests.briefing import Briefing
from metrics.digests.goal_pace import GoalPace, draw_pace, read_course
from metrics.digests.goal_words import say_amount, say_goal
from metrics.digests.kinds import LEADER, PERSONAL, TEAM
from metrics.digests.report import SectionReport
from metrics.digests.section import Section
from metrics.digests.words import say_money
from metrics.money import say_count, say_value
from metrics.units import Unit


def read_goals(briefing: Briefing) -> SectionReport | None:
    """How the goal stands; None while there is no deal."""
    if briefing.first_day is None:
        return None
    goal = briefing.goal
    if goal is None:
        day = name_day(briefing.order.period.last)
        sentence = f"No goal is kept for {day}; with one, its pace is told here."
        return SectionReport(GOALS.name, GOALS.title, sentence)
    currency = briefing.setting.currency
    sentence = say_goal(goal, currency)
    return SectionReport(
        name=GOALS.name,
        title=GOALS.title,
        sentence=sentence,
        lines=(*_say_over(briefing, currency), *_list_lines(briefing, goal, currency)),
        chart=_draw(briefing, goal, sentence),
    )


def _say_over(briefing: Briefing, currency: str) -> list[str]:
    """How the goal before this one ended, in the digest of the days in which it did."""
    over = briefing.goal_over
    return [] if over is None or over is briefing.goal else [say_goal(over, currency)]


def _list_lines(briefing: Briefing, goal: GoalPace, currency: str) -> list[str]:
    lines = []
    if goal.daily and goal.pace is not None:
        need = say_amount(goal, goal.daily, currency)
        so_far = say_amount(goal, float(goal.reached) / max(goal.pace.passed, 1), currency)
        left = say_count(goal.pace.left, "working day")
        lines.append(f"It takes {need} on each of the {left} left; so far it was {so_far} a day.")
    if goal.daily and goal.metric == "bookings":
        lines += _say_coverage(briefing, goal, currency)
    if goal.earlier is not None:
        share = say_value(goal.earlier, Unit.PERCENT, short=True)
        lines.append(f"By the same working day of {goal.earlier_label}, {share} was reached.")
    return lines


def _say_coverage(briefing: Briefing, goal: GoalPace, currency: str) -> list[str]:
    """What is due until the goal's end, beside what is missing."""
    due, missing = briefing.due.value, Decimal(goal.missing)
    if not due:
        return [f"No open deal with an amount is due by {name_day(goal.period.last)}."]
    words = (
        f"Open deals due by {name_day(goal.period.last)} are worth {say_money(due, currency)}, "
        f"{due / missing:.1f} times the {say_money(missing, currency)} still missing"
    )
    rate = briefing.baseline["win_rate_by_value"]
    if rate.value is None:
        return [f"{words}."]
    usual = say_value(rate.value, Unit.PERCENT, short=True)
    return [f"{words}; of the value decided in the 13 weeks before, {usual} was won."]


def _draw(briefing: Briefing, goal: GoalPace, sentence: str) -> ChartSpec | None:
    """Bookings against the goal; goals of counts have no chart yet to be drawn in."""
    if goal.metric != "bookings":
        return None
    course = read_course(briefing.connection, briefing.order.scope, goal, briefing.setting)
    subtitle = f"Bookings of {goal.period.label} up to {name_day(goal.day)}"
    return chart_of_trend(
        _thin(course),
        _thin(draw_pace(goal)),
        briefing.setting.currency,
        sentence.removesuffix("."),
        f"{subtitle}, {briefing.order.scope.label}",
    )


def _thin(course: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """First and last day and the Sundays: a point a week is what a phone can show."""
    ends = {course[0][0], course[-1][0]} if course else set()
    return [(day, value) for day, value in course if day.weekday() == 6 or day in ends]


GOALS = Section(
    name="goals",
    title="Goal",
    what="How much of the goal is reached, against the working days passed, and what is left.",
    read=read_goals,
    kinds=frozenset({LEADER, TEAM, PERSONAL}),
)
