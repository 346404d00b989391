"""The questions of an own digest, each with its answer and what it is held against."""

from metrics.answer import Answer, Reading
from metrics.calendar import name_days
from metrics.digests.briefing import Briefing
from metrics.digests.kinds import OWN
from metrics.digests.report import Against, Cell, Figure, Grid, SectionReport
from metrics.digests.section import Section
from metrics.digests.words import make_grid
from metrics.firmness import is_small
from metrics.money import NO_DATA, say_change, say_count, say_relative, say_value
from metrics.units import Better, Unit

_SHOWN = 5


def read_questions(briefing: Briefing) -> SectionReport | None:
    """The answers; None without questions.

    Raises:
        Problem: when a question can't be answered any more.
    """
    order = briefing.order
    if not order.questions:
        return None
    figures: list[Figure] = []
    lines: list[str] = []
    details: list[Grid] = []
    for words, answer in briefing.answers:
        figures.append(make_figure(words, answer))
        if answer.by is not None:
            lines.append(_say_groups(words, answer))
            details.append(_make_grid(words, answer))
    count = say_count(len(order.questions), "question")
    return SectionReport(
        name=QUESTIONS.name,
        title=QUESTIONS.title,
        sentence=f"The answers to {count}, for {order.scope.label}.",
        figures=tuple(figures),
        lines=tuple(lines),
        details=tuple(details),
    )


def make_figure(words: str, answer: Answer) -> Figure:
    """An answer as a figure, called by the question's own words."""
    value = answer.total.value
    return Figure(
        metric=answer.metric,
        title=words,
        words=_say_reading(answer, answer.total),
        value=None if value is None else float(value),
        against=_hold(answer),
    )


def _say_reading(answer: Answer, reading: Reading) -> str:
    words = say_value(reading.value, answer.unit, answer.currency, short=True)
    if reading.value is None:
        return words
    if reading.interval is not None:
        return f"{words} ({reading.numerator} of {reading.denominator})"
    return f"{words} (of {reading.n:,} only)" if is_small(answer, reading) else words


def _hold(answer: Answer) -> tuple[Against, ...]:
    change = answer.change
    if change is None:
        return ()
    if change.as_of is not None:
        name = "a day earlier" if change.period is None else name_days(change.period)
    else:
        name = name_days(change.period) if change.period is not None else "before"
    if change.change is None:
        return (Against(name, NO_DATA),)
    relative = answer.unit is Unit.MONEY and change.relative is not None
    words = (
        say_relative(change.relative)
        if relative
        else say_change(change.change, answer.unit, answer.currency, short=True)
    )
    good = None
    if change.change and answer.better is not Better.NEITHER:
        good = (change.change > 0) == (answer.better is Better.HIGHER)
    return (Against(name, words, good),)


def _say_groups(words: str, answer: Answer) -> str:
    told = [f"{group.label} {_say_reading(answer, group)}" for group in answer.groups[:_SHOWN]]
    more = len(answer.groups) - _SHOWN
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{words}: {'; '.join(told)}{rest}" if told else f"{words}: {NO_DATA}"


def _make_grid(words: str, answer: Answer) -> Grid:
    before = {group.key: group for group in answer.change.groups} if answer.change else {}
    rows = []
    for group in answer.groups:
        earlier = before.get(group.key)
        rows.append(
            (
                Cell(group.label),
                _cell(answer, group),
                Cell(f"{group.n:,}", group.n),
                Cell("") if earlier is None else _cell(answer, earlier),
            )
        )
    by = (answer.by or "group").replace("_", " ").capitalize()
    return make_grid(words, (by, answer.title, "Stands on", "Before"), rows)


def _cell(answer: Answer, reading: Reading) -> Cell:
    words = say_value(reading.value, answer.unit, answer.currency)
    return Cell(words, None if reading.value is None else float(reading.value))


QUESTIONS = Section(
    name="questions",
    title="Your questions",
    what="The questions of an own digest, each with its answer and what it is held against.",
    read=read_questions,
    kinds=frozenset({OWN}),
)
