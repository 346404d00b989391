"""Words of charts: names from outside made harmless, shares said as people say them, alt text."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from metrics.calendar import MONTHS, name_day
from metrics.charts.spec import ALT_TEXT_LIMIT, Category, Series
from metrics.money import BLANK, say_range

DOT = f"{BLANK}· "
_DAY = re.compile(rf"\b\d\d? (?:{'|'.join(month[:3] for month in MONTHS)})\b(?: \d{{4}}\b)?")
_LONGEST_NAME = 80
_MOST_MARKS = 2  # more combining marks on one letter run over the lines above and below
_SPOKEN_SHARES = (
    (0.98, 1.00, "nearly all"),
    (0.73, 0.77, "three quarters"),
    (0.64, 0.69, "two thirds"),
    (0.48, 0.52, "half"),
    (0.31, 0.355, "a third"),
    (0.24, 0.26, "a quarter"),
)


def clean_name(name: str) -> str:
    """A name on one line: without control and direction characters, at most 80 characters long."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", name):
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        if marks > _MOST_MARKS or category in {"Cf", "Cs", "Co", "Cn"}:
            continue
        kept.append(" " if category.startswith(("Z", "C")) else character)
    words = " ".join("".join(kept).split())
    if len(words) > _LONGEST_NAME:
        words = words[: _LONGEST_NAME - 1].rstrip() + "…"
    return words or "(no name)"


def say_part(share: float, percent: str) -> str:
    """A share as a word where one fits, else as the percentage given: "half", "38 %"."""
    if share > 1:
        return percent
    for low, high, words in _SPOKEN_SHARES:
        if low <= share <= high:
            return words
    return percent


def bind_days(words: str) -> str:
    """Words in which no line ends within a day: "1 Jul to 20 Aug 2026"."""
    return _DAY.sub(lambda day: day[0].replace(" ", BLANK), words)


def say_day(day: date) -> str:
    """A day that stays on one line: "1 May 2026"."""
    return name_day(day).replace(" ", BLANK)


def say_days(first: date, last: date) -> str:
    """Days from the first to the last: "1 May 2026 to 15 Jun 2026"."""
    return say_day(first) if first == last else f"{say_day(first)} to {say_day(last)}"


def join_parts(parts: Iterable[str]) -> str:
    """Parts of a line, those that say something, with a dot between that stays with the first."""
    return DOT.join(part for part in parts if part)


def lower_first(words: str) -> str:
    """A title inside a sentence: "Win rate" becomes "win rate", "CAC" stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def write_alt_text(
    title: str,
    subtitle: str,
    categories: tuple[Category, ...],
    series: tuple[Series, ...],
    footnote: str = "",
) -> str:
    """The whole chart in words, every number of it, within the limit of Slack's image block."""
    head = f"{_end(title)} {_end(subtitle)}"
    tail = f" {_end(footnote)}" if footnote else ""
    entries = [_say_entry(place, category, series) for place, category in enumerate(categories)]
    room = ALT_TEXT_LIMIT - len(head) - len(tail) - len(" And 999 more.")
    taken: list[str] = []
    for place, entry in enumerate(entries):
        room -= len(entry) + 2
        if room < 0:
            return f"{head} {'; '.join(taken)}. And {len(entries) - place} more.{tail}"
        taken.append(entry)
    return f"{head} {'; '.join(taken)}.{tail}" if taken else f"{head}{tail}"


def _say_entry(place: int, category: Category, series: tuple[Series, ...]) -> str:
    said: list[str] = []
    for one in series:
        point = one.points[place]
        interval = f", range {say_range(*point.interval)}" if point.interval else ""
        name = f"{one.name} " if len(series) > 1 else ""
        said.append(f"{name}{point.words}{interval}")
    note = f" ({category.note})" if category.note else ""
    return f"{category.label}: {', '.join(said)}{note}"


def _end(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else sentence + "."
