"""Question -> answers: one SELECT for all metrics that stand on the same rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from metrics.answer import Answer, Change, Reading
from metrics.attainment import answer_attainment
from metrics.catalog import METRICS, suggest_metrics
from metrics.compare import describe_fairness, measure_change
from metrics.metric import Basis, Metric
from metrics.period import Period
from metrics.question import Question, Setting
from metrics.reading import rank_reading, take_reading
from metrics.receipt import ReceiptWriter, write_day, write_question
from metrics.window import Group, Window, read_window
from storage.problem import Problem

TOTAL = "total"
"""The label of the reading for everything asked."""


def compute(connection: Connection, question: Question, setting: Setting) -> tuple[Answer, ...]:
    """Answer every metric of a question, in its order.

    Raises:
        Problem: for a metric, dimension or filter that does not exist or does not fit.
    """
    metrics = [_find(name) for name in question.metrics]
    beside = [METRICS[name] for metric in metrics for name in metric.beside]
    asked = list(dict.fromkeys([*metrics, *beside]))
    desk = _Desk(connection, question, setting)
    windows = desk.read(asked, question.period, _day(question, setting))
    earlier = desk.read_earlier(metrics)
    return tuple(
        answer_attainment(connection, question, setting)
        if metric.measure is None
        else desk.answer(metric, windows, earlier)
        for metric in metrics
    )


def _find(name: str) -> Metric:
    if name in METRICS:
        return METRICS[name]
    near = suggest_metrics(name)
    raise Problem(
        "unknown-metric",
        what=f"There is no metric called “{name[:40]}”.",
        fix="See all of them with: salesbell metrics",
        suggestions=tuple(metric.name for metric in near),
    )


def _day(question: Question, setting: Setting) -> date:
    """The evening that stocks are told for: asked for, or the period's last one, or today."""
    if question.as_of is not None:
        return question.as_of
    if question.period is not None:
        return min(question.period.last, setting.today)
    return setting.today


@dataclass
class _Desk:
    connection: Connection
    question: Question
    setting: Setting

    @cached_property
    def receipts(self) -> ReceiptWriter:
        return ReceiptWriter(self.connection, self.question, self.setting)

    def read(
        self, metrics: Iterable[Metric], period: Period | None, day: date
    ) -> dict[Basis, Window]:
        """One window for each basis among the metrics."""
        by_basis: dict[Basis, list[Metric]] = {}
        for metric in metrics:
            if metric.measure is not None:
                by_basis.setdefault(metric.basis, []).append(metric)
        return {
            basis: read_window(self.connection, self.question, self.setting, some, period, day)
            for basis, some in by_basis.items()
        }

    def read_earlier(self, metrics: Sequence[Metric]) -> dict[Basis, Window]:
        """The same for the period, or the day, that the question compares with."""
        question = self.question
        flows = [m for m in metrics if not m.basis.is_stock] if question.compare else []
        stocks = [m for m in metrics if m.basis.is_stock]
        windows = self.read(flows, question.compare, self.setting.today)
        day = self.compared_day()
        if stocks and day is not None:
            windows |= self.read(stocks, question.compare, day)
        return windows

    def compared_day(self) -> date | None:
        """The earlier evening that stocks are held against."""
        question = self.question
        if question.compare_as_of is not None:
            return question.compare_as_of
        if question.compare is not None:
            return min(question.compare.last, self.setting.today)
        return None

    def answer(
        self, metric: Metric, windows: dict[Basis, Window], earlier: dict[Basis, Window]
    ) -> Answer:
        window = windows[metric.basis]
        is_stock = metric.basis.is_stock
        total = take_reading(metric, window.whole, self.setting, None, TOTAL)
        return Answer(
            metric=metric.name,
            title=metric.title,
            unit=metric.unit,
            better=metric.better,
            currency=self.setting.currency if metric.is_of_money else None,
            period=None if is_stock else self.question.period,
            as_of=_day(self.question, self.setting) if is_stock else None,
            total=total,
            receipt=self.receipts.write(metric, window, total),
            by=self.question.by,
            groups=self._groups(metric, window),
            change=self._change(metric, total, earlier.get(metric.basis)),
            question=write_question(metric.title, self.question),
            extras=tuple(self._extra(METRICS[name], windows) for name in metric.beside),
        )

    def _groups(self, metric: Metric, window: Window) -> tuple[Reading, ...]:
        readings = tuple(self._read_group(metric, group) for group in window.groups or ())
        return readings if window.is_ordered else tuple(sorted(readings, key=rank_reading))

    def _read_group(self, metric: Metric, group: Group) -> Reading:
        return take_reading(metric, group.tally, self.setting, group.key, group.label)

    def _extra(self, metric: Metric, windows: dict[Basis, Window]) -> Reading:
        whole = windows[metric.basis].whole
        return take_reading(metric, whole, self.setting, metric.name, metric.title)

    def _change(self, metric: Metric, total: Reading, window: Window | None) -> Change | None:
        if window is None:
            return None
        is_stock = metric.basis.is_stock
        before = take_reading(metric, window.whole, self.setting, None, TOTAL)
        change, relative = measure_change(metric.unit, total.value, before.value)
        day = self.compared_day() if is_stock else None
        period = None if is_stock else self.question.compare
        fair = describe_fairness(self.question.period, period, self.setting)
        if day is not None:
            fair = f"{write_day(_day(self.question, self.setting))}, against {write_day(day)}"
        return Change(period, day, before, change, relative, fair, self._groups(metric, window))
