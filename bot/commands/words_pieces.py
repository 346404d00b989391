"""What the words of a text mean, piece by piece, before a question is made of them."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_text import Sort, Token
from metrics.calendar import Calendar
from metrics.period import Period
from metrics.question import Setting


@dataclass(frozen=True)
class Mine:
    """The asker's own deals."""


@dataclass(frozen=True)
class MyTeam:
    """The deals of everybody below the asker, the asker's included."""


@dataclass(frozen=True)
class Everyone:
    """All deals."""


@dataclass(frozen=True)
class People:
    """The deals of these people; `named` as it was typed."""

    ids: frozenset[int]
    named: str


@dataclass(frozen=True)
class Only:
    """Deals with one of these values; None are those without one."""

    dimension: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class By:
    """Broken down by a dimension, month or quarter."""

    dimension: str


@dataclass(frozen=True)
class Closing:
    """Open deals that are expected to close then; a note says it where it was not typed."""

    period: Period
    note: str = ""


@dataclass(frozen=True)
class AsOf:
    """As it stood on the evening of a day."""

    day: date


@dataclass(frozen=True)
class When:
    """What happened in a period."""

    period: Period


@dataclass(frozen=True)
class Against:
    """Held against the period before ("previous"), the same a year ago ("year"), or a period.

    `unit` is the unit of "previous quarter", which means the quarter before the one asked for.
    """

    what: Period | str
    unit: str = ""


@dataclass(frozen=True)
class Number:
    """A metric."""

    name: str


@dataclass(frozen=True)
class Filler:
    """Words that say nothing by themselves: "show me the"."""


@dataclass(frozen=True)
class Unknown:
    """A word that means nothing here."""


@dataclass(frozen=True)
class Unclear:
    """Words that mean two things or none; each choice is a text to stand in their place.

    A choice that begins with "/" is a whole command of its own. With a `dimension` its values that
    come nearest are the choices.
    """

    reference: str
    what: str
    why: str = ""
    fix: str = ""
    choices: tuple[str, ...] = ()
    dimension: str = ""


Who = Mine | MyTeam | Everyone | People
Meaning = Who | Only | By | Closing | AsOf | When | Against | Number | Filler | Unknown | Unclear


@dataclass(frozen=True)
class Piece:
    """A meaning, and the tokens that have it: from `start` up to, not including, `end`."""

    meaning: Meaning
    start: int
    end: int

    @property
    def length(self) -> int:
        """How many tokens it takes."""
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Reading:
    """A text that is being read: its tokens, and what is needed to understand them."""

    text: str
    tokens: tuple[Token, ...]
    asker: Asker
    vocabulary: Vocabulary
    setting: Setting
    in_sales: bool

    @property
    def calendar(self) -> Calendar:
        """How the company divides its years."""
        return Calendar(self.setting.fiscal_start)

    def fold(self, start: int, end: int) -> str:
        """The letters and figures of some tokens, in small and without gaps."""
        return "".join(token.folded for token in self.tokens[start:end])

    def type(self, start: int, end: int) -> str:
        """Some tokens as they were typed."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def plain_words(self, start: int, most: int) -> list[str]:
        """The plain words from `start` on, as far as they go."""
        words = []
        for token in self.tokens[start : start + most]:
            if not token.is_plain:
                break
            words.append(token.text)
        return words

    def find_phrase(self, start: int, phrases: Container[str], most: int = 5) -> int:
        """How many tokens the longest of our own phrases takes at `start`; 0 when none is there.

        Phrases are given folded: "asof", "brokendownby".
        """
        folded, longest = "", 0
        for length, token in enumerate(self.tokens[start : start + most], start=1):
            if token.sort is not Sort.WORD:
                break
            folded += token.folded
            if token.folded and folded in phrases:
                longest = length
        return longest

    def find_name(self, start: int, names: Mapping[str, object]) -> tuple[int, str]:
        """How many tokens the longest known name takes at `start`, and its folded form.

        "Anna's" is found as "Anna". A quoted name stands for itself alone.
        """
        if start >= len(self.tokens) or not self.tokens[start].folded:
            return 0, ""
        most = 1 if self.tokens[start].sort is Sort.QUOTED else self.vocabulary.longest
        folded, found = "", (0, "")
        for length, token in enumerate(self.tokens[start : start + most], start=1):
            folded += token.folded
            if not token.folded or (length > 1 and token.sort is Sort.QUOTED):
                continue  # a name may have signs and quotes inside; its end is a word
            if folded in names:
                found = length, folded
            elif is_possessive(token) and (own := folded.removesuffix("s")) in names:
                found = length, own
        return found


def is_possessive(token: Token) -> bool:
    """Whether a word ends as "Anna's" or "Jones'" does."""
    text = token.text.replace("’", "'").casefold()
    return text.endswith(("'s", "s'"))
