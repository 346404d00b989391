"""The text behind /pipeline and /sales becomes a Question; a word that is not known, a Problem.

Words come in any order. Nothing that says something is ever passed over, and nothing is guessed:
what can be meant is offered as whole corrected texts. `help` and an empty text are the caller's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_faults import (
    Fault,
    explain,
    tell_as_of,
    tell_closing,
    tell_compare,
    tell_future,
    tell_no_metric,
    tell_nothing_before,
    tell_too_long,
    tell_twice,
)
from bot.commands.words_nearest import Spot, correct_text, replace_spots
from bot.commands.words_pieces import (
    Against,
    AsOf,
    By,
    Closing,
    Everyone,
    Number,
    Only,
    Piece,
    Reading,
    Unclear,
    Unknown,
    When,
    Who,
)
from bot.commands.words_reading import read_pieces
from bot.commands.words_text import clean_text, cut_tokens
from bot.commands.words_when import compare_day, compare_fairly
from bot.commands.words_who import narrow_scope
from bot.commands.words_writing import PIPELINE_METRICS, write_words
from metrics.calendar import EARLIEST
from metrics.period import Period
from metrics.period_words import parse_period
from metrics.question import Filter, Question, Setting
from metrics.scope import Scope
from storage.problem import Problem

__all__ = ["PIPELINE_METRICS", "PipelineWords", "SalesWords", "read_pipeline", "read_sales",
           "write_words"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class PipelineWords:
    """What was asked of /pipeline.

    Attributes:
        notes: What was understood without being said, for the answer to mention.
    """

    question: Question
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SalesWords:
    """What was asked of /sales."""

    question: Question


def read_pipeline(
    text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting
) -> PipelineWords:
    """The question in the text behind /pipeline.

    Raises:
        Problem: for a word that is unknown or unclear, or deals that are not the asker's to see.
            Its suggestions are whole texts that read without one.
    """
    reading = _open(text, asker, vocabulary, setting, in_sales=False)
    return _read_all(reading, _ask_pipeline)


def read_sales(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> SalesWords:
    """The question in the text behind /sales; without a period, flows are told for this quarter.

    Raises:
        Problem: as `read_pipeline`, and when no metric is named.
    """
    reading = _open(text, asker, vocabulary, setting, in_sales=True)
    return _read_all(reading, _ask_sales)


_Words = TypeVar("_Words")
_Ask = Callable[[Reading, list[Piece]], _Words]
_MOST_SUGGESTIONS = 5
_MOST_TOKENS = 250
"""No question has so many words; a text of more is not worth the time to read it."""


def _open(
    text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting, *, in_sales: bool
) -> Reading:
    plain = clean_text(text)
    return Reading(plain, cut_tokens(plain), asker, vocabulary, setting, in_sales)


def _read_all(reading: Reading, ask: _Ask[_Words]) -> _Words:
    """Read a text; what keeps it from being read becomes a Problem with texts that can be."""
    try:
        return _understand(reading, ask)
    except Fault as fault:
        unclear = fault.unclear
        raise Problem(
            unclear.reference,
            what=unclear.what,
            why=unclear.why,
            fix=unclear.fix or "Choose one of them.",
            suggestions=_keep_readable(reading, fault.suggest()),
        ) from None


def _understand(reading: Reading, ask: _Ask[_Words]) -> _Words:
    if len(reading.tokens) > _MOST_TOKENS:
        raise tell_too_long(reading)
    pieces = read_pieces(reading)
    if any(isinstance(piece.meaning, Unclear | Unknown) for piece in pieces):
        unclear = explain(reading, pieces)
        raise Fault(unclear, lambda: correct_text(reading, pieces))
    return ask(reading, pieces)


def _keep_readable(reading: Reading, texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts that read without a Problem, so that a button can run each."""
    kept: list[str] = []
    for text in texts:
        says = text != reading.text and any(character.isalnum() for character in text)
        if says and text not in kept and _is_readable(reading, text):
            kept.append(text)
        if len(kept) == _MOST_SUGGESTIONS:
            break
    return tuple(kept)


def _is_readable(reading: Reading, text: str) -> bool:
    in_sales = reading.in_sales
    if text.startswith("/"):
        command, _, text = text.partition(" ")
        in_sales = command == "/sales"
    again = _open(text, reading.asker, reading.vocabulary, reading.setting, in_sales=in_sales)
    ask: _Ask[PipelineWords | SalesWords] = _ask_sales if in_sales else _ask_pipeline
    try:
        _understand(again, ask)
    except (Fault, Problem):
        return False
    return True


def _ask_pipeline(reading: Reading, pieces: list[Piece]) -> PipelineWords:
    if _find_only(reading, pieces, Against):
        raise tell_compare(reading)
    closing = _find_only(reading, pieces, Closing)
    as_of = _find_only(reading, pieces, AsOf)
    question = Question(
        metrics=PIPELINE_METRICS,
        scope=_read_scope(reading, pieces),
        as_of=_past_day(as_of, reading.setting),
        closing=closing.period if closing else None,
        filters=_read_filters(pieces),
        by=_read_by(reading, pieces),
    )
    notes = (closing.note,) if closing and closing.note else ()
    return PipelineWords(question, notes)


def _ask_sales(reading: Reading, pieces: list[Piece]) -> SalesWords:
    names = (piece.meaning.name for piece in pieces if isinstance(piece.meaning, Number))
    metrics = tuple(dict.fromkeys(names))
    if not metrics:
        raise tell_no_metric(reading, pieces)
    setting = reading.setting
    counts = any(name not in reading.vocabulary.stocks for name in metrics)
    period = _read_period(reading, pieces, counts=counts)
    as_of = _past_day(_find_only(reading, pieces, AsOf), setting)
    closing = _find_only(reading, pieces, Closing)
    if closing and not any(name in reading.vocabulary.stocks for name in metrics):
        raise tell_closing(reading, pieces)
    against = _find_only(reading, pieces, Against)
    compare, compare_as_of = None, None
    if against and period:
        compare = compare_fairly(against, period, setting, reading)
        if compare.start < EARLIEST:
            raise tell_nothing_before(reading, pieces)
    elif against:
        compare_as_of = compare_day(against, as_of or setting.today, setting)
    question = Question(
        metrics=metrics,
        scope=_read_scope(reading, pieces),
        period=period,
        as_of=as_of,
        closing=closing.period if closing else None,
        filters=_read_filters(pieces),
        by=_read_by(reading, pieces),
        compare=compare,
        compare_as_of=compare_as_of,
    )
    return SalesWords(question)


def _read_scope(reading: Reading, pieces: list[Piece]) -> Scope:
    who = [piece.meaning for piece in pieces if isinstance(piece.meaning, Who)]
    # In "all of Anna's deals" the narrower word says whose.
    narrow = [meaning for meaning in who if not isinstance(meaning, Everyone)]
    try:
        return narrow_scope(narrow or who, reading.asker, reading.vocabulary)
    except Problem as problem:
        spots = [Spot(p.start, p.end, ()) for p in pieces if isinstance(p.meaning, Who)]
        others = [""] * (len(spots) - 1)
        problem.suggestions = tuple(
            replace_spots(reading, spots, [word, *others]) for word in problem.suggestions
        )
        raise


def _read_filters(pieces: list[Piece]) -> tuple[Filter, ...]:
    """The values of each dimension together, in an order that does not depend on the text's."""
    values: dict[str, set[str | None]] = {}
    for piece in pieces:
        if isinstance(piece.meaning, Only):
            values.setdefault(piece.meaning.dimension, set()).update(piece.meaning.values)
    return tuple(
        Filter(dimension, tuple(sorted(some, key=lambda value: (value is None, value or ""))))
        for dimension, some in sorted(values.items())
    )


def _read_by(reading: Reading, pieces: list[Piece]) -> str | None:
    by = _find_only(reading, pieces, By)
    return by.dimension if by else None


def _past_day(as_of: AsOf | None, setting: Setting) -> date | None:
    """The day that is asked for; None when it is today."""
    return as_of.day if as_of and as_of.day != setting.today else None


def _read_period(reading: Reading, pieces: list[Piece], *, counts: bool) -> Period | None:
    """The period of flows, this quarter when none is named; of stocks only a named one."""
    when = _find_only(reading, pieces, When)
    if when and when.period.start > reading.setting.today:
        raise tell_future(reading, pieces)
    if when:
        return when.period
    as_of = _find_only(reading, pieces, AsOf)
    if counts and as_of:
        raise tell_as_of(reading, pieces, as_of)
    return parse_period("this quarter", reading.setting.today, reading.calendar) if counts else None


_Some = TypeVar("_Some", By, Closing, AsOf, When, Against)


def _find_only(reading: Reading, pieces: list[Piece], kind: type[_Some]) -> _Some | None:
    """The one meaning of a kind; a Fault when there are two that differ."""
    found = [piece for piece in pieces if isinstance(piece.meaning, kind)]
    meanings = [piece.meaning for piece in found if isinstance(piece.meaning, kind)]
    if any(meaning != meanings[0] for meaning in meanings):
        raise tell_twice(reading, found)
    return meanings[0] if meanings else None
