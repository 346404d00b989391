"""What became of a delivery, written down at once with what that means and who is told of it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.answering.slack_answers import SlackAnswer, lacks_connection
from bot.clock import Clock
from bot.delivery.notices import ask_owner, tell_failure, tell_fault, tell_missed, tell_well
from bot.messages.notice import NOTICE
from storage.alerts import mark_rule_broken, mark_rule_well
from storage.deliveries import is_broken_elsewhere
from storage.digests import mark_broken, mark_well
from storage.engine import Connection, Engine
from storage.outbox import DeliveryRow, Parcel, finish, put_back, put_in

log = structlog.get_logger()

_NO_WAY = timedelta(minutes=15)
"""How often notices are tried while the whole installation is refused."""
_BROKEN = {
    "not_in_channel", "channel_not_found", "is_archived", "account_inactive", "invalid_auth",
    "not_authed", "token_revoked", "token_expired", "missing_scope", "no_permission",
    "restricted_action", "user_not_found", "user_disabled", "cannot_dm_bot",
    "messages_tab_disabled", "ekm_access_denied",
}  # fmt: skip
"""Refusals that every later delivery to the same place would meet too, until somebody mends it."""


class Outcomes:
    """Records outcomes for one workspace; every method gives the outcome.

    Args:
        engine: The database.
        clock: Tells the time.
        workspace_id: Whose outbox.
        find_administrators: The Slack users who are told when something is broken.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        workspace_id: int,
        find_administrators: Callable[[], Sequence[str]],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._workspace_id = workspace_id
        self._find_administrators = find_administrators

    def ask(self, row: DeliveryRow) -> str:
        """Only a person can say what became of it. A notice is never waited for like that."""
        if row.kind == NOTICE:
            return self.finish(row, "failed", "perhaps it is there")
        now = self._clock.now()
        return self.finish(row, "unsure", "perhaps it is there", [ask_owner(row, now)])

    def miss(self, row: DeliveryRow) -> str:
        """It is no news any more."""
        notices = () if row.kind == NOTICE else [tell_missed(row, self._clock.now())]
        return self.finish(row, "skipped", "too late", notices)

    def fault(self, row: DeliveryRow, reference: str) -> str:
        """We could not put it together, however often we tried."""
        notices = () if row.kind == NOTICE else [tell_fault(row, reference, self._clock.now())]
        return self.finish(row, "failed", f"our fault, reference {reference}", notices)

    def fail(self, row: DeliveryRow, answer: SlackAnswer, *, is_too_late: bool) -> str:
        """It will never arrive: people are told, unless this is the word that should tell them."""
        outcome = "broken" if answer.error in _BROKEN else "failed"
        now = self._clock.now()
        if row.kind == NOTICE:
            if lacks_connection(answer) and not is_too_late:
                # It will be told once the app is installed again.
                again_at = now + _NO_WAY
                put_back(self._engine, self._workspace_id, row, answer.error, again_at)
                return "later"
            return self.finish(row, outcome, answer.error)
        users = [row.owner, *(self._find_administrators() if outcome == "broken" else ())]
        return self.finish(row, outcome, answer.error, tell_failure(row, answer, users, now))

    def finish(
        self,
        row: DeliveryRow,
        outcome: str,
        reason: str | None = None,
        notices: Sequence[Parcel] = (),
    ) -> str:
        """It is settled; its digest or alert may be well again, or broken."""
        now, where = self._clock.now(), self._workspace_id
        with self._engine.begin() as connection:
            finish(connection, where, row, outcome, reason, now)
            if outcome == "delivered" and note_well(connection, where, row, now):
                notices = [tell_well(row, now)]
            elif outcome == "broken" and not self._note_broken(connection, row, str(reason)):
                notices = ()
            for notice in notices:
                put_in(connection, where, notice, now)
        log.info(outcome, key=row.key, reason=reason)
        return outcome

    def _note_broken(self, connection: Connection, row: DeliveryRow, reason: str) -> bool:
        """Note that something will never arrive; whether that is news."""
        now, where = self._clock.now(), self._workspace_id
        if row.digest_id is not None:
            return mark_broken(connection, where, row.digest_id, reason, now)
        if row.rule_id is not None:
            return mark_rule_broken(connection, where, row.rule_id, reason, now)
        return True


def note_well(connection: Connection, workspace_id: int, row: DeliveryRow, now: datetime) -> bool:
    """Note that something arrived; whether its digest or alert was broken, and now is well."""
    if row.digest_id is not None:
        elsewhere = is_broken_elsewhere(connection, workspace_id, row.digest_id, row.recipient)
        return not elsewhere and mark_well(connection, workspace_id, row.digest_id, now)
    return row.rule_id is not None and mark_rule_well(connection, workspace_id, row.rule_id, now)
