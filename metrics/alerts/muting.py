"""Which alert explains which: a team's tells what its reps' would only repeat; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.alerts.rule import Kind, Rule
from metrics.question import Question

Holders = Mapping[str, Mapping[str, frozenset[int]]]
"""Dimension of people (owner, team, manager) -> value as it is spelt -> the ids of those people."""


@dataclass(frozen=True)
class Area:
    """The part of the business that a number is about.

    Attributes:
        people: Whose deals; None is everybody's.
        filters: Dimension -> the values that count; a dimension that is not there has no say.
    """

    people: frozenset[int] | None
    filters: Mapping[str, frozenset[str | None]]

    def covers(self, other: "Area") -> bool:
        """Whether all of the other lies in this one."""
        if self.people is not None and (other.people is None or not other.people <= self.people):
            return False
        return all(
            dimension in other.filters and other.filters[dimension] <= values
            for dimension, values in self.filters.items()
        )


@dataclass(frozen=True)
class Alarm:
    """One group of a rule that is firing.

    Attributes:
        rule_id: The same for all groups of a rule.
        name: Of the rule.
    """

    rule_id: int
    name: str
    rule: Rule
    area: Area


def find_area(question: Question, group: str, holders: Holders) -> Area:
    """The part of the business that one group of a question is about.

    Args:
        question: With its scope and filters.
        group: A value of what the question is by; empty for the whole.
        holders: Who belongs to which value of a dimension of people.
    """
    filters = {one.dimension: frozenset(one.values) for one in question.filters}
    if question.by and group:
        filters[question.by] = frozenset({group})
    people = question.scope.people
    kept: dict[str, frozenset[str | None]] = {}
    for dimension, values in filters.items():
        known = holders.get(dimension, {})
        named = {value for value in values if value is not None}
        if named == values and named <= known.keys():
            members = frozenset().union(*(known[value] for value in named))
            people = members if people is None else people & members
        else:
            kept[dimension] = values
    return Area(people, kept)


def find_muting(alarm: Alarm, others: Iterable[Alarm]) -> str:
    """The name of a wider rule that warns of the same and so speaks for this one; or empty."""
    for other in others:
        if other.rule_id == alarm.rule_id or not _warn_alike(alarm.rule, other.rule):
            continue
        if other.area.covers(alarm.area) and not alarm.area.covers(other.area):
            return other.name
    return ""


def _warn_alike(one: Rule, other: Rule) -> bool:
    """Whether two rules watch the same metric for the same kind of trouble."""
    if one.metric != other.metric or Kind.STALE in (one.kind, other.kind):
        return False
    unusual = Kind.UNUSUAL in (one.kind, other.kind)
    return one.kind is other.kind or (not unusual and one.looks_down == other.looks_down)
