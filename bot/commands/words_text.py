"""Cuts typed text into words: quoted names stay whole, mentions and addresses are recognised.

What people type is foreign text; signs that steer a screen or a terminal are gone after this.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from storage.naming import fold_name


class Sort(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    MENTION = "mention"
    ADDRESS = "address"
    COMMA = "comma"
    EQUALS = "equals"  # the sign in `region:West` and `region = West`
    MARK = "mark"  # brackets, a lonely quote: nothing by itself


@dataclass(frozen=True)
class Token:
    """One word, one quoted name, one mention or one sign.

    Attributes:
        text: The word; of a quoted name what is between the quotes, of a mention the user's id.
        folded: Its letters and figures in small, for comparing; empty for signs.
        start, end: Where it stands in the cleaned text.
    """

    sort: Sort
    text: str
    folded: str
    start: int
    end: int

    @property
    def is_plain(self) -> bool:
        """Whether it can be a word of our own language (not a quoted name or a mention)."""
        return self.sort in (Sort.WORD, Sort.COMMA)


_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_TOKEN = re.compile(
    r"""
      <@(?P<mention>[UW][A-Z0-9]{2,})(?:\|[^<>]*)?>
    | <mailto:[^<>|]*\|(?P<address_link>[^<>]*)>
    | <https?:[^<>|]*\|(?P<link>[^<>]*)>
    | (?P<markup><[!#@][^<>]*>)
    | "(?P<quoted>(?:[^"]|"")+)"
    | [“„](?P<curly>[^“”„]+)[”“]
    | «(?P<angled>[^«»]+)»
    | (?P<address>[^\s@<>",;:=()\[\]]+@[^\s@<>",;:=()\[\]]+\.[^\W\d_]{2,})
    | (?P<comma>[,;])
    | (?P<equals>!=|<>|≠|[:=]+)
    | (?P<mark>[()\[\]{}"“”„«»<>|])
    | (?P<word>(?:(?!!=)[^\s,;:=≠()\[\]{}"“”„«»<>|])+)
    | (?P<rest>\S)
    """,
    re.VERBOSE,
)
_NOTHING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_text(text: str) -> str:
    """The text on one line, without control signs and direction marks, entities undone once."""
    plain = "".join(
        character if unicodedata.category(character) not in _NOTHING else _gap(character)
        for character in text
    )
    return " ".join(_ENTITY.sub(lambda match: html.unescape(match[0]), plain).split())


def _gap(character: str) -> str:
    """Joiners and direction marks vanish; line ends and other controls part words."""
    return "" if unicodedata.category(character) == "Cf" else " "


def cut_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned text."""
    return tuple(_make_token(match) for match in _TOKEN.finditer(text))


def _make_token(match: re.Match[str]) -> Token:
    group = match.lastgroup or "mark"
    text = match[group]
    sort = {
        "mention": Sort.MENTION,
        "address_link": Sort.ADDRESS,
        "address": Sort.ADDRESS,
        "link": Sort.QUOTED,
        "quoted": Sort.QUOTED,
        "curly": Sort.QUOTED,
        "angled": Sort.QUOTED,
        "comma": Sort.COMMA,
        "equals": Sort.EQUALS,
        "mark": Sort.MARK,
    }.get(group, Sort.WORD)
    if group == "quoted":
        text = text.replace('""', '"')
    folded = "" if sort in (Sort.COMMA, Sort.EQUALS, Sort.MARK, Sort.MENTION) else _fold(text)
    return Token(sort, text, folded, match.start(), match.end())


def _fold(text: str) -> str:
    folded = fold_name(text)
    return folded if any(character.isalnum() for character in folded) else ""


def quote_shortly(text: str, most: int = 40) -> str:
    """A piece of foreign text as a Problem repeats it: at most `most` characters."""
    return f"“{text}”" if len(text) <= most else f"“{text[: most - 1]}…”"


def write_name(name: str) -> str:
    """A name from the data so that it is read back as one word: in quotes where it needs them."""
    if re.fullmatch(r"[^\W_]+", name):
        return name
    doubled = protect_text(name).replace('"', '""')
    return f'"{doubled}"'


def protect_text(text: str) -> str:
    """Text so that `clean_text`, which undoes entities, gives it back as it is."""
    return _ENTITY.sub(lambda match: "&amp;" + match[0][1:], text)
