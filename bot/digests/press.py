"""Makes the numbers of a digest for one audience, as the outbox keeps them.

Preview, test and the real thing all come from here, so they can't say different things.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from bot.commands.sight import read_in_sight
from bot.commands.words import read_sales
from bot.digests.audience import Audience, narrow_scope
from bot.numbers import Numbers
from metrics.calendar import Calendar
from metrics.digests.compose import compose_digest
from metrics.digests.order import DigestOrder, EarlierAction
from metrics.digests.report import DigestReport, freeze, freeze_action, thaw_action
from metrics.question import Question, Setting
from metrics.schedule import Schedule
from metrics.schedule_periods import period_of, previous_of, year_before
from metrics.schedule_slots import Slot
from metrics.schedule_words import read_schedule
from metrics.schedule_zones import read_zone
from metrics.scope import Scope
from storage.actions import ActionRow, read_earlier
from storage.digests import DigestPlan
from storage.problem import Problem

MOST_EARLIER = 60
"""Actions of earlier digests that are looked at: three a week for more than eight weeks."""
_KEPT = 300


@dataclass(frozen=True)
class Sheet:
    """A digest made for one audience at one instant.

    Attributes:
        slot: For which time of the schedule.
        made_at: When its numbers were read.
    """

    plan: DigestPlan
    slot: Slot
    report: DigestReport
    made_at: datetime

    def write(self, **more: object) -> dict[str, Any]:
        """As the outbox keeps it; `bot.digests.rendering` reads it."""
        plan = {"schedule": self.plan.schedule, "zone": self.plan.zone, "owner": self.plan.owner}
        return {
            "report": freeze(self.report),
            "plan": plan,
            "made_at": self.made_at.isoformat(),
            **more,
        }

    def list_actions(self, key: str, digest_id: int, recipient: str) -> list[ActionRow]:
        """What it asks people to do, to be kept beside the delivery with this key."""
        return [
            ActionRow(
                delivery_key=key,
                number=number,
                digest_id=digest_id,
                slot=self.slot.wall,
                recipient=recipient,
                subject=action.subject,
                content=freeze_action(action),
                owner_id=action.owner_id,
                due_on=action.due_on,
            )
            for number, action in enumerate(self.report.actions, start=1)
        ]


class Press:
    """Makes digests; equal ones are worked out once while the data is the same."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._made: OrderedDict[object, DigestReport] = OrderedDict()
        self._lock = Lock()
        self.composed = 0

    def make(
        self,
        plan: DigestPlan,
        audience: Audience,
        slot: Slot,
        now: datetime,
        *,
        earlier: tuple[EarlierAction, ...] = (),
        within: Scope | None = None,
    ) -> Sheet:
        """A digest for an audience.

        Args:
            plan: Which one.
            audience: For whom.
            slot: For which time of its schedule, or any other time.
            now: The present instant.
            earlier: What the same audience was asked to do before.
            within: Nothing outside it is shown either: of somebody who looks over their shoulder.

        Raises:
            Problem: when there is nothing that may be shown, or its words can't be read.
        """
        numbers = self._numbers
        setting = numbers.setting(now)
        if within is not None:
            audience = look_over(audience, within)
        scope = narrow_scope(plan, audience.asker, numbers.read_people(now))
        period = period_of(slot, read_plan_schedule(plan), self._calendar)
        order = DigestOrder(
            name="",
            kind=plan.kind,
            scope=scope,
            sections=plan.sections,
            period=period,
            previous=previous_of(period, self._calendar),
            year_before=year_before(period, self._calendar),
            questions=self._read_questions(plan, audience, scope, setting),
            earlier=earlier,
            quiet_days=numbers.company.quiet_days,
        )
        return Sheet(plan, slot, replace(self._compose(order, setting), title=plan.name), now)

    @property
    def _calendar(self) -> Calendar:
        return Calendar(self._numbers.company.fiscal_year_starts)

    def _compose(self, order: DigestOrder, setting: Setting) -> DigestReport:
        key = (order, setting, self._numbers.read_version())
        with self._lock:
            made = self._made.get(key)
        if made is not None:
            return made
        with self._numbers.engine.connect() as connection:
            made = compose_digest(connection, order, setting)
        with self._lock:
            self.composed += 1
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def _read_questions(
        self, plan: DigestPlan, audience: Audience, scope: Scope, setting: Setting
    ) -> tuple[tuple[str, Question], ...]:
        """Every question in the words and within the sight of the audience."""
        asker = replace(audience.asker, scope=scope)
        read = []
        for words in plan.questions:
            try:
                asked = read_in_sight(read_sales, words, asker, self._numbers, setting)
            except Problem as problem:
                raise Problem(
                    "digest-question",
                    what=f"The question “{words[:80]}” can't be asked for {asker.name}.",
                    why=" ".join(part for part in (problem.what, problem.why) if part),
                    fix=f"Edit the digest. {problem.fix}",
                    suggestions=problem.suggestions,
                ) from None
            read.append((words, asked.question))
        return tuple(read)

    def read_earlier(self, digest_id: int, recipient: str, slot: Slot) -> tuple[EarlierAction, ...]:
        """What a recipient was asked to do by earlier digests, the newest first."""
        with self._numbers.engine.connect() as connection:
            rows = read_earlier(
                connection,
                self._numbers.workspace_id,
                digest_id,
                recipient,
                slot.wall,
                MOST_EARLIER,
            )
        zone = self._numbers.company.zone_info
        return tuple(
            EarlierAction(
                thaw_action(row.content),
                row.state,
                datetime.fromisoformat(row.slot).date(),
                row.decided_at.astimezone(zone).date() if row.decided_at else None,
            )
            for row in rows
        )


def look_over(audience: Audience, within: Scope) -> Audience:
    """The audience with no more in sight than somebody who looks over their shoulder may see."""
    if within.people is None:
        return audience
    seen = audience.scope.people
    if seen is not None and seen <= within.people:
        return audience
    shared = audience.scope.narrow(within.people, f"{within.label}: all you may see of it")
    if not shared.people:
        raise Problem(
            "digest-not-yours",
            what="I can't show you this digest.",
            why=f"It tells numbers that are not yours to see. What you may see: {within.label}.",
            fix="Ask one of its recipients.",
        )
    return replace(audience, asker=replace(audience.asker, scope=shared))


def make_slot(plan: DigestPlan, now: datetime) -> Slot:
    """This minute, as if the digest came now."""
    local = now.astimezone(read_zone(plan.zone)).replace(tzinfo=None, second=0, microsecond=0)
    return Slot(local, now)


def read_plan_schedule(plan: DigestPlan) -> Schedule:
    """When a digest comes. Raises Problem when the plan does not say it."""
    return read_schedule(plan.schedule, read_zone(plan.zone))
