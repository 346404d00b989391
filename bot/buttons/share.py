"""The button "Share to channel", and the form it opens."""

from bot.bell import Bell
from bot.buttons.carried import read_carried, read_text
from bot.messages.blocks import carry
from bot.messages.share import confirm_shared, read_share_form, say_shared, show_share_form
from bot.request import Request

WARNING = "Everybody in the channel will see these numbers, computed for what you may see."


def open_share_form(bell: Bell, request: Request) -> None:
    """Ask where to."""
    metadata = carry({name: value for name, value in request.value.items() if name in "cth"})
    bell.views.open(
        request.trigger_id, show_share_form(metadata, read_text(request, "ch"), WARNING)
    )


def share_answer(bell: Bell, request: Request) -> None:
    """Post the answer, as the one who shares it may see it, and confirm."""
    sharing = read_share_form(request.view)
    reply = read_carried(bell, request)
    message = reply.say(bell.clock.now(), {})
    shared = say_shared(message, request.user, reply.scope, sharing.note)
    bell.answerer.post(sharing.channel, shared)
    bell.answerer.post(request.user, confirm_shared(sharing.channel))
