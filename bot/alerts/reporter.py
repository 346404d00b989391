"""What is told of a rule that fires, as the outbox keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.alerts.batch import Item
from bot.alerts.rendering import read_report, write_alert, write_note, write_over
from metrics.alerts.cause import Why, choose_before, find_cause, narrow
from metrics.alerts.check import RuleCheck
from metrics.alerts.compose import compose_alert, say_news
from metrics.alerts.coverage import Coverages
from metrics.alerts.ending import compose_over
from metrics.alerts.firing import Firing
from metrics.alerts.past import Archive
from metrics.alerts.pictures import Course
from metrics.alerts.replay import replay
from metrics.alerts.restated import Told, say_restated
from metrics.alerts.rule import Kind
from metrics.alerts.windows import Windows
from metrics.answer import Reading
from metrics.catalog import METRICS
from metrics.compute import compute
from metrics.period import Period
from metrics.question import Question, Setting
from storage.engine import Connection
from storage.problem import Problem

Content = Mapping[str, Any]
_LOOKED_BACK = 84
"""Days in the picture of an alert."""


@dataclass(frozen=True)
class Reporter:
    """Writes for the rules of one check.

    Attributes:
        coverages: How far the data goes.
        version: Of the data.
    """

    connection: Connection
    coverages: Coverages
    setting: Setting
    version: int
    now: datetime

    def find_subject(self, item: Item, check: RuleCheck, windows: Windows, known: str) -> str:
        """What is behind it now; what people know of stays while it is sure."""
        why = self._find_why(item, check, windows, known, with_deals=False)
        return why.cause.subject if why else ""

    def write_firing(self, item: Item, check: RuleCheck, windows: Windows) -> tuple[Content, str]:
        """What says that it fires, and what is behind it."""
        why = self._find_why(item, check, windows)
        firing = self._gather(item, check, windows, why)
        report = compose_alert(self.connection, firing, self.setting)
        content = write_alert(report, item.row.zone, item.row.mentions)
        return content, why.cause.subject if why else ""

    def write_note(self, item: Item, check: RuleCheck, windows: Windows) -> tuple[Content, str]:
        """What says that there is news of it, and what is behind it."""
        why = self._find_why(item, check, windows)
        firing = self._gather(item, check, windows, why)
        firing = replace(firing, restated=self._find_restated(item, check))
        report = compose_alert(self.connection, firing, self.setting)
        news = say_news(read_report(item.first[0]), report)
        content = write_note(report, item.row.zone, item.row.mentions, news)
        return content, why.cause.subject if why else ""

    def write_over(self, item: Item, check: RuleCheck, windows: Windows) -> Content:
        """What says that it is over."""
        report = read_report(item.first[0])
        firing = self._gather(item, check, windows, None)
        recovery = compose_over(firing, report.groups, self.setting)
        acknowledged_by = item.incident.acknowledged_by if item.incident else None
        return write_over(report, item.row.zone, recovery, acknowledged_by or "")

    def _gather(self, item: Item, check: RuleCheck, windows: Windows, why: Why | None) -> Firing:
        coverage = self.coverages.find(item.row.metric)
        return Firing(
            item.row.name,
            _ask(item),
            check,
            windows,
            why,
            course=self._look_back(item, check),
            usual_gap=coverage.usual_gap,
            data_as_of=coverage.newest,
        )

    def _look_back(self, item: Item, check: RuleCheck) -> Course:
        """The last weeks of the one group that fires, or did."""
        known = item.incident.told.get("groups", {}) if item.incident is not None else {}
        groups = [one.key for one in check.told] or list(known)
        if item.rule.kind is Kind.STALE or len(groups) != 1:
            return Course()
        question = narrow(_ask(item), groups[0])
        archive = Archive(self.connection, self.setting, question, check.day, _LOOKED_BACK)
        try:
            past = replay(archive.look_back(item.rule), self.setting)
        except Problem:  # a picture less; that it fires is told all the same
            return Course()
        course = past.courses[0] if past.courses else None
        return Course(course.seen, course.turns) if course else Course()

    def _find_why(
        self,
        item: Item,
        check: RuleCheck,
        windows: Windows,
        known: str = "",
        *,
        with_deals: bool = True,
    ) -> Why | None:
        if item.rule.kind is Kind.STALE:
            return None
        rows = max((one.verdict.n for one in check.groups), default=0)
        return find_cause(
            self.connection,
            _ask(item),
            item.rule,
            windows.now,
            windows.before or choose_before(item.rule, windows.now, rows),
            self.setting,
            check.told[0].key if check.told else "",
            known,
            with_deals=with_deals,
        )

    def _find_restated(self, item: Item, check: RuleCheck) -> str:
        """What newer data has made of what was told of the one group that fires."""
        known = item.incident.told if item.incident is not None else {}
        groups = known.get("groups", {})
        if len(check.told) != 1 or not item.row.metric:
            return ""
        key = check.told[0].key
        reading = groups.get(key, {}).get("reading")
        if reading is None:
            return ""
        start, end = (date.fromisoformat(day) for day in known["window"])
        told = Told(
            reading["value"],
            reading["numerator"],
            reading["denominator"],
            reading["n"],
            Period(start, end),
            known["version"],
        )
        now = self._read_again(item, key, told.period)
        metric = METRICS[item.row.metric]
        return say_restated(told, now, self.version, metric, self.setting.currency)

    def _read_again(self, item: Item, key: str, period: Period) -> Reading:
        metric = METRICS[item.row.metric]
        is_stock = metric.basis.is_stock
        asked = replace(
            narrow(_ask(item), key),
            period=None if is_stock else period,
            as_of=period.last if is_stock else None,
        )
        return compute(self.connection, asked, self.setting)[0].total


def _ask(item: Item) -> Question:
    """What a rule asks. It has a meaning, as it could be judged."""
    if item.meaning is None:
        raise ValueError(f"rule {item.row.id} has no meaning")
    return item.meaning.question
