"""An alert as people get it: what is not as it should be, how sure that is, why, what to do.

The message itself is read on a phone; all groups and deals stand in its thread. Shown anew, it says
who looks after it, until when it is snoozed, or that it is over.
"""

from dataclasses import replace

from bot.messages.alert_facts import AlertFacts
from bot.messages.alert_parts import (
    MESSAGE,
    SENTENCE,
    announce_thread,
    join_text,
    say_sure,
    say_watches,
    show_advice,
    show_cause,
    show_chart,
    show_groups,
    show_remarks,
    spread,
)
from bot.messages.alert_standing import (
    name_alert,
    show_alert_buttons,
    show_standing,
)
from bot.messages.alert_thread import say_thread
from bot.messages.blocks import (
    Line,
    Member,
    Run,
    bold,
    context,
    header,
    paragraph,
    write_line,
)
from bot.messages.digest_actions import is_member
from bot.messages.digest_pages import Part
from bot.messages.limits import cut
from bot.messages.message import Message, Picture, Piece
from bot.messages.origins import Origin, say_late, say_origin
from bot.messages.outgoing import Outgoing
from bot.messages.text import clean, escape
from metrics.alerts.report import AlertReport


def say_alert(report: AlertReport, facts: AlertFacts) -> Outgoing:
    """The message that says it fires, and its thread; or the same message shown anew."""
    title, watches = name_alert(report, facts.standing), say_watches(report)
    opening = [show_standing(report, facts), *_show_point(report, facts)]
    top, buttons = _say_top(facts), [] if facts.banner else show_alert_buttons(facts)
    thread, setter = announce_thread(report), _introduce(facts)
    before, after = _list_parts(report, facts)
    foot = say_origin(trace(report, facts), facts.sent_at)
    pieces: list[Piece] = [
        *([context(*top)] if top else []),
        header(title),
        context(watches),
        paragraph(*opening),
        *spread(before),
        *_choose_chart(report, facts),
        *spread(after),
        *buttons,
        *([context(thread)] if thread else []),
        *([paragraph(setter)] if setter else []),
        context(foot),
    ]
    head = [*map(escape, (*top, clean(title), watches)), *map(write_line, opening)]
    text = join_text(head, [*before, *after], [escape(thread), write_line(setter)], foot)
    return Outgoing(Message(text, tuple(pieces)), say_thread(report))


def trace(report: AlertReport, facts: AlertFacts) -> Origin:
    """How its numbers came about."""
    return Origin(report.computed, report.scope, facts.zone, report.data_as_of)


def _say_top(facts: AlertFacts) -> list[str]:
    """That it is a test, and why it comes late."""
    late = say_late(facts.late, facts.sent_at, facts.zone) if facts.late else ""
    return [line for line in (facts.banner, late) if line]


def _show_point(report: AlertReport, facts: AlertFacts) -> list[Line]:
    """The point in one sentence; closed, it is struck; over, what is true now stands before it."""
    headline, over = cut(clean(report.headline), SENTENCE) or "–", facts.standing.over
    sure = [say_sure(report.groups)] if say_sure(report.groups) else []
    if facts.standing.is_open:
        return [[bold(headline)], *sure]
    now: list[Line] = [[bold(cut(clean(over.headline), SENTENCE) or "–")]] if over else []
    return [*now, ["It was told: ", Run(headline, strike=True)], *sure]


def _list_parts(report: AlertReport, facts: AlertFacts) -> tuple[list[Part], list[Part]]:
    """What stands before the chart and after it; what is closed needs nobody's look."""
    groups, cause = show_groups(report.groups, MESSAGE), report.cause
    if facts.standing.is_open:
        after = show_cause(cause, MESSAGE)
        return groups, [*after, *show_advice(report.look_first), *show_remarks(report)]
    return groups, show_cause(replace(cause, deals=()) if cause else None, MESSAGE)


def _choose_chart(report: AlertReport, facts: AlertFacts) -> list[Picture]:
    """The chart; none once the one in the thread shows the way back, too."""
    over = facts.standing.over
    return [] if over and over.chart else show_chart(report.chart)


def _introduce(facts: AlertFacts) -> Line:
    """Who set it up, where a channel gets its first one."""
    return ["Set up by ", Member(facts.set_up_by), "."] if is_member(facts.set_up_by) else []
