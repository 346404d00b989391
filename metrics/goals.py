"""Which goals answer a question: of one metric, one level and one size, within the scope.

Goals of several sizes (a year's and its quarters') or levels (the company's and its people's) say
the same thing twice, so one of each is chosen. What was reached is `metrics.attainment`'s business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlalchemy import Connection, String, cast, select

from metrics.catalog import METRICS
from metrics.metric import Kind, Metric
from metrics.names import find_ids
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.units import Better, Unit
from storage.problem import Problem
from storage.tables import Goal, Person

FIRST_CHOICE = "bookings"
"""Attainment is of this metric's goals when there are any, as people mean it by "quota"."""

Holder = int | str | None
"""A person's id, a team's name, or None for everybody."""

_DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True)
class Target:
    """One goal; `target` in minor units where it is money, else a count."""

    metric: str
    period: Period
    owner_id: int | None
    team: str | None
    target: Decimal

    @property
    def level(self) -> str:
        """Who holds it: "owner", "team" or "everybody"."""
        if self.owner_id is not None:
            return "owner"
        return "everybody" if self.team is None else "team"

    @property
    def holder(self) -> Holder:
        """The person's id, the team's name, or None for everybody."""
        return self.team if self.owner_id is None else self.owner_id


def find_goals(
    connection: Connection, question: Question, setting: Setting, period: Period
) -> dict[str, list[Target]]:
    """The goals that count, by the name of the metric they are for, bookings first.

    Raises:
        Problem: for a dimension or a filter that goals don't know.
    """
    check_goal_words(question)
    book = read_goal_book(connection, setting, period)
    filtered = _filtered_owners(connection, question, setting, book.teams)
    return book.choose(period, question.by, question.scope.people, filtered)


@dataclass(frozen=True)
class GoalBook:
    """Goals, and who is in which team.

    Attributes:
        targets: The goals of some time.
        teams: The team of each person.
    """

    targets: Sequence[Target]
    teams: Mapping[int, str | None]

    @cached_property
    def members(self) -> dict[str, frozenset[int]]:
        """The people of each team."""
        found: dict[str, set[int]] = {}
        for id_, team in self.teams.items():
            if team is not None:
                found.setdefault(team, set()).add(id_)
        return {team: frozenset(ids) for team, ids in found.items()}

    def choose(
        self, period: Period, by: str | None, *people: frozenset[int] | None
    ) -> dict[str, list[Target]]:
        """The goals that count for a period, by metric, bookings first.

        Args:
            period: Goals that don't touch it are no matter.
            by: "owner" or "team", for their goals; None for the first level that has any.
            people: Only goals that are about nobody else count. None: everybody's do.
        """
        visible: dict[str, list[Target]] = {}
        for goal in self.targets:
            touches = goal.period.start < period.end and goal.period.end > period.start
            if touches and all(self._is_within(goal, some) for some in people):
                visible.setdefault(goal.metric, []).append(goal)
        levels = (by,) if by else ("everybody", "team", "owner")
        chosen = {name: choose_goals(goals, period, levels) for name, goals in visible.items()}
        names = sorted(chosen, key=lambda name: (name != FIRST_CHOICE, -len(chosen[name]), name))
        return {name: chosen[name] for name in names if chosen[name]}

    def _is_within(self, goal: Target, people: frozenset[int] | None) -> bool:
        return people is None or is_about(goal.owner_id, goal.team, self.members, people)


def read_goal_book(connection: Connection, setting: Setting, period: Period) -> GoalBook:
    """All goals that touch a period."""
    teams = _read_teams(connection, setting)
    return GoalBook(_read_targets(connection, setting, period), teams)


def choose_goals(goals: Sequence[Target], period: Period, levels: Sequence[str]) -> list[Target]:
    """One level and one size of goals: those that say the most about the period, once.

    1. Of the first of `levels` that has any goal:
    2. the goals of exactly this period; else of those wholly inside it the longest; else the
       shortest that overlap it.
    """
    for level in levels:
        of_level = [goal for goal in goals if goal.level == level]
        if of_level:
            return _one_size(of_level, period)
    return []


def is_additive(metric: Metric) -> bool:
    """Whether what several people reached of it can be added: counts and money of a period."""
    measure = metric.measure
    if measure is None or measure.basis.is_stock or metric.per is not None:
        return False
    return measure.kind in (Kind.COUNT, Kind.SUM) and metric.unit is not Unit.DAYS


def is_within(
    owner_id: int | None,
    team: str | None,
    teams: Mapping[int, str | None],
    people: frozenset[int] | None,
) -> bool:
    """Whether everybody whose work a goal is about is among `people` (None: all are).

    Args:
        owner_id: The person who holds it.
        team: Or the team; with neither it is everybody's.
        teams: The team of each person.
        people: Whose numbers may be seen, or are asked for.
    """
    if people is None:
        return True
    members = frozenset(id_ for id_, of in teams.items() if of == team)
    return is_about(owner_id, team, {} if team is None else {team: members}, people)


def is_about(
    owner_id: int | None,
    team: str | None,
    members: Mapping[str, frozenset[int]],
    people: frozenset[int],
) -> bool:
    """The same, with the people of each team known."""
    if owner_id is not None:
        return owner_id in people
    if team is None:
        return False
    of_team = members.get(team, frozenset())
    return bool(of_team) and of_team <= people


def takes_goals(metric: Metric) -> bool:
    """Whether somebody can be set a goal for it: what is counted in a period, more being better."""
    measure = metric.measure
    if measure is None or measure.basis.is_stock or metric.better is not Better.HIGHER:
        return False
    return is_additive(metric) or metric.unit is Unit.PERCENT


def _one_size(goals: list[Target], period: Period) -> list[Target]:
    exact = [goal for goal in goals if goal.period == period]
    if exact:
        return exact
    inside = [g for g in goals if g.period.start >= period.start and g.period.end <= period.end]
    if inside:
        longest = max(_size(goal.period) for goal in inside)
        return [goal for goal in inside if _size(goal.period) == longest]
    if not goals:
        return []
    shortest = min(_size(goal.period) for goal in goals)
    return [goal for goal in goals if _size(goal.period) == shortest]


def _size(period: Period) -> float:
    """In months, so that February and March are of one size; in days below a month."""
    months = round(period.days / _DAYS_OF_A_MONTH)
    return months or period.days / 100


def check_goal_words(question: Question) -> None:
    """Raise Problem for a dimension or a filter that goals don't know."""
    known = ("owner", "team")
    asked = [one.dimension for one in question.filters] + ([question.by] if question.by else [])
    for dimension in asked:
        if dimension not in known:
            raise Problem(
                "goals-by-holder-only",
                what=f"Goals are not kept by {dimension.replace('_', ' ')}.",
                why="A goal is held by everybody, a team or a person.",
                fix="Ask for goal attainment by owner or by team.",
                suggestions=known,
            )


def _read_teams(connection: Connection, setting: Setting) -> dict[int, str | None]:
    rows = connection.execute(
        select(Person.id, Person.team).where(Person.workspace_id == setting.workspace_id)
    )
    return {row.id: row.team for row in rows}


def _filtered_owners(
    connection: Connection, question: Question, setting: Setting, people: Mapping[int, str | None]
) -> frozenset[int] | None:
    kept: frozenset[int] | None = None
    for one in question.filters:
        if one.dimension == "owner":
            names = [value for value in one.values if value is not None]
            found = find_ids(connection, setting.workspace_id, Person.__table__, names)
            ids = frozenset(found)
        else:
            ids = frozenset(id_ for id_, team in people.items() if team in one.values)
        kept = ids if kept is None else kept & ids
    return kept


def _read_targets(connection: Connection, setting: Setting, period: Period) -> list[Target]:
    # As text, because SQLite has no decimals and would hand out a rounded float.
    target = cast(Goal.target, String).label("target")
    rows = connection.execute(
        select(Goal.metric, Goal.start_on, Goal.end_on, Goal.owner_id, Goal.team, target).where(
            Goal.workspace_id == setting.workspace_id,
            Goal.withdrawn.is_(False),
            Goal.start_on < period.end,
            Goal.end_on > period.start,
            Goal.metric.in_([name for name, metric in METRICS.items() if is_additive(metric)]),
        )
    )
    return [
        Target(
            row.metric,
            Period(row.start_on, row.end_on),
            row.owner_id,
            row.team,
            Decimal(row.target),
        )
        for row in rows
    ]
