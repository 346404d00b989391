"""`/sales digest`: the digests somebody gets or owns, or the form of a first one."""

from bot.bell import Bell
from bot.buttons.digest_form import make_desk, open_digest_form
from bot.buttons.digest_lines import list_concerning, read_digests
from bot.messages.digest_list import say_digests
from bot.messages.plan_list import MOST
from bot.request import Request
from storage.problem import Problem

DIGEST_WORDS = ("digest", "digests")
"""The word behind /sales that leads here."""
NEW = ("new", "add", "create")


def answer_digest(bell: Bell, request: Request, text: str) -> None:
    """Show the list to the one who asks alone; open the form where there is nothing to list.

    Args:
        bell: The bot's parts.
        request: The command.
        text: What was typed behind "digest".
    """
    if text.strip().lower() in NEW or not read_digests(bell):
        open_digest_form(bell, request)
        return
    desk = make_desk(bell, request)
    shelf = list_concerning(bell, request.user, desk, MOST)
    if not shelf.cards:
        try:
            open_digest_form(bell, request)
        except Problem:  # too late for a window; a button opens it as well
            bell.answerer.respond(request.response_url, say_digests([]))
        return
    bell.answerer.respond(request.response_url, say_digests(shelf.cards, shelf.more))
