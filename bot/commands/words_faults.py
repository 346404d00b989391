"""What keeps a text from being read, in words, and the texts that could be meant instead."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from bot.commands.words_nearest import Spot, replace_spots
from bot.commands.words_pieces import (
    Against,
    AsOf,
    By,
    Closing,
    Filler,
    Piece,
    Reading,
    Unclear,
    Unknown,
    When,
)
from bot.commands.words_text import quote_shortly
from metrics.calendar import month_of, name_period, quarter_of


class Fault(Exception):  # noqa: N818 - becomes a Problem as soon as its suggestions are known
    """What keeps a text from being read, before anybody looked for what comes near."""

    def __init__(self, unclear: Unclear, suggest: Callable[[], Iterable[str]]) -> None:
        super().__init__(unclear.what)
        self.unclear = unclear
        self.suggest = suggest


def explain(reading: Reading, pieces: Sequence[Piece]) -> Unclear:
    """What is wrong: the unknown words together, else the first thing that is unclear."""
    command = "/sales" if reading.in_sales else "/pipeline"
    runs = groupby(pieces, lambda piece: isinstance(piece.meaning, Unknown))
    spans = [list(run) for is_unknown, run in runs if is_unknown]
    unknown = [reading.type(run[0].start, run[-1].end) for run in spans]
    if unknown:
        return Unclear(
            "unknown-word",
            what=f"I don't know {quote_shortly(', '.join(unknown))}.",
            fix=f"Everything I understand: {command} help",
        )
    return next(piece.meaning for piece in pieces if isinstance(piece.meaning, Unclear))


def tell_compare(reading: Reading) -> Fault:
    """Something that /pipeline does not compare."""
    return Fault(
        Unclear(
            "compare-in-pipeline",
            what="/pipeline shows what moved since last week; it compares nothing else.",
            fix="Compare a number with /sales.",
        ),
        lambda: (f"/sales open pipeline {reading.text}",),
    )


def tell_nothing_before(reading: Reading, pieces: Sequence[Piece]) -> Fault:
    """A comparison with what lies before all time."""
    spot = _spot_of(pieces, Against)
    return Fault(
        Unclear(
            "nothing-before",
            what="There is nothing before that period to compare with.",
            fix="Leave the comparison out, or name a shorter period.",
        ),
        lambda: (replace_spots(reading, [spot], [""]),),
    )


def tell_twice(reading: Reading, found: Sequence[Piece]) -> Fault:
    """Two pieces that cannot both hold, such as `by region by owner`."""
    typed = [reading.type(piece.start, piece.end) for piece in found]
    return Fault(
        Unclear(
            "said-twice",
            what=f"{quote_shortly(', '.join(typed))}: I can do one of these at a time.",
            fix="Choose one of them.",
        ),
        lambda: [_keep_one(reading, found, at) for at in range(len(found))],
    )


def tell_closing(reading: Reading, pieces: Sequence[Piece]) -> Fault:
    """`closing` beside a number that counts what was decided, not open deals."""
    spot = _spot_of(pieces, Closing)
    typed = reading.type(spot.start, spot.end)
    return Fault(
        Unclear(
            "closing-in-flow",
            what=f"{quote_shortly(typed)} is about open deals; this number counts others.",
            fix="Name the period alone, or ask for the open pipeline.",
        ),
        lambda: (
            replace_spots(reading, [spot], [typed.partition(" ")[2]]),
            f"/sales open pipeline {typed}",
        ),
    )


def _keep_one(reading: Reading, found: Sequence[Piece], kept: int) -> str:
    spots = [Spot(piece.start, piece.end, ()) for piece in found]
    words = [""] * len(found)
    one = found[kept]
    by = one.meaning.dimension.replace("_", " ") if isinstance(one.meaning, By) else ""
    words[kept] = f"by {by}" if by else reading.type(one.start, one.end)
    return replace_spots(reading, spots, words)


def tell_too_long(reading: Reading) -> Fault:
    """A text of more words than any question has."""
    command = "/sales" if reading.in_sales else "/pipeline"
    return Fault(
        Unclear(
            "too-long",
            what=f"That is more than I can read: {quote_shortly(reading.text)}.",
            fix=f"Ask with fewer words; {command} help shows how.",
        ),
        tuple,
    )


def tell_no_metric(reading: Reading, pieces: Sequence[Piece]) -> Fault:
    """A text behind /sales that names no number; what it says besides is offered with one."""
    fillers = [
        Spot(piece.start, piece.end, ()) for piece in pieces if isinstance(piece.meaning, Filler)
    ]
    rest = replace_spots(reading, fillers, [""] * len(fillers))
    titles = reading.vocabulary.titles
    offered = [titles[name].lower() for name in _OFFERED if name in titles]
    return Fault(
        Unclear(
            "no-metric",
            what="Which number would you like?" if reading.text else "No number is named.",
            fix="Name one, such as win rate or bookings; /sales help lists them all.",
        ),
        lambda: [f"{title} {rest}".strip() for title in offered],
    )


_OFFERED = ("win_rate", "bookings", "deals_won", "open_pipeline")
"""What is offered to somebody who names no metric."""


def tell_future(reading: Reading, pieces: Sequence[Piece]) -> Fault:
    """A period that has not begun, for numbers that count what happened."""
    spot = _spot_of(pieces, When)
    typed = reading.type(spot.start, spot.end)
    return Fault(
        Unclear(
            "future-period",
            what=f"{quote_shortly(typed)} is still to come.",
            why="What will be won or lost then is not known yet.",
            fix="Ask for a period that has begun, or for what is expected to close then.",
        ),
        lambda: (
            replace_spots(reading, [spot], ["this quarter"]),
            replace_spots(reading, [spot], ["last quarter"]),
            f"/pipeline closing {typed}",
        ),
    )


def tell_as_of(reading: Reading, pieces: Sequence[Piece], as_of: AsOf) -> Fault:
    """`as of` beside a number that counts over a period."""
    spot = _spot_of(pieces, AsOf)
    month = name_period(month_of(as_of.day))
    quarter = name_period(quarter_of(as_of.day, reading.calendar), reading.calendar)
    return Fault(
        Unclear(
            "as-of-in-flow",
            what="A number that counts over a period has no state on one day.",
            fix="Name the period instead.",
        ),
        lambda: [replace_spots(reading, [spot], [words]) for words in (quarter, month)],
    )


def _spot_of(pieces: Sequence[Piece], kind: type[When | AsOf | Closing | Against]) -> Spot:
    piece = next(piece for piece in pieces if isinstance(piece.meaning, kind))
    return Spot(piece.start, piece.end, ())
