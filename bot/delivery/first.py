"""The older delivery that one answers, whose message it redoes: there once, not yet, or never."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answering.posting import Climb
from bot.answering.slack_answers import Fate, SlackAnswer, read_error
from bot.delivery.climbing import start_climb, step_down
from bot.delivery.history import Place
from bot.delivery.ledger import Ledger
from bot.delivery.road import Road
from bot.delivery.settling import find_pictures, find_place
from bot.delivery.states import Later, NeverTold
from bot.delivery.steps import FIRST
from bot.messages.message import Message
from storage.deliveries import find_delivery
from storage.engine import Engine
from storage.outbox import DeliveryRow

LOOK_AGAIN = 30.0
"""Seconds until we look again whether it is there."""
_TRIES = 5
"""How often it is redone when Slack does not tell whether it has been."""


@dataclass(frozen=True)
class First:
    """An older delivery that has arrived.

    Attributes:
        place: Where its message stands; None when nobody knows where.
        files: The ids of the pictures in it.
    """

    row: DeliveryRow
    place: Place | None
    files: tuple[str, ...] = ()


def find_first(engine: Engine, workspace_id: int, row: DeliveryRow, now: datetime) -> First:
    """The delivery that `content["first"]` names.

    Raises:
        Later: while it is on its way.
        NeverTold: when it never arrived, so that there is nothing to answer.
    """
    with engine.connect() as connection:
        first = find_delivery(connection, workspace_id, str(row.content["first"]))
    if first is None:
        raise NeverTold("the message that it answers was never sent")
    if first.state == "waiting":
        wait = (first.next_try_at - now).total_seconds() if first.next_try_at else 0.0
        raise Later("the message that it answers is on its way", max(LOOK_AGAIN, wait))
    if first.state != "delivered":
        why = f": {first.reason}" if first.reason else ""
        raise NeverTold(f"the message that it answers was {_NEVER[first.state]}{why}")
    return First(first, find_place(first), find_pictures(first))


def redo_first(road: Road, ledger: Ledger, first: First, message: Message) -> None:
    """Put a message in the place of the first one, with its pictures; it is given up in the end.

    The same twice shows nothing twice, so nothing is looked up before it is tried again.

    Raises:
        Later: when it is to be tried again.
    """
    place = first.place
    if ledger.part(FIRST).is_done or place is None:
        return
    climb = start_climb(road, ledger, FIRST, message, first.files)
    while True:
        road.take_turn(place.channel)
        try:
            _update(road, place, message, climb)
        except Exception as error:  # noqa: BLE001 - every failure of the wire is sorted here
            if not _go_on(road, ledger, climb, place, read_error(error)):
                return
        else:
            ledger.note(FIRST, channel=place.channel, ts=place.ts)
            climb.arrive()
            return


def _update(road: Road, place: Place, message: Message, climb: Climb) -> Any:
    # Without block ids of ours, Slack gives every block a new one, as an update needs. The
    # metadata, which is left out, stays.
    return road.client.chat_update(
        channel=place.channel,
        ts=place.ts,
        text=message.text,
        blocks=climb.lay_out(),
        parse="none",
    )


def _go_on(road: Road, ledger: Ledger, climb: Climb, place: Place, answer: SlackAnswer) -> bool:
    """Whether to try it once more now, after Slack did not say yes."""
    if answer.fate is Fate.AGAIN:
        if answer.retry_after is not None:
            road.pace.rest(place.channel, road.monotonic(), answer.retry_after)
        raise Later(answer.error, answer.retry_after)
    if answer.fate is Fate.UNKNOWN:
        posts = ledger.part(FIRST).posts + 1
        ledger.note(FIRST, posts=posts)
        if posts < _TRIES:
            raise Later(answer.error)
    if step_down(road, ledger, FIRST, climb, answer):
        return True
    ledger.give_up(FIRST, answer.error)
    return False


_NEVER = {
    "skipped": "not sent",
    "failed": "refused",
    "broken": "refused",
    "unsure": "perhaps not shown",
}
