"""The button "Get the Monday digest" on the Home tab: one click, and it comes."""

from dataclasses import replace

from bot.bell import Bell
from bot.buttons.digest_form import make_desk, suggest_fields
from bot.buttons.digest_lines import list_dates, read_digests
from bot.buttons.digest_offers import USUAL_NAME
from bot.buttons.digest_save import add_usual_digest
from bot.home import show_home
from bot.messages.digest_fields import NAME_LENGTH
from bot.messages.digest_windows import say_saved
from bot.request import Request
from storage.naming import fold_name


def add_quick_digest(bell: Bell, request: Request) -> None:
    """Save what the form would suggest, unless that was done already, and say when it comes."""
    desk = make_desk(bell, request)
    name = f"{USUAL_NAME} of {desk.asker.name}"[:NAME_LENGTH]
    if not any(fold_name(digest.name) == fold_name(name) for digest in read_digests(bell)):
        fields = replace(suggest_fields(bell, request, desk), name=name)
        saved = add_usual_digest(bell, request, desk, fields)
        dates = list_dates(saved, desk.now, desk.calendar)
        bell.answerer.post(request.user, say_saved(saved.name, dates, saved.id))
    show_home(bell, request)
