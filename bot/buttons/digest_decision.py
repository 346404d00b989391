"""What a reader says of an action that a digest proposes: Done, Not useful, Ask me next week.

The message is shown anew from what was frozen, with who said what; its pictures stay.
"""

from bot.bell import Bell
from bot.buttons.readers import is_reader
from bot.delivery.settling import find_pictures
from bot.digests.rendering import DIGEST, render_digest
from bot.messages.digest_actions import ActionState
from bot.request import Request
from storage.actions import decide, read_actions
from storage.deliveries import find_delivery
from storage.outbox import DeliveryRow
from storage.problem import Problem

_LOOKS = 3
"""How often it is shown anew when another process is told something at the same time."""


def decide_action(state: str, bell: Bell, request: Request) -> None:
    """Note it, and show it in the message that was clicked in.

    Args:
        state: "done", "not_useful", "later", or "open" to take it back.
        bell: The bot's parts.
        request: The click.

    Raises:
        Problem: when it is no action of a digest that whoever clicks has got.
    """
    bell.identify(request)
    row = _find_digest(bell, request)
    now, where = bell.clock.now(), bell.numbers.workspace_id
    number = _read_number(request)
    if not decide(bell.numbers.engine, where, row.key, number, state, request.user, now):
        raise _tell_unknown()
    with bell.newest.take_turn(f"{request.channel}:{request.message_ts}", request.stamp):
        _show_anew(bell, request, row)


def _show_anew(bell: Bell, request: Request, row: DeliveryRow) -> None:
    """The message with what has been said of its actions, by whomever it was meanwhile."""
    files = find_pictures(row)
    states = _read_states(bell, row)
    for _ in range(_LOOKS):
        message = render_digest(row, row.finished_at or bell.clock.now(), states).main
        bell.answerer.update(request.channel, request.message_ts, message, files=files, anew=False)
        shown, states = states, _read_states(bell, row)
        if shown == states:
            return


def _read_states(bell: Bell, row: DeliveryRow) -> list[ActionState]:
    with bell.numbers.engine.connect() as connection:
        said = read_actions(connection, bell.numbers.workspace_id, row.key)
    return [ActionState(one.number, one.state, one.decided_by or "") for one in said]


def _find_digest(bell: Bell, request: Request) -> DeliveryRow:
    """The delivery that was clicked in, if whoever clicks is one of its readers."""
    key = request.value.get("key", "")
    with bell.numbers.engine.connect() as connection:
        row = find_delivery(connection, bell.numbers.workspace_id, str(key))
    if row is None or row.kind != DIGEST or row.digest_id is None:
        raise _tell_unknown()
    if not is_reader(bell, request, row):
        raise Problem(
            "not-your-action",
            what="That is not yours to say.",
            why="Only those who get the digest decide on its actions.",
            fix="Ask one of them.",
        )
    return row


def _read_number(request: Request) -> int:
    number = str(request.value.get("n", ""))
    return int(number) if number in ("1", "2", "3", "4", "5", "6", "7", "8", "9") else 0


def _tell_unknown() -> Problem:
    return Problem(
        "no-such-action",
        what="There is nothing to decide here.",
        why="It is a preview or a test, or it has been taken away.",
        fix="Decide in the digest itself.",
    )
