"""Shows an alert anew when something was said of it, wherever it was told."""

import structlog

from bot.alerts.shown import Shown, name_first, read_shown
from bot.bell import Bell
from bot.delivery.history import Place
from bot.delivery.settling import find_pictures, find_place
from bot.messages.alert_facts import Standing
from bot.request import Request
from storage.deliveries import read_deliveries
from storage.problem import Problem

log = structlog.get_logger()

_LOOKS = 3
"""How often it is shown anew when another process is told something at the same time."""


def show_anew(bell: Bell, request: Request, shown: Shown) -> None:
    """Show an alert as it stands now: where it was clicked in, then wherever else it was told.

    Raises:
        Problem: when Slack refuses to change the message that was clicked in.
    """
    clicked = Place(request.channel, request.message_ts)
    _redraw(bell, shown.first.key, clicked, request.stamp)
    recipients = shown.rule.recipients if shown.rule else ()
    rule_id, number = shown.incident.rule_id, shown.incident.number
    keys = [shown.first.key, *(name_first(rule_id, number, one) for one in recipients)]
    with bell.numbers.engine.connect() as connection:
        told = read_deliveries(connection, bell.numbers.workspace_id, keys)
    for key, row in told.items():
        place = find_place(row)
        if place is None or place == clicked:
            continue
        try:
            _redraw(bell, key, place, request.stamp)
        except Problem as problem:  # it counts all the same
            log.warning("alert not shown anew", key=key, problem=problem.reference)


def _redraw(bell: Bell, key: str, place: Place, stamp: str) -> None:
    """The message with what has been said of it meanwhile, by whomever it was."""
    with bell.newest.take_turn(f"{place.channel}:{place.ts}", stamp):
        before: Standing | None = None
        for _ in range(_LOOKS):
            now = bell.clock.now()
            with bell.numbers.engine.connect() as connection:
                shown = read_shown(connection, bell.numbers.workspace_id, key)
            if shown is None or (standing := shown.find_standing(now)) == before:
                return
            before, files = standing, find_pictures(shown.first)
            message = shown.draw(now, standing)
            bell.answerer.update(place.channel, place.ts, message, files=files, anew=False)
