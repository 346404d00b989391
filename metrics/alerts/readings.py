"""Everything that many rules look at on one day, read together: groups and their evidence.

Each value is the one that `metrics.compute` gives for the same question and window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection, FromClause, select

from metrics.alerts.orders import Attaining, Counting, Order, Pacing, Ready, Served
from metrics.alerts.quotas import QuotaBook
from metrics.alerts.reach import read_first_days
from metrics.alerts.rule import Against, Kind, Rule
from metrics.alerts.scans import Need, Scans
from metrics.alerts.sieves import Raw, SieveMaker
from metrics.alerts.verdict import Evidence
from metrics.alerts.windows import Windows, find_windows
from metrics.catalog import METRICS
from metrics.dimension import Dimension, find_dimension
from metrics.goals import check_goal_words
from metrics.metric import Metric
from metrics.names import read_full_names
from metrics.period import Period
from metrics.question import Filter, Question, Setting
from storage.problem import Problem
from storage.tables import Person

WHOLE = ""
"""The key of the one group of a rule that watches no groups."""


@dataclass(frozen=True)
class Watch:
    """One rule and what it asks.

    Attributes:
        question: With one metric (none for the age of the data), scope, filters and by.
        rule: How it is judged.
        known: The groups that have a state; they are told of even when nothing happens to them.
    """

    question: Question
    rule: Rule
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Freshness:
    """How old the data is, and how long it usually takes until newer data comes."""

    age: timedelta | None = None
    usual_age: timedelta | None = None


@dataclass(frozen=True)
class Findings:
    """What one rule looks at.

    Attributes:
        groups: Group -> how people read it, and its evidence; `WHOLE` when nothing is watched one
            by one. Rows without a value are a group called "(no segment)"; see `filter_group`.
        windows: What was looked at; of what stands on an evening, that day. Against a goal: its
            time so far, and all of it.
        problem: Why it can't be read; there are no groups then.
    """

    groups: Mapping[str, tuple[str, Evidence]]
    windows: Windows
    problem: Problem | None = None


def read_evidence(
    connection: Connection,
    watches: Sequence[Watch],
    day: date,
    setting: Setting,
    freshness: Freshness,
) -> list[Findings]:
    """What each rule looks at, in the rules' order. What several need is read once.

    Args:
        connection: The database.
        watches: The rules.
        day: The last complete day; no window reaches beyond it.
        setting: The company and its today.
        freshness: Of the data, for rules about its age.
    """
    desk = _Desk(connection, watches, day, setting, freshness)
    orders = [desk.take_order(watch) for watch in watches]
    scans = Scans(connection, setting, [need for order in orders for need in order.needs])
    served = [order.serve(scans, setting) for order in orders]
    namer = _Namer(connection, setting, day, watches, served)
    findings = []
    for watch, order, one in zip(watches, orders, served, strict=True):
        problem = order.problem if isinstance(order, Ready) else None
        groups = {} if problem is not None else namer.name(watch, one)
        findings.append(Findings(groups, order.windows, problem))
    return findings


def filter_group(by: str, key: str) -> Filter:
    """The filter that keeps the rows of one group of a rule."""
    return Filter(by, (None if key == find_dimension(by).label_of_none else key,))


class _Desk:
    """Finds out what each rule needs."""

    def __init__(
        self,
        connection: Connection,
        watches: Sequence[Watch],
        day: date,
        setting: Setting,
        freshness: Freshness,
    ) -> None:
        self._connection, self._watches, self._setting = connection, watches, setting
        self._day, self._freshness = day, freshness
        self._sieves = SieveMaker(connection, setting, [watch.question for watch in watches])
        metrics = [METRICS[watch.rule.metric] for watch in watches if watch.rule.metric]
        unusual = {
            METRICS[watch.rule.metric].basis for watch in watches if watch.rule.kind is Kind.UNUSUAL
        }
        self._first = read_first_days(connection, setting, unusual)
        self._asks_goals = any(metric.measure is None for metric in metrics) or any(
            watch.rule.against is Against.GOAL for watch in watches
        )

    def take_order(self, watch: Watch) -> Order:
        """What a rule needs; one that can't be judged needs nothing."""
        rule, day = watch.rule, self._day
        today = Windows(Period(day, day + timedelta(days=1)))
        if rule.kind is Kind.STALE:
            return Ready(
                today, Evidence(age=self._freshness.age, usual_age=self._freshness.usual_age)
            )
        try:
            return self._take_order(watch, METRICS[rule.metric])
        except Problem as problem:
            return Ready(today, problem=problem)

    def _take_order(self, watch: Watch, metric: Metric) -> Order:
        rule, question, day = watch.rule, watch.question, self._day
        sieve = self._sieves.make(question, metric.basis.table)
        grouped = question.by is not None
        windows = find_windows(
            rule,
            metric,
            day,
            self._first.get(metric.basis),
            self._setting.horizon_days,
            is_grouped=grouped,
        )
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
        evenings = {self._day}
        for watch in self._watches:
            metric = METRICS.get(watch.rule.metric)
            if metric is not None and metric.measure is None:
                looked_at = find_windows(watch.rule, metric, self._day, None, 0, is_grouped=True)
                evenings |= {window.last for window in looked_at.all}
        return QuotaBook(self._connection, self._setting, evenings)


class _Namer:
    """Tells groups as people know them."""

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        day: date,
        watches: Sequence[Watch],
        served: Sequence[Served],
    ) -> None:
        self._connection, self._setting, self._day = connection, setting, day
        ids: dict[FromClause, set[int]] = {}
        for watch, one in zip(watches, served, strict=True):
            by = watch.question.by
            table = find_dimension(by).names if by is not None and one.groups else None
            if table is not None:
                ids.setdefault(table, set()).update(key for key in one.groups if key is not None)
        self._names = {
            table: read_full_names(connection, setting.workspace_id, table, some)
            for table, some in ids.items()
        }

    def name(self, watch: Watch, served: Served) -> dict[str, tuple[str, Evidence]]:
        """The groups of one rule by key, each with its label."""
        by = watch.question.by
        if by is None:
            return {WHOLE: ("", served.groups[None])}
        dimension = find_dimension(by)
        found: dict[str, tuple[str, Evidence]] = {}
        for raw, evidence in served.groups.items():
            key, label = self._say(dimension, raw)
            if key in watch.known or raw in served.present or self._is_missed(by, raw, evidence):
                found[key] = label, evidence
        gone = watch.known - found.keys()
        return found | {key: (dimension.label(key), served.nothing) for key in sorted(gone)}

    def _is_missed(self, by: str, raw: Raw, evidence: Evidence) -> bool:
        """Whether a group that is not in the window was there before and should be still."""
        if evidence.before is None or not evidence.before.n:
            return False
        return by != "owner" or raw not in self._left

    def _say(self, dimension: Dimension, raw: Raw) -> tuple[str, str]:
        if raw is None:
            return dimension.label_of_none, dimension.label_of_none
        key = str(raw)
        if dimension.names is not None:
            key = self._names[dimension.names].get(raw, key)
        return key, dimension.label(key)

    @cached_property
    def _left(self) -> frozenset[int]:
        """The people who had left by then: nobody expects anything of them."""
        rows = self._connection.execute(
            select(Person.id).where(
                Person.workspace_id == self._setting.workspace_id, Person.left_on <= self._day
            )
        )
        return frozenset(rows.scalars())
