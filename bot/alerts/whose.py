"""Whose numbers a rule is about, in words: "visible", "own", "team of Dana Reed". Pure."""

import re

from bot.asker import Asker
from bot.commands.people import check_leads, find_named, write_named
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_text import quote_shortly
from storage.problem import Problem

VISIBLE, OWN, TEAM, PERSON = "visible", "own", "team", "person"
_VISIBLE = frozenset(("visible", "all", "everybody", "everyone", "everything", "all visible"))
_OWN = frozenset(("own", "each reader's own", "their own"))
_ME = frozenset(("me", "mine", "my own", "i", "myself"))
_MY_TEAM = frozenset(("my team", "our team", "team"))
_NAMED = re.compile(
    r"(?P<team>(?:the )?team (?:of )?)(?P<leader>\S.*)|(?P<of>\S.*?)['’]s? team"
    r"|(?:person |just |only )?(?P<one>\S.*)",
    re.IGNORECASE,
)


def read_whose(text: str, asker: Asker, vocabulary: Vocabulary) -> tuple[str, int | None]:
    """Whose numbers, as rules keep it: visible, own, team or person, and of whom.

    Raises:
        Problem: for somebody who is not known, not the asker's to ask about, or leads no team. Its
            suggestions stand in the place of the whole text.
    """
    plain = " ".join(text.replace('"', " ").split())
    folded = plain.casefold()
    if folded in _VISIBLE:
        return VISIBLE, None
    if folded in _OWN:
        return OWN, None
    if folded in _ME or folded in _MY_TEAM:
        person = _find_self(asker)
    else:
        found = _NAMED.fullmatch(plain)
        if found is None:
            raise _tell(text)
        name = found["leader"] or found["of"] or found["one"]
        try:
            person = find_named(name, asker, vocabulary)
        except Problem as problem:
            start = TEAM + " of" if found["one"] is None else PERSON
            problem.suggestions = tuple(f"{start} {one}" for one in problem.suggestions)
            raise
        if found["one"] is not None:
            return PERSON, person
    if folded in _ME:
        return PERSON, person
    check_leads(person, vocabulary)
    return TEAM, person


def write_whose(whose: str, person_id: int | None, vocabulary: Vocabulary) -> str:
    """Whose numbers in words that `read_whose` reads as the same."""
    if person_id is None:
        return whose
    name = write_named(person_id, vocabulary)
    return f"{TEAM} of {name}" if whose == TEAM else f"{PERSON} {name}"


def _find_self(asker: Asker) -> int:
    if asker.person_id is None:
        raise Problem(
            "not-in-people",
            what="I don't know which deals are yours.",
            why="Your address is not in the people file.",
            fix="Name somebody, or leave it out: it is about all that may be seen then.",
        )
    return asker.person_id


def _tell(text: str) -> Problem:
    return Problem(
        "alert-whose",
        what=f"{quote_shortly(text)} does not say whose numbers are meant.",
        fix="Write visible, own, team of NAME or person NAME.",
    )
