"""Every word that a question can be made of: people, values, dimensions and metrics.

Built from plain data once for each version of the data; reading a text is then a few look-ups,
however many accounts there are. Nothing here opens a database.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.access import find_team
from storage.naming import fold_name
from storage.people import PersonRow


class NamedNumber(Protocol):
    """What words need to know of a metric."""

    @property
    def name(self) -> str:
        """How questions call it."""

    @property
    def title(self) -> str:
        """How people read it."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other words for it."""


class NamedDimension(NamedNumber, Protocol):
    """What words need to know of a dimension: the same."""


@dataclass(frozen=True)
class Value:
    """One value of a dimension, with every spelling that the data has of it."""

    dimension: str
    spellings: tuple[str, ...]


MOST_WORDS = 12
"""A name of more words has to be quoted to be recognised."""
_BY_PREFIX_ONLY = frozenset({"created_month"})
"""Dimensions whose values are only meant behind their name: `created month:2017-03`."""
_BEHIND = {"parent_account": "account", "account_region": "region"}
"""A name that both have means the second; `account region:West` still says the first."""
_PERSONS = frozenset({"owner", "manager"})
_TILES = {
    "week": ("weeks", "weekly", "calendar week", "iso week"),
    "month": ("months", "monthly", "calendar month"),
    "quarter": ("quarters", "quarterly", "fiscal quarter", "fiscal quarters"),
    "year": ("years", "yearly", "annually", "calendar year"),
}
_MORE_WORDS = {"owner": ("salespeople", "sales people", "sales reps", "sellers", "agents")}


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words, indexed by their folded form. Make one with `build`.

    Attributes:
        people: By id.
        full_names, part_names: Ids by folded name, and by each single word of a name.
        addresses, slack_ids: Ids by e-mail address and by Slack user id.
        values: What a folded name is a value of.
        by_dimension: The values of one dimension, by folded name.
        dimensions: Dimension names (pieces of the calendar too) by folded word.
        metrics: Metric names by folded word.
        stocks: Names of the metrics that stand as of a day.
        titles: How people read a metric or dimension.
        decided: Of the stages that no open deal is in, by folded name: "won" or "lost".
        spread: Every folded value, sorted, for finding what begins alike.
    """

    people: Mapping[int, PersonRow]
    full_names: Mapping[str, tuple[int, ...]]
    part_names: Mapping[str, tuple[int, ...]]
    addresses: Mapping[str, int]
    slack_ids: Mapping[str, int]
    teams: Mapping[int, frozenset[int]]
    values: Mapping[str, tuple[Value, ...]]
    by_dimension: Mapping[str, Mapping[str, Value]]
    dimensions: Mapping[str, str]
    metrics: Mapping[str, str]
    stocks: frozenset[str]
    titles: Mapping[str, str]
    decided: Mapping[str, str]
    spread: Sequence[str]
    longest: int

    @classmethod
    def build(
        cls,
        *,
        people: Sequence[PersonRow] = (),
        values: Mapping[str, Iterable[str]] | None = None,
        metrics: Iterable[NamedNumber] = (),
        stocks: Iterable[str] = (),
        dimensions: Iterable[NamedDimension] = (),
        decided: Mapping[str, str] | None = None,
    ) -> "Vocabulary":
        """Index the words.

        Args:
            people: Everybody, those who left too: their deals are still there.
            values: The values of each dimension as the data spells them. Those of owner and
                manager come from `people`.
            metrics: What can be asked for; the first to claim a word keeps it.
            stocks: Names of the metrics that stand as of a day instead of counting in a period.
            dimensions: What can follow "by"; month and quarter need not be among them.
            decided: The stages that no open deal is in, as the data spells them, and whether
                they mean "won" or "lost".
        """
        teams = _find_teams(people)
        spellings = {name: some for name, some in (values or {}).items() if name not in _PERSONS}
        spellings["manager"] = [row.name for row in people if row.id in teams]
        by_dimension = {name: _index_values(name, some) for name, some in spellings.items()}
        known, numbers = tuple(dimensions), tuple(metrics)
        indexed = _join_values(by_dimension)
        return cls(
            people={row.id: row for row in people},
            full_names=_index_names(people),
            part_names=_index_parts(people),
            addresses={row.email.lower(): row.id for row in people if row.email},
            slack_ids={row.slack_user_id: row.id for row in people if row.slack_user_id},
            teams=teams,
            values=indexed,
            by_dimension=by_dimension,
            dimensions=_index_dimensions(known),
            metrics=_index_words(numbers),
            stocks=frozenset(stocks),
            decided={fold_name(name): kind for name, kind in (decided or {}).items()},
            titles={one.name: one.title for one in (*numbers, *known)},
            spread=sorted(indexed),
            longest=min(MOST_WORDS, _count_words(spellings, people)),
        )

    def know_people(self, people: Sequence[PersonRow]) -> "Vocabulary":
        """The same words, with who is which Slack user as these rows of the same people say."""
        return replace(
            self,
            people={row.id: row for row in people},
            slack_ids={row.slack_user_id: row.id for row in people if row.slack_user_id},
        )

    def begin_alike(self, folded: str, limit: int = 5) -> list[str]:
        """Folded values that begin with `folded`, the shortest first."""
        at = bisect_left(self.spread, folded)
        found: list[str] = []
        while at < len(self.spread) and self.spread[at].startswith(folded) and len(found) < 200:
            found.append(self.spread[at])
            at += 1
        return sorted(found, key=len)[:limit]


def _find_teams(people: Sequence[PersonRow]) -> dict[int, frozenset[int]]:
    """Everybody below each manager, at any depth, and the manager."""
    managers = {row.manager_id for row in people if row.manager_id is not None}
    known = {row.id for row in people}
    return {id_: frozenset(find_team(id_, people)) for id_ in managers & known}


def _index_values(dimension: str, names: Iterable[str]) -> dict[str, Value]:
    spellings: dict[str, list[str]] = {}
    for name in names:
        if name and (folded := fold_name(name)):
            spellings.setdefault(folded, []).append(name)
    return {
        folded: Value(dimension, tuple(dict.fromkeys(some)) if len(some) > 1 else (some[0],))
        for folded, some in spellings.items()
    }


def _join_values(by_dimension: Mapping[str, Mapping[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """What each folded name is a value of, without naming its dimension."""
    joined: dict[str, tuple[Value, ...]] = {}
    for dimension, values in by_dimension.items():
        if dimension in _BY_PREFIX_ONLY or dimension in _PERSONS:
            continue
        first = by_dimension.get(_BEHIND.get(dimension, ""), {})
        for folded, value in values.items():
            if folded not in first:
                joined[folded] = (*joined.get(folded, ()), value)
    return joined


def _index_names(people: Sequence[PersonRow]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for row in people:
        if folded := fold_name(row.name):
            found[folded] = (*found.get(folded, ()), row.id)
    return found


def _index_parts(people: Sequence[PersonRow]) -> dict[str, tuple[int, ...]]:
    """Ids by each word of a name; a whole name is not a part."""
    found: dict[str, tuple[int, ...]] = {}
    for row in people:
        words = row.name.split()
        for folded in {fold_name(word) for word in words} if len(words) > 1 else ():
            if len(folded) > 1:
                found[folded] = (*found.get(folded, ()), row.id)
    return found


def _index_words(named: Iterable[NamedNumber]) -> dict[str, str]:
    """Names, titles and aliases by folded word, with a plural where that is free."""
    found: dict[str, str] = {}
    plurals: dict[str, str] = {}
    for one in named:
        for word in (one.name, one.title, *one.aliases):
            folded = fold_name(word)
            found.setdefault(folded, one.name)
            plurals.setdefault(f"{folded}s", one.name)
    return {**plurals, **found}


def _index_dimensions(dimensions: Iterable[NamedDimension]) -> dict[str, str]:
    found = _index_words(dimensions)
    for name, more in (*_TILES.items(), *_MORE_WORDS.items()):
        if name in _TILES or name in found:
            found |= {fold_name(word): name for word in (name, *more)}
    return found


def _count_words(values: Mapping[str, Iterable[str]], people: Sequence[PersonRow]) -> int:
    """How many words the longest name may be cut into; commas count as words."""
    names = (name for some in values.values() for name in some if name)
    most = max((name.count(" ") + 2 * name.count(",") for name in names), default=0)
    of_people = max((row.name.count(" ") for row in people), default=0)
    return max(4, most + 2, of_people + 2)
