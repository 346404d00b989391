"""Buttons that ask another question: by owner, closing this quarter, a suggestion."""

import structlog

from bot.answering.place import Place
from bot.answering.private_answer import answer_privately
from bot.bell import Bell
from bot.buttons.carried import read_extra
from bot.buttons.carried_reply import read_carried
from bot.request import Request

log = structlog.get_logger()


def ask_again(bell: Bell, request: Request) -> None:
    """Answer in the place of our own message that was clicked in; privately anywhere else.

    Of two quick clicks in one message only the later one is answered, whichever takes longer.
    """
    place = Place.of(request)
    # In any other place every click has an answer of its own.
    clicked = f"{place.channel}:{place.message_ts}" if place.is_own_message else request.key
    bell.newest.note(clicked, request.stamp)
    reply = read_carried(bell, request)
    message = reply.say(bell.clock.now(), read_extra(request))
    with bell.newest.take_turn(clicked, request.stamp) as is_newest:
        if is_newest:
            answer_privately(bell.answerer, message, place)
        else:
            log.info("answer dropped", why="another button was pressed since")
