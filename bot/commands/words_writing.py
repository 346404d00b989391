"""Writes a question back as words, so that a button can carry it; reading them gives it again."""

from bot.asker import Asker
from bot.commands.vocabulary import Vocabulary
from bot.commands.words_text import write_name
from bot.commands.words_which import write_value
from bot.commands.words_who import find_leader, write_person
from metrics.calendar import Calendar, day_of, name_period
from metrics.question import Filter, Question, Setting
from storage.naming import fold_name

PIPELINE_METRICS = ("open_deals", "open_pipeline", "weighted_pipeline")
"""What /pipeline tells; its words name no metric."""


def write_words(question: Question, asker: Asker, vocabulary: Vocabulary, setting: Setting) -> str:
    """The words of a question, with days instead of "this quarter", so that they stay true.

    Read by the same asker they give the same question: by `read_pipeline` when it asks for
    PIPELINE_METRICS, else by `read_sales`.
    """
    calendar = Calendar(setting.fiscal_start)
    parts: list[str] = []
    if question.metrics != PIPELINE_METRICS:
        parts.append(", ".join(_write_metric(name, vocabulary) for name in question.metrics))
    parts += _write_who(question, asker, vocabulary)
    parts += [_write_filter(one) for one in question.filters]
    if question.by:
        parts.append(f"by {question.by.replace('_', '-')}")
    if question.closing:
        parts.append(f"closing {name_period(question.closing, calendar)}")
    if question.as_of:
        parts.append(f"as of {name_period(day_of(question.as_of))}")
    if question.period:
        parts.append(name_period(question.period, calendar))
    if question.compare:
        parts.append(f"vs {name_period(question.compare, calendar)}")
    elif question.compare_as_of:
        parts.append(f"vs {name_period(day_of(question.compare_as_of))}")
    return " ".join(parts)


def _write_metric(name: str, vocabulary: Vocabulary) -> str:
    """The title in small letters where it means the same metric, else the name."""
    title = vocabulary.titles.get(name, name)
    plain = title.replace(",", "")
    return plain.lower() if vocabulary.metrics.get(fold_name(plain)) == name else name


def _write_who(question: Question, asker: Asker, vocabulary: Vocabulary) -> list[str]:
    people = question.scope.people
    if people is None or people == asker.scope.people:
        return []
    leader = find_leader(people, vocabulary)
    if leader is not None and len(people) > 1:
        person = write_person(vocabulary, leader).removeprefix("owner:")
        return [f"team {person}"]
    return [write_person(vocabulary, one) for one in sorted(people) if one in vocabulary.people]


def _write_filter(one: Filter) -> str:
    """Each name once; other spellings of it come back with it."""
    known: dict[str, str] = {}
    for value in one.values:
        if value is not None:
            known.setdefault(fold_name(value), value)
    words = []
    if known:
        names = ",".join(write_name(value) for value in known.values())
        words.append(f"{one.dimension.replace('_', '-')}:{names}")
    if None in one.values:
        words.append(write_value(one.dimension, None))
    return " ".join(words)
