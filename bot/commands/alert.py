"""`/sales alert`: the rules somebody has or hears of; with a sentence behind it, a new one."""

from bot.bell import Bell
from bot.buttons.alert_form import open_rule_form
from bot.buttons.alert_lines import list_concerning, make_seat
from bot.buttons.alert_sentence import propose_rule
from bot.messages.alert_list import say_rules
from bot.messages.plan_list import MOST
from bot.request import Request

NEW = ("new", "add", "create")


def answer_alert(bell: Bell, request: Request, text: str) -> None:
    """Show the list, open the form, or show what a sentence would watch; to the asker alone.

    Args:
        bell: The bot's parts.
        request: The command.
        text: What was typed behind "alert".
    """
    words = text.strip()
    if words.lower() in NEW:
        open_rule_form(bell, request)
        return
    if not words:
        shelf = list_concerning(bell, make_seat(bell, request), MOST)
        bell.answerer.respond(request.response_url, say_rules(shelf.cards, shelf.more))
        return
    propose_rule(bell, request, words)
