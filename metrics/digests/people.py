"""The same figures for each person of a scope, or each team: what the tables by rep stand on."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, select

from metrics.catalog import METRICS
from metrics.digests.briefing import Briefing
from metrics.digests.readings import Readings, read_readings_by_owner
from metrics.goals import Target, find_goals
from metrics.metric import OPEN_DEALS, expression_of
from metrics.names import read_names
from metrics.period import Period
from metrics.population import find_population
from metrics.question import Question
from metrics.units import minor_digits
from storage.people import PersonRow
from storage.tables import Deal, Person

OTHERS = "Others"
"""Deals without an owner or a team, and of those who have left."""
NEW_FOR = timedelta(days=90)
"""So long somebody counts as new, and is not held against the others."""

Key = Hashable


@dataclass
class Row:
    """The figures of one person or team; money in major units."""

    label: str
    bookings: Decimal = Decimal(0)
    won: int = 0
    recent_won: int = 0
    recent_decided: int = 0
    created: Decimal = Decimal(0)
    open_value: Decimal = Decimal(0)
    open_deals: int = 0
    target: Decimal = Decimal(0)
    reached: Decimal = Decimal(0)
    new_since: date | None = None

    @property
    def share(self) -> float | None:
        """How much of the goal is reached; None without one."""
        return float(self.reached / self.target) if self.target else None

    @property
    def is_empty(self) -> bool:
        """Nothing to tell: no deal, no goal."""
        return not (self.won or self.recent_decided or self.open_deals or self.target)


@dataclass
class _Fold:
    """Figures by owner become rows by person or team."""

    keys: Mapping[int, Key]
    labels: Mapping[Key, str]
    rows: dict[Key, Row] = field(default_factory=dict)

    def row(self, owner_id: int | None) -> Row:
        key = self.keys.get(owner_id) if owner_id is not None else None
        return self.of(key)

    def of(self, key: Key | None) -> Row:
        return self.rows.setdefault(key, Row(self.labels.get(key, OTHERS)))


def read_rows(briefing: Briefing, by: str) -> list[Row]:
    """A row for everybody ("owner") or every team ("team") of the scope, the goal's best first.

    Who has no deal and no goal is left out; what is nobody's, or of people who have left, is in
    the row "Others", so that the columns add up.
    """
    fold = _prepare(briefing, by)
    _add_figures(briefing, fold)
    _add_open(briefing, fold)
    if briefing.goal is not None:
        _add_goals(briefing, fold, by)
    others = fold.rows.pop(None, None)
    rows = sorted(
        (row for row in fold.rows.values() if not row.is_empty),
        key=lambda row: (row.share is None, -(row.share or 0), -row.bookings, row.label),
    )
    return [*rows, *([others] if others is not None and not others.is_empty else [])]


def _prepare(briefing: Briefing, by: str) -> _Fold:
    people = briefing.people
    if by == "team":
        return _Fold(
            {id_: row.team for id_, row in people.items()},
            _label_teams(people.values()),
        )
    names = read_names(
        briefing.connection, briefing.setting.workspace_id, Person.__table__, list(people)
    )
    fold = _Fold({id_: id_ for id_ in people}, dict(names.items()))
    for id_, started_on in _read_starts(briefing.connection, briefing, list(people)):
        if started_on is not None and started_on > briefing.setting.today - NEW_FOR:
            fold.of(id_).new_since = started_on
    return fold


def _label_teams(people: Iterable[PersonRow]) -> dict[Key, str]:
    return {row.team: row.team for row in people if row.team is not None}


def _read_starts(
    connection: Connection, briefing: Briefing, ids: Iterable[int]
) -> list[tuple[int, date | None]]:
    statement = select(Person.id, Person.started_on).where(
        Person.workspace_id == briefing.setting.workspace_id, Person.id.in_(list(ids))
    )
    return [(row.id, row.started_on) for row in connection.execute(statement)]


def _add_figures(briefing: Briefing, fold: _Fold) -> None:
    scope, setting = briefing.order.scope, briefing.setting
    told = ("bookings", "deals_won", "pipeline_created")
    now = read_readings_by_owner(briefing.connection, scope, briefing.order.period, setting, told)
    for id_, readings in now.items():
        row = fold.row(id_)
        row.bookings += _money(readings, "bookings")
        row.won += _count(readings, "deals_won")
        row.created += _money(readings, "pipeline_created")
    recent = Period(briefing.baseline_period.start, briefing.order.period.end)
    decided = ("deals_won", "deals_lost")
    past = read_readings_by_owner(briefing.connection, scope, recent, setting, decided)
    for id_, readings in past.items():
        row, won = fold.row(id_), _count(readings, "deals_won")
        row.recent_won += won
        row.recent_decided += won + _count(readings, "deals_lost")


def _money(readings: Readings, name: str) -> Decimal:
    return Decimal(readings[name].value or 0) if name in readings else Decimal(0)


def _count(readings: Readings, name: str) -> int:
    return int(readings[name].value or 0) if name in readings else 0


def _add_open(briefing: Briefing, fold: _Fold) -> None:
    setting, question = briefing.setting, Question((), briefing.order.scope)
    deals = find_population(briefing.connection, OPEN_DEALS, question, setting, None, setting.today)
    owner = expression_of(Deal.owner_id)
    columns = [
        owner.label("owner_id"),
        func.count().label("deals"),
        func.sum(Deal.value_minor).label("minor"),
    ]
    digits = minor_digits(setting.currency)
    for found in briefing.connection.execute(deals.select(columns, [owner])):
        row = fold.row(found.owner_id)
        row.open_deals += found.deals
        row.open_value += Decimal(int(found.minor or 0)).scaleb(-digits)


def _add_goals(briefing: Briefing, fold: _Fold, by: str) -> None:
    """The goals of the people or teams themselves, and what each reached of them."""
    goal, setting = briefing.goal, briefing.setting
    if goal is None:
        return
    question = Question(("goal_attainment",), briefing.order.scope, by=by)
    targets = find_goals(briefing.connection, question, setting, goal.period).get(goal.metric, [])
    scale = -minor_digits(setting.currency) if METRICS[goal.metric].is_of_money else 0
    held = {target.holder for target in targets}
    for target in targets:
        if target.holder in fold.labels:
            fold.of(target.holder).target += target.target.scaleb(scale)
    for period in _periods(targets):
        part = Period(period.start, min(period.end, goal.day + timedelta(days=1)))
        reached = read_readings_by_owner(
            briefing.connection, briefing.order.scope, part, setting, (goal.metric,)
        )
        for id_, readings in reached.items():
            row = fold.row(id_)
            if id_ in held or row.label in held:
                row.reached += _money(readings, goal.metric)


def _periods(targets: Iterable[Target]) -> list[Period]:
    return list(dict.fromkeys(target.period for target in targets))
