"""Whose deals: `me`, `team`, `all`, a mention, an address, a name; never more than may be seen."""

from collections.abc import Sequence

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_pieces import (
    Everyone,
    Mine,
    MyTeam,
    People,
    Piece,
    Reading,
    Unclear,
    Who,
    is_possessive,
)
from bot.commands.words_text import Sort, quote_shortly, write_name
from metrics.scope import Scope
from storage.problem import Problem

_WORDS: dict[str, Who] = {
    **dict.fromkeys(("me", "my", "mine", "myself", "own", "myown", "allmy", "allofmy"), Mine()),
    **dict.fromkeys(
        ("team", "myteam", "ourteam", "theteam", "wholeteam", "mywholeteam", "allmyteam",
         "mypeople", "myreps", "teams"),
        MyTeam(),
    ),
    **dict.fromkeys(
        ("all", "everyone", "everybody", "everything", "company", "thecompany", "wholecompany",
         "thewholecompany", "entirecompany", "allreps", "allowners", "allteams", "allpeople"),
        Everyone(),
    ),
}  # fmt: skip


def find_who(reading: Reading, start: int) -> Piece | None:
    """Our own words for people: `me`, `team`, `all`."""
    length = reading.find_phrase(start, _WORDS)
    if not length:
        return None
    return Piece(_WORDS[reading.fold(start, start + length)], start, start + length)


def find_person(
    reading: Reading, start: int, *, by_part: bool = True, own: bool = False
) -> Piece | None:
    """A person by mention, address, full name or, with `by_part`, one of their names.

    With `own` it was said that their own deals are meant, not those of a team they lead.
    """
    ids, length = _find_ids(reading, start, by_part=by_part)
    if not length:
        return None
    end = start + length
    if not own and (team := _find_team_word(reading, start, end)):
        return _choose(reading, ids, start, team, of_team=True)
    return _choose(reading, ids, start, end, own=own)


def find_team_of(reading: Reading, start: int) -> Piece | None:
    """The forms "team Anna", "team of Anna"."""
    length = reading.find_phrase(start, {"team", "teamof", "theteamof"})
    if not length:
        return None
    ids, taken = _find_ids(reading, start + length, by_part=True)
    if not taken:
        return None
    return _choose(reading, ids, start, start + length + taken, of_team=True)


def _find_ids(reading: Reading, start: int, *, by_part: bool) -> tuple[frozenset[int], int]:
    """The people that are called so (none for an unknown mention), and how many tokens."""
    if start >= len(reading.tokens):
        return frozenset(), 0
    vocabulary, token = reading.vocabulary, reading.tokens[start]
    if token.sort is Sort.MENTION:
        found = vocabulary.slack_ids.get(token.text)
        return frozenset() if found is None else frozenset({found}), 1
    if token.sort is Sort.ADDRESS:
        found = vocabulary.addresses.get(token.text.lower())
        return (frozenset(), 0) if found is None else (frozenset({found}), 1)
    length, folded = reading.find_name(start, vocabulary.full_names)
    if length:
        return frozenset(vocabulary.full_names[folded]), length
    if by_part:
        length, folded = reading.find_name(start, vocabulary.part_names)
        if length:
            return frozenset(vocabulary.part_names[folded]), length
    return frozenset(), 0


def _find_team_word(reading: Reading, start: int, end: int) -> int:
    """Where "Anna's team" ends; 0 when it says no more than "Anna"."""
    if is_possessive(reading.tokens[end - 1]):
        length = reading.find_phrase(end, {"team", "wholeteam", "people", "reps"})
    elif reading.tokens[start].sort is not Sort.WORD:
        length = reading.find_phrase(end, {"steam", "swholeteam"})  # <@U123>'s team
    else:
        return 0
    behind = reading.tokens[end + length : end + length + 1]
    signed = bool(behind) and behind[0].sort is Sort.EQUALS  # "Anna's team:North" is two things
    return end + length if length and not signed else 0


def _choose(
    reading: Reading,
    ids: frozenset[int],
    start: int,
    end: int,
    *,
    of_team: bool = False,
    own: bool = False,
) -> Piece:
    """The one person who is meant, or what is unclear about it."""
    named = reading.type(start, end)
    if not ids:
        return Piece(_tell_unknown(), start, end)
    allowed = reading.asker.scope.people
    visible = ids if allowed is None else ids & allowed
    # Among namesakes the one whom the asker may see is meant; the others are not theirs to ask.
    meant = visible or ids
    if len(meant) > 1 and own and _are_alike(reading.vocabulary, meant):
        return Piece(People(meant, named), start, end)
    if len(meant) > 1:
        return Piece(_tell_namesakes(reading.vocabulary, meant, named, of_team), start, end)
    (person,) = meant
    team = reading.vocabulary.teams.get(person)
    if of_team:
        return Piece(People(team or meant, named), start, end)
    sees_team = team is not None and (allowed is None or bool((team & allowed) - meant))
    if sees_team and visible and not own and reading.tokens[start].sort is not Sort.MENTION:
        return Piece(_ask_which(reading.vocabulary, person, named), start, end)
    return Piece(People(meant, named), start, end)


def _are_alike(vocabulary: Vocabulary, ids: frozenset[int]) -> bool:
    """Whether nothing that can be typed tells these people apart."""
    people = [vocabulary.people[id_] for id_ in ids]
    return not any(row.email or row.slack_user_id for row in people)


def _tell_unknown() -> Unclear:
    return Unclear(
        "unknown-person",
        what="I don't know the person you mention.",
        why="People are known by their e-mail address, and theirs is not in the people file.",
        fix="Name somebody from the people file, or ask an administrator to add them: "
        "salesbell import people people.csv",
    )


def _tell_namesakes(
    vocabulary: Vocabulary, ids: frozenset[int], named: str, of_team: bool
) -> Unclear:
    choices = tuple(write_person(vocabulary, one) for one in sorted(ids))
    if of_team:
        choices = tuple(f"team {one.removeprefix('owner:')}" for one in choices)
    return Unclear(
        "ambiguous-word",
        what=f"{quote_shortly(named)} can be {len(ids)} people.",
        fix="Choose one of them.",
        choices=choices,
    )


def _ask_which(vocabulary: Vocabulary, person: int, named: str) -> Unclear:
    """Somebody who sells and leads: their own deals, or the team's?"""
    own = write_person(vocabulary, person)
    return Unclear(
        "ambiguous-word",
        what=f"{quote_shortly(named)} leads a team: their own deals, or the team's?",
        fix="Choose one of them.",
        choices=(f"team {own.removeprefix('owner:')}", own),
    )


def write_person(vocabulary: Vocabulary, person: int) -> str:
    """A person so that nobody else is meant: `owner:"Anna Berg"`, or by address or mention."""
    row = vocabulary.people[person]
    same = [ids for ids in vocabulary.full_names.values() if person in ids]
    if same and len(same[0]) == 1:
        return f"owner:{write_name(row.name)}"
    if row.email:
        return f"owner:{row.email}"
    if row.slack_user_id:
        return f"owner:<@{row.slack_user_id}>"
    return f"owner:{write_name(row.name)}"


def narrow_scope(who: Sequence[Who], asker: Asker, vocabulary: Vocabulary) -> Scope:
    """The asker's scope cut down to all who are named; what they usually see when nobody is.

    Raises:
        Problem: when it would show deals that are not the asker's to see. It says so whether or
            not there are any.
    """
    people: set[int] = set()
    for meaning in who:
        if isinstance(meaning, Everyone):
            if asker.scope.people is not None:
                raise _refuse("everybody's numbers", asker)
            return asker.scope
        if isinstance(meaning, Mine):
            people.add(_find_self(asker))
        elif isinstance(meaning, MyTeam):
            people |= _find_team(asker)
        elif isinstance(meaning, People):
            if asker.scope.people is not None and not meaning.ids <= asker.scope.people:
                raise _refuse(f"the numbers of {quote_shortly(meaning.named)}", asker)
            people |= meaning.ids
    if not who or frozenset(people) == asker.scope.people:
        return asker.scope
    chosen = frozenset(people)
    return asker.scope.narrow(chosen, label_people(chosen, vocabulary))


def label_people(people: frozenset[int], vocabulary: Vocabulary) -> str:
    """A scope in words; the same people always get the same words."""
    names = [vocabulary.people[id_].name for id_ in sorted(people) if id_ in vocabulary.people]
    if len(people) == 1 and names:
        return f"{names[0]}'s own deals"
    leader = find_leader(people, vocabulary)
    if leader is not None:
        return f"{vocabulary.people[leader].name}'s team ({len(people)} people)"
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def find_leader(people: frozenset[int], vocabulary: Vocabulary) -> int | None:
    """Whose whole team these people are; None when they are nobody's."""
    return next((id_ for id_ in sorted(people) if vocabulary.teams.get(id_) == people), None)


def _find_self(asker: Asker) -> int:
    if asker.person_id is None:
        raise Problem(
            "not-in-people",
            what="I don't know which deals are yours.",
            why="You are an administrator, but your address is not in the people file.",
            fix="Ask for all, for a team or for somebody by name.",
            suggestions=("all",),
        )
    return asker.person_id


def _find_team(asker: Asker) -> frozenset[int]:
    """The people below the asker, with the asker; a Problem when they may not see them."""
    allowed = asker.scope.people
    hidden = allowed is not None and (len(asker.team) < 2 or not asker.team <= allowed)
    if asker.role == "rep" and hidden:
        raise _refuse("the team's numbers", asker)
    if len(asker.team) < 2:
        raise Problem(
            "no-team",
            what="I know nobody who reports to you.",
            why="Teams come from the manager column of the people file.",
            fix="Ask for all, for me, or for somebody's team by name.",
            suggestions=("all",) if asker.scope.people is None else ("me",),
        )
    return asker.team if allowed is None else asker.team & allowed


def _refuse(what: str, asker: Asker) -> Problem:
    own = "me" if asker.role == "rep" or asker.person_id is not None else "team"
    return Problem(
        "not-yours",
        what=f"I can't show you {what}.",
        why=f"What you may see: {asker.scope.label}.",
        fix=f"Ask for {own}, or ask an administrator for more access.",
        suggestions=(own,) if asker.role == "rep" else (own, "team"),
    )
