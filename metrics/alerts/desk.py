"""From rules to what has to be read for them, on one day or on many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection

from metrics.alerts.needs import Need
from metrics.alerts.orders import Attaining, Counting, Order, Pacing, Ready
from metrics.alerts.quotas import QuotaBook
from metrics.alerts.reach import read_first_days
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.sieves import SieveMaker
from metrics.alerts.verdict import Evidence
from metrics.alerts.windows import Windows, find_windows
from metrics.catalog import METRICS
from metrics.goals import check_goal_words
from metrics.metric import Basis, Metric
from metrics.period import Period
from metrics.question import Question, Setting
from storage.problem import Problem


@dataclass(frozen=True)
class Freshness:
    """How old the data is, and how long it usually takes until newer data comes."""

    age: timedelta | None = None
    usual_age: timedelta | None = None


class Desk:
    """Finds out what rules need.

    Args:
        connection: The database.
        setting: The company and its today.
        questions: All that will be asked for.
        rules: The rules they belong to.
        days: All the days that orders will be taken for.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        questions: Iterable[Question],
        rules: Sequence[Rule],
        days: Sequence[date],
    ) -> None:
        self._connection, self._setting = connection, setting
        self._rules, self._days = rules, days
        self._sieves = SieveMaker(connection, setting, questions)
        self._first: dict[Basis, date | None] = {}

    def take_order(self, question: Question, rule: Rule, day: date, freshness: Freshness) -> Order:
        """What a rule needs for a day; one that can't be judged needs nothing."""
        today = Windows(Period(day, day + timedelta(days=1)))
        if rule.kind is Kind.STALE:
            return Ready(today, Evidence(age=freshness.age, usual_age=freshness.usual_age))
        try:
            return self._take_order(question, rule, METRICS[rule.metric], day)
        except Problem as problem:
            return Ready(today, problem=problem)

    def find_first(self, basis: Basis) -> date | None:
        """The first day that any row of a basis counts on."""
        if basis not in self._first:
            self._first |= read_first_days(self._connection, self._setting, [basis])
        return self._first[basis]

    def _take_order(self, question: Question, rule: Rule, metric: Metric, day: date) -> Order:
        sieve = self._sieves.make(question, metric.basis.table)
        grouped = question.by is not None
        first = self.find_first(metric.basis) if rule.kind is Kind.UNUSUAL else None
        horizon = self._setting.horizon_days
        windows = find_windows(rule, metric, day, first, horizon, is_grouped=grouped)
        if metric.measure is None:
            check_goal_words(question)
            quotas = {one: self._goals.find(metric, sieve, one.last) for one in windows.all}
            return Attaining(windows, METRICS["bookings"], quotas, grouped)
        if rule.against is Against.GOAL:
            check_goal_words(question)
            quota = self._goals.find(metric, sieve, day)
            if quota is not None:
                return Pacing(Windows(quota.so_far, quota.period), quota, grouped)
        return Counting(windows, metric, Need(metric, windows.all, sieve, question.closing))

    @cached_property
    def _goals(self) -> QuotaBook:
        """The goals of every evening that any rule asks about."""
        evenings = set(self._days)
        for rule in self._rules:
            metric = METRICS.get(rule.metric)
            if metric is not None and metric.measure is None:
                for day in self._days:
                    looked_at = find_windows(rule, metric, day, None, 0, is_grouped=True)
                    evenings |= {window.last for window in looked_at.all}
        return QuotaBook(self._connection, self._setting, evenings)
