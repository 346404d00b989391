"""Buttons that ask another question: by owner, closing this quarter, a suggestion."""

from bot.answering.place import Place
from bot.answering.private_answer import answer_privately
from bot.bell import Bell
from bot.buttons.carried import read_carried, read_extra
from bot.request import Request


def ask_again(bell: Bell, request: Request) -> None:
    """Answer in the place of our own message that was clicked in; privately anywhere else."""
    reply = read_carried(bell, request)
    message = reply.say(bell.clock.now(), read_extra(request))
    answer_privately(bell.answerer, message, Place.of(request))
