"""The question that a button stands for: its command and words, read again for whoever clicks."""

from bot.bell import Bell
from bot.buttons.carried import read_text
from bot.commands.registry import make_reply
from bot.commands.reply import Reply
from bot.request import Request


def read_carried(bell: Bell, request: Request) -> Reply:
    """The reply to the question that a button or a form carries."""
    return make_reply(bell, request, read_text(request, "c"), read_text(request, "t"))
