"""The form of a digest: opened, and kept up to date while it is filled in."""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.bell import Bell
from bot.buttons.digest_carried import Carried, read_carried_form
from bot.buttons.digest_lines import find_managed, read_digests
from bot.buttons.digest_offers import choose_whose, lay_out, list_usual_sections, suggest
from bot.buttons.digest_reading import Desk, Reading, fill_in, note_faults, read_form
from bot.buttons.form import find_block
from bot.buttons.window import filling, open_window, read_view_id
from bot.digests.roster import SlackBusy, SlackRefusal
from bot.messages import digest_fields as names
from bot.messages.digest_fields import DigestFields, read_fields
from bot.messages.digest_form import CHANGE, NEW
from bot.messages.limits import cut
from bot.messages.places import list_places
from bot.request import Request
from storage.problem import Problem

log = structlog.get_logger()

FAULT = 300
"""Characters of what is said at a field."""


def open_digest_form(bell: Bell, request: Request) -> None:
    """The form of a new digest, filled in with what most people would choose."""
    with open_window(bell, request, NEW) as window:
        desk = make_desk(bell, request)
        fields = suggest_fields(bell, request, desk)
        window.fill(lay_out(desk, fields, Carried(DigestFields())))


def edit_digest(bell: Bell, request: Request) -> None:
    """The form of a digest that is there, in the window that shows it."""
    with filling(bell, read_view_id(request), CHANGE) as window:
        desk = make_desk(bell, request)
        digest = find_managed(bell, request, desk.asker)
        carried = Carried(DigestFields(), digest.id, revision=digest.revision)
        window.fill(lay_out(desk, fill_in(digest, desk), carried))


def refresh_form(bell: Bell, request: Request) -> None:
    """Something was changed that the rest of the form goes by: kind, whose, when, zone.

    People type faster than a window is changed: only the newest of their changes counts.
    """
    view_id = read_view_id(request)
    if not bell.newest.note(view_id, request.stamp):
        return
    try:
        desk = make_desk(bell, request)
    except Problem as problem:  # told when the form is sent, and not at every letter
        log.info("form not refreshed", problem=problem.reference)
        return
    carried = read_carried_form(request.view.get("private_metadata"))
    fields = read_fields(request.view)
    if fields.kind != carried.kind:
        usual = list_usual_sections(fields.kind)
        fields = replace(fields, sections=usual, whose=choose_whose(fields.kind, desk))
        carried = replace(carried, turn=carried.turn + 1)
    view = lay_out(desk, fields, carried)
    with bell.newest.take_turn(view_id, request.stamp) as is_newest:
        if is_newest:
            bell.views.fill(view_id, view)


def review_form(bell: Bell, request: Request) -> Mapping[str, str]:
    """What is wrong with the form, by its blocks."""
    reading = read_soundly(bell, read_fields(request.view), make_desk(bell, request), request.user)
    placed: dict[str, str] = {}
    for name, words in reading.faults.items():
        block = find_block(request.view, name) or find_block(request.view, names.NAME)
        placed.setdefault(block, cut(words, FAULT))
    return placed


def read_soundly(bell: Bell, fields: DigestFields, desk: Desk, owner: str) -> Reading:
    """The plan of a form, with all that is wrong with it; Slack is asked who would read it."""
    reading = read_form(fields, desk, owner)
    found = bell.digests.find_faults(reading.plan, desk.asker, desk.now)
    reading = note_faults(reading, [(fault.field, fault.problem) for fault in found])
    faults = {name: name_channels(bell, words) for name, words in reading.faults.items()}
    return replace(reading, faults=faults)


def name_channels(bell: Bell, words: str) -> str:
    """The words with the names of channels; what Slack says at a field can't link them."""
    for channel in list_places(words):
        try:
            named = bell.digests.roster.find_channel(channel).get("name")
        except (SlackBusy, SlackRefusal):
            continue
        if named:
            words = words.replace(f"channel {channel}", f"#{named}")
    return words


def make_desk(bell: Bell, request: Request) -> Desk:
    """What the form is read by. Raises Problem for somebody unknown."""
    return Desk(bell.numbers, bell.identify(request), bell.clock.now())


def suggest_fields(bell: Bell, request: Request, desk: Desk) -> DigestFields:
    """What most people in that place would choose."""
    zone = bell.directory.look_up(request.user).zone or bell.numbers.company.zone
    return suggest(desk, request.user, zone, read_digests(bell))
