"""What is told in the thread of an alert: that there is news of it, that it is over or closed."""

from dataclasses import replace

from bot.messages.alert import trace
from bot.messages.alert_facts import AlertFacts
from bot.messages.alert_parts import (
    LINE,
    MESSAGE,
    RULE,
    SENTENCE,
    announce_thread,
    join_text,
    list_lines,
    say_sure,
    say_watches,
    show_advice,
    show_cause,
    show_chart,
    show_groups,
    show_remarks,
    spread,
)
from bot.messages.alert_standing import call_people, join_parts, say_length
from bot.messages.alert_thread import say_thread
from bot.messages.blocks import Line, Words, bold, context, paragraph, write_line
from bot.messages.digest_pages import Part
from bot.messages.limits import cut
from bot.messages.message import Message, Piece
from bot.messages.origins import say_origin
from bot.messages.outgoing import Outgoing
from bot.messages.text import clean, escape, name
from metrics.alerts.recovery import Recovery
from metrics.alerts.report import AlertReport

WHAT_NOW = "What stands where now: /sales alert"
"""What people can do about an alert that is closed."""


def say_note(report: AlertReport, facts: AlertFacts, news: str) -> Outgoing:
    """What is new of an alert that fires.

    Args:
        report: As it stands now.
        facts: As of the alert.
        news: Why people are told again: "more groups fire".
    """
    head: list[list[Words]] = [[bold(_say_news(news))], [name(report.rule, RULE)]]
    if called := call_people(facts):
        head.append(["for ", *called])
    opening: list[Line] = [
        join_parts(head),
        [bold(cut(clean(report.headline), SENTENCE) or "–")],
        *([sure] if (sure := say_sure(report.groups)) else []),
    ]
    before = show_groups(report.groups, MESSAGE)
    after = [
        *show_cause(report.cause, MESSAGE),
        *show_advice(report.look_first),
        *show_remarks(report),
    ]
    watches, thread = say_watches(report), announce_thread(report)
    foot = say_origin(trace(report, facts), facts.sent_at)
    pieces: list[Piece] = [
        paragraph(*opening),
        *spread(before),
        *show_chart(report.chart),
        *spread(after),
        *([context(thread)] if thread else []),
        context(watches),
        context(foot),
    ]
    lines = [*map(write_line, opening), escape(watches)]
    text = join_text(lines, [*before, *after], [escape(thread)], foot)
    return Outgoing(Message(text, tuple(pieces)), say_thread(report))


def say_over(report: AlertReport, recovery: Recovery, facts: AlertFacts) -> Message:
    """That it is over; complete by itself, as it may have to stand outside of the thread.

    Args:
        report: As the alert was told.
        recovery: How it ended.
        facts: As of the alert.
    """
    opening: list[Line] = [
        [bold(f"Over: {name(report.rule, RULE)}"), f" · {say_length(recovery)}"],
        [bold(cut(clean(recovery.headline), SENTENCE) or "–")],
    ]
    groups, watches = _show_groups(recovery), name(report.watches, SENTENCE)
    foot = say_origin(replace(trace(report, facts), data_as_of=recovery.data_as_of), facts.sent_at)
    pieces: list[Piece] = [
        paragraph(*opening),
        *spread(groups),
        *show_chart(recovery.chart),
        context(watches),
        context(foot),
    ]
    head = [*map(write_line, opening), escape(watches)]
    return Message(join_text(head, groups, [], foot), tuple(pieces))


def say_closed(report: AlertReport, why: str, facts: AlertFacts) -> Message:
    """That nobody watches it any more, though its numbers have not come back.

    Args:
        report: As the alert was told.
        why: "its rule has been paused".
        facts: As of the alert.
    """
    opening: list[Line] = [
        [bold(f"Closed: {name(report.rule, RULE)}"), f" · {name(why, RULE)}"],
        [f"Nobody is told when its numbers come back. {WHAT_NOW}"],
    ]
    foot = say_origin(trace(report, facts), facts.sent_at)
    text = join_text([write_line(line) for line in opening], [], [], foot)
    return Message(text, (paragraph(*opening), context(foot)))


def _say_news(news: str) -> str:
    words = cut(clean(news), LINE) or "There is news"
    return words[:1].upper() + words[1:]


def _show_groups(recovery: Recovery) -> list[Part]:
    """Where each group that had fired stands now."""
    lines = [cut(clean(group), LINE) or "–" for group in recovery.groups[: MESSAGE.groups]]
    return [list_lines(lines, len(recovery.groups) - len(lines))] if lines else []
