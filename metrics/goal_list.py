"""Goals one by one, each with what has been reached of it; how goals add up is `attainment`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from metrics.answer import Number
from metrics.attainment import read_reached
from metrics.calendar import Calendar, label_period
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.goals import Holder, is_additive, is_within, takes_goals
from metrics.metric import Metric
from metrics.names import read_names
from metrics.pace import Pace, find_pace
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.scope import Scope
from metrics.units import Unit, minor_digits
from storage.goals import GoalPlan, GoalRow, read_goals
from storage.people import read_people
from storage.tables import Person

_LEVELS = ("everybody", "team", "owner")


@dataclass(frozen=True)
class GoalStanding:
    """A goal and how far it is.

    Attributes:
        goal: As it is kept.
        title: How people read its metric.
        unit: What it is told in.
        holder: "everybody", "team West" or a person's name.
        period: With its name.
        target: In whole units: money in major ones, a share, a count.
        reached: The same; None before it has begun and where there is no data.
        pace: How much of its time has passed, while it is running.
    """

    goal: GoalRow
    title: str
    unit: Unit
    holder: str
    period: Period
    target: Number
    reached: Number | None
    pace: Pace | None

    @property
    def share(self) -> float | None:
        """How much of it has been reached; None for shares, of which nothing is a part."""
        if self.unit is Unit.PERCENT or self.reached is None or not self.target:
            return None
        return float(Decimal(self.reached) / Decimal(self.target))


@dataclass(frozen=True)
class GoalList:
    """Goals that somebody may see: those shown, and how many more there are."""

    standings: tuple[GoalStanding, ...]
    more: int


def list_goals(
    connection: Connection, scope: Scope, setting: Setting, *, skip: int = 0, most: int = 12
) -> GoalList:
    """The goals that run today or are still to come; those that run, and the largest holders first.

    Args:
        connection: The database.
        scope: Whose numbers the reader may see: only goals about these.
        setting: The company and its today.
        skip: So many have been told already.
        most: So many are told, with what has been reached of them.
    """
    teams = _read_teams(connection, setting)
    goals = [
        goal
        for goal in read_goals(connection, setting.workspace_id, until=setting.today)
        if is_within(goal.owner_id, goal.team, teams, scope.people)
    ]
    goals.sort(key=lambda goal: _rank(goal, setting))
    shown = goals[skip : skip + most]
    return GoalList(
        _stand(connection, shown, scope, setting, teams), max(len(goals) - skip - most, 0)
    )


def tell_goal(
    connection: Connection, goal: GoalRow, scope: Scope, setting: Setting
) -> GoalStanding:
    """One goal, for somebody who may see whom it is about."""
    teams = _read_teams(connection, setting)
    return _stand(connection, [goal], scope, setting, teams)[0]


def _read_teams(connection: Connection, setting: Setting) -> dict[int, str | None]:
    people = read_people(connection, setting.workspace_id, setting.today)
    return {row.id: row.team for row in people}


def _rank(goal: GoalRow, setting: Setting) -> tuple[bool, date, int, date, str, str, int]:
    return (
        goal.start_on > setting.today,
        goal.start_on,
        _LEVELS.index(level_of(goal)),
        goal.end_on,
        goal.metric,
        goal.team or "",
        goal.owner_id or 0,
    )


def level_of(goal: GoalPlan) -> str:
    """Who holds it: "owner", "team" or "everybody"."""
    if goal.owner_id is not None:
        return "owner"
    return "everybody" if goal.team is None else "team"


def in_whole(target: Decimal, unit: Unit, currency: str) -> Number:
    """A target as it is kept, in whole units: money in major ones, a share, a count."""
    if unit is Unit.MONEY:
        return target.scaleb(-minor_digits(currency))
    if unit is Unit.PERCENT or target != target.to_integral_value():
        return float(target)
    return int(target)


def _stand(
    connection: Connection,
    goals: Sequence[GoalRow],
    scope: Scope,
    setting: Setting,
    teams: Mapping[int, str | None],
) -> tuple[GoalStanding, ...]:
    ids = [goal.owner_id for goal in goals if goal.owner_id is not None]
    names = read_names(connection, setting.workspace_id, Person.__table__, ids)
    sums: dict[tuple[str, Period, str], Mapping[Holder, Decimal]] = {}
    standings = []
    for goal in goals:
        metric, value = METRICS.get(goal.metric), None
        if metric and takes_goals(metric) and goal.start_on <= setting.today:
            if is_additive(metric):
                key = (metric.name, Period(goal.start_on, goal.end_on), level_of(goal))
                if key not in sums:
                    question = Question((metric.name,), scope)
                    sums[key] = read_reached(connection, question, setting, metric, *key[1:])
                holder = goal.team if goal.owner_id is None else goal.owner_id
                reached = sums[key].get(holder, Decimal(0))
                value = in_whole(reached, metric.unit, setting.currency)
            else:
                value = _read_share(connection, goal, metric, setting, teams)
        standings.append(_describe(goal, metric, names, setting, value))
    return tuple(standings)


def _describe(
    goal: GoalRow,
    metric: Metric | None,
    names: Mapping[int, str],
    setting: Setting,
    value: Number | None,
) -> GoalStanding:
    holder = "everybody" if goal.team is None else f"team {goal.team}"
    if goal.owner_id is not None:
        holder = names.get(goal.owner_id, "somebody who is gone")
    period = Period(goal.start_on, goal.end_on)
    unit = metric.unit if metric else Unit.DEALS
    return GoalStanding(
        goal=goal,
        title=metric.title if metric else goal.metric.replace("_", " ").capitalize(),
        unit=unit,
        holder=holder,
        period=Period(
            period.start, period.end, label_period(period, Calendar(setting.fiscal_start))
        ),
        target=in_whole(goal.target, unit, setting.currency),
        reached=value,
        pace=find_pace([period], setting.today),
    )


def _read_share(
    connection: Connection,
    goal: GoalRow,
    metric: Metric,
    setting: Setting,
    teams: Mapping[int, str | None],
) -> Number | None:
    """A ratio over the goal's days so far; it can't be added, so each is asked for by itself."""
    if goal.owner_id is not None:
        scope = Scope(frozenset({goal.owner_id}), "")
    elif goal.team is not None:
        scope = Scope(frozenset(id_ for id_, team in teams.items() if team == goal.team), "")
    else:
        scope = Scope.everything()
    end = min(goal.end_on, setting.today + timedelta(days=1))
    question = Question((metric.name,), scope, period=Period(goal.start_on, end))
    return compute(connection, question, setting)[0].total.value
