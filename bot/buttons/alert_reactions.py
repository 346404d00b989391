"""What a reader does with an alert: Acknowledge, Take back, Snooze, Why?, Not useful.

Whoever got it may say that they look after it. A snooze silences it for everybody: that is its
owner's to ask for, a manager's who got it, or an administrator's.
"""

from bot.alerts.shown import Shown, read_shown
from bot.asker import Asker
from bot.bell import Bell
from bot.buttons.alert_shown import show_anew
from bot.buttons.carried import read_choice
from bot.buttons.readers import is_reader
from bot.buttons.window import open_window
from bot.messages.alert_standing import WAKE
from bot.messages.alert_window import TITLE, Event, show_why
from bot.messages.blocks import bold, paragraph
from bot.messages.message import Message
from bot.messages.text import escape
from bot.request import Request
from metrics.alerts.snooze import Snooze, end_snooze
from metrics.schedule_zones import read_zone
from storage.alert_incidents import acknowledge, mark_not_useful, take_back
from storage.alert_states import ChangeRow, list_changes
from storage.alerts import RuleRow, snooze_rule, unsnooze_rule
from storage.problem import Problem

THANKS = "Thank you: it is noted that this alert was not useful."
KNOWN = "You have said so already, and it is noted."
QUIETER = (
    "If it comes too often, its owner can make it quieter: more certainty, more days in a row, "
    "or another line."
)
_EVENTS = 200


def acknowledge_alert(bell: Bell, request: Request) -> None:
    """Note who looks after it; whoever was first stays. Raises Problem when it is closed."""
    bell.identify(request)
    shown = _find_open(bell, request, request.value)
    where, incident, now = bell.numbers.workspace_id, shown.incident, bell.clock.now()
    engine, user = bell.numbers.engine, request.user
    acknowledge(engine, where, incident.rule_id, incident.number, user, now)
    show_anew(bell, request, shown)


def take_alert_back(bell: Bell, request: Request) -> None:
    """Nobody looks after it after all."""
    bell.identify(request)
    shown = _find_open(bell, request, request.value)
    incident = shown.incident
    take_back(bell.numbers.engine, bell.numbers.workspace_id, incident.rule_id, incident.number)
    show_anew(bell, request, shown)


def snooze_alert(bell: Bell, request: Request) -> None:
    """Tell nothing more of its rule for some time, or tell it again from now on."""
    asker, choice = bell.identify(request), read_choice(request)
    shown = _find_open(bell, request, choice)
    engine, where, now = bell.numbers.engine, bell.numbers.workspace_id, bell.clock.now()
    rule = shown.rule
    if rule is None:
        raise _tell_unknown()
    if not may_silence(rule, request.user, asker):
        raise Problem(
            "not-yours-to-snooze",
            what="You can't snooze this alert.",
            why="A snooze silences it for everybody: only its owner, a manager who gets it and the "
            "administrators may.",
            fix="Acknowledge it instead, or ask its owner.",
        )
    wanted = str(choice.get("for"))
    if wanted == WAKE:
        unsnooze_rule(engine, where, rule.id, now)
    elif wanted in (*Snooze,):
        until = end_snooze(Snooze(wanted), now, read_zone(rule.zone), rule.quiet_to)
        snooze_rule(engine, where, rule.id, until, request.user)
    else:
        raise _tell_unknown()
    show_anew(bell, request, shown)


def explain_alert(bell: Bell, request: Request) -> None:
    """Everything behind it, in a window."""
    with open_window(bell, request, TITLE) as window:
        bell.identify(request)
        shown = _find(bell, request, request.value)
        rule_id, where = shown.incident.rule_id, bell.numbers.workspace_id
        with bell.numbers.engine.connect() as connection:
            changes = list_changes(connection, where, rule_id, _EVENTS)
        facts = shown.find_facts(bell.clock.now())
        window.fill(show_why(shown.report, facts, [_tell_change(one) for one in changes]))


def judge_alert(bell: Bell, request: Request) -> None:
    """Note that somebody found it of no use, and thank them alone."""
    bell.identify(request)
    incident = _find(bell, request, request.value).incident
    engine, where = bell.numbers.engine, bell.numbers.workspace_id
    is_new = mark_not_useful(engine, where, incident.rule_id, incident.number, request.user)
    said = THANKS if is_new else KNOWN
    message = Message(escape(f"{said} {QUIETER}"), (paragraph([bold(said)], [QUIETER]),))
    if request.response_url:
        bell.answerer.respond(request.response_url, message)
    else:
        bell.answerer.post(request.user, message)


def may_silence(rule: RuleRow, user: str, asker: Asker) -> bool:
    """Whether a reader may silence a rule for everybody.

    All that an alert shows may be seen by everybody who gets it, so a manager who gets it may see
    its scope.
    """
    return user == rule.owner or asker.role in ("manager", "administrator")


def _find(bell: Bell, request: Request, carried: object) -> Shown:
    """The alert that was clicked in, if whoever clicks is one of its readers."""
    key = carried.get("key") if isinstance(carried, dict) else None
    with bell.numbers.engine.connect() as connection:
        shown = read_shown(connection, bell.numbers.workspace_id, str(key or ""))
    if shown is None:
        raise _tell_unknown()
    if not is_reader(bell, request, shown.first):
        raise Problem(
            "not-your-alert",
            what="That is not yours to say.",
            why="Only those who get the alert do something about it.",
            fix="Ask one of them.",
        )
    return shown


def _find_open(bell: Bell, request: Request, carried: object) -> Shown:
    """The same; one that is closed is shown as that, and nothing more can be done about it."""
    shown = _find(bell, request, carried)
    if shown.find_standing(bell.clock.now()).is_open:
        return shown
    show_anew(bell, request, shown)
    raise Problem(
        "alert-closed",
        what="There is nothing to do about this alert any more.",
        why="It is over, or its rule was changed.",
        fix="What stands where now: /sales alert",
    )


def _tell_change(change: ChangeRow) -> Event:
    group = str(change.figures.get("label") or change.group_key)
    words = f"{_say_phase(change.old)} → {_say_phase(change.new)}"
    return Event(change.at, group, f"{words}: {change.reason}" if change.reason else words)


def _say_phase(phase: str) -> str:
    return {"not_enough": "not enough data", "no_data": "no data"}.get(phase, phase)


def _tell_unknown() -> Problem:
    return Problem(
        "no-such-alert",
        what="There is nothing to do here.",
        why="It is a preview or a test, or it has been taken away.",
        fix="Do it in the alert itself.",
    )
