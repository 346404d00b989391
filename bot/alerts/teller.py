"""What a check makes of a rule: what is told of it now, and what is written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.alerts.batch import Item
from bot.alerts.notices import tell_unjudged
from bot.alerts.records import read_told, write_check, write_told
from bot.alerts.reporter import Reporter
from bot.alerts.slip import Slip
from metrics.alerts.check import RuleCheck
from metrics.alerts.notice import Arrival, Decision, Moment, Notice, Told
from metrics.alerts.rule import Kind
from metrics.alerts.verdict import Finding
from metrics.alerts.windows import Windows
from metrics.schedule_zones import read_zone
from storage.outbox import Parcel
from storage.problem import Problem


@dataclass(frozen=True)
class Teller:
    """Decides for the rules of one check.

    Attributes:
        reporter: Writes what is told.
        find_administrators: Who is told, beside the owner, that a rule is broken.
        day, version: The last complete day of all tables, and the data's version.
        now: The present instant.
    """

    reporter: Reporter
    find_administrators: Callable[[], Sequence[str]]
    day: date
    version: int
    now: datetime

    def tell(
        self, item: Item, check: RuleCheck, windows: Windows | None, problem: Problem | None
    ) -> Slip:
        """What becomes of one rule.

        Args:
            item: The rule.
            check: What came of judging it.
            windows: What was looked at; None when it could not be judged.
            problem: Why it could not be.
        """
        told = read_told(item.incident, item.first)
        lost = told is not None and told.arrival is Arrival.LOST and bool(check.firing)
        if lost:  # what should have said so will never arrive: it is told anew
            told = None
        cause = ""
        if told is not None and check.told and windows is not None:
            cause = self.reporter.find_subject(item, check, windows, told.cause)
        moment = Moment(
            self.now, read_zone(item.row.zone), item.row.last_notice_at, item.row.snoozed_until
        )
        decision = check.decide(told, cause, moment)
        if decision.notice is Notice.RESOLVED and told and told.groups.keys() <= check.left:
            # Nothing has come back: whom it was about has left.
            decision = Decision(None, "those it was about have left")
        content, known = self._say(item, check, windows, decision)
        ending = "untold" if lost else self._find_ending(item, check, told, decision)
        return Slip(
            item,
            write_check(
                item.row,
                check,
                self.version,
                windows.now if windows else None,
                self.now,
                day=self.day,
                reason=decision.reason if problem is None else str(problem),
                look_at=decision.look_at or find_ageing(check, self.now),
                is_told=content is not None,
            ),
            opens=bool(check.firing) and (item.incident is None or lost),
            ending=ending,
            notice=decision.notice,
            content=content,
            told=known,
            notices=self._list_notices(item, problem),
        )

    def _say(
        self, item: Item, check: RuleCheck, windows: Windows | None, decision: Decision
    ) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
        """What is told, and what people know then."""
        if decision.notice is None or windows is None:
            return None, None
        if decision.notice is Notice.RESOLVED:
            return self.reporter.write_over(item, check, windows), None
        if decision.notice is Notice.NOTE:
            content, subject = self.reporter.write_note(item, check, windows)
        else:
            content, subject = self.reporter.write_firing(item, check, windows)
        return content, write_told(check, subject, windows.now, self.version)

    def _find_ending(
        self, item: Item, check: RuleCheck, told: Told | None, decision: Decision
    ) -> str:
        """Why the open incident is closed; empty while it goes on."""
        if item.incident is None or check.firing:
            return ""
        if decision.notice is Notice.RESOLVED:
            return "over"
        waits = decision.look_at is not None
        if told is not None and told.groups.keys() <= check.left:
            return "changed"
        if told is not None and (waits or told.arrival is Arrival.DELIVERED):
            return ""
        return "untold"

    def _list_notices(self, item: Item, problem: Problem | None) -> list[Parcel]:
        if problem is None:
            return []
        users = [item.row.owner, *self.find_administrators()]
        return tell_unjudged(item.row, problem, users, self.now)


def find_ageing(check: RuleCheck, now: datetime) -> datetime | None:
    """When data that is fresh now will be too old: no newer data will say so."""
    if check.rule.kind is not Kind.STALE:
        return None
    verdict = check.groups[0].verdict
    if verdict.finding is not Finding.FINE or verdict.line is None or verdict.value is None:
        return None
    return now + timedelta(days=verdict.line - verdict.value, seconds=1)
