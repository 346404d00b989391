"""Judges the rules of a batch on what is read for all of them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.alerts.batch import Item
from metrics.alerts.check import RuleCheck, break_rule, check_rule
from metrics.alerts.coverage import Coverage, Coverages
from metrics.alerts.muting import Alarm, Holders, find_area, find_muting
from metrics.alerts.readings import Freshness, Watch, read_evidence
from metrics.alerts.state import Phase
from metrics.alerts.windows import Windows
from metrics.question import Setting
from storage.engine import Connection
from storage.people import PersonRow
from storage.problem import Problem


@dataclass
class Judged:
    """What came of a batch, by rule.

    Attributes:
        checks: Of every rule; one that can't be judged is broken.
        windows: What was looked at, of those that could be.
        problems: Why the others could not.
    """

    checks: dict[int, RuleCheck] = field(default_factory=dict)
    windows: dict[int, Windows] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)

    def break_off(self, item: Item, problem: Problem, now: datetime) -> None:
        """Note that a rule can't be judged."""
        reason = problem.what
        self.checks[item.row.id] = break_rule(item.rule, item.states, item.day, reason, now)
        self.problems[item.row.id] = problem


def judge_items(
    connection: Connection,
    items: Sequence[Item],
    coverages: Coverages,
    setting: Setting,
    now: datetime,
    left: frozenset[str] = frozenset(),
) -> Judged:
    """What comes of each rule on the last complete day of its own table.

    Args:
        connection: The database.
        items: The rules.
        coverages: How far the data goes.
        setting: The company and its today.
        now: The present instant.
        left: The owners who have left: they are watched no more.
    """
    judged = Judged()
    groups: dict[tuple[str, date], list[Item]] = {}
    for item in items:
        if item.problem is not None:
            judged.break_off(item, item.problem, now)
        elif item.meaning is not None:
            groups.setdefault((coverages.find_table(item.row.metric), item.day), []).append(item)
    for (table, day), some in groups.items():
        _judge_some(judged, connection, some, day, coverages.tables[table], setting, now, left)
    return judged


def _judge_some(
    judged: Judged,
    connection: Connection,
    items: Sequence[Item],
    day: date,
    coverage: Coverage,
    setting: Setting,
    now: datetime,
    left: frozenset[str],
) -> None:
    watches = [
        Watch(item.meaning.question, item.rule, frozenset(item.states))
        for item in items
        if item.meaning is not None
    ]
    age = None if coverage.newest is None else now - coverage.newest
    freshness = Freshness(age, coverage.usual_gap)
    # What is judged has been imported and committed: a second connection sees it, too.
    aside = connection.engine
    evidence = read_evidence(connection, watches, day, setting, freshness, aside)
    for item, found in zip(items, evidence, strict=True):
        if found.problem is not None:
            judged.break_off(item, found.problem, now)
        else:
            by = item.meaning.question.by if item.meaning else None
            gone = left if by == "owner" else ()
            check = check_rule(item.rule, found.groups, item.states, day, now, gone)
            judged.checks[item.row.id] = check
            judged.windows[item.row.id] = found.windows


def list_alarms(
    items: Sequence[Item], checks: Mapping[int, RuleCheck], holders: Holders
) -> list[Alarm]:
    """Every group of every rule that fires, by its check or, without one, as it was before."""
    alarms = []
    for item in items:
        check = checks.get(item.row.id)
        if check is not None:
            firing = [group.key for group in check.firing]
        else:
            firing = [key for key, one in item.states.items() if one.phase is Phase.FIRING]
        alarms += [alarm for key in firing if (alarm := make_alarm(item, key, holders))]
    return alarms


def make_alarm(item: Item, group: str, holders: Holders) -> Alarm | None:
    """One group of a rule; None where nobody knows any more what the rule means."""
    if item.meaning is None:
        return None
    area = find_area(item.meaning.question, group, holders)
    return Alarm(item.row.id, item.row.name, item.rule, area)


def mute_checks(
    items: Sequence[Item],
    checks: Mapping[int, RuleCheck],
    others: Sequence[Alarm],
    holders: Holders,
) -> dict[int, RuleCheck]:
    """The checks, with the groups that a wider alert speaks for left to it.

    Args:
        items: The rules.
        checks: What came of each.
        others: What fires besides, of rules that were not judged now.
        holders: Who belongs to which owner, team and manager.
    """
    alarms = [*list_alarms(items, checks, holders), *others]
    muted = dict(checks)
    for item in items:
        check = checks[item.row.id]
        found = {}
        for group in check.firing:
            alarm = make_alarm(item, group.key, holders)
            if alarm is not None and (wider := find_muting(alarm, alarms)):
                found[group.key] = wider
        if found:
            muted[item.row.id] = check.mute(found)
    return muted


def find_left(people: Sequence[PersonRow]) -> frozenset[str]:
    """The names of those who have left, if nobody who is there is called so."""
    active = {person.name for person in people if person.active}
    return frozenset(person.name for person in people) - active


def find_holders(people: Sequence[PersonRow]) -> Holders:
    """Who belongs to which owner, team and manager, by the names of the data."""
    owners: dict[str, set[int]] = {}
    teams: dict[str, set[int]] = {}
    managers: dict[str, set[int]] = {}
    names = {person.id: person.name for person in people}
    for person in people:
        owners.setdefault(person.name, set()).add(person.id)
        if person.team:
            teams.setdefault(person.team, set()).add(person.id)
        if person.manager_id in names:
            manager = names[person.manager_id]
            managers.setdefault(manager, set()).add(person.id)
    return {
        name: {key: frozenset(ids) for key, ids in some.items()}
        for name, some in (("owner", owners), ("team", teams), ("manager", managers))
    }
