"""What comes nearest to a sentence that can't be read: other words in its place. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from rapidfuzz import fuzz, process

from bot.alerts.amounts import has_points
from bot.alerts.sentence_cutting import Cut, tidy
from bot.alerts.sentence_forms import AMOUNT
from bot.alerts.understanding import Author
from bot.alerts.watched import open_words
from bot.commands.words_nearest import find_nearest
from bot.commands.words_pieces import Unknown
from bot.commands.words_reading import read_pieces
from metrics.metric import Metric
from metrics.units import Unit

KEYWORDS = (
    "below", "above", "under", "less than", "more than", "falls by", "fell by", "drops below",
    "rises by", "rose by", "unusual", "stale", "over", "at least", "certainty", "quiet", "normal",
    "until", "at most", "every", "between", "working days", "mention", "whose", "called", "days",
    "weeks", "hours", "behind", "ahead of", "goal", "against", "last year", "when", "data",
    "nothing happens", "false alarm", "points",
)  # fmt: skip
"""Our own words, near which a misspelt one may be."""
_FOLDED = {word.replace(" ", ""): word for word in KEYWORDS}
_NEAR = 72
_NEARER = 78
_MOST_WORDS = 3
_MOST_CHOICES = 4
_MOST_TEXTS = 24
_NUMBER = re.compile(AMOUNT, re.IGNORECASE)


def mend_keywords(cut: Cut, author: Author) -> str:
    """The sentence with every unknown word that is surely one of ours put right."""
    near = {word: _find_ours(word, _NEARER) for word in dict.fromkeys(_list_unknown(cut, author))}
    sure = {word: next(iter(found)) for word, found in near.items() if found}
    return _replace(cut, list(sure), list(sure.values()))


def mend_words(cut: Cut, author: Author) -> Iterator[str]:
    """The sentence with its unknown words put right, the nearest first."""
    unknown = list(dict.fromkeys(_list_unknown(cut, author)))
    if not unknown or len(unknown) > _MOST_WORDS:
        return
    choices = [_choose(word, cut, author) for word in unknown]
    ranked = sorted(
        product(*(range(len(some)) for some in choices)), key=lambda ranks: (sum(ranks), ranks)
    )
    for ranks in islice(ranked, _MOST_TEXTS):
        words = [some[at] for some, at in zip(choices, ranks, strict=True)]
        yield _replace(cut, unknown, words)


def list_kinds(cut: Cut, metric: Metric | None) -> Iterator[str]:
    """Sentences that say what is waited for, in the place of one that does not."""
    if cut.words.over and metric is not None and metric.unit is Unit.DAYS:
        start, end = cut.clauses["over"]
        yield f"{cut.text[:start]}is above {cut.words.over}{cut.text[end:]}"
    changes = "5 points" if metric is not None and has_points(metric) else "10 %"
    for words in ("is unusual", f"fell by {changes} against last year", "has no data"):
        yield cut.add(words)


def list_levels(cut: Cut) -> Iterator[str]:
    """The same for a sentence with a number that stands alone: "win rate 18 %"."""
    for start, end in cut.pieces:
        if found := _NUMBER.search(cut.text, start, end):
            for kind in ("below", "above"):
                before, behind = cut.text[: found.start()], cut.text[found.start() :]
                yield tidy(f"{before} is {kind} {behind}")


def _list_unknown(cut: Cut, author: Author) -> Iterator[str]:
    """The words that mean nothing in what is watched."""
    reading = open_words(cut.words.what, author.asker, author.vocabulary, author.setting)
    for piece in read_pieces(reading):
        if isinstance(piece.meaning, Unknown):
            typed = reading.type(piece.start, piece.end)
            if len(typed) > 2 and typed.isalpha():
                yield typed


def _choose(word: str, cut: Cut, author: Author) -> Sequence[str]:
    """What may stand in the place of a word, the nearest first."""
    found = _find_ours(word, _NEAR)
    reading = open_words(cut.words.what, author.asker, author.vocabulary, author.setting)
    for score, known in find_nearest(reading, word.casefold(), _NEAR):
        found.setdefault(known, score)
    return sorted(found, key=lambda known: -found[known])[:_MOST_CHOICES]


def _find_ours(word: str, bar: float) -> dict[str, float]:
    """Our own words that are spelt much like a word, the nearest first."""
    near = process.extract(
        word.casefold(), _FOLDED.keys(), scorer=fuzz.ratio, score_cutoff=bar, limit=_MOST_CHOICES
    )
    return {_FOLDED[match]: score for match, score, _ in near}


def _replace(cut: Cut, unknown: Sequence[str], words: Sequence[str]) -> str:
    """The sentence with other words in what no form has taken."""
    text = cut.text
    for start, end in reversed(cut.pieces):
        piece = text[start:end]
        for word, other in zip(unknown, words, strict=True):
            piece = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _, to=other: to, piece)  # type: ignore[misc]  # bound at once
        text = text[:start] + piece + text[end:]
    return tidy(text)
