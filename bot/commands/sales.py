"""`/sales <metric> …`: any number, for any period, compared fairly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales, write_words
from bot.messages.answer import AnswerAsks, say_answers
from bot.messages.csv_export import export_answers
from bot.messages.message import Message, Picture
from bot.messages.receipt import show_receipts
from bot.messages.views import View
from bot.numbers import Numbers
from metrics.answer import Answer
from metrics.calendar import EARLIEST
from metrics.charts.answers import chart_of_answer
from metrics.charts.picture import draw_chart
from metrics.compare import choose_comparison
from metrics.question import Filter, Question, Setting
from metrics.weakest import find_weakest
from storage.problem import Problem

NEXT_DIMENSIONS = ("owner", "segment", "region")
_NOT_BY_THAT = ("goals-by-holder-only", "dimension-does-not-fit")
"""Problems that suggest what else to break a number down by."""
GOAL_DIMENSIONS = ("owner", "team")
"""Goals are held by people and teams, and by nothing else."""


@dataclass(frozen=True)
class SalesReply:
    """The answer to `/sales`."""

    setting: Setting
    question: Question
    answers: Sequence[Answer]
    write: Callable[[Question], str]

    @property
    def scope(self) -> str:
        """Whose deals, in words."""
        return self.question.scope.label

    def say(self, now: datetime, extra: dict[str, str]) -> Message:
        """Number, comparison, table, chart and the next questions as buttons."""
        asks = AnswerAsks(
            again=self.write(self.question),
            next_steps=self._next_steps(),
            look_at=self._look_at(),
            extra=extra,
        )
        return say_answers(self.answers, now, asks, self.draw())

    def draw(self) -> Picture | None:
        """The chart of the first number that has one."""
        for answer in self.answers:
            spec = chart_of_answer(answer)
            if spec:
                name = f"{answer.metric.replace('_', '-')}.png"
                return Picture(name, partial(draw_chart, spec), spec.alt_text, spec.title)
        return None

    def explain(self, now: datetime) -> View:
        """A receipt for each number."""
        return show_receipts(self.answers, now, self.setting.zone)

    def export(self) -> tuple[str, bytes]:
        """Every number and every group of it."""
        name = "-".join(answer.metric.replace("_", "-") for answer in self.answers[:2])
        return f"{name}-{self.setting.today}.csv", export_answers(self.answers)

    def _next_steps(self) -> tuple[tuple[str, str], ...]:
        question = self.question
        steps = [
            (f"By {dimension}", self.write(replace(question, by=dimension)))
            for dimension in self._open_dimensions()
        ][:2]
        period = question.period
        if period and question.compare is None:
            earlier = choose_comparison(period, self.setting)
            if earlier.start >= EARLIEST:  # before all time there is nothing to compare with
                steps.append(("vs previous", self.write(replace(question, compare=earlier))))
        return tuple(steps)

    def _open_dimensions(self) -> list[str]:
        """What the number is not yet broken down or filtered by."""
        of_goals = "goal_attainment" in self.question.metrics
        taken = {self.question.by, *(one.dimension for one in self.question.filters)}
        return [
            one for one in (GOAL_DIMENSIONS if of_goals else NEXT_DIMENSIONS) if one not in taken
        ]

    def _look_at(self) -> tuple[str, str] | None:
        """The group that does worst, and the question that shows why."""
        question = self.question
        # People are asked for by name, which goes by who may see whom, not by a filter.
        if question.by is None or question.by in ("owner", "manager"):
            return None
        weakest = find_weakest(self.answers[0])
        if weakest is None or any(one.dimension == question.by for one in question.filters):
            return None
        only = (*question.filters, Filter(question.by, (weakest.key,)))
        deeper = replace(
            question, filters=tuple(sorted(only, key=lambda one: one.dimension)), by=None
        )
        further = [one for one in self._open_dimensions() if one != question.by]
        return weakest.label, self.write(replace(deeper, by=further[0] if further else None))


def answer_sales(numbers: Numbers, text: str, asker: Asker, now: datetime) -> SalesReply:
    """Read the words, compute, and give the reply.

    Raises:
        Problem: for a word that is not known, or deals that are not the asker's to see.
    """
    setting = numbers.setting(now)
    vocabulary = numbers.read_vocabulary()
    question = read_in_sight(read_sales, text, asker, numbers, setting).question
    write = partial(write_words, asker=asker, vocabulary=vocabulary, setting=setting)
    try:
        answers = numbers.answer(question, setting)
    except Problem as problem:
        if problem.reference in _NOT_BY_THAT:
            problem.suggestions = _write_suggestions(problem.suggestions, question, write)
        raise
    return SalesReply(setting, question, answers, write)


def _write_suggestions(
    dimensions: Sequence[str], question: Question, write: Callable[[Question], str]
) -> tuple[str, ...]:
    """Whole texts that can be run, without what does not fit."""
    fitting = tuple(one for one in question.filters if one.dimension in dimensions)
    plain = replace(question, filters=fitting)
    return tuple(write(replace(plain, by=dimension)) for dimension in dimensions)
