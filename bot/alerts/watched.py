"""What a rule watches: words of `/sales` without a period, as metric, filters and groups. Pure.

People in the words ("my win rate", "bookings of Dana's team") say whose numbers are meant; that is
a property of its own, and what is kept of the words names nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words import read_sales, write_words
from bot.commands.words_faults import tell_twice
from bot.commands.words_nearest import Spot, replace_spots
from bot.commands.words_pieces import (
    Against,
    AsOf,
    Closing,
    Everyone,
    Filler,
    Mine,
    MyTeam,
    Number,
    People,
    Piece,
    Reading,
    When,
    Who,
)
from bot.commands.words_reading import read_pieces
from bot.commands.words_text import clean_text, cut_tokens
from bot.commands.words_who import find_leader
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.question import Filter, Question, Setting
from storage.problem import Problem

_TILES = ("week", "month", "quarter", "year")


@dataclass(frozen=True)
class Watched:
    """What is watched.

    Attributes:
        words: As they are kept: read again they mean the same, to everybody.
        question: Without a period, in the scope of whoever wrote it.
        whose: "visible", "team" or "person"; None where the words name nobody.
        person_id: Whose team, or who.
    """

    words: str
    metric: Metric
    question: Question
    whose: str | None = None
    person_id: int | None = None

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What it is narrowed to."""
        return self.question.filters

    @property
    def by(self) -> str | None:
        """What its groups are."""
        return self.question.by


def read_watched(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> Watched:
    """What the words of a rule watch.

    Raises:
        Problem: when they can't be read, name no metric or several, or say when. Its suggestions
            are whole texts.
    """
    question = read_sales(text, asker, vocabulary, setting).question
    reading = open_words(text, asker, vocabulary, setting)
    pieces = read_pieces(reading)
    _refuse_times(reading, pieces)
    if len(question.metrics) > 1:
        named = [piece for piece in pieces if isinstance(piece.meaning, Number)]
        raise Problem(
            "alert-metrics",
            what="An alert watches one number.",
            fix="Make an alert for each of them.",
            suggestions=tuple(tell_twice(reading, named).suggest()),
        )
    metric = METRICS[question.metrics[0]]
    if question.by in _TILES:
        raise Problem(
            "alert-by-time",
            what=f"An alert can't watch each {question.by} by itself.",
            why="It looks at the last days, again and again.",
            fix="Leave it out, or name another group, such as by owner.",
            suggestions=(_write(replace(question, by=None), pieces, reading),),
        )
    whose, person_id = _find_whose(reading, pieces)
    bare = replace(
        question, period=None, as_of=None, compare=None, compare_as_of=None, scope=asker.scope
    )
    return Watched(_write(bare, pieces, reading), metric, bare, whose, person_id)


def open_words(text: str, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> Reading:
    """The words of a rule, to be read piece by piece."""
    plain = clean_text(text)
    return Reading(plain, cut_tokens(plain), asker, vocabulary, setting, in_sales=True)


def is_filler(reading: Reading) -> bool:
    """Whether the words say nothing: "please", "the"."""
    return all(isinstance(piece.meaning, Filler) for piece in read_pieces(reading))


def _write(question: Question, pieces: Sequence[Piece], reading: Reading) -> str:
    """The words as they are kept; "closing this quarter" stays what it is as time goes on."""
    plain = replace(
        question, scope=reading.asker.scope, period=None, as_of=None, compare=None,
        compare_as_of=None, closing=None,
    )  # fmt: skip
    words = write_words(plain, reading.asker, reading.vocabulary, reading.setting)
    typed = [reading.type(p.start, p.end) for p in pieces if isinstance(p.meaning, Closing)]
    return " ".join((words, *typed[:1]))


def _refuse_times(reading: Reading, pieces: Sequence[Piece]) -> None:
    timed = [piece for piece in pieces if isinstance(piece.meaning, When | AsOf | Against)]
    if not timed:
        return
    typed = reading.type(timed[0].start, timed[0].end)
    spots = [Spot(piece.start, piece.end, ()) for piece in timed]
    raise Problem(
        "alert-times",
        what=f"An alert can't look at “{typed}”.",
        why="It looks at the last days, again and again.",
        fix="Say how many days it looks back on, such as over 4 weeks.",
        suggestions=(replace_spots(reading, spots, [""] * len(spots)),),
    )


def _find_whose(reading: Reading, pieces: Sequence[Piece]) -> tuple[str | None, int | None]:
    """Whose numbers the words name, as rules keep it."""
    who = [piece.meaning for piece in pieces if isinstance(piece.meaning, Who)]
    asker, vocabulary = reading.asker, reading.vocabulary
    narrow = [meaning for meaning in who if not isinstance(meaning, Everyone)]
    if not narrow:
        return ("visible", None) if who else (None, None)
    people: set[int] = set()
    for meaning in narrow:
        if isinstance(meaning, Mine) and asker.person_id is not None:
            people.add(asker.person_id)
        elif isinstance(meaning, MyTeam):
            people |= asker.team
        elif isinstance(meaning, People):
            people |= meaning.ids
    if len(people) == 1:
        return "person", people.pop()
    leader = find_leader(frozenset(people), vocabulary)
    if leader is None:
        raise Problem(
            "alert-several-people",
            what="An alert is about one person, one team, or all that may be seen.",
            fix="Make an alert for each of them, or watch everybody by owner.",
        )
    return "team", leader
