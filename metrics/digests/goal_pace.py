"""How the goal that is running at a digest's end stands: reached, expected by now, still to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from sqlalchemy import Connection, func

from metrics.answer import Number
from metrics.attainment import answer_attainment
from metrics.calendar import Calendar, label_period, previous, working_days
from metrics.catalog import METRICS
from metrics.compare import choose_comparison
from metrics.goals import find_goals
from metrics.metric import CLOSED_DEALS, expression_of
from metrics.pace import Pace, find_pace
from metrics.period import Period
from metrics.population import find_population
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.units import Unit, minor_digits
from storage.tables import Deal
from storage.tables.facts import WON

TOLERANCE = 0.05
"""So far from the pace a goal still counts as on pace."""
EARLY_DAYS = 5
"""In the first working days of a goal nobody can say whether it is on pace."""


class PaceKind(Enum):
    """How a goal stands against the working days that have passed."""

    REACHED = "reached"
    AHEAD = "ahead of pace"
    ON_PACE = "on pace"
    BEHIND = "behind pace"
    MISSED = "missed"
    EARLY = "just begun"


@dataclass(frozen=True)
class GoalPace:
    """One goal, or several of the same size added up, as of the evening of `day`.

    Attributes:
        metric: What is to be reached: "bookings", "deals_won".
        reached, target: Money in major units, else a count.
        pace: Working days passed by `day`; None once all have passed.
        earlier: The share reached by the same working day of the period before; None without a
            goal then.
    """

    metric: str
    period: Period
    reached: Number
    target: Number
    day: date
    pace: Pace | None
    earlier: float | None
    earlier_label: str = ""

    @property
    def share(self) -> float:
        """The part reached; 1 and more is all of it."""
        return float(self.reached) / float(self.target)

    @property
    def missing(self) -> Number:
        """What is still to be reached; 0 when nothing is."""
        missing = Decimal(str(self.target)) - Decimal(str(self.reached))
        return max(missing, Decimal(0)) if self.unit is Unit.MONEY else max(int(missing), 0)

    @property
    def unit(self) -> Unit:
        """What it is measured in."""
        return METRICS[self.metric].unit

    @property
    def kind(self) -> PaceKind:
        """The verdict."""
        if self.share >= 1:
            return PaceKind.REACHED
        if self.pace is None:
            return PaceKind.MISSED
        if self.pace.passed < EARLY_DAYS:
            return PaceKind.EARLY
        gap = round(self.share - self.pace.share, 9)  # 0.55 - 0.5 is a little more than 0.05
        if gap < -TOLERANCE:
            return PaceKind.BEHIND
        return PaceKind.AHEAD if gap > TOLERANCE else PaceKind.ON_PACE

    @property
    def gap(self) -> float:
        """How far it is ahead of the pace, or, below nought, behind it; in the goal's own unit."""
        passed = 1.0 if self.pace is None else self.pace.share
        return float(self.reached) - float(self.target) * passed

    @property
    def daily(self) -> Number | None:
        """What has to be reached on each working day that is left; None when none is."""
        if self.pace is None or not self.pace.left:
            return None
        if isinstance(self.missing, Decimal):
            return self.missing / self.pace.left
        return float(self.missing) / self.pace.left


def read_goal_pace(
    connection: Connection, scope: Scope, day: date, setting: Setting
) -> GoalPace | None:
    """The goal of a scope that was running on the evening of `day`; None without one."""
    then = replace(setting, today=day)
    tomorrow = day + timedelta(days=1)
    question = Question(("goal_attainment",), scope)
    goals = find_goals(connection, question, then, Period(day, tomorrow))
    if not goals:
        return None
    name, targets = next(iter(goals.items()))
    period = _span([target.period for target in targets], setting)
    asked = replace(question, period=period, compare=choose_comparison(period, then))
    answer = answer_attainment(connection, asked, then, until=tomorrow)
    total, change = answer.total, answer.change
    if total.numerator is None or not total.denominator:
        return None
    return GoalPace(
        metric=name,
        period=period,
        reached=total.numerator,
        target=total.denominator,
        day=day,
        pace=find_pace({target.period for target in targets}, day),
        earlier=_as_share(change.reading.value) if change is not None else None,
        earlier_label=previous(period, Calendar(setting.fiscal_start)).label,
    )


def read_course(
    connection: Connection, scope: Scope, goal: GoalPace, setting: Setting
) -> list[tuple[date, Decimal]]:
    """What was booked by the end of each day of the goal's period up to its day, in major units."""
    part = Period(goal.period.start, goal.day + timedelta(days=1))
    question = Question((), scope, part)
    deals = find_population(connection, CLOSED_DEALS, question, setting, part, setting.today)
    closed_on = expression_of(Deal.closed_on)
    columns = [closed_on.label("day"), func.sum(Deal.value_minor).label("minor")]
    statement = deals.select(columns, [closed_on], [Deal.status == WON])
    booked = {row.day: int(row.minor or 0) for row in connection.execute(statement)}
    digits, minor, course = minor_digits(setting.currency), 0, []
    for step in range(part.days):
        day = part.start + timedelta(days=step)
        minor += booked.get(day, 0)
        course.append((day, Decimal(minor).scaleb(-digits)))
    return course


def draw_pace(goal: GoalPace) -> list[tuple[date, Decimal]]:
    """What the goal asks for by the end of each day: the same for every working day."""
    whole, target = working_days(goal.period), Decimal(goal.target)
    days = [goal.period.start + timedelta(days=step) for step in range(goal.period.days)]
    if not whole:
        return [(goal.period.last, target)]
    passed = (working_days(Period(goal.period.start, day + timedelta(days=1))) for day in days)
    return [(day, target * count / whole) for day, count in zip(days, passed, strict=True)]


def _span(periods: Sequence[Period], setting: Setting) -> Period:
    start, end = min(one.start for one in periods), max(one.end for one in periods)
    whole = Period(start, end)
    return Period(start, end, label_period(whole, Calendar(setting.fiscal_start)))


def _as_share(value: Number | None) -> float | None:
    return None if value is None else float(value)
