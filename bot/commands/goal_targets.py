"""Finds the numbers in a text that may be a goal's target: "600k", "US$ 1,200,000", "25 %"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from storage.importing.cells.numbers import MoneyReader, split_amount
from storage.importing.cells.text import BadCell

_WORD = re.compile(r'"[^"]*"|\S+')
_DIGITS = re.compile(r"\d")
_GROUP = re.compile(r"\d{3}")
_FIRST_GROUP = re.compile(r"[^\d\s]{0,3}\d{1,3}")
_NOT = re.compile(r'[@<>":]')
"""Mentions, addresses and quoted names are no numbers, whatever figures are in them."""
_SIZES = {
    "k": "k", "thousand": "k", "m": "m", "mn": "m", "mio": "m", "million": "m", "millions": "m",
    "bn": "bn", "billion": "bn", "%": "%", "percent": "%", "pct": "%",
}  # fmt: skip
_CURRENCY = re.compile(r"[A-Z]{3}|[A-Za-z]{0,3}[$€£¥₹₩₺]|[a-zA-Zł]{2}")


@dataclass(frozen=True)
class Amount:
    """A number in a text.

    Attributes:
        text: The number, with its sign and size in short.
        start, end: Where it stands.
        is_clear: Whether it can't be a year or a day.
    """

    text: str
    start: int
    end: int
    is_clear: bool

    def cut(self, text: str) -> str:
        """The text without it."""
        return f"{text[: self.start].rstrip()} {text[self.end :].lstrip()}".strip()


def find_amounts(text: str, currency: str) -> list[Amount]:
    """The numbers in a text: those that can be nothing else first, then from the left."""
    words = list(_WORD.finditer(text))
    found: list[Amount] = []
    at = 0
    while at < len(words):
        amount = next(_read_at(words, at, currency), None)
        if amount is not None:
            found.append(amount)
        at += 1
        while amount is not None and at < len(words) and words[at].start() < amount.end:
            at += 1
    return sorted(found, key=lambda one: not one.is_clear)


def _read_at(words: list[re.Match[str]], at: int, currency: str) -> Iterator[Amount]:
    """What can be read from the word at `at`, with a currency before it first."""
    for first in (at, at + 1):
        before = words[at][0] if first > at else ""
        if first >= len(words) or (before and not _CURRENCY.fullmatch(before)):
            return
        word = words[first][0].rstrip(",;.")
        if not _DIGITS.search(word) or _NOT.search(word):
            continue
        digits, last = _join_groups(words, first, word)
        behind = words[last + 1][0].rstrip(",;.") if last + 1 < len(words) else ""
        if size := _SIZES.get(behind.lower(), ""):
            digits, last = f"{digits}{size}", last + 1
            behind = words[last + 1][0].rstrip(",;.") if last + 1 < len(words) else ""
        if not before and size != "%" and _CURRENCY.fullmatch(behind):
            yield from _try(words[at].start(), words[last + 1], f"{behind}{digits}", currency)
        yield from _try(words[at].start(), words[last], f"{before}{digits}", currency)


def _join_groups(words: list[re.Match[str]], at: int, word: str) -> tuple[str, int]:
    """The digits from `at` on: of "600 000" the groups of three that follow belong to it."""
    last = at
    while _FIRST_GROUP.fullmatch(words[at][0]) and last + 1 < len(words):
        behind = words[last + 1][0].rstrip(",;")
        if not _GROUP.fullmatch(behind):
            break
        word, last = word + behind, last + 1
    return word, last


def _try(start: int, last: re.Match[str], text: str, currency: str) -> Iterator[Amount]:
    """The amount, if it has the shape of one; whether it fits the metric is told later."""
    try:
        _, sign, _, _ = split_amount(text)
        if sign != "%":
            MoneyReader(currency).read(f"{sign}1")
    except BadCell:
        return
    end = last.end() - (len(last[0]) - len(last[0].rstrip(",;.")))
    yield Amount(text, start, end, is_clear=not text.isdigit() or len(text) > 4)
