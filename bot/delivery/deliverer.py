"""Works off the outbox: claims, sends, and records an outcome for everything that is in it."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from itertools import count

import structlog
from slack_sdk import WebClient

from bot.answering.native_memory import NativeMemory
from bot.answering.slack_answers import Fate, SlackAnswer
from bot.clock import Clock
from bot.delivery.notices import ask_owner, tell_failure, tell_well
from bot.delivery.pace import Pace
from bot.delivery.pictures import Pictures
from bot.delivery.rendering import KINDS
from bot.delivery.sender import Later, Refused, Road, Sender, Unsure
from bot.delivery.steps import Steps, read_steps
from bot.errors import describe_failure
from bot.messages.notice import NOTICE
from storage.digests import mark_broken, mark_well
from storage.engine import Engine
from storage.outbox import (
    DeliveryRow,
    LostClaim,
    Parcel,
    claim_waiting,
    find_next_try,
    finish,
    put_back,
    put_in,
    record_steps,
)

log = structlog.get_logger()

LEASE = timedelta(minutes=3)
"""Longer than one call to Slack may take; it is prolonged at every step."""
GIVE_UP = timedelta(hours=6)
"""What has not gone out so long after it was due is given up, and the owner told."""
WORKERS = 8
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before the next try when Slack does not say how long to wait."""
_WRITE_AGAIN = 0.5
_LOOK_AGAIN = 0.5
"""Seconds after which more is claimed although every running delivery is slow."""
_BROKEN = {
    "not_in_channel", "channel_not_found", "is_archived", "account_inactive", "invalid_auth",
    "not_authed", "token_revoked", "token_expired", "missing_scope", "no_permission",
    "restricted_action", "user_not_found", "cannot_dm_bot", "ekm_access_denied",
}  # fmt: skip
"""Refusals that every later delivery to the same place would meet too, until somebody mends it."""


class Deliverer:
    """Delivers for one workspace. Any number of them may work on one database.

    Args:
        engine: The database.
        client: Made by `make_delivering_client`.
        clock: Tells the time.
        team: The Slack workspace's id.
        find_administrators: The Slack users who are told when something is broken.
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
        find_administrators: Callable[[], Sequence[str]] = tuple,
        workspace_id: int = 1,
        pace: Pace | None = None,
        pause: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pictures = Pictures(client)
        self._engine = engine
        self._clock = clock
        self._find_administrators = find_administrators
        self._workspace_id = workspace_id
        self._pause = pause
        self._road = Road(
            client, clock, self.pictures, pace or Pace(), NativeMemory(), pause, monotonic, team
        )
        self._name = secrets.token_hex(8)
        self._claims = count(1)

    def work(self, patience: timedelta = timedelta(0), workers: int = WORKERS) -> Counter[str]:
        """Deliver all that may be delivered now, and within `patience`; counts by outcome."""
        done: Counter[str] = Counter()
        until = self._clock.now() + patience
        running: set[Future[str]] = set()
        with ThreadPoolExecutor(workers, thread_name_prefix="deliver") as pool:
            while True:
                # Whoever is ready gets the next one: a slow call holds up nobody else.
                rows = self.claim(workers - len(running)) if len(running) < workers else []
                running |= {pool.submit(self.deliver, row) for row in rows}
                if running:
                    ended, running = wait(running, _LOOK_AGAIN, FIRST_COMPLETED)
                    done.update(future.result() for future in ended)
                elif not self._wait_for_next(until):
                    return done

    def claim(self, most: int) -> list[DeliveryRow]:
        """Take what may be delivered now, at most one thing for each recipient."""
        word = f"{self._name}-{next(self._claims)}"
        return claim_waiting(self._engine, self._workspace_id, self._clock.now(), word, LEASE, most)

    def find_next(self) -> datetime | None:
        """When the next waiting thing may be tried."""
        with self._engine.connect() as connection:
            return find_next_try(connection, self._workspace_id)

    def deliver(self, row: DeliveryRow) -> str:
        """Go on with one claimed delivery; its outcome, or "later" or "lost"."""
        try:
            return self._deliver(row)
        except LostClaim:
            log.warning("lease lost", key=row.key)
            return "lost"
        except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
            return self._survive(row, describe_failure(error))

    def _survive(self, row: DeliveryRow, reference: str) -> str:
        """It is our fault, or the database is gone: try it again, now or when the lease is over."""
        try:
            return self._come_back(row, Later(f"our fault, reference {reference}"))
        except Exception as error:  # noqa: BLE001 - the lease will end by itself
            log.warning("left to its lease", key=row.key, why=type(error).__name__)
            return "lost"

    def _deliver(self, row: DeliveryRow) -> str:
        kind = KINDS[row.kind]
        sender = Sender(
            self._road,
            row.key,
            row.recipient,
            read_steps(row.steps),
            lambda steps: self._record(row, steps),
            repeats=kind.repeats,
        )
        outgoing = kind.render(row, self._clock.now())
        try:
            sender.send_main(outgoing.main)
            for number, message in enumerate(outgoing.thread, start=1):
                sender.send_reply(number, message)
            for number, file in enumerate(outgoing.files, start=1):
                sender.send_file(number, file)
        except Later as later:
            return self._come_back(row, later)
        except Unsure:
            return self._ask(row)
        except Refused as refused:
            return self._fail(row, refused.answer)
        return self._finish(row, "delivered", _list_left_out(sender.steps))

    def _record(self, row: DeliveryRow, steps: Steps) -> None:
        """Write steps down; a message that stands in Slack must not be forgotten for a busy disk.

        Raises:
            LostClaim: when somebody else may be at work on it.
            Exception: when the database can't be written to for as long as the lease lasts.
        """
        until = self._clock.now() + LEASE
        while True:
            try:
                record_steps(self._engine, self._workspace_id, row, steps.write(), until)
            except LostClaim:
                raise
            except Exception:
                if self._clock.now() >= until:
                    raise
                log.warning("step not written down yet", key=row.key)
                self._pause(_WRITE_AGAIN)
            else:
                return

    def _come_back(self, row: DeliveryRow, later: Later) -> str:
        now = self._clock.now()
        if row.created_at is not None and now - row.created_at > GIVE_UP:
            answer = SlackAnswer(Fate.AGAIN, later.reason)
            return self._fail(row, answer)
        seconds = later.seconds
        if seconds is None:
            seconds = _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
        again_at = now + timedelta(seconds=seconds)
        put_back(self._engine, self._workspace_id, row, later.reason, again_at)
        log.info("later", key=row.key, why=later.reason, seconds=round(seconds, 2))
        return "later"

    def _ask(self, row: DeliveryRow) -> str:
        now = self._clock.now()
        return self._finish(row, "unsure", "perhaps it is there", [ask_owner(row, now)])

    def _fail(self, row: DeliveryRow, answer: SlackAnswer) -> str:
        """It will never arrive: people are told, unless this is the word that should tell them."""
        outcome = "broken" if answer.error in _BROKEN else "failed"
        if row.kind == NOTICE:
            return self._finish(row, outcome, answer.error)
        users = [row.owner, *(self._find_administrators() if outcome == "broken" else ())]
        notices = tell_failure(row, answer, users, self._clock.now())
        return self._finish(row, outcome, answer.error, notices)

    def _finish(
        self,
        row: DeliveryRow,
        outcome: str,
        reason: str | None = None,
        notices: Sequence[Parcel] = (),
    ) -> str:
        """Record the outcome, what it means for the digest, and who is to be told, all at once."""
        now, where = self._clock.now(), self._workspace_id
        with self._engine.begin() as connection:
            finish(connection, where, row, outcome, reason, now)
            if row.digest_id is not None and outcome == "delivered":
                is_news = mark_well(connection, where, row.digest_id, now)
                notices = [tell_well(row, now)] if is_news else ()
            elif row.digest_id is not None and outcome == "broken":
                is_news = mark_broken(connection, where, row.digest_id, str(reason), now)
                notices = notices if is_news else ()
            for notice in notices:
                put_in(connection, where, notice, now)
        log.info(outcome, key=row.key, reason=reason)
        return outcome

    def _wait_for_next(self, until: datetime) -> bool:
        """Wait for what may be tried next; False when that is too far away."""
        next_try = self.find_next()
        if next_try is None or next_try > until:
            return False
        self._pause(max(0.01, (next_try - self._clock.now()).total_seconds()))
        return True


def _list_left_out(steps: Steps) -> str | None:
    """What of the thread is missing, and why; None when nothing is."""
    missing = [f"{name}: {part.given_up}" for name, part in steps.parts.items() if part.given_up]
    return "without " + ", ".join(missing) if missing else None
