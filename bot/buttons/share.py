"""The button "Share to channel", and the form it opens.

Slack's picker offers only conversations the person is in. Whether that holds for what comes back
can't be asked without reading members of private channels, a right the bot does not have; so what
is shared is the sharer's own numbers, under their name, and only into channels.
"""

import structlog

from bot.bell import Bell
from bot.buttons.carried import read_channel, read_extra
from bot.buttons.carried_reply import read_carried
from bot.messages.blocks import carry
from bot.messages.share import (
    confirm_shared,
    doubt_shared,
    read_share_form,
    say_shared,
    show_share_form,
)
from bot.request import Request
from storage.problem import Problem

log = structlog.get_logger()

WARNING = "Everybody in the channel will see these numbers, computed for what you may see."


def open_share_form(bell: Bell, request: Request) -> None:
    """Ask where to."""
    metadata = carry({name: value for name, value in request.value.items() if name in ("c", "t")})
    channel = read_extra(request).get("ch", "")
    bell.views.open(request.trigger_id, show_share_form(metadata, channel, WARNING))


def share_answer(bell: Bell, request: Request) -> None:
    """Post the answer, as the one who shares it may see it, and confirm."""
    sharing = read_share_form(request.view)
    channel = read_channel(sharing.channel)
    if not channel:
        raise Problem(
            "no-channel",
            what="Nothing has been shared.",
            why="I share into channels only, and none was chosen.",
            fix="Press Share to channel again and choose one.",
        )
    reply = read_carried(bell, request)
    message = reply.say(bell.clock.now(), {})
    shared = say_shared(message, request.user, reply.scope, sharing.note)
    sent = bell.answerer.post(channel, shared)
    confirm = confirm_shared(channel) if sent.ts else doubt_shared(channel)
    try:
        bell.answerer.post(request.user, confirm)
    except Problem as problem:  # told, it would read as if nothing had been shared
        log.warning("sharing not confirmed", problem=problem.reference)
