"""What comes nearest to words that are not known, as whole corrected texts.

Only asked when a text could not be read; it then looks through every name there is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from rapidfuzz import fuzz, process

from bot.commands.words_pieces import Filler, Number, Piece, Reading, Unclear, Unknown
from bot.commands.words_text import write_name
from bot.commands.words_which import write_value
from bot.commands.words_who import write_person
from metrics.period_words import EXAMPLES
from storage.naming import fold_name

_FAR = 60  # when the dimension is known
_NEAR = 70  # of 100: "wset" is West, "zork" is nothing
_NEARER = 82  # when words that are known are drawn in: "GTX Por"
_NEAREST = 85  # for a part of a run of unknown words: "by ownr"
_SURE = 90
_BEGINS = 88  # what begins as typed: "Acme" and "Acme Corporation"
_MOST_SPOTS = 3
_LOOSE_ENDS = re.compile(r"^(?:(?:and|or|&)\s+|[\s,;)])+|(?:\s+(?:and|or|&)|[\s,;)])+$")
_JOINT = re.compile(r"\s*[,;]|\s+(?:and|or|&)(?=\s)")
"""What joined words that are gone, at the ends of a text and within it."""
_PHRASES = ("me", "team", "all", "my team", "vs previous", "vs last year", "pipeline", "deals")

_CLOSING = (
    "this week", "this month", "this quarter", "next week", "next month", "next quarter",
    "today", "this year", "next 30 days",
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """Tokens that have to be put right, with what can stand there, nearest first."""

    start: int
    end: int
    choices: tuple[str, ...]
    can_go: bool = False  # an unknown word may also be left out


def correct_text(reading: Reading, pieces: Sequence[Piece], most: int = 12) -> Iterator[str]:
    """Whole texts with every unclear spot put right, the nearest first.

    Unknown words may be left out at last, where what is left still asks for something.
    """
    spots = find_spots(reading, pieces)
    if len(spots) > _MOST_SPOTS:
        return
    says = any(not isinstance(one.meaning, Filler | Unknown | Unclear) for one in pieces)
    choices = [spot.choices or (("",) if spot.can_go else ()) for spot in spots]
    ranked = sorted(
        product(*(range(len(some)) for some in choices)), key=lambda ranks: (sum(ranks), ranks)
    )
    for ranks in islice(ranked, most):
        words = [some[at] for some, at in zip(choices, ranks, strict=True)]
        if says or any(words):
            yield replace_spots(reading, spots, words)
    if says and all(spot.can_go for spot in spots):
        yield replace_spots(reading, spots, [""] * len(spots))


def replace_spots(reading: Reading, spots: Sequence[Spot], words: Sequence[str]) -> str:
    """The text with other words in the spots; a word that begins with "/" is the whole text."""
    whole = next((word for word in words if word.startswith("/")), None)
    if whole:
        return whole
    parts, at = [], 0
    for spot, word in zip(spots, words, strict=True):
        parts += [reading.text[at : reading.tokens[spot.start].start], word]
        at = reading.tokens[spot.end - 1].end
        if not word and (joint := _JOINT.match(reading.text, at)):
            at = joint.end()
    parts.append(reading.text[at:])
    return _LOOSE_ENDS.sub("", " ".join("".join(parts).split()))


def find_spots(reading: Reading, pieces: Sequence[Piece]) -> list[Spot]:
    """Every unclear piece and every run of unknown words, with what could be meant."""
    spots: list[Spot] = []
    at = 0
    while at < len(pieces):
        meaning = pieces[at].meaning
        if isinstance(meaning, Unclear):
            choices = meaning.choices or _find_in_dimension(reading, pieces[at], meaning.dimension)
            spots.append(Spot(pieces[at].start, pieces[at].end, choices))
        elif isinstance(meaning, Unknown):
            last = at
            while last + 1 < len(pieces) and isinstance(pieces[last + 1].meaning, Unknown):
                last += 1
            if len(spots) <= _MOST_SPOTS:
                spots += _mend_run(reading, pieces, at, last)
            else:
                spots.append(Spot(pieces[at].start, pieces[last].end, (), can_go=True))
            at = last
        at += 1
    return _without_overlaps(spots)


def _find_in_dimension(reading: Reading, piece: Piece, dimension: str) -> tuple[str, ...]:
    """The values of a dimension nearest to what stands behind its sign; all of a few."""
    if dimension == "owner":
        people = _list_people(reading)
        folded = reading.tokens[piece.end - 1].folded
        near = process.extract(folded, people.keys(), scorer=fuzz.ratio, score_cutoff=_FAR)
        return tuple(dict.fromkeys(people[match] for match, _, _ in near))
    values = reading.vocabulary.by_dimension.get(dimension, {})
    folded = reading.tokens[piece.end - 1].folded
    near = process.extract(folded, values.keys(), scorer=fuzz.WRatio, score_cutoff=_FAR, limit=4)
    found = [match for match, _, _ in near] or (list(values) if len(values) <= 5 else [])
    return tuple(write_value(dimension, values[match].spellings[0]) for match in found)


def _without_overlaps(spots: list[Spot]) -> list[Spot]:
    """Where spots overlap, the one that reaches further to both sides."""
    kept: list[Spot] = []
    for spot in spots:
        while kept and spot.start <= kept[-1].start and kept[-1].end <= spot.end:
            kept.pop()
        if not kept or kept[-1].end <= spot.start:
            kept.append(spot)
    return kept


def _mend_run(reading: Reading, pieces: Sequence[Piece], first: int, last: int) -> list[Spot]:
    """The run of unknown words as one name or phrase, else each word by itself."""
    if first > 0 and (numbered := _mend_number(reading, pieces[first - 1], pieces[last].end)):
        return numbered
    found: list[tuple[float, Spot]] = []
    for one, other in _list_extents(reading, pieces, first, last):
        bar = _NEAR if (one, other) == (first, last) else _NEARER
        start, end = pieces[one].start, pieces[other].end
        near = find_nearest(reading, reading.fold(start, end), bar)
        if near:
            # Of equally near ones the one that keeps more of what was typed.
            score = near[0][0] - 0.5 * (other - one)
            words = tuple(word for _, word in near)
            found.append((score, Spot(start, end, words, can_go=(one, other) == (first, last))))
            # Behind a word of sense the two may belong together: "Anna Sneling".
            alone = first == 0 or isinstance(pieces[first - 1].meaning, Filler)
            if score >= _SURE and alone:
                break
    if found:
        return [max(found, key=lambda scored: scored[0])[1]]
    return _mend_words(reading, pieces[first].start, pieces[last].end)


def _mend_number(reading: Reading, before: Piece, end: int) -> list[Spot]:
    """Of several unknown words the first may belong to a number: "win rat by regon" is no win."""
    stop = before.end + 1
    if not isinstance(before.meaning, Number) or stop >= end:
        return []
    near = find_nearest(reading, reading.fold(before.start, stop), _NEAREST)
    rest = _mend_words(reading, stop, end)
    same = reading.vocabulary.titles.get(before.meaning.name, "").lower()
    if not near or near[0][1] == same or not all(spot.choices for spot in rest):
        return []
    return [Spot(before.start, stop, tuple(word for _, word in near)), *rest]


def _list_extents(
    reading: Reading, pieces: Sequence[Piece], first: int, last: int
) -> list[tuple[int, int]]:
    """The run alone, then with the piece before it and up to two behind it ("Acme Corp, Icn")."""
    before = [first - 1] if first > 0 and not _is_comma(reading, pieces[first - 1]) else []
    behind = [
        at for at in (last + 1, last + 2) if at < len(pieces) and not _is_comma(reading, pieces[at])
    ]
    return [(one, other) for one in (first, *before) for other in (last, *behind)]


def _mend_words(reading: Reading, at: int, end: int) -> list[Spot]:
    """A run of several mistakes: from its beginning, the longest stretch with a near neighbour."""
    spots: list[Spot] = []
    while at < end and len(spots) <= _MOST_SPOTS:
        taken, near = 1, find_nearest(reading, reading.fold(at, at + 1), _NEAR)
        for length in range(min(3, end - at), 1, -1):
            if longer := find_nearest(reading, reading.fold(at, at + length), _NEAREST):
                taken, near = length, longer
                break
        spots.append(Spot(at, at + taken, tuple(word for _, word in near), can_go=True))
        at += taken
    return spots


def _is_comma(reading: Reading, piece: Piece) -> bool:
    return isinstance(piece.meaning, Filler) and not reading.fold(piece.start, piece.end)


def find_nearest(
    reading: Reading, folded: str, bar: float, most: int = 4
) -> list[tuple[float, str]]:
    """What is known and spelt much like `folded`: how near it is, and what to type."""
    if len(folded) < 2 or len(folded) > 80:
        return []
    found: dict[str, float] = {}
    for match, score in _list_values(reading, folded, bar, most):
        for word in _write_known(reading, match):
            found[word] = max(found.get(word, 0), score)
    for known in (_list_phrases(reading), _list_people(reading)):
        for match, score, _ in process.extract(
            folded, known.keys(), scorer=fuzz.ratio, score_cutoff=bar, limit=most
        ):
            found[known[match]] = max(found.get(known[match], 0), score)
    # Sorting keeps the order of equals: values, then our own phrases, then people.
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return [(score, word) for word, score in ranked[:most]]


def _list_values(reading: Reading, folded: str, bar: float, most: int) -> list[tuple[str, float]]:
    spread = reading.vocabulary.spread
    near = process.extract(folded, spread, scorer=fuzz.ratio, score_cutoff=bar, limit=most)
    found = [(match, score) for match, score, _ in near]
    if len(folded) >= 3:
        found += [(match, _BEGINS) for match in reading.vocabulary.begin_alike(folded, most)]
    return found


def _write_known(reading: Reading, folded: str) -> list[str]:
    """A value as it can be typed, with its dimension where its name alone is not clear."""
    values = reading.vocabulary.values[folded]
    clear = len(values) == 1 and folded not in reading.vocabulary.full_names
    if clear and folded not in reading.vocabulary.metrics:
        return [write_name(values[0].spellings[0])]
    return [write_value(value.dimension, value.spellings[0]) for value in values]


def _list_phrases(reading: Reading) -> dict[str, str]:
    """Our own phrases by their folded form: periods, `by …`, and metrics for /sales."""
    vocabulary = reading.vocabulary
    found = {fold_name(phrase): phrase for phrase in (*_PHRASES, *EXAMPLES)}
    found |= {f"closing{fold_name(phrase)}": f"closing {phrase}" for phrase in _CLOSING}
    for folded, dimension in vocabulary.dimensions.items():
        words = f"by {dimension.replace('_', ' ')}"
        found[f"by{folded}"] = words
        found.setdefault(folded, words)
    if reading.in_sales:
        for folded, name in vocabulary.metrics.items():
            found[folded] = vocabulary.titles.get(name, name).replace(",", "").lower()
    return found


def _list_people(reading: Reading) -> dict[str, str]:
    """People whom the asker may see, by whole name and by each part."""
    vocabulary, allowed = reading.vocabulary, reading.asker.scope.people
    found: dict[str, str] = {}
    for index in (vocabulary.part_names, vocabulary.full_names):
        for folded, ids in index.items():
            seen = [id_ for id_ in ids if allowed is None or id_ in allowed]
            if seen:
                found[folded] = write_person(vocabulary, seen[0])
    return found
