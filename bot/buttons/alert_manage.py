"""One rule in a window: looked at, tested, paused, snoozed, handed over, deleted.

Only its owner and the administrators get that far, and each click is checked anew.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace

from bot.alerts.plan import NOUN
from bot.alerts.rendering import ALERT, mark_as_test
from bot.bell import Bell
from bot.buttons.alert_lines import find_managed, make_card, make_seat
from bot.buttons.alert_owner import tell_owner
from bot.buttons.alert_reading import Seat
from bot.buttons.carried import read_choice
from bot.buttons.managing import find_heir, refuse_file
from bot.buttons.window import Window, filling, open_window, read_view_id
from bot.messages.alert_rule_windows import MANAGE, show_rule, show_rule_gone
from bot.messages.deeds import DELETED, HANDED_OVER, PAUSED, RESUMED
from bot.messages.freshness import say_day
from bot.request import Request
from metrics.alerts.snooze import Snooze, end_snooze
from metrics.schedule_zones import read_zone
from storage.alerts import (
    RuleRow,
    delete_rule,
    find_rule,
    hand_over_rule,
    pause_rule,
    resume_rule,
    snooze_rule,
    unsnooze_rule,
)
from storage.outbox import Parcel, put_in
from storage.problem import Problem

Deed = Callable[[Bell, Request, Seat, RuleRow], str]
"""Does something to a rule; gives what is said then."""


def manage_rule(bell: Bell, request: Request) -> None:
    """Open the window of one rule, or show it in the window that is open."""
    view_id = read_view_id(request)
    opened = filling(bell, view_id, MANAGE) if view_id else open_window(bell, request, MANAGE)
    with opened as window:
        seat = make_seat(bell, request)
        _show(bell, seat, window, find_managed(bell, request, seat.author.asker))


def send_rule_test(bell: Bell, request: Request) -> None:
    """What it would tell if it fired now, in the direct messages of the one who asks."""
    _do(bell, request, _send_test)


def pause_alert(bell: Bell, request: Request) -> None:
    """Let it rest."""
    _do(bell, request, _pause)


def resume_alert(bell: Bell, request: Request) -> None:
    """Go on with it."""
    _do(bell, request, _resume)


def silence_rule(bell: Bell, request: Request) -> None:
    """Tell nothing of it for some time."""
    _do(bell, request, _silence, _read_number(read_choice(request).get("id")))


def wake_rule(bell: Bell, request: Request) -> None:
    """Tell of it again."""
    _do(bell, request, _wake)


def hand_rule_over(bell: Bell, request: Request) -> None:
    """Make somebody else its owner."""
    _do(bell, request, _hand_over)


def remove_rule(bell: Bell, request: Request) -> None:
    """Delete it."""
    with filling(bell, read_view_id(request), MANAGE) as window:
        seat = make_seat(bell, request)
        rule = find_managed(bell, request, seat.author.asker)
        refuse_file(rule, NOUN)
        delete_rule(bell.numbers.engine, bell.numbers.workspace_id, rule.id, seat.now)
        tell_owner(bell, request, rule, DELETED)
        window.fill(show_rule_gone(rule.name))


def _do(bell: Bell, request: Request, deed: Deed, rule_id: int = 0) -> None:
    """Do it and say so above the rule, or say there why not."""
    with filling(bell, read_view_id(request), MANAGE) as window:
        seat = make_seat(bell, request)
        rule = find_managed(bell, request, seat.author.asker, rule_id)
        try:
            said, failed = deed(bell, request, seat, rule), False
        except Problem as problem:
            parts = (problem.what, problem.why, problem.fix)
            said, failed = " ".join(part for part in parts if part), True
        with bell.numbers.engine.connect() as connection:
            rule = find_rule(connection, bell.numbers.workspace_id, rule.id)
        _show(bell, seat, window, rule, said, failed=failed)


def _show(
    bell: Bell, seat: Seat, window: Window, rule: RuleRow, said: str = "", *, failed: bool = False
) -> None:
    window.fill(show_rule(make_card(bell, rule, seat), said, warning=failed))


def _send_test(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:
    content = bell.alerts.write_test(rule.plan, seat.author.asker.scope, seat.now)
    parcel = Parcel(
        key=f"test:{secrets.token_hex(8)}:{request.user}",
        kind=ALERT,
        title=rule.name,
        recipient=request.user,
        owner=request.user,
        due_at=seat.now,
        content=mark_as_test(content),
    )
    with bell.numbers.engine.begin() as connection:
        put_in(connection, bell.numbers.workspace_id, parcel, seat.now)
    bell.deliver_soon()
    return "The test is on its way to our direct messages."


def _pause(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:
    refuse_file(rule, NOUN)
    pause_rule(bell.numbers.engine, bell.numbers.workspace_id, rule.id, seat.now)
    tell_owner(bell, request, rule, PAUSED)
    return "It is paused. What it told is closed."


def _resume(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:
    refuse_file(rule, NOUN)
    resume_rule(bell.numbers.engine, bell.numbers.workspace_id, rule.id, seat.now)
    tell_owner(bell, request, rule, RESUMED)
    return "It goes on, and looks at the newest data first."


def _silence(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:
    wanted = str(read_choice(request).get("for"))
    if wanted not in (*Snooze,):
        raise Problem("unknown-choice", what="I don't know that choice.", fix="Choose another one.")
    zone = read_zone(rule.zone)
    until = end_snooze(Snooze(wanted), seat.now, zone, rule.quiet_to)
    engine, workspace = bell.numbers.engine, bell.numbers.workspace_id
    snooze_rule(engine, workspace, rule.id, until, request.user)
    wall = until.astimezone(zone)
    return f"Nobody is told of it until {say_day(wall.date())}, {wall:%H:%M} {zone.key}."


def _wake(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:  # noqa: ARG001 - a Deed
    unsnooze_rule(bell.numbers.engine, bell.numbers.workspace_id, rule.id, seat.now)
    return "It tells again."


def _hand_over(bell: Bell, request: Request, seat: Seat, rule: RuleRow) -> str:  # noqa: ARG001 - a Deed
    refuse_file(rule, NOUN)
    heir = find_heir(bell, request, NOUN)
    hand_over_rule(bell.numbers.engine, bell.numbers.workspace_id, rule.id, request.chosen)
    tell_owner(bell, request, replace(rule, owner=request.chosen), HANDED_OVER)
    return f"{heir.name} owns it now."


def _read_number(value: object) -> int:
    """A number that a choice carries; 0 for none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
