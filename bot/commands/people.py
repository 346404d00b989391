"""One person, named alone in a form or a clause: by address, whole name or a part of it. Pure."""

from collections.abc import Iterator
from difflib import get_close_matches

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from storage.naming import fold_name
from storage.problem import Problem

_NEAR = 3


def find_named(typed: str, asker: Asker, vocabulary: Vocabulary) -> int:
    """The one person that was named, if the asker may see their numbers.

    Raises:
        Problem: for nobody, for several, and for somebody who is not the asker's to ask about.
    """
    allowed = asker.scope.people
    found = set(_look_up(typed, vocabulary))
    meant = found if allowed is None else found & allowed
    if found and not meant:
        raise Problem(
            "not-yours",
            what=f"I can't show you the numbers of “{typed}”.",
            why=f"What you may see: {asker.scope.label}.",
            fix="Choose somebody of those, or ask an administrator for more access.",
        )
    if len(meant) > 1:
        raise Problem(
            "ambiguous-person",
            what=f"“{typed}” can be {len(meant)} people.",
            fix="Write the whole name, or the e-mail address.",
            suggestions=tuple(_write_names(sorted(meant), vocabulary)),
        )
    if not meant:
        seen = vocabulary.people if allowed is None else allowed & set(vocabulary.people)
        known = [vocabulary.people[id_].name for id_ in seen]
        raise Problem(
            "unknown-person",
            what=f"I don't know “{typed}”." if typed.strip() else "Nobody is named.",
            fix="Write the name or the e-mail address of somebody in the people file.",
            suggestions=tuple(get_close_matches(typed, known, _NEAR)),
        )
    return meant.pop()


def check_leads(person: int, vocabulary: Vocabulary) -> None:
    """Raises Problem for somebody whom nobody reports to."""
    if person not in vocabulary.teams:
        raise Problem(
            "no-team",
            what=f"I know nobody who reports to {vocabulary.people[person].name}.",
            why="Teams come from the manager column of the people file.",
            fix="Choose one person, or all that each reader may see.",
        )


def write_named(person: int, vocabulary: Vocabulary) -> str:
    """A person so that `find_named` finds them: the name where only one has it, else the address.

    Somebody who is gone is only told of.
    """
    row = vocabulary.people.get(person)
    if row is None:
        return f"person {person}, who is gone"
    alone = len(set(_look_up(row.name, vocabulary))) == 1
    return row.name if alone or not row.email else row.email


def _look_up(typed: str, vocabulary: Vocabulary) -> Iterator[int]:
    """Everybody who is called so, by address or whole name, else by a part of the name."""
    folded = fold_name(typed)
    address = vocabulary.addresses.get(typed.strip().lower())
    if address is not None:
        yield address
        return
    whole = vocabulary.full_names.get(folded, ())
    yield from whole or vocabulary.part_names.get(folded, ())


def _write_names(ids: list[int], vocabulary: Vocabulary) -> Iterator[str]:
    for id_ in ids[:_NEAR]:
        row = vocabulary.people[id_]
        yield row.email or row.name
