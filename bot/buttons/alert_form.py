"""The form of a rule: opened, and kept up to date while it is filled in."""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.alerts.plan import NOUN
from bot.alerts.sight import read_sentence_in_sight
from bot.bell import Bell
from bot.buttons.alert_lines import find_managed, make_seat
from bot.buttons.alert_offers import CarriedRule, lay_out, suggest
from bot.buttons.alert_reading import RuleReading, Seat, fill_in, note_plan_faults, read_form
from bot.buttons.carried import read_text
from bot.buttons.digest_form import FAULT, name_channels
from bot.buttons.form import find_block
from bot.buttons.managing import read_id, refuse_file
from bot.buttons.window import filling, open_window, read_view_id
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields, read_fields
from bot.messages.alert_form import CHANGE, NEW
from bot.messages.form_fields import read_carried
from bot.messages.limits import cut
from bot.request import Request
from storage.problem import Problem

log = structlog.get_logger()


def open_rule_form(bell: Bell, request: Request) -> None:
    """The form: of a new rule, of one that was written in a sentence ("t"), or of one ("id")."""
    rule_id = read_id(request)
    with open_window(bell, request, CHANGE if rule_id else NEW) as window:
        seat = make_seat(bell, request)
        fields, carried = _begin(bell, request, seat)
        window.fill(lay_out(seat, fields, carried))


def edit_rule(bell: Bell, request: Request) -> None:
    """The form of a rule that is there, in the window that shows it."""
    with filling(bell, read_view_id(request), CHANGE) as window:
        seat = make_seat(bell, request)
        fields, carried = _begin(bell, request, seat)
        window.fill(lay_out(seat, fields, carried))


def _begin(bell: Bell, request: Request, seat: Seat) -> tuple[RuleFields, CarriedRule]:
    """What the form is filled with at first, and which rule it is of."""
    if read_id(request):
        rule = find_managed(bell, request, seat.author.asker)
        refuse_file(rule, NOUN)
        return fill_in(rule, seat), CarriedRule(RuleFields(), rule.id, rule.revision)
    if text := read_text(request, "t"):
        plan = read_sentence_in_sight(text, seat.author, seat.numbers).plan
        return fill_in(plan, seat), CarriedRule(RuleFields())
    return suggest(seat), CarriedRule(RuleFields())


def refresh_rule_form(bell: Bell, request: Request) -> None:
    """Something was changed that the rest of the form goes by.

    People type faster than a window is changed: only the newest of their changes counts.
    """
    view_id = read_view_id(request)
    if not bell.newest.note(view_id, request.stamp):
        return
    try:
        seat = make_seat(bell, request)
    except Problem as problem:  # told when the form is sent, and not at every letter
        log.info("form not refreshed", problem=problem.reference)
        return
    carried = read_carried(RuleFields, request.view.get("private_metadata"))
    view = lay_out(seat, read_fields(request.view), carried)
    with bell.newest.take_turn(view_id, request.stamp) as is_newest:
        if is_newest:
            bell.views.fill(view_id, view)


def review_rule_form(bell: Bell, request: Request) -> Mapping[str, str]:
    """What is wrong with the form, by its blocks."""
    fields = read_fields(request.view)
    reading = read_soundly(bell, fields, make_seat(bell, request))
    placed: dict[str, str] = {}
    for name, words in reading.faults.items():
        block = find_block(request.view, name) or find_block(request.view, names.KIND)
        placed.setdefault(block, cut(words, FAULT))
    return placed


def read_soundly(bell: Bell, fields: RuleFields, seat: Seat) -> RuleReading:
    """The plan of a form, with all that is wrong with it; Slack is asked who would read it."""
    reading = read_form(fields, seat)
    if reading.plan is not None:
        found = bell.alerts.find_faults(reading.plan, seat.author.asker, seat.now)
        reading = note_plan_faults(reading, found, fields)
    faults = {name: name_channels(bell, words) for name, words in reading.faults.items()}
    return replace(reading, faults=faults)
