"""The buttons below "I can't tell whether it arrived": Send again, It arrived."""

from bot.bell import Bell
from bot.delivery.settling import note_arrival, send_again
from bot.messages.blocks import bold, paragraph
from bot.messages.message import Message
from bot.messages.text import escape, name
from bot.request import Request
from storage.deliveries import find_delivery
from storage.outbox import DeliveryRow
from storage.problem import Problem


def send_delivery_again(bell: Bell, request: Request) -> None:
    """Send it once more, because the owner says that it is not there."""
    row = _find_own(bell, request)
    engine, where, now = bell.numbers.engine, bell.numbers.workspace_id, bell.clock.now()
    if send_again(engine, where, row.key, now):
        bell.deliver_soon()
        _say(bell, request, f"{name(row.title, 80)} is being sent again.")
    else:
        _say_settled(bell, request, row)


def note_delivery(bell: Bell, request: Request) -> None:
    """Nothing is sent, because the owner has seen it."""
    row = _find_own(bell, request)
    engine, where, now = bell.numbers.engine, bell.numbers.workspace_id, bell.clock.now()
    if note_arrival(engine, where, row.key, now):
        _say(bell, request, f"{name(row.title, 80)} arrived. Thank you for looking.")
    else:
        _say_settled(bell, request, row)


def _find_own(bell: Bell, request: Request) -> DeliveryRow:
    """The delivery, if it is the owner's or an administrator's to say what became of it."""
    asker = bell.identify(request)
    key = str(request.value.get("key", ""))
    with bell.numbers.engine.connect() as connection:
        row = find_delivery(connection, bell.numbers.workspace_id, key)
    if row is None or (row.owner != request.user and asker.role != "administrator"):
        raise Problem(
            "not-your-delivery",
            what="That is not yours to say.",
            why="Only the owner of a digest and the administrators say what became of it.",
            fix="Ask its owner.",
        )
    return row


def _say_settled(bell: Bell, request: Request, row: DeliveryRow) -> None:
    words = {"waiting": "is being sent already", "delivered": "has arrived already"}
    said = words.get(row.state, "is settled already")
    _say(bell, request, f"{name(row.title, 80)} {said}.")


def _say(bell: Bell, request: Request, words: str) -> None:
    """In the place of the question, so that nobody answers it twice."""
    message = Message(escape(words), (paragraph([bold(words)]),))
    bell.answerer.update(request.channel, request.message_ts, message)
