"""Stages that no open deal is in, typed after /pipeline: what was won or lost is told by /sales."""

from bot.commands.vocabulary import Value
from bot.commands.words_pieces import Piece, Reading, Unclear
from bot.commands.words_text import quote_shortly
from storage.naming import fold_name

_NUMBERS = {"won": "deals won", "lost": "deals lost"}


def is_decided(reading: Reading, value: Value) -> bool:
    """Whether it is a stage that deals are in when they are won or lost."""
    return value.dimension == "stage" and _find_kind(reading, value) is not None


def tell_decided(reading: Reading, value: Value, start: int, end: int) -> Piece:
    """That no open deal can be there, and the number that is meant instead."""
    number = _NUMBERS.get(_find_kind(reading, value) or "", "deals won")
    unclear = Unclear(
        "decided-stage",
        what=f"{quote_shortly(reading.type(start, end))} is a stage of decided deals.",
        why="/pipeline is about the open ones.",
        fix="Ask for what was decided with /sales.",
        choices=(f"/sales {number} {reading.text}",),
    )
    return Piece(unclear, start, end)


def _find_kind(reading: Reading, value: Value) -> str | None:
    return reading.vocabulary.decided.get(fold_name(value.spellings[0]))
