"""What is told of a rule that fires, as the outbox keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.alerts.batch import Item
from bot.alerts.rendering import read_report, write_alert
from metrics.alerts.cause import Why, choose_before, find_cause
from metrics.alerts.check import RuleCheck
from metrics.alerts.coverage import Coverages
from metrics.alerts.recovery import Recovery, freeze_recovery
from metrics.alerts.report import AlertReport, GroupReport
from metrics.alerts.windows import Windows
from metrics.question import Setting
from storage.engine import Connection

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Reporter:
    """Writes for the rules of one check.

    Attributes:
        coverages: How far the data goes.
        now: The present instant.
    """

    connection: Connection
    coverages: Coverages
    setting: Setting
    now: datetime

    def find_subject(self, item: Item, check: RuleCheck, windows: Windows, known: str) -> str:
        """What is behind it now; what people know of stays while it is sure."""
        why = self._find_why(item, check, windows, known)
        return why.cause.subject if why else ""

    def write_firing(self, item: Item, check: RuleCheck, windows: Windows) -> tuple[Content, str]:
        """What says that it fires, and what is behind it."""
        why = self._find_why(item, check, windows)
        report = self._report(item, check, windows, why)
        content = write_alert(report, item.row.zone, item.row.mentions)
        return content, why.cause.subject if why else ""

    def write_note(
        self, item: Item, check: RuleCheck, windows: Windows, news: str
    ) -> tuple[Content, str]:
        """What says that there is news of it, and what is behind it."""
        content, subject = self.write_firing(item, check, windows)
        return {**content, "news": news}, subject

    def write_over(self, item: Item, check: RuleCheck) -> Content:
        """What says that it is over."""
        report = read_report(item.first[0])
        recovery = Recovery(f"{item.row.name} is over.", report.period.start, check.day)
        content = write_alert(report, item.row.zone)
        return {**content, "recovery": freeze_recovery(recovery)}

    def _find_why(
        self, item: Item, check: RuleCheck, windows: Windows, known: str = ""
    ) -> Why | None:
        if item.meaning is None:
            return None
        before = windows.before or choose_before(item.rule, windows.now)
        worst = check.told[0].key if check.told else ""
        question = item.meaning.question
        return find_cause(
            self.connection, question, item.rule, windows.now, before, self.setting, worst, known
        )

    def _report(
        self, item: Item, check: RuleCheck, windows: Windows, why: Why | None
    ) -> AlertReport:
        groups = tuple(
            GroupReport(
                group.key,
                group.label,
                str(group.verdict.value),
                group.verdict.reason,
                group.after.breached_since or check.day,
            )
            for group in check.told
        )
        return AlertReport(
            item.row.name,
            item.row.words,
            f"{item.row.name} fires.",
            windows.now,
            item.meaning.question.scope.label if item.meaning else "",
            groups,
            cause=why.cause if why else None,
            look_first=why.look_first if why else (),
            data_as_of=self.coverages.find(item.row.metric).newest,
        )
