"""What a rule would have looked at on the days of the last year: the same evidence, day by day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from metrics.alerts.budget import DailyShares, check_kind
from metrics.alerts.days import Days, count_open
from metrics.alerts.desk import Desk, Freshness
from metrics.alerts.groups import Groups, Namer
from metrics.alerts.needs import Need
from metrics.alerts.orders import Ready, Served
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.screen import choose_groups
from metrics.alerts.sieves import Raw, SieveMaker
from metrics.alerts.windows import A_QUARTER, A_YEAR, MOST_QUARTERS, end_with, stands_on_an_evening
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.tally import parts_of
from storage.problem import Problem

_MOST_EVENINGS = 52
_MOST_REBUILT = 150_000
"""So many open deals are rebuilt for past evenings: at a million deals that is five evenings."""
_MOST_SHARES = 2 * A_YEAR.days
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """What one rule would have looked at.

    Attributes:
        days: The days on which it would have been judged; none while there is too little data.
        every: How many days lie between two of them.
        left_out: How many small groups were not looked at.
    """

    question: Question
    rule: Rule
    days: tuple[date, ...]
    every: int
    left_out: int
    served: tuple[Served, ...] = field(repr=False)
    namer: Namer = field(repr=False)

    def look(self, place: int, known: frozenset[str]) -> Groups:
        """The groups and their evidence on one of the days; see `Namer.name`."""
        return self.namer.name(self.question, self.served[place], known, self.days[place])


class Archive:
    """Looks back on one question; what it has read it keeps for further rules about it.

    Args:
        connection: The database, open for as long as this is asked.
        setting: The company and its today.
        question: With one metric.
        day: The last complete day.
        length: How many days are looked back on.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        question: Question,
        day: date,
        length: int = A_YEAR.days,
    ) -> None:
        self._connection, self._setting = connection, setting
        self._question, self._day, self._length = question, day, length
        self._days: Days | None = None

    def look_back(self, rule: Rule) -> Past:
        """The last year of a rule about the question, by the data as it is known today.

        Raises:
            Problem: for a rule about the age of the data, and where the question can't be asked.
        """
        if rule.kind is Kind.STALE:
            raise Problem(
                "alert-replay-age",
                what="I can't look back on how old the data was.",
                why="Only what is in the data can be looked at again.",
                fix="Save the alert; it tells when newer data is late.",
            )
        metric = METRICS[rule.metric]
        desk = Desk(self._connection, self._setting, [self._question], [rule], self._list_days())
        first = None if metric.measure is None else desk.find_first(metric.basis)
        every = self._space_days(metric)
        days = [
            day
            for day in self._list_days()
            if not (self._day - day).days % every and self._is_known(rule, day, first)
        ]
        finder = self._open(first)
        finder.only, left_out = self._choose_groups(rule, finder)
        served = []
        for day in days:
            order = desk.take_order(self._question, rule, day, Freshness())
            if isinstance(order, Ready) and order.problem is not None:
                raise order.problem
            served.append(order.serve(finder, self._setting))
        namer = Namer(self._connection, self._setting, ((self._question, one) for one in served))
        return Past(self._question, rule, tuple(days), every, left_out, tuple(served), namer)

    def read_shares(self, rule: Rule) -> DailyShares:
        """What happened on each day of the last two years, for a budget of false alarms.

        Raises:
            Problem: for a rule that no budget can be worked out for, and a question that can't
                be asked.
        """
        check_kind(rule)
        metric = METRICS[rule.metric]
        if metric.measure is None or metric.per is None:
            raise ValueError(f"{metric.name} is no share of rows")
        desk = Desk(self._connection, self._setting, [self._question], [rule], [self._day])
        finder = self._open(desk.find_first(metric.basis))
        spread = finder.spread(self._make_need(metric))
        until = self._setting.horizon_days if metric.is_cohort else 0
        k, n = (
            spread.parts[parts_of(measure)[0].key][: -until or None][-_MOST_SHARES:]
            for measure in (metric.measure, metric.per)
        )
        return DailyShares(k, n)

    def _choose_groups(self, rule: Rule, finder: Days) -> tuple[frozenset[Raw] | None, int]:
        metric = METRICS[rule.metric]
        if self._question.by is None or stands_on_an_evening(metric):
            return None, 0
        if rule.against is Against.GOAL:  # those who have a goal are few
            return None, 0
        spread = finder.spread(self._make_need(metric))
        return choose_groups(rule, spread, self._setting.currency)

    def _make_need(self, metric: Metric) -> Need:
        sieves = SieveMaker(self._connection, self._setting, [self._question])
        sieve = sieves.make(self._question, metric.basis.table)
        return Need(metric, (), sieve, self._question.closing)

    def _space_days(self, metric: Metric) -> int:
        """Every day; evenings are dear, so they are looked at weekly or less often."""
        if not stands_on_an_evening(metric):
            return 1
        return 7 if metric.measure is None else self._space_evenings()

    def _list_days(self) -> list[date]:
        return [self._day - place * _ONE_DAY for place in reversed(range(self._length))]

    def _is_known(self, rule: Rule, day: date, first: date | None) -> bool:
        """Whether the data reaches over the whole window that ends with a day."""
        metric = METRICS[rule.metric]
        if metric.measure is None:
            return True
        if metric.is_cohort:
            day -= timedelta(days=self._setting.horizon_days)
        return first is not None and end_with(day, rule, metric).start >= first

    def _space_evenings(self) -> int:
        """Weeks for a small company; the more open deals, the fewer evenings."""
        evenings = _MOST_REBUILT // max(1, count_open(self._connection, self._setting))
        weeks = 1
        while weeks < _MOST_EVENINGS // 4 and _MOST_EVENINGS // weeks > evenings:
            weeks += 1
        return 7 * weeks

    def _open(self, first: date | None) -> Days:
        if self._days is None:
            reach = self._day - A_YEAR - (MOST_QUARTERS + 2) * A_QUARTER
            start = min(self._day, reach if first is None else max(reach, first))
            span = Period(start, self._day + _ONE_DAY)
            self._days = Days(self._connection, self._setting, self._question, span)
        return self._days
