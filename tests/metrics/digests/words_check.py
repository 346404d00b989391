"""What no text for people may have: leftovers of programs, wrong numbers of nouns, loose blanks."""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from storage.tables import Account, Deal

_BLEMISHES = (
    r"\bNone\b(?! (won|of|was|lost))",
    r"\b(nan|inf|Decimal|True|False)\b",
    r"[{}]",
    r"  ",
    r" [.,;:](\s|$)",
    r"\.\.(?!\.)",
    r"^\s|\s$",
    r"(?<![\d.,])1 (deals|days|weeks|actions|people|reps|teams|questions)\b",
    r"(?<![\d.,$])1 (were|have|need|are)\b",
    r"\(\)",
    r"-\$",
    r"\b(in|from) \d+ [A-Z][a-z]{2} \d{4}",
    r"\$-",
)


def read_names(connection: Connection) -> re.Pattern[str]:
    """All names that come from outside, which may look as they like."""
    found = [
        name
        for column in (Deal.name, Account.name)
        for name in connection.execute(select(column)).scalars()
        if name
    ]
    longest_first = sorted(set(found), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "$.")


def list_blemishes(texts: Iterable[str], names: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(pattern, text) of everything that should not be told so; names are not looked into."""
    for text in texts:
        told = names.sub("Name", text)
        for pattern in _BLEMISHES:
            if re.search(pattern, told):
                yield pattern, text
