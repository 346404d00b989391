"""The window behind "Why?": the whole cause, how it is computed, and what has happened so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages.alert import trace
from bot.messages.alert_facts import AlertFacts
from bot.messages.alert_parts import (
    LINE,
    SENTENCE,
    WINDOW,
    list_lines,
    say_sure,
    say_watches,
    show_advice,
    show_cause,
    show_groups,
    show_remarks,
    spread,
)
from bot.messages.alert_standing import name_alert, show_standing
from bot.messages.blocks import Line, bold, bullets, context, divider, header, paragraph
from bot.messages.freshness import say_day
from bot.messages.limits import cut
from bot.messages.message import Block
from bot.messages.origins import list_origins
from bot.messages.text import clean, name
from bot.messages.views import View, make_modal
from metrics.alerts.report import AlertReport

TITLE = "Why this alert?"
EVENTS = 20
"""The newest of what has happened; the others are counted."""


@dataclass(frozen=True)
class Event:
    """Something that has happened with the rule.

    Attributes:
        group: Which group; empty for the whole.
        words: "pending → firing: breached for 3 days".
    """

    at: datetime
    group: str
    words: str


def show_why(report: AlertReport, facts: AlertFacts, events: Sequence[Event]) -> View:
    """Everything behind an alert.

    Args:
        report: As it was told.
        facts: Where it stands.
        events: What has happened with its rule, the newest first.
    """
    computed = list_origins(trace(report, facts), facts.sent_at)
    sure = [say_sure(report.groups)] if say_sure(report.groups) else []
    point = cut(clean(report.headline), SENTENCE) or "–"
    parts = [
        *show_groups(report.groups, WINDOW),
        *show_cause(report.cause, WINDOW),
        *show_advice(report.look_first),
        *show_remarks(report),
    ]
    blocks: list[Block] = [
        header(name_alert(report, facts.standing)),
        context(say_watches(report)),
        paragraph(show_standing(report, facts), [bold(point)], *sure),
        *(piece for piece in spread(parts) if isinstance(piece, dict)),
        divider(),
        bullets(computed, title=[bold("How it is computed")]),
        *_show_events(events, facts),
    ]
    return make_modal(TITLE, blocks)


def _show_events(events: Sequence[Event], facts: AlertFacts) -> list[Block]:
    if not events:
        return []
    zone = ZoneInfo(facts.zone)
    shown = [_show_event(event, zone) for event in events[:EVENTS]]
    part = list_lines(shown, len(events) - len(shown), title="What has happened so far")
    return [divider(), *(piece for piece in part.pieces if isinstance(piece, dict))]


def _show_event(event: Event, zone: ZoneInfo) -> Line:
    wall = event.at.astimezone(zone)
    group = f" · {name(event.group)}" if clean(event.group) else ""
    when = f"{say_day(wall.date())} {wall:%H:%M}"
    return [bold(when), f"{group} · {cut(clean(event.words), LINE) or '–'}"]
