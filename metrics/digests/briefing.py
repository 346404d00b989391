"""All that the sections of one digest stand on: each thing read when first asked for, and once."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from metrics.answer import Answer
from metrics.compare import choose_comparison
from metrics.compute import compute
from metrics.digests.deals import (
    AtRisk,
    DealLine,
    OpenDeals,
    count_reasons,
    learn_limits,
    list_created,
    list_decided,
    read_at_risk,
    read_due,
)
from metrics.digests.goal_pace import GoalPace, read_goal_pace
from metrics.digests.order import DigestOrder
from metrics.digests.readings import Readings, find_first_day, read_readings
from metrics.flow import PipelineFlow, read_flow
from metrics.inspection import Limits
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.receipt import read_freshness
from storage.people import PersonRow, read_people

DUE_SOON = timedelta(days=15)
BASELINE_WEEKS = 13
"""A week's win rate is held against those of so many weeks before: one week is mere chance."""


@dataclass(frozen=True)
class Freshness:
    """How new the data is.

    Attributes:
        at: When the newest import ended; None before the first.
        day: The same, as a day in the company's zone.
    """

    at: datetime | None
    day: date | None
    file_name: str | None


class Briefing:
    """What is known for one order. Everything is read within the order's scope."""

    def __init__(self, connection: Connection, order: DigestOrder, setting: Setting) -> None:
        self.connection = connection
        self.order = order
        self.setting = setting

    @cached_property
    def freshness(self) -> Freshness:
        """How new the data is."""
        at, file_name = read_freshness(self.connection, self.setting)
        day = None if at is None else at.astimezone(self.setting.zone).date()
        return Freshness(at, day, file_name)

    @cached_property
    def first_day(self) -> date | None:
        """Since when anything is known; None without a deal."""
        return find_first_day(self.connection, self.order.scope, self.setting)

    def is_known(self, period: Period) -> bool:
        """Whether the data reaches back to the beginning of a period."""
        return self.first_day is not None and self.first_day <= period.start

    @cached_property
    def now(self) -> Readings:
        """The key figures of the digest's period."""
        return self._read(self.order.period)

    @cached_property
    def before(self) -> Readings:
        """Those of the period before."""
        return self._read(self.order.previous)

    @cached_property
    def year_before(self) -> Readings:
        """Those of the same days last year."""
        return self._read(self.order.year_before)

    @cached_property
    def baseline(self) -> Readings:
        """Those of the weeks before the digest's period."""
        return self._read(self.baseline_period)

    @cached_property
    def baseline_period(self) -> Period:
        """The weeks that a win rate is held against."""
        end = self.order.period.start
        return Period(end - timedelta(weeks=BASELINE_WEEKS), end)

    @cached_property
    def flow(self) -> PipelineFlow:
        """What became of the pipeline in the period."""
        return read_flow(self.connection, self.order.scope, self.order.period, self.setting)

    @cached_property
    def goal(self) -> GoalPace | None:
        """The goal that was running on the period's last day."""
        return read_goal_pace(
            self.connection, self.order.scope, self.order.period.last, self.setting
        )

    @cached_property
    def goal_over(self) -> GoalPace | None:
        """The goal whose time ended within the period, as it stood then; None when none did."""
        period, goal = self.order.period, self.goal
        if goal is not None and goal.period.start <= period.start:
            return goal if goal.period.last in period else None
        first = read_goal_pace(self.connection, self.order.scope, period.start, self.setting)
        if first is None or first.period.last not in period:
            return None
        return read_goal_pace(self.connection, self.order.scope, first.period.last, self.setting)

    @cached_property
    def won(self) -> tuple[DealLine, ...]:
        """The most valuable deals won in the period; `flow.won` counts them all."""
        order = self.order
        return list_decided(self.connection, order.scope, order.period, self.setting, "won")

    @cached_property
    def lost(self) -> tuple[DealLine, ...]:
        """The most valuable deals lost in the period; `flow.lost` counts them all."""
        order = self.order
        return list_decided(self.connection, order.scope, order.period, self.setting, "lost")

    @cached_property
    def reasons(self) -> dict[str | None, int]:
        """How many deals were lost in the period for each reason."""
        return count_reasons(self.connection, self.order.scope, self.order.period, self.setting)

    @cached_property
    def created(self) -> tuple[DealLine, ...]:
        """The most valuable deals created in the period."""
        return list_created(self.connection, self.order.scope, self.order.period, self.setting)

    @cached_property
    def limits(self) -> Limits:
        """From when on a deal needs attention."""
        return learn_limits(self.connection, self.setting, self.order.quiet_days)

    @cached_property
    def at_risk(self) -> AtRisk:
        """The open deals that need attention today."""
        return read_at_risk(self.connection, self.order.scope, self.setting, self.limits)

    @cached_property
    def due(self) -> OpenDeals:
        """The open deals due from today until the goal's end; without one, in two weeks."""
        end = self.setting.today + DUE_SOON if self.goal is None else self.goal.period.end
        return read_due(self.connection, self.order.scope, self.setting, end)

    @cached_property
    def answers(self) -> tuple[tuple[str, Answer], ...]:
        """The questions of an own digest with their answers, each held against a fair period.

        Raises:
            Problem: when a question can't be answered any more.
        """
        return tuple(
            (words, answer)
            for words, question in self.order.questions
            for answer in compute(self.connection, self._compared(question), self.setting)
        )

    def _compared(self, question: Question) -> Question:
        if question.compare is not None or question.period is None:
            return question
        return replace(question, compare=choose_comparison(question.period, self.setting))

    @cached_property
    def people(self) -> dict[int, PersonRow]:
        """Everybody within the scope who is still here."""
        people = self.order.scope.people
        rows = read_people(self.connection, self.setting.workspace_id, self.setting.today)
        return {row.id: row for row in rows if row.active and (people is None or row.id in people)}

    def _read(self, period: Period) -> Readings:
        return read_readings(self.connection, self.order.scope, period, self.setting)
