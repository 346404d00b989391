"""One thing from the outbox, from its claim to its recorded outcome."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from threading import Event

import structlog
from slack_sdk import WebClient

from bot.answering.native_memory import NativeMemory
from bot.answering.slack_answers import Fate, SlackAnswer
from bot.clock import Clock
from bot.delivery.first import First, find_first, redo_first
from bot.delivery.ledger import Ledger
from bot.delivery.outcomes import Outcomes
from bot.delivery.pace import Pace
from bot.delivery.pictures import Pictures
from bot.delivery.rendering import KINDS
from bot.delivery.road import Road
from bot.delivery.sender import Sender
from bot.delivery.states import Later, NeverTold, Refused, Unsure
from bot.delivery.steps import Steps, read_steps
from bot.errors import describe_failure
from bot.messages.message import Message
from bot.messages.outgoing import Outgoing
from storage.engine import Engine
from storage.outbox import (
    DeliveryRow,
    LostClaim,
    claim_waiting,
    find_next_try,
    put_back,
    record_steps,
)

log = structlog.get_logger()

LEASE = timedelta(minutes=3)
"""Longer than one call to Slack may take; it is prolonged at every step."""
LATE = timedelta(hours=6)
"""What has not gone out so long after it was due is not sent any more, and the owner told."""
_AT_LEAST = timedelta(minutes=30)
"""How long anything is tried, however late it was when it came in."""
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before the next try when Slack does not say how long to wait."""
_FAULTS = 3
"""How often it is tried again when the fault is our own."""
_OTHERS_FIRST = 1.0
_KEPT = 1_000
"""So many threads that wait for their turn are kept rendered; each takes about ten kilobytes."""
_WRITE_AGAIN = 0.5


class Deliverer:
    """Delivers for one workspace. Any number of them may work on one database.

    Args:
        engine: The database.
        client: Made by `make_delivering_client`.
        clock: Tells the time.
        team, bot_user: The Slack workspace, and who we are there.
        find_administrators: The Slack users who are told when something is broken.
        late: How late anything is still sent; notices have a limit of their own.
        workspace_id: Whose outbox.
        pause, monotonic: How to wait, and a clock of seconds that never goes back.
    """

    def __init__(
        self,
        engine: Engine,
        client: WebClient,
        clock: Clock,
        *,
        team: str = "",
        bot_user: str = "",
        find_administrators: Callable[[], Sequence[str]] = tuple,
        late: timedelta = LATE,
        workspace_id: int = 1,
        pace: Pace | None = None,
        pause: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.pause = pause
        self.pictures = Pictures(client)
        self.stopping = Event()
        """Set it, and nothing new is begun; what waits for its turn is given back."""
        self._engine = engine
        self._late = late
        self._workspace_id = workspace_id
        self._outcomes = Outcomes(engine, clock, workspace_id, find_administrators)
        self._road = Road(
            client,
            clock,
            self.pictures,
            pace or Pace(),
            NativeMemory(),
            pause,
            monotonic,
            self.stopping,
            team,
            bot_user,
        )
        self._name = secrets.token_hex(8)
        self._claims = count(1)
        self._owed: dict[str, DeliveryRow] = {}
        self._rendered: OrderedDict[str, Outgoing] = OrderedDict()

    def claim(self, most: int, busy: Collection[str] = ()) -> list[DeliveryRow]:
        """Take what may be delivered now, at most one thing for each recipient that isn't busy."""
        self._pay_back()
        word = f"{self._name}-{next(self._claims)}"
        now, where = self.clock.now(), self._workspace_id
        return claim_waiting(self._engine, where, now, word, LEASE, most, busy)

    def find_next(self) -> datetime | None:
        """When the next waiting thing may be tried, by us or by whoever works on it now."""
        if self._owed:
            return self.clock.now()
        with self._engine.connect() as connection:
            return find_next_try(connection, self._workspace_id)

    def _pay_back(self) -> None:
        """Give back what the database did not take back: nobody is to wait for its lease's end."""
        for key, row in list(self._owed.items()):
            again_at = self.clock.now() + timedelta(seconds=_find_pause(row))
            with suppress(LostClaim):
                put_back(self._engine, self._workspace_id, row, "our fault", again_at)
            del self._owed[key]

    def deliver(self, row: DeliveryRow) -> str:
        """Go on with one claimed delivery; its outcome, or "later" or "lost". Raises nothing."""
        ledger = None
        try:
            steps = read_steps(row.steps)
            ledger = Ledger(row.key, steps, lambda steps: self._record(row, steps))
            return self._deliver(row, ledger)
        except LostClaim:
            log.warning("lease lost", key=row.key)
            return "lost"
        except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
            steps = ledger.steps if ledger else Steps()
            return self._survive(row, steps, describe_failure(error))

    def _deliver(self, row: DeliveryRow, ledger: Ledger) -> str:
        kind = KINDS[row.kind]
        if self._is_too_late(row, ledger.steps) and not ledger.main.posts:
            return self._outcomes.miss(row)
        try:
            first = self._find_first(row) if kind.answers else None
            thread = first.place if first else None
            sender = Sender(self._road, ledger, row.recipient, thread=thread, repeats=kind.repeats)
            if wait := sender.find_wait():
                raise Later("waiting for its turn", wait)
            outgoing = self._render(row, ledger)
            if first and kind.redo:
                redo_first(self._road, ledger, first, kind.redo(first.row, row))
            self._send(row, sender, ledger, outgoing)
        except Later as later:
            return self._come_back(row, ledger.steps, later)
        except NeverTold as never:
            return self._outcomes.finish(row, "skipped", str(never))
        except Unsure:
            return self._outcomes.ask(row)
        except Refused as refused:
            is_too_late = self._is_too_late(row, Steps())
            return self._outcomes.fail(row, refused.answer, is_too_late=is_too_late)
        return self._outcomes.finish(row, "delivered", _list_left_out(ledger.steps))

    def _find_first(self, row: DeliveryRow) -> First:
        return find_first(self._engine, self._workspace_id, row, self.clock.now())

    def _send(self, row: DeliveryRow, sender: Sender, ledger: Ledger, outgoing: Outgoing) -> None:
        is_new = not ledger.main.is_done
        sender.send_main(outgoing.main)
        try:
            if is_new and outgoing.thread and self._road.is_crowded():
                # Everybody's message first; what stands in their threads can wait, for its file.
                uploads = [sender.find_upload(1)] if outgoing.files else []
                raise Later("others first", max([_OTHERS_FIRST, *uploads]))
            for number, message in enumerate(outgoing.thread, start=1):
                sender.send_reply(number, message)
            for number, file in enumerate(outgoing.files, start=1):
                sender.send_file(number, file)
        except Later:
            self._keep(row, outgoing)
            raise

    def _render(self, row: DeliveryRow, ledger: Ledger) -> Outgoing:
        """What it shows; what follows a message that stands is as it was rendered with it."""
        kept = self._rendered.pop(row.key, None)
        if kept is not None and ledger.main.is_done:
            return kept
        return KINDS[row.kind].render(row, self.clock.now())

    def _keep(self, row: DeliveryRow, outgoing: Outgoing) -> None:
        # The message itself stands: its blocks and pictures are not needed any more.
        self._rendered[row.key] = replace(outgoing, main=Message(outgoing.main.text))
        while len(self._rendered) > _KEPT:
            with suppress(KeyError):  # another worker was faster
                self._rendered.popitem(last=False)

    def _record(self, row: DeliveryRow, steps: Steps) -> None:
        """Write steps down; a message that stands in Slack must not be forgotten for a busy disk.

        Raises:
            LostClaim: when somebody else may be at work on it.
            Exception: when the database can't be written to for as long as the lease lasts.
        """
        until = self.clock.now() + LEASE
        while True:
            try:
                record_steps(self._engine, self._workspace_id, row, steps.write(), until)
            except LostClaim:
                raise
            except Exception:
                if self.clock.now() >= until:
                    raise
                log.warning("step not written down yet", key=row.key)
                self.pause(_WRITE_AGAIN)
            else:
                return

    def _is_too_late(self, row: DeliveryRow, steps: Steps) -> bool:
        lasts = KINDS[row.kind].lasts or self._late
        ends = [row.due_at + lasts]
        if row.created_at is not None:
            ends.append(row.created_at + _AT_LEAST)
        if steps.again_at is not None:
            ends.append(steps.again_at + lasts)
        return self.clock.now() > max(ends)

    def _come_back(self, row: DeliveryRow, steps: Steps, later: Later) -> str:
        now = self.clock.now()
        if self._is_too_late(row, steps) and later.seconds != 0:
            if steps.main.is_done:
                reason = f"without the rest: {later.reason}"
                return self._outcomes.finish(row, "delivered", reason)
            if steps.main.began is not None:
                return self._outcomes.ask(row)
            answer = SlackAnswer(Fate.AGAIN, later.reason)
            return self._outcomes.fail(row, answer, is_too_late=True)
        seconds = later.seconds
        if seconds is None:
            seconds = _find_pause(row)
        again_at = now + timedelta(seconds=seconds)
        put_back(self._engine, self._workspace_id, row, later.reason, again_at)
        log.info("later", key=row.key, why=later.reason, seconds=round(seconds, 2))
        return "later"

    def _survive(self, row: DeliveryRow, steps: Steps, reference: str) -> str:
        """It is our fault, or the database is gone: try it again soon."""
        try:
            steps = replace(steps, faults=steps.faults + 1)
            if steps.faults > _FAULTS and steps.main.is_done:
                reason = f"without the rest, reference {reference}"
                return self._outcomes.finish(row, "delivered", reason)
            if steps.faults > _FAULTS and steps.main.began is None:
                return self._outcomes.fault(row, reference)
            until = self.clock.now() + LEASE
            record_steps(self._engine, self._workspace_id, row, steps.write(), until)
            return self._come_back(row, steps, Later(f"our fault, reference {reference}"))
        except LostClaim:
            return "lost"
        except Exception as error:  # noqa: BLE001 - it is given back as soon as the database takes it
            log.warning("not given back yet", key=row.key, why=type(error).__name__)
            self._owed[row.key] = row
            return "lost"


def _find_pause(row: DeliveryRow) -> float:
    """Seconds before the next try, longer each time."""
    return _PAUSES[min(row.attempts, len(_PAUSES) - 1)]


def _list_left_out(steps: Steps) -> str | None:
    """What of the thread is missing, and why; None when nothing is."""
    missing = [f"{name}: {part.given_up}" for name, part in steps.parts.items() if part.given_up]
    return "without " + ", ".join(missing) if missing else None
