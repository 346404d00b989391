"""A last look at a rule's form before it is saved, and the saving of it.

The window carries what was filled in; all of it is read anew, so a form that was tampered with is
only a form that is filled in wrongly.
"""

from dataclasses import replace

from bot.alerts.plan import NOUN
from bot.alerts.rehearsal import Rehearsal
from bot.bell import Bell
from bot.buttons.alert_form import read_soundly
from bot.buttons.alert_lines import find_managed, make_seat, read_rules, write_all
from bot.buttons.alert_offers import lay_out
from bot.buttons.alert_owner import tell_owner
from bot.buttons.alert_reading import RuleReading, Seat, note_faults
from bot.buttons.managing import refuse_file
from bot.buttons.window import filling, read_view_id
from bot.messages import alert_fields as names
from bot.messages.alert_fields import RuleFields, read_fields
from bot.messages.alert_form import NEW
from bot.messages.alert_rule_windows import (
    CONFIRM,
    SAVED,
    RuleDraft,
    say_year,
    show_rule_draft,
    show_rule_saved,
)
from bot.messages.deeds import CHANGED
from bot.messages.form_fields import Carried, read_carried
from bot.messages.limits import METADATA, measure
from bot.request import Request
from storage.alerts import RulePlan, RuleRow, add_rule, change_rule
from storage.naming import fold_name
from storage.problem import Problem

NAME_TAKEN = "alert-name-taken"
ON_ITS_WAY = "The chart is in our direct messages."
NO_CHART = "There is too little to draw."
TOO_MUCH = "That is more than a window of Slack can carry. Choose fewer recipients."


def look_at_rule(bell: Bell, request: Request) -> None:
    """The form was sent: show what would be watched and told, before anything is saved."""
    carried = _read(request)
    carried = replace(carried, fields=read_fields(request.view), turn=carried.turn + 1)
    with filling(bell, read_view_id(request), CONFIRM) as window:
        seat = make_seat(bell, request)
        reading = read_soundly(bell, carried.fields, seat)
        if not reading.faults and measure(carried.write()) > METADATA:
            reading.faults[names.CHANNELS] = TOO_MUCH
        draft = None
        if reading.plan is not None:
            draft, reading = _try_draft(bell, seat, carried, reading)
        if draft is None:
            window.fill(lay_out(seat, carried.fields, carried, reading.faults))
        else:
            window.fill(show_rule_draft(draft, carried.write()))


def return_to_rule_form(bell: Bell, request: Request) -> None:
    """Back from the last look to the form, as it was filled in."""
    carried = _read(request)
    with filling(bell, read_view_id(request), NEW) as window:
        carried = replace(carried, turn=carried.turn + 1)
        window.fill(lay_out(make_seat(bell, request), carried.fields, carried))


def show_year(bell: Bell, request: Request) -> None:
    """The last year as a chart, in the direct messages of the one who looks at the draft."""
    carried = _read(request)
    with filling(bell, read_view_id(request), CONFIRM) as window:
        seat = make_seat(bell, request)
        reading = read_soundly(bell, carried.fields, seat)
        if reading.plan is None:
            window.fill(lay_out(seat, carried.fields, carried, reading.faults))
            return
        draft, rehearsal = draw_up(bell, seat, bell.alerts.settle(reading.plan, seat.now))
        if rehearsal.picture is not None:
            bell.answerer.post(request.user, say_year(draft, rehearsal.picture))
        noted = replace(draft, note=ON_ITS_WAY if rehearsal.picture else NO_CHART)
        window.fill(show_rule_draft(noted, carried.write()))


def save_rule(bell: Bell, request: Request) -> None:
    """Keep what was looked at. A second click is the same request, and not taken up."""
    carried = _read(request)
    with filling(bell, read_view_id(request), SAVED) as window:
        seat = make_seat(bell, request)
        reading = read_soundly(bell, carried.fields, seat)
        saved = None
        if reading.plan is not None:
            try:
                saved = keep_rule(bell, request, seat, reading.plan, carried)
            except Problem as problem:
                reading = note_faults(reading, [(_place_of(problem), problem)], carried.fields)
        if saved is None:
            carried = replace(carried, turn=carried.turn + 1)
            window.fill(lay_out(seat, carried.fields, carried, reading.faults))
        else:
            window.fill(show_rule_saved(saved.name, write_all(saved, seat.author), saved.id))


def _read(request: Request) -> Carried[RuleFields]:
    return read_carried(RuleFields, request.view.get("private_metadata"))


def _try_draft(
    bell: Bell, seat: Seat, carried: Carried[RuleFields], reading: RuleReading
) -> tuple[RuleDraft | None, RuleReading]:
    """What is shown before a rule is saved; or None, and what is wrong with it."""
    plan = reading.plan
    if plan is None:
        return None, reading
    try:
        _check_name(bell, plan.name, carried.id)
        draft, _ = draw_up(bell, seat, bell.alerts.settle(plan, seat.now))
    except Problem as problem:
        return None, note_faults(reading, [(_place_of(problem), problem)], carried.fields)
    return draft, reading


def draw_up(bell: Bell, seat: Seat, plan: RulePlan) -> tuple[RuleDraft, Rehearsal]:
    """What a rule would do, for whoever is about to save it.

    Raises:
        Problem: when it can't be judged, or nothing of it is theirs to see.
    """
    rehearsal = bell.alerts.rehearse(plan, seat.author.asker.scope, seat.now)
    sentence = write_all(plan, seat.author)
    return RuleDraft(plan.name, sentence, rehearsal.now, rehearsal.year), rehearsal


def keep_rule(
    bell: Bell, request: Request, seat: Seat, plan: RulePlan, carried: Carried[RuleFields]
) -> RuleRow:
    """Add the rule, or change the one that was opened.

    Raises:
        Problem: when its name is taken, it can't be judged, or it was changed meanwhile.
    """
    engine, workspace = bell.numbers.engine, bell.numbers.workspace_id
    if not carried.id:
        return add_rule(engine, workspace, bell.alerts.settle(plan, seat.now), seat.now)
    rule = find_managed(bell, request, seat.author.asker, carried.id)
    refuse_file(rule, NOUN)
    seen = replace(rule, revision=carried.revision)
    plan = replace(bell.alerts.settle(plan, seat.now, rule.plan), owner=rule.owner)
    changed = change_rule(engine, workspace, seen, plan, seat.now)
    tell_owner(bell, request, changed, CHANGED)
    return changed


def _check_name(bell: Bell, name: str, rule_id: int) -> None:
    same = [one for one in read_rules(bell) if fold_name(one.name) == fold_name(name)]
    if any(one.id != rule_id for one in same):
        raise Problem(
            NAME_TAKEN,
            what=f"There is an alert called {same[0].name} already.",
            fix="Give this one another name, or change that one.",
        )


def _place_of(problem: Problem) -> str:
    """The property that a Problem is about."""
    if problem.reference == NAME_TAKEN:
        return "name"
    return "what"
