"""Which deals and which number: values, `region:West`, `by owner`, metrics."""

from collections.abc import Mapping

from bot.commands.vocabulary import Value
from bot.commands.words_decided import is_decided, tell_decided
from bot.commands.words_pieces import By, Number, Only, Piece, Reading, Unclear
from bot.commands.words_text import Sort, quote_shortly, write_name
from bot.commands.words_who import find_person, find_who

_BY = frozenset(
    ("by", "per", "each", "foreach", "splitby", "brokendownby", "breakdownby", "groupedby",
     "groupby", "byeach", "forevery", "bythe", "acrossthe", "across", "brokendownper", "splitper")
)  # fmt: skip
_BY_ITSELF = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_WITHOUT = frozenset(("no", "without", "withouta", "withoutan", "missing", "withno"))
_NOT = frozenset(("not", "except", "exceptfor", "excluding", "exclude", "without", "butnot"))
_NONE = frozenset(("none", "empty", "blank", "missing", "no"))
_MOST_CHOICES = 8


def find_by(reading: Reading, start: int) -> Piece | None:
    """How it is broken down: `by owner`, `per region`, `monthly`."""
    if length := reading.find_phrase(start, _BY_ITSELF):
        name = _BY_ITSELF[reading.fold(start, start + length)]
        return Piece(By(name), start, start + length)
    marked = reading.find_phrase(start, _BY)
    if not marked:
        return None
    at = start + marked
    dimensions = reading.vocabulary.dimensions
    if length := reading.find_phrase(at, dimensions):
        return Piece(By(dimensions[reading.fold(at, at + length)]), start, at + length)
    person = find_person(reading, at)
    if person:
        # "deals won by Anna" names whose deals they are.
        return Piece(person.meaning, start, person.end)
    return None if at < len(reading.tokens) else Piece(_ask_by_what(reading), start, at)


def _ask_by_what(reading: Reading) -> Unclear:
    """A "by" with nothing behind it."""
    known = set(reading.vocabulary.dimensions.values())
    common = [name for name in ("owner", "team", "region", "segment", "stage") if name in known]
    return Unclear(
        "unknown-dimension",
        what="By what?",
        fix="Name what to break it down by, such as by owner.",
        choices=tuple(f"by {name}" for name in common),
    )


def find_named_value(reading: Reading, start: int) -> Piece | None:
    """A value with its dimension: `region:West`, `segment = enterprise`, `region West`."""
    dimensions = reading.vocabulary.dimensions
    length = reading.find_phrase(start, dimensions)
    if not length:
        return None
    dimension = dimensions[reading.fold(start, start + length)]
    at = start + length
    signed = at < len(reading.tokens) and reading.tokens[at].sort is Sort.EQUALS
    if signed:
        if reading.tokens[at].text in ("!=", "<>", "≠"):
            return Piece(_tell_not(reading, dimension, at + 1), start, _end_of_value(reading, at))
        at += 1
    if dimension == "owner":
        return _find_owner(reading, start, at, signed)
    return _find_values(reading, dimension, start, at, signed)


def _find_owner(reading: Reading, start: int, at: int, signed: bool) -> Piece | None:
    """The forms `owner:Anna`, `owner:me`, `owner:none`, "rep Anna": own deals, never the team's."""
    if signed and (length := reading.find_phrase(at, _NONE)):
        return Piece(Only("owner", (None,)), start, at + length)
    found = (find_who(reading, at) if signed else None) or find_person(reading, at, own=True)
    if found:
        return Piece(found.meaning, start, found.end)
    if not signed:
        return None
    return Piece(_tell_unknown_value(reading, "owner", at), start, _end_of_value(reading, at - 1))


def _find_values(
    reading: Reading, dimension: str, start: int, at: int, signed: bool
) -> Piece | None:
    """One value, or several with commas behind a sign: `region:West,East`."""
    values = reading.vocabulary.by_dimension.get(dimension, {})
    length, folded = reading.find_name(at, values)
    if not length:
        if signed and (none := reading.find_phrase(at, _NONE)):
            return Piece(Only(dimension, (None,)), start, at + none)
        if not signed:
            return None
        unclear = _tell_unknown_value(reading, dimension, at)
        return Piece(unclear, start, _end_of_value(reading, at - 1))
    named = [values[folded]]
    end = at + length
    while signed and end < len(reading.tokens) and reading.tokens[end].sort is Sort.COMMA:
        length, folded = reading.find_name(end + 1, values)
        if not length or _begins_anew(reading, end + 1):
            break
        named.append(values[folded])
        end += 1 + length
    if not reading.in_sales and all(is_decided(reading, value) for value in named):
        return tell_decided(reading, named[0], start, end)
    spellings = [spelling for value in named for spelling in value.spellings]
    return Piece(Only(dimension, tuple(dict.fromkeys(spellings))), start, end)


def _begins_anew(reading: Reading, at: int) -> bool:
    """Whether a new dimension is named here, as in `stage:Won, lost reason:Price`."""
    length = reading.find_phrase(at, reading.vocabulary.dimensions)
    behind = reading.tokens[at + length : at + length + 1]
    return bool(length and behind and behind[0].sort is Sort.EQUALS)


def find_missing(reading: Reading, start: int) -> Piece | None:
    """Deals that lack something: `no segment`, `without owner`; and `not West`, which is not."""
    if length := reading.find_phrase(start, _WITHOUT):
        at = start + length
        dimensions = reading.vocabulary.dimensions
        if taken := reading.find_phrase(at, dimensions):
            dimension = dimensions[reading.fold(at, at + taken)]
            return Piece(Only(dimension, (None,)), start, at + taken)
    if length := reading.find_phrase(start, _NOT):
        at = start + length
    elif _has_minus(reading, start):
        at = start
    else:
        return None
    length, values = find_values(reading, at)
    end = min(at + max(1, length), len(reading.tokens))
    for value in values:
        end = end_with_dimension(reading, end, value.dimension)
    return Piece(_tell_not(reading, None, at), start, end)


def _has_minus(reading: Reading, start: int) -> bool:
    """Whether a word is written as "-West" or "!West"."""
    token = reading.tokens[start]
    return token.sort is Sort.WORD and token.text[0] in "-!~^" and token.text[1:2].isalpha()


def _tell_not(reading: Reading, dimension: str | None, at: int) -> Unclear:
    """Leaving out is not offered; the other values of a small dimension are."""
    known: Mapping[str, object] = (
        reading.vocabulary.by_dimension.get(dimension, {})
        if dimension
        else reading.vocabulary.values
    )
    length, folded = reading.find_name(at, known) if at < len(reading.tokens) else (0, "")
    choices: tuple[str, ...] = ()
    if length and dimension is None:
        dimension = reading.vocabulary.values[folded][0].dimension
    if length and dimension:
        others = [
            value.spellings[0]
            for other, value in reading.vocabulary.by_dimension[dimension].items()
            if other != folded
        ]
        if 0 < len(others) <= _MOST_CHOICES:
            choices = (" ".join(write_value(dimension, other) for other in sorted(others)),)
    return Unclear(
        "no-leaving-out",
        what="I can't leave values out.",
        fix="Name the values you want instead.",
        choices=choices,
    )


def _tell_unknown_value(reading: Reading, dimension: str, at: int) -> Unclear:
    end = _end_of_value(reading, at - 1)
    typed = reading.type(at, end) if at < end else ""
    title = reading.vocabulary.titles.get(dimension, dimension)
    named = f"I know no {title.lower()} called {quote_shortly(typed)}."
    return Unclear(
        "unknown-value",
        what=named if typed else f"Which {title.lower()}?",
        fix=f"Check how it is written, or ask by {title.lower()} to see them all.",
        dimension=dimension,
    )


def _end_of_value(reading: Reading, sign: int) -> int:
    """Where a value that is not known ends: the token behind its sign."""
    return min(sign + 2, len(reading.tokens))


def find_values(reading: Reading, start: int) -> tuple[int, tuple[Value, ...]]:
    """The longest value at `start` without its dimension, and all that it can be."""
    length, folded = reading.find_name(start, reading.vocabulary.values)
    return (length, reading.vocabulary.values[folded]) if length else (0, ())


def end_with_dimension(reading: Reading, end: int, dimension: str) -> int:
    """Where "West region" ends: the dimension's name may follow its value."""
    dimensions = reading.vocabulary.dimensions
    length = reading.find_phrase(end, dimensions)
    if length and dimensions[reading.fold(end, end + length)] == dimension:
        followed = end + length < len(reading.tokens)
        if not followed or reading.tokens[end + length].sort is not Sort.EQUALS:
            return end + length
    return end


def find_number(reading: Reading, start: int) -> Piece | None:
    """A metric by name, title or alias."""
    metrics = reading.vocabulary.metrics
    length, folded = reading.find_name(start, metrics)
    if not length or is_quoted_value(reading, start):
        return None
    return Piece(Number(metrics[folded]), start, start + length)


def is_quoted_value(reading: Reading, start: int) -> bool:
    """Whether a quoted name is a value of the data."""
    token = reading.tokens[start]
    return token.sort is Sort.QUOTED and token.folded in reading.vocabulary.values


def write_value(dimension: str, value: str | None) -> str:
    """A value with its dimension, read back as exactly that: `region:West`, `no segment`."""
    word = dimension.replace("_", "-")
    if value is None:
        return f"no {word}"
    return f"{word}:{write_name(value)}"
