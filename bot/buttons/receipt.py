"""The button "How is this computed?": the receipt, in a modal."""

from bot.bell import Bell
from bot.buttons.carried_reply import read_carried
from bot.buttons.window import open_window
from bot.messages.receipt import TITLE
from bot.request import Request


def show_receipt(bell: Bell, request: Request) -> None:
    """Open the modal, then fill it."""
    with open_window(bell, request, TITLE) as window:
        window.fill(read_carried(bell, request).explain(bell.clock.now()))
