"""Puts what is due into the outbox: each slot of each digest once, with its numbers frozen.

Any number of processes may run it. The database says what is due and who is at work on it; the
slot is set as done with, and what it says is put into the outbox, in one transaction. Slack is
asked before that, never inside.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Event

import structlog

from bot.digests.audience import Audiences, is_user
from bot.digests.notices import tell_broken, tell_owner_gone, tell_skipped
from bot.digests.owners import Owners
from bot.digests.press import Press, read_plan_schedule
from bot.digests.rendering import DIGEST
from bot.digests.returns import Returns
from bot.digests.roster import Roster, SlackBusy
from bot.digests.slots import DueSlots, find_due_slots
from bot.errors import describe_failure
from bot.numbers import Numbers
from metrics.schedule_slots import Slot, read_slot
from storage.actions import ActionRow, put_actions
from storage.deliveries import has_had_one
from storage.digests import OWNER_GONE, DigestRow, Due, list_digests, mark_owned
from storage.due_digests import align_due, claim_due, find_next_due, is_any_due, move_on
from storage.outbox import Parcel, put_in
from storage.problem import Problem

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
BATCH = 20
"""So many are claimed together; far fewer than can't be made within a lease."""
AHEAD = timedelta(minutes=55)
"""So long before they are due the channels of many digests are looked up."""
MANY = 30
"""So many channels are looked up when they are due; more of them before."""
QUIET = "nothing happened"
MISSED = "missed: salesbell was not running, or could not reach Slack"
_NOT_RUNNING = "salesbell was not running"
_NO_ANSWER = "Slack did not say earlier who would read it"
_READ_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Slip:
    """What becomes of one slot for one recipient."""

    parcel: Parcel
    outcome: str = "waiting"
    reason: str | None = None
    actions: tuple[ActionRow, ...] = ()
    problem: Problem | None = None


class Digester:
    """Works for one workspace. Make one for each process.

    Args:
        numbers: The company's numbers; its database holds digests and outbox.
        roster: Knows who is where.
        press: Makes the numbers.
        find_administrators: The Slack users who are told when something is broken.
    """

    def __init__(
        self,
        numbers: Numbers,
        roster: Roster,
        press: Press,
        find_administrators: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._numbers = numbers
        self._roster = roster
        self._press = press
        self._audiences = Audiences(roster, numbers)
        self._owners = Owners(roster, numbers)
        self._find_administrators = find_administrators
        self._name = secrets.token_hex(8)
        self._claims = count(1)
        self._put_off: set[int] = set()
        self._returns = Returns(numbers.engine, numbers.workspace_id)
        self.stopping = Event()
        """Set it, and no further digest is begun; those in hand are given back."""

    def align(self) -> None:
        """Work out anew when each digest is due: since then the rules of a zone may have changed.

        The wall time stays, the instant moves.
        """
        engine, workspace = self._numbers.engine, self._numbers.workspace_id
        with engine.connect() as connection:
            digests = list_digests(connection, workspace)
        for digest in digests:
            if digest.next_slot is None:
                continue
            try:
                slot = read_slot(digest.next_slot, read_plan_schedule(digest))
            except Problem:
                continue  # said when it is due
            if slot.due_at != digest.next_due_at:
                align_due(engine, workspace, digest, slot.due_at)

    def work(
        self, now: datetime, deliver_soon: Callable[[], object] = lambda: None
    ) -> Counter[str]:
        """Put all that is due at `now` into the outbox; how many parcels, by outcome.

        `deliver_soon` is called as soon as there are some: the first need not wait for the last.

        "put off" counts digests whose readers Slack does not tell at the moment, "lost" those
        that somebody else has changed or taken over meanwhile, "left" those that could not be
        written down; they are taken up again.
        """
        done: Counter[str] = Counter()
        engine, workspace = self._numbers.engine, self._numbers.workspace_id
        self._returns.catch_up()
        while not self.stopping.is_set() and self._is_any_due(now):
            claim = f"{self._name}-{next(self._claims)}"
            claimed = claim_due(engine, workspace, now, claim, LEASE, BATCH)
            if not claimed:  # another process was faster
                break
            for digest in sorted(claimed, key=lambda row: (row.next_due_at or now, row.id)):
                done += self._take(digest, claim, now)
            deliver_soon()
        return done

    def find_next(self, now: datetime) -> datetime | None:
        """When the next digest is due, or may be taken up again; None when none ever is."""
        if self._returns.are_owed:
            return now
        with self._numbers.engine.connect() as connection:
            return find_next_due(connection, self._numbers.workspace_id)

    def _take(self, digest: DigestRow, claim: str, now: datetime) -> Counter[str]:
        """Tell a claimed digest, or give it back at once: its lease is for those who are killed."""
        if self.stopping.is_set():
            self._returns.give_back(digest, claim, now)
            return Counter()
        try:
            done = self._tell(digest, claim, now)
        except SlackBusy as busy:
            until = now + timedelta(seconds=max(1.0, busy.seconds))
            self._returns.give_back(digest, claim, until)
            log.info("digest put off", digest=digest.id, seconds=round(busy.seconds, 1))
            self._put_off.add(digest.id)
            return Counter({"put off": 1})
        except Exception as error:  # noqa: BLE001 - the others go on; this one after a pause
            describe_failure(error)
            self._returns.give_back_failed(digest, claim, now)
            return Counter(left=1)
        if done["lost"]:  # it may be ours still, and another plan's
            self._returns.give_back(digest, claim, now)
        self._returns.note_success(digest)
        return done

    def _is_any_due(self, now: datetime) -> bool:
        with self._numbers.engine.connect() as connection:
            return is_any_due(connection, self._numbers.workspace_id, now)

    def read_ahead(self, now: datetime) -> bool:
        """Look up who reads the many digests that are due soon; False while Slack is busy."""
        with self._numbers.engine.connect() as connection:
            digests = list_digests(connection, self._numbers.workspace_id)
        soon = [row for row in digests if row.next_due_at and row.next_due_at <= now + AHEAD]
        soon.sort(key=lambda row: (row.next_due_at or now, row.id))
        channels = dict.fromkeys(one for row in soon for one in row.recipients if not is_user(one))
        if len(channels) <= MANY:
            return True
        return all(self._roster.read_ahead(channel) for channel in channels)

    def _tell(self, digest: DigestRow, claim: str, now: datetime) -> Counter[str]:
        """Find out what becomes of one digest, and write it down. Raises SlackBusy."""
        recipients = tuple(dict.fromkeys(digest.recipients))
        try:
            due = self._find_due(digest, now)
        except Problem as problem:
            slot, again = digest.next_slot or "", Due(digest.next_slot or "", now + _READ_AGAIN)
            slips = [
                Slip(_address(digest, slot, now, one), "broken", str(problem), problem=problem)
                for one in recipients
            ]
            return self._write(digest, claim, again, slips, [], now)
        slips = [
            Slip(_address(digest, slot.wall, slot.due_at, one), "skipped", MISSED)
            for slot in due.missed
            for one in recipients
        ]
        if due.told is not None:
            slips += [self._make(digest, due.told, one, now) for one in recipients]
        notices = self._tell_missed(digest, due, now)
        return self._write(
            digest, claim, Due(due.after.wall, due.after.due_at), slips, notices, now
        )

    def _find_due(self, digest: DigestRow, now: datetime) -> DueSlots:
        most_late = timedelta(hours=self._numbers.company.digest_hours_late)
        return find_due_slots(read_plan_schedule(digest), digest.next_slot or "", now, most_late)

    def _make(self, digest: DigestRow, slot: Slot, recipient: str, now: datetime) -> Slip:
        """What one recipient gets. Raises SlackBusy."""
        parcel = _address(digest, slot.wall, slot.due_at, recipient)
        try:
            return self._compose(digest, slot, parcel, now)
        except Problem as problem:
            return Slip(parcel, "broken", str(problem), problem=problem)
        except SlackBusy:
            raise
        except Exception as error:  # noqa: BLE001 - one digest must not stop the others
            ours = _apologise(describe_failure(error))
            return Slip(parcel, "broken", str(ours), problem=ours)

    def _compose(self, digest: DigestRow, slot: Slot, parcel: Parcel, now: datetime) -> Slip:
        numbers, recipient = self._numbers, parcel.recipient
        audience = self._audiences.find(recipient, now)
        earlier = self._press.read_earlier(digest.id, recipient, slot)
        sheet = self._press.make(digest, audience, slot, now, earlier=earlier)
        with numbers.engine.connect() as connection:
            known = has_had_one(connection, numbers.workspace_id, digest.id, recipient)
        late = _NO_ANSWER if digest.id in self._put_off else _NOT_RUNNING
        content = sheet.write(late=late, first=not known and recipient != digest.owner)
        parcel = replace(parcel, content=content)
        if digest.skip_when_quiet and sheet.report.quiet:
            return Slip(parcel, "skipped", QUIET)
        actions = sheet.list_actions(parcel.key, digest.id, recipient)
        return Slip(parcel, actions=tuple(actions))

    def _tell_missed(self, digest: DigestRow, due: DueSlots, now: datetime) -> list[Parcel]:
        if not due.missed:
            return []
        hours = self._numbers.company.digest_hours_late
        return tell_skipped(digest, due.missed, hours, self._list_owner(digest, now), now)

    def _list_owner(self, digest: DigestRow, now: datetime) -> Sequence[str]:
        """The owner, or who stands in for an owner who has left."""
        if self._owners.find_gone(digest.owner, now) is None:
            return [digest.owner]
        return self._find_administrators()

    def _write(
        self,
        digest: DigestRow,
        claim: str,
        due: Due,
        slips: list[Slip],
        notices: list[Parcel],
        now: datetime,
    ) -> Counter[str]:
        """Set the slots as done with and put what they say into the outbox, or neither."""
        workspace = self._numbers.workspace_id
        problems = [slip.problem for slip in slips if slip.problem is not None]
        gone = self._owners.find_gone(digest.owner, now) if slips else None
        notices = [*notices, *self._list_notices(digest, problems, gone, now)]
        broken = str(problems[0]) if problems else OWNER_GONE if gone else None
        with self._numbers.engine.begin() as connection:
            if not move_on(connection, workspace, digest, claim, due, broken=broken, now=now):
                return Counter(lost=1)
            if gone is None:
                mark_owned(connection, workspace, digest.id, now)
            for slip in slips:
                is_new = put_in(
                    connection,
                    workspace,
                    slip.parcel,
                    now,
                    outcome=slip.outcome,
                    reason=slip.reason,
                )
                if is_new:
                    put_actions(connection, workspace, list(slip.actions))
            for notice in notices:
                put_in(connection, workspace, notice, now)
        self._put_off.discard(digest.id)
        log.info("digest due", digest=digest.id, slot=digest.next_slot, next=due.slot, why=broken)
        return Counter(slip.outcome for slip in slips)

    def _list_notices(
        self, digest: DigestRow, problems: list[Problem], gone: str | None, now: datetime
    ) -> list[Parcel]:
        if not problems and gone is None:
            return []
        administrators = self._find_administrators()
        notices = []
        if gone is not None:
            notices += tell_owner_gone(digest, gone, administrators, now)
        if problems:
            since = digest.state_since if digest.state == "broken" else now
            users = [*([] if gone else [digest.owner]), *administrators]
            notices += tell_broken(digest, problems, since or now, users, now)
        return notices


def _address(digest: DigestRow, slot: str, due_at: datetime, recipient: str) -> Parcel:
    return Parcel(
        key=f"digest:{digest.id}:{slot}:{recipient}",
        kind=DIGEST,
        title=digest.name,
        recipient=recipient,
        owner=digest.owner,
        due_at=due_at,
        digest_id=digest.id,
        slot=slot,
    )


def _apologise(reference: str) -> Problem:
    return Problem(
        "digest-failed",
        what="I couldn't work it out.",
        why="It's my fault, not yours.",
        fix=f"Tell whoever runs salesbell this reference: {reference}.",
    )
