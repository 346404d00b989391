"""The words behind `/sales alert` become a rule; a word that is not known, a Problem. Pure.

`sentence_writing` writes what is read here. Nothing is guessed: what can be meant is offered as
whole corrected sentences.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.alerts.rule_words import RuleWords
from bot.alerts.sentence_cutting import Cut, Place, cut_sentence
from bot.alerts.sentence_nearest import list_kinds, list_levels, mend_keywords, mend_words
from bot.alerts.understanding import STRANGER, Author, Understood, understand
from bot.alerts.watched import is_filler, open_words
from bot.commands.people import find_named
from bot.commands.words_text import quote_shortly
from metrics.alerts.rule import Kind
from metrics.question import Question
from storage.alerts import RulePlan
from storage.problem import Problem

MOST_SUGGESTIONS = 5
_MOST_TRIED = 40
EXAMPLE = "Write it such as: /sales alert win rate is below 20 % over 4 weeks"


@dataclass(frozen=True)
class SentenceRead:
    """A sentence, understood.

    Attributes:
        question: What is asked, for whoever checks which names are in it.
    """

    plan: RulePlan
    question: Question


def read_sentence(text: str, author: Author) -> SentenceRead:
    """The rule that a sentence says.

    Raises:
        Problem: for a word that is unknown or unclear, or something that is missing. Its
            suggestions are whole sentences that read without one.
    """
    try:
        cut = cut_sentence(text)
        understood = _understand(cut, author)
    except Problem as problem:
        problem.suggestions = _keep_readable(problem.suggestions, author)
        raise
    if understood.plan is None:
        raise _tell(cut, understood, author)
    return SentenceRead(understood.plan, understood.question)


def _understand(cut: Cut, author: Author) -> Understood:
    """The rule, or what is wrong. Raises Problem for somebody who can't be told."""
    words = cut.words
    if words.kind == Kind.STALE:
        reading = open_words(words.what, author.asker, author.vocabulary, author.setting)
        words = replace(words, what="" if is_filler(reading) else words.what)
    recipients = [_find_place(place, author) for place in cut.places] or [author.user]
    mentions = [_find_place(place, author) for place in cut.mentions]
    filled: RuleWords = replace(words, recipients=tuple(recipients), mentions=tuple(mentions))
    return understand(filled, author)


def _find_place(place: Place, author: Author) -> str:
    """Slack's id of a channel or person."""
    if place.id:
        return place.id
    if place.text == "me" or (place.text == "here" and not author.channel):
        return author.user
    if place.text == "here":
        return author.channel
    vocabulary = author.vocabulary
    try:
        person = find_named(place.text, author.asker, vocabulary)
        user = vocabulary.people[person].slack_user_id
    except Problem:
        user = None
    if user is None:
        raise Problem(
            "alert-place",
            what=f"I don't know who {quote_shortly(place.text)} is in Slack.",
            fix="Type # or @ and choose the channel or the person from Slack's list.",
        )
    return user


def _tell(cut: Cut, understood: Understood, author: Author) -> Problem:
    """The first thing that is wrong, with the sentences that could be meant."""
    knob = _find_first(understood)
    problem = understood.faults[knob]
    fix = EXAMPLE if problem.reference == "unknown-word" else problem.fix
    what = problem.what
    if problem.reference == STRANGER and knob in cut.clauses:
        what = what.replace(f"“{getattr(cut.words, knob)}”", f"“{cut.name_clause(knob)}”")
    return Problem(
        problem.reference,
        what=what,
        why=problem.why,
        fix=fix,
        suggestions=_keep_readable(_offer(cut, understood, author), author),
    )


def _find_first(understood: Understood) -> str:
    """The property that is told of: a misspelt word is more likely than nothing to wait for."""
    faults = understood.faults
    return "what" if "what" in faults else "kind" if "kind" in faults else next(iter(faults))


def _offer(cut: Cut, understood: Understood, author: Author) -> Iterator[str]:
    """Whole sentences in the place of one that has a fault."""
    knob = _find_first(understood)
    if knob in ("what", "kind"):
        if (mended := mend_keywords(cut, author)) != cut.text:
            yield mended
            yield from _offer_choices(mended, author)
        yield from mend_words(cut, author)
        yield from list_levels(cut)
    if knob == "kind":
        metric = understood.watched.metric if understood.watched else None
        yield from list_kinds(cut, metric)
    yield from _put_choices(cut, knob, understood.faults[knob].suggestions)


def _offer_choices(text: str, author: Author) -> Iterator[str]:
    """What else is wrong with a sentence whose own words have been put right."""
    try:
        cut = cut_sentence(text)
        understood = _understand(cut, author)
    except Problem:
        return
    if understood.faults:
        knob = _find_first(understood)
        yield from _put_choices(cut, knob, understood.faults[knob].suggestions)


def _put_choices(cut: Cut, knob: str, choices: Sequence[str]) -> Iterator[str]:
    for words in choices:
        if words.startswith("/"):
            continue
        if knob == "what" or knob in cut.spans:
            yield cut.put(knob, words)
        elif knob == "line" and words:
            end = cut.kind_span[1]
            yield f"{cut.text[:end]} by {words}{cut.text[end:]}"


def _keep_readable(texts: Iterable[str], author: Author) -> tuple[str, ...]:
    """Those of the sentences that read without a Problem, so that a button can take each."""
    kept: list[str] = []
    for tried, text in enumerate(texts):
        if tried == _MOST_TRIED or len(kept) == MOST_SUGGESTIONS:
            break
        if text not in kept and _is_readable(text, author):
            kept.append(text)
    return tuple(kept)


def _is_readable(text: str, author: Author) -> bool:
    try:
        return _understand(cut_sentence(text), author).plan is not None
    except Problem:
        return False
