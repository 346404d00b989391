"""A last look at a digest before it is saved, and the saving of it.

Window and button carry what was filled in; all of it is read anew, so a form that was tampered
with is only a form that is filled in wrongly.
"""

from dataclasses import replace

from bot.bell import Bell
from bot.buttons.digest_carried import Carried, read_carried_form
from bot.buttons.digest_form import make_desk, read_soundly
from bot.buttons.digest_lines import find_managed, list_dates, list_readers, read_digests
from bot.buttons.digest_offers import lay_out
from bot.buttons.digest_owner import tell_owner
from bot.buttons.digest_reading import Desk, Reading, say_fault
from bot.buttons.digest_sending import Viewer, make_preview, send_preview
from bot.buttons.window import filling, read_view_id
from bot.digests.press import read_plan_schedule
from bot.messages import digest_fields as names
from bot.messages.deeds import CHANGED
from bot.messages.digest_fields import DigestFields, read_fields
from bot.messages.digest_form import NEW
from bot.messages.digest_windows import CONFIRM, SAVED, Draft, show_draft, show_saved
from bot.messages.limits import METADATA, measure
from bot.request import Request
from metrics.schedule_slots import next_slot
from storage.digests import DigestRow, Due, add_digest, change_digest
from storage.naming import fold_name
from storage.problem import Problem

ON_ITS_WAY = "It is on its way to our direct messages, with its charts, tables and file."
TOO_MUCH = (
    "That is more than a window of Slack can carry. Choose fewer recipients or shorter questions; "
    "the rest fits into a second digest."
)


def look_at_draft(bell: Bell, request: Request) -> None:
    """The form was sent: show what will be sent where and when, before anything is saved."""
    carried = read_carried_form(request.view.get("private_metadata"))
    carried = replace(carried, fields=read_fields(request.view), turn=carried.turn + 1)
    with filling(bell, read_view_id(request), CONFIRM) as window:
        desk = make_desk(bell, request)
        reading = read_soundly(bell, carried.fields, desk, request.user)
        if not reading.faults and measure(carried.write()) > METADATA:
            reading.faults[names.QUESTIONS] = TOO_MUCH
        if not reading.faults:
            try:
                draft = _draw_up(bell, request, desk, carried, reading)
            except Problem as problem:
                reading.faults[_place_of(problem)] = say_fault(problem)
        if reading.faults:
            window.fill(lay_out(desk, carried.fields, carried, reading.faults))
        else:
            window.fill(show_draft(draft, carried.write()))


def return_to_form(bell: Bell, request: Request) -> None:
    """Back from the last look to the form, as it was filled in."""
    carried = read_carried_form(request.view.get("private_metadata"))
    with filling(bell, read_view_id(request), NEW) as window:
        carried = replace(carried, turn=carried.turn + 1)
        window.fill(lay_out(make_desk(bell, request), carried.fields, carried))


def preview_draft(bell: Bell, request: Request) -> None:
    """Send what is about to be saved to the direct messages of the one who looks at it."""
    carried = read_carried_form(request.view.get("private_metadata"))
    desk = make_desk(bell, request)
    reading = read_soundly(bell, carried.fields, desk, request.user)
    if reading.faults:
        raise Problem(
            "digest-outdated",
            what="That digest can't be previewed any more.",
            why=next(iter(reading.faults.values())),
            fix="Open the form again: /sales digest",
        )
    viewer = Viewer(request.user, desk.asker)
    send_preview(bell, make_preview(bell, reading.plan, viewer, desk.now), desk.now)
    draft = replace(_draw_up(bell, request, desk, carried, reading), note=ON_ITS_WAY)
    bell.views.fill(read_view_id(request), show_draft(draft, carried.write()))


def save_digest(bell: Bell, request: Request) -> None:
    """Keep what was looked at. A second click is the same request, and not taken up."""
    carried = read_carried_form(request.view.get("private_metadata"))
    with filling(bell, read_view_id(request), SAVED) as window:
        desk = make_desk(bell, request)
        reading = read_soundly(bell, carried.fields, desk, request.user)
        if not reading.faults:
            try:
                saved = _keep(bell, request, desk, carried, reading)
            except Problem as problem:
                reading.faults[_place_of(problem)] = say_fault(problem)
        if reading.faults:
            carried = replace(carried, turn=carried.turn + 1)
            window.fill(lay_out(desk, carried.fields, carried, reading.faults))
        else:
            dates = list_dates(saved, desk.now, desk.calendar)
            window.fill(show_saved(saved.name, dates, saved.id))


def add_usual_digest(bell: Bell, request: Request, desk: Desk, fields: DigestFields) -> DigestRow:
    """What the form suggests, saved as it stands.

    Raises:
        Problem: when it can't be sent like that.
    """
    carried = Carried(fields)
    reading = read_soundly(bell, carried.fields, desk, request.user)
    if reading.faults:
        raise Problem(
            "no-usual-digest",
            what="I can't guess which digest would be yours.",
            why=next(iter(reading.faults.values())),
            fix="Choose for yourself: /sales digest",
        )
    return _keep(bell, request, desk, carried, reading)


def _keep(
    bell: Bell, request: Request, desk: Desk, carried: Carried, reading: Reading
) -> DigestRow:
    """Add the digest, or change the one that was opened.

    Raises:
        Problem: when its name is taken, it can't be sent as it is, or it was changed meanwhile.
    """
    slot = next_slot(read_plan_schedule(reading.plan), desk.now)
    due = Due(slot.wall, slot.due_at)
    engine, workspace = bell.numbers.engine, bell.numbers.workspace_id
    if not carried.id:
        return add_digest(engine, workspace, reading.plan, due, desk.now)
    digest = find_managed(bell, request, desk.asker, carried.id)
    plan = replace(reading.plan, owner=digest.owner)
    seen = replace(digest, revision=carried.revision)
    changed = change_digest(engine, workspace, seen, plan, due, desk.now)
    tell_owner(bell, request, changed, CHANGED)
    return changed


def _draw_up(bell: Bell, request: Request, desk: Desk, carried: Carried, reading: Reading) -> Draft:
    """What is shown before a digest is saved. Raises Problem when it can't be sent like that."""
    plan = reading.plan
    _check_name(bell, plan.name, carried.id)
    readers = list_readers(bell, plan, desk.now)
    preview = make_preview(bell, plan, Viewer(request.user, desk.asker), desk.now)
    return Draft(
        name=plan.name,
        when=f"{plan.schedule} ({plan.zone})",
        dates=list_dates(plan, desk.now, desk.calendar),
        readers=readers,
        preview=preview.read(desk.now),
        preview_for=preview.whose,
    )


def _check_name(bell: Bell, name: str, digest_id: int) -> None:
    same = [one for one in read_digests(bell) if fold_name(one.name) == fold_name(name)]
    if any(one.id != digest_id for one in same):
        raise Problem(
            "digest-name-taken",
            what=f"There is a digest called {same[0].name} already.",
            fix="Give this one another name, or change that one.",
        )


def _place_of(problem: Problem) -> str:
    return names.NAME if problem.reference == "digest-name-taken" else names.CHANNELS
