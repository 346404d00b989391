"""`/pipeline`: where the open deals stand, what moved, what needs attention."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.asker import Asker
from bot.commands.sight import read_in_sight
from bot.commands.words import read_pipeline, write_words
from bot.messages.csv_export import export_deals
from bot.messages.message import Message, Picture
from bot.messages.pipeline import PipelineAsks, say_pipeline
from bot.messages.receipt import show_pipeline_receipt
from bot.messages.views import View
from bot.numbers import Numbers
from metrics.calendar import Calendar, quarter_of
from metrics.charts.picture import draw_chart
from metrics.charts.pipelines import chart_of_pipeline
from metrics.pipeline import PipelineReport
from metrics.question import Question, Setting


@dataclass(frozen=True)
class PipelineReply:
    """The answer to `/pipeline`."""

    numbers: Numbers
    setting: Setting
    question: Question
    report: PipelineReport
    write: Callable[[Question], str]
    notes: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """Whose deals, in words."""
        return self.report.who

    def say(self, now: datetime, extra: dict[str, str]) -> Message:
        """Sentence, table, movement, attention, chart and buttons."""
        there = now.astimezone(self.setting.zone)
        return say_pipeline(self.report, there, self._asks(extra), self.draw(), self.notes)

    def draw(self) -> Picture | None:
        """The chart; None where nothing is open."""
        if not self.report.total.deals:
            return None
        spec = chart_of_pipeline(self.report)
        return Picture("pipeline.png", partial(draw_chart, spec), spec.alt_text, spec.title)

    def explain(self, now: datetime) -> View:
        """Formula, counts, filters, freshness, and what is missing."""
        return show_pipeline_receipt(self.report, now, self.setting.zone)

    def export(self) -> tuple[str, bytes]:
        """Every deal behind the answer, a row each."""
        rows = self.numbers.list_open_deals(self.question, self.setting)
        return f"pipeline-{self.report.as_of}.csv", export_deals(rows, self.setting.currency)

    def _asks(self, extra: dict[str, str]) -> PipelineAsks:
        question = self.question
        quarter = quarter_of(self.report.as_of, Calendar(self.setting.fiscal_start))
        return PipelineAsks(
            again=self.write(question),
            by_owner=self.write(replace(question, by="owner")),
            by_segment=self.write(replace(question, by="segment")),
            by_stage=self.write(replace(question, by="stage")),
            closing=self.write(replace(question, closing=quarter)),
            extra=extra,
        )


def answer_pipeline(numbers: Numbers, text: str, asker: Asker, now: datetime) -> PipelineReply:
    """Read the words, compute, and give the reply.

    Raises:
        Problem: for a word that is not known, or deals that are not the asker's to see.
    """
    setting = numbers.setting(now)
    vocabulary = numbers.read_vocabulary()
    words = read_in_sight(read_pipeline, text, asker, numbers, setting)
    report = numbers.report_pipeline(words.question, setting)
    write = partial(write_words, asker=asker, vocabulary=vocabulary, setting=setting)
    return PipelineReply(numbers, setting, words.question, report, write, words.notes)
