"""What is said of a digest in windows and lists: its next dates, who reads it, how it fares."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.answering.slack_answers import Fate, SlackAnswer, explain
from bot.asker import Asker
from bot.bell import Bell
from bot.buttons.digest_reading import Desk
from bot.buttons.managing import read_id
from bot.digests.plan import NOUN
from bot.digests.press import read_plan_schedule
from bot.messages.digest_words import DigestCard
from bot.plans import owned
from bot.plans.owned import Shelf, check_manager, may_manage
from bot.request import Request
from metrics.calendar import Calendar
from metrics.digests.words import write_period
from metrics.schedule import Schedule
from metrics.schedule_periods import period_of
from metrics.schedule_slots import Slot, describe_slot, list_slots, read_slot
from metrics.schedule_zones import read_zone
from storage.deliveries import list_deliveries
from storage.digests import DigestPlan, DigestRow, find_digest, list_digests
from storage.people import PersonRow
from storage.problem import Problem

DATES = 3
_SLACKS_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+|ratelimited")


def list_dates(digest: Schedule | DigestPlan, now: datetime, calendar: Calendar) -> list[str]:
    """The next dates with zone, and the period each tells about."""
    schedule = digest if isinstance(digest, Schedule) else read_plan_schedule(digest)
    lines = []
    for slot in list_slots(schedule, now, limit=DATES):
        period = write_period(period_of(slot, schedule, calendar))
        lines.append(f"{describe_slot(slot, schedule.zone)}, about {period}")
    return lines


def list_readers(bell: Bell, plan: DigestPlan, now: datetime) -> list[tuple[str, str]]:
    """Each recipient, and whose numbers are shown there. Raises Problem for one that gets none."""
    return [
        (recipient, bell.digests.find_scope(plan, recipient, now).label)
        for recipient in plan.recipients
    ]


def read_digests(bell: Bell) -> list[DigestRow]:
    """All digests there are."""
    with bell.numbers.engine.connect() as connection:
        return list_digests(connection, bell.numbers.workspace_id)


def find_managed(bell: Bell, request: Request, asker: Asker, digest_id: int = 0) -> DigestRow:
    """The digest that a button carries, or the one with this id, if whoever clicks may change it.

    Raises:
        Problem: when there is none any more, or it is not theirs to change.
    """
    number = digest_id or read_id(request)
    with bell.numbers.engine.connect() as connection:
        digest = find_digest(connection, bell.numbers.workspace_id, number)
    check_manager(digest, request.user, asker, NOUN)
    return digest


def forget_channel(bell: Bell, request: Request) -> None:
    """Somebody came or went: who reads a digest there has to be asked again."""
    bell.digests.forget_channel(request.channel)


def list_own(bell: Bell, user: str, desk: Desk, most: int) -> Shelf[DigestCard]:
    """The digests that somebody owns or gets in direct messages."""
    return _fill_shelf(bell, user, desk, owned.list_own(read_digests(bell), user), most)


def list_concerning(bell: Bell, user: str, desk: Desk, most: int) -> Shelf[DigestCard]:
    """The same, those in their channels, and for administrators all there are."""
    roster = bell.digests.roster
    mine = owned.list_concerning(read_digests(bell), user, desk.asker, roster)
    return _fill_shelf(bell, user, desk, mine, most)


def _fill_shelf(
    bell: Bell, user: str, desk: Desk, digests: Sequence[DigestRow], most: int
) -> Shelf[DigestCard]:
    cards = [make_card(bell, digest, user, desk.asker, desk.now) for digest in digests[:most]]
    return Shelf(tuple(cards), max(0, len(digests) - most))


def make_card(bell: Bell, digest: DigestRow, user: str, asker: Asker, now: datetime) -> DigestCard:
    """A digest as lists show it."""
    people = {row.id: row for row in bell.numbers.read_people(now)}
    return DigestCard(
        id=digest.id,
        name=digest.name,
        kind=digest.kind,
        whose=say_whose(digest, people),
        recipients=digest.recipients,
        when=f"{digest.schedule} ({digest.zone})",
        next=_say_next(digest),
        state=digest.state,
        reason=_explain(digest.state_reason or ""),
        last=_read_last(bell, digest),
        owner=digest.owner,
        mine=may_manage(digest, user, asker),
        managed_by_file=digest.managed_by == "file",
    )


def say_whose(plan: DigestPlan, people: dict[int, PersonRow]) -> str:
    """Whose numbers a digest tells, in words."""
    if plan.whose == "visible":
        return "all that each reader may see"
    if plan.whose == "own":
        return "each reader's own"
    row = people.get(plan.person_id) if plan.person_id is not None else None
    called = row.name if row else "somebody who is gone"
    return f"{called}'s team" if plan.whose == "team" else f"{called}'s own deals"


def _say_next(digest: DigestRow) -> str:
    if digest.next_slot is None:
        return ""
    try:
        schedule = read_plan_schedule(digest)
    except Problem as problem:
        return problem.what
    return describe_slot(read_slot(digest.next_slot, schedule), schedule.zone)


def _read_last(bell: Bell, digest: DigestRow) -> tuple[str, str, str]:
    """What became of the newest delivery; of several recipients' the one that needs a look."""
    with bell.numbers.engine.connect() as connection:
        rows = list_deliveries(
            connection, bell.numbers.workspace_id, len(digest.recipients), digest_id=digest.id
        )
    if not rows:
        return ("", "", "")
    same = [row for row in rows if row.slot == rows[0].slot]
    worst = min(same, key=lambda row: _WORST.index(row.state))
    zone = read_zone(digest.zone)
    reason = worst.reason or ""
    if worst.state in ("failed", "broken"):
        reason = _explain(reason)
    return worst.state, reason, describe_slot(_slot_at(worst.due_at, digest), zone)


def _explain(reason: str) -> str:
    """A reason that is only Slack's own word, such as not_in_channel, with what to do about it."""
    if not _SLACKS_WORD.fullmatch(reason):
        return reason
    problem = explain(SlackAnswer(Fate.FINAL, reason))
    return " ".join(part for part in (problem.what, problem.why, problem.fix) if part)


def _slot_at(instant: datetime, digest: DigestRow) -> Slot:
    zone = read_zone(digest.zone)
    return Slot(instant.astimezone(zone).replace(tzinfo=None), instant)


_WORST: Sequence[str] = ("unsure", "broken", "failed", "waiting", "skipped", "delivered")
