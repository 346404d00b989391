"""Reading words without telling names that are not the asker's to know.

People, teams, regions, products and stages are known in the company. Accounts are sales data: to
somebody who sees only some deals, an account outside them does not exist, neither as a suggestion
nor as an answer of nought.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from bot.asker import Asker
from bot.commands.vocabulary import Value, Vocabulary
from bot.numbers import Numbers
from metrics.question import Question, Setting
from metrics.visible_accounts import VisibleAccounts
from storage.problem import Problem

PRIVATE = ("account", "parent_account")


class Words(Protocol):
    """What was read."""

    @property
    def question(self) -> Question:
        """What is asked."""


_Read = TypeVar("_Read", bound=Words)


def read_in_sight(
    read: Callable[[str, Asker, Vocabulary, Setting], _Read],
    text: str,
    asker: Asker,
    numbers: Numbers,
    setting: Setting,
) -> _Read:
    """Read a text by the words its asker may know.

    Most texts name no account, and are read once by all words; only those that name one, or can't
    be read, are read again by the words within the asker's sight.

    Raises:
        Problem: whatever `read` raises; its suggestions name no account outside the scope.
    """
    vocabulary, people = numbers.read_vocabulary(), asker.scope.people
    if people is None:
        return read(text, asker, vocabulary, setting)
    try:
        words = read(text, asker, vocabulary, setting)
    except Problem:
        pass  # perhaps because of what the asker doesn't know, so it is told by the second reading
    else:
        if not any(one.dimension in PRIVATE for one in words.question.filters):
            return words
    seen = narrow_vocabulary(vocabulary, numbers.read_visible_accounts(people))
    return read(text, asker, seen, setting)


def narrow_vocabulary(vocabulary: Vocabulary, visible: VisibleAccounts) -> Vocabulary:
    """The same words without the accounts that are not visible."""
    allowed = {"account": visible.own, "parent_account": visible.parents}
    by_dimension: dict[str, Mapping[str, Value]] = dict(vocabulary.by_dimension)
    for name, names in allowed.items():
        by_dimension[name] = _keep(by_dimension.get(name, {}), names)
    values: dict[str, tuple[Value, ...]] = {}
    for folded in vocabulary.spread:
        kept = tuple(one for one in vocabulary.values[folded] if one.dimension not in PRIVATE)
        own = (by_dimension[name].get(folded) for name in PRIVATE)  # an account before a parent
        first = next((one for one in own if one), None)
        if first or kept:
            values[folded] = (*kept, first) if first else kept
    return replace(vocabulary, by_dimension=by_dimension, values=values, spread=list(values))


def _keep(values: Mapping[str, Value], names: frozenset[str]) -> dict[str, Value]:
    kept = {}
    for folded, value in values.items():
        spellings = tuple(one for one in value.spellings if one in names)
        if spellings:
            kept[folded] = replace(value, spellings=spellings)
    return kept
