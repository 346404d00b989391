"""Reads a text from left to right: at each place the longest piece that means something.

Where two pieces of the same length mean different things, it is unclear and nobody guesses. Our
own words (`me`, `by`, `closing`) come before names from the data, which can be quoted or named
with their dimension.
"""

from collections.abc import Callable, Sequence

from bot.commands.vocabulary import Value
from bot.commands.words_decided import is_decided, tell_decided
from bot.commands.words_pieces import (
    By,
    Filler,
    Only,
    People,
    Piece,
    Reading,
    Unclear,
    Unknown,
    When,
)
from bot.commands.words_text import Sort, quote_shortly
from bot.commands.words_when import find_against, find_as_of, find_closing, find_when
from bot.commands.words_which import (
    end_with_dimension,
    find_by,
    find_missing,
    find_named_value,
    find_number,
    find_values,
    write_value,
)
from bot.commands.words_who import find_person, find_team_of, find_who, write_person
from metrics.calendar import name_period

_FILLERS = frozenset(
    ("show", "showme", "showus", "give", "giveme", "giveus", "tell", "tellme", "tellus", "getme",
     "get", "letmesee", "iwanttosee", "display", "list", "please", "pls", "thanks", "hi", "hello",
     "what", "whatis", "whats", "whatare", "whatwas", "whatwere", "howis", "hows", "howare",
     "howmany", "howmuch", "howbig", "which", "the", "a", "an", "our", "we", "did", "do", "does",
     "is", "are", "was", "were", "has", "have", "had", "be", "i", "of", "in", "for", "from", "on",
     "at", "to", "with", "and", "or", "only", "just", "also", "plus", "current", "currently",
     "number", "numberof", "totalnumberof", "total", "value", "valueof", "figures", "numbers",
     "where", "during", "over", "within", "that", "there", "deals", "deal", "opportunities",
     "opportunity", "opps", "look", "like", "looking", "see", "need", "want", "can", "you",
     "could", "would", "salesbell", "still", "doing")
)  # fmt: skip
"""Words that say nothing by themselves. A name from the data in capitals ("IN") is no filler."""
_PIPELINE_FILLERS = frozenset(
    ("open", "opendeals", "openpipeline", "pipeline", "thepipeline", "openopportunities", "stands",
     "stand", "standing", "funnel", "openvalue")
)  # fmt: skip
_NOUNS = _PIPELINE_FILLERS | {"deals", "deal", "opportunities"}
"""What every answer is about; these never stand for a value that is spelt the same."""


def read_pieces(reading: Reading) -> list[Piece]:
    """Every piece of the text, in its order; no token is left out."""
    pieces: list[Piece] = []
    at = 0
    while at < len(reading.tokens):
        piece = _find_longest(reading, at)
        if isinstance(piece.meaning, Unknown):
            piece = _find_second_by(reading, pieces, at) or piece
        pieces.append(piece)
        at = piece.end
    return pieces


def _find_second_by(reading: Reading, before: Sequence[Piece], at: int) -> Piece | None:
    """The "region" of "by owner and region": a dimension is known, though no word of its own."""
    last = next((one for one in reversed(before) if not isinstance(one.meaning, Filler)), None)
    dimensions = reading.vocabulary.dimensions
    length = reading.find_phrase(at, dimensions)
    if not length or last is None or not isinstance(last.meaning, By):
        return None
    return Piece(By(dimensions[reading.fold(at, at + length)]), at, at + length)


_Find = Callable[[Reading, int], Piece | None]
_OURS: Sequence[_Find] = (
    find_who,
    find_team_of,
    find_by,
    find_closing,
    find_as_of,
    find_against,
    find_named_value,
    find_missing,
)


def _find_longest(reading: Reading, at: int) -> Piece:
    """The longest piece at `at`; ours before the data's, the data's before fillers."""
    token = reading.tokens[at]
    if token.sort in (Sort.COMMA, Sort.MARK) or not token.text.strip("?!.…-–—•*_~`'’/\\&+|"):
        return Piece(Filler(), at, at + 1)
    found = [piece for find in _OURS if (piece := find(reading, at))]
    found += _find_filler(reading, at)
    if named := _find_named(reading, at):
        found = [piece for piece in found if not _gives_way(reading, piece, named)]
        found.append(named)
    if not found:
        return Piece(Unknown(), at, at + 1)
    # max keeps the first of equals, so the order above decides between equally long ones.
    return max(found, key=lambda piece: piece.length)


def _is_capital_name(reading: Reading, at: int) -> bool:
    """Whether "IN" or "US" stands out in capitals, as a name from the data would."""
    others = [t.text for n, t in enumerate(reading.tokens) if n != at and t.text.isalpha()]
    word = reading.tokens[at].text
    return len(word) > 1 and word.isupper() and not (others and all(t.isupper() for t in others))


def _gives_way(reading: Reading, piece: Piece, named: Piece) -> bool:
    """Whether our own word is rather the name from the data that is spelt the same."""
    if piece.length != named.length or not isinstance(named.meaning, Only | Unclear):
        return False
    folded = reading.fold(piece.start, piece.end)
    if len(folded) <= 3:
        return _is_capital_name(reading, piece.start)
    return isinstance(piece.meaning, Filler) and folded not in _NOUNS


def _find_filler(reading: Reading, at: int) -> list[Piece]:
    length = reading.find_phrase(at, _FILLERS)
    if not reading.in_sales:
        length = max(length, reading.find_phrase(at, _PIPELINE_FILLERS))
    return [Piece(Filler(), at, at + length)] if length else []


def _find_named(reading: Reading, at: int) -> Piece | None:
    """A period, a person, a value or a metric; unclear when it can be two of them."""
    when = find_when(reading, at)
    person = find_person(reading, at, by_part=False)
    length, values = find_values(reading, at)
    number = find_number(reading, at)
    if number and not reading.in_sales:
        number = _send_to_sales(reading, number)
    longest = max(
        length,
        *(piece.length for piece in (when, person, number) if piece),
        0,
    )
    if not longest:
        return find_person(reading, at)
    if number and number.length == longest and reading.in_sales:
        return number
    period = when if when and when.length == longest else None
    somebody = person if person and person.length == longest else None
    some = values if length == longest else ()
    if some and not reading.in_sales:
        some = tuple(value for value in values if not is_decided(reading, value))
        if not some and not period and not somebody:
            told = number if number and number.length == longest else None
            return told or tell_decided(reading, values[0], at, at + length)
    if not (period or somebody or some):
        return number
    by_part = find_person(reading, at)
    if by_part and by_part.length > longest:
        return by_part
    return _choose_meaning(reading, at, longest, period, somebody, some)


def _choose_meaning(
    reading: Reading,
    at: int,
    length: int,
    period: Piece | None,
    person: Piece | None,
    values: tuple[Value, ...],
) -> Piece:
    """The one meaning there is, or all of them to choose from."""
    end = at + length
    longer = [(end_with_dimension(reading, end, value.dimension), value) for value in values]
    told = [(stop, value) for stop, value in longer if stop > end]
    if len(told) == 1:
        stop, value = told[0]
        return Piece(Only(value.dimension, value.spellings), at, stop)
    count = len(values) + bool(period) + bool(person)
    if count == 1:
        alone = [Piece(Only(value.dimension, value.spellings), at, end) for value in values]
        return period or person or alone[0]
    choices = [write_value(value.dimension, value.spellings[0]) for value in values]
    if person and isinstance(person.meaning, People):
        choices += [write_person(reading.vocabulary, id_) for id_ in person.meaning.ids]
    elif person and isinstance(person.meaning, Unclear):
        choices += person.meaning.choices
    if period and isinstance(period.meaning, When):
        choices.append(name_period(period.meaning.period, reading.calendar))
    elif period and isinstance(period.meaning, Unclear):
        choices += period.meaning.choices
    typed = quote_shortly(reading.type(at, end))
    unclear = Unclear(
        "ambiguous-word",
        what=f"{typed} can mean {len(choices)} things.",
        fix="Choose one of them.",
        choices=tuple(choices),
    )
    return Piece(unclear, at, end)


def _send_to_sales(reading: Reading, number: Piece) -> Piece:
    """A metric typed after /pipeline: it is told by /sales."""
    typed = quote_shortly(reading.type(number.start, number.end))
    unclear = Unclear(
        "number-in-pipeline",
        what=f"{typed} is a number of its own.",
        fix="Ask for it with /sales.",
        choices=(f"/sales {reading.text}",),
    )
    return Piece(unclear, number.start, number.end)
