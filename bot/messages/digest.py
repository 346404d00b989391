"""A digest as people get it: the point first, what is behind it, what to do, how it was computed.

The message itself is read on a phone; tables and the CSV go into its thread. Preview, test and the
real thing are the same but for a banner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import actions
from bot.messages.blocks import (
    Button,
    Member,
    bold,
    carry,
    context,
    divider,
    header,
    paragraph,
    show_buttons,
)
from bot.messages.digest_actions import ActionState, is_member, say_actions, show_actions
from bot.messages.digest_details import say_details, write_details
from bot.messages.digest_pages import Page, Part
from bot.messages.digest_sections import say_small, show_chart, show_section
from bot.messages.limits import FALLBACK_BYTES, cut, cut_bytes, join_lines, keep, say_more
from bot.messages.message import Message, Picture, Piece
from bot.messages.origins import Late, Origin, say_late, say_origin
from bot.messages.outgoing import Outgoing
from bot.messages.text import clean, escape, name
from metrics.digests.report import DigestReport, SectionReport

CHARTS = 3
"""Shown in the message, of one or two that a digest has; others stand in the thread."""

TABLES = 8
"""Announced as standing in the thread; the others are counted."""

SMALL = frozenset({"data"})
"""Sections told in small words at the end."""

HEADLINE = 600


@dataclass(frozen=True)
class DigestFacts:
    """What a digest needs besides its numbers. Equal facts and reports give equal messages.

    Attributes:
        key: Of the delivery; its buttons carry it.
        sent_at: The instant it is sent at; the same instant when it is shown anew.
        zone: IANA; in which its times are told.
        states: What people said of its actions.
        late: Why it comes late; None when it does not.
        banner: PREVIEW, TEST or nothing.
        set_up_by: The Slack user who set it up: for the first one in a channel.
        schedule: When it comes, in words: "every Monday 09:00".
        digest_id: For the button that manages it; None has no button.
    """

    key: str
    sent_at: datetime
    zone: str
    states: tuple[ActionState, ...] = ()
    late: Late | None = None
    banner: str = ""
    set_up_by: str = ""
    schedule: str = ""
    digest_id: int | None = None


def say_digest(report: DigestReport, facts: DigestFacts) -> Outgoing:
    """The message, its thread and its CSV."""
    page, left = _fill([one for one in report.sections if one.name not in SMALL])
    charts = _show_charts(report)
    left += [Part((chart,), (clean(chart.title),)) for chart in charts[CHARTS:]]
    top = _say_top(facts)
    states = {state.number: state for state in facts.states}
    foot, thread = say_foot(report, facts), _say_thread(report)
    pieces: list[Piece] = [context(*top)] if top else []
    small = [say_small(one) for one in report.sections if one.name in SMALL]
    pieces += [
        header(report.title),
        context(_say_when(report)),
        paragraph([bold(cut(clean(report.headline), HEADLINE) or "–")]),
        *page.pieces,
        *show_actions(report.actions, states, facts.key),
        *([divider()] if charts else []),
        *charts[:CHARTS],
        *([context(thread)] if thread else []),
        *([context(*small)] if small else []),
        *_introduce(facts),
        context(foot),
        *_show_manage(facts),
    ]
    asked = [*say_actions(report.actions, states), escape(thread)]
    text = _write_text(report, facts, [*page.lines, *small], asked, foot)
    return Outgoing(Message(text, tuple(pieces)), say_details(left, report), write_details(report))


def say_foot(report: DigestReport, facts: DigestFacts) -> str:
    """How it came about: whose numbers, in which zone, how old the data was when it was sent."""
    origin = Origin(report.computed, report.scope, facts.zone, report.data_as_of)
    return say_origin(origin, facts.sent_at)


def _show_charts(report: DigestReport) -> list[Picture]:
    return [show_chart(one.name, one.chart) for one in report.sections if one.chart]


def _fill(sections: Sequence[SectionReport]) -> tuple[Page, list[Part]]:
    """As many sections as the message takes, and those that go into the thread."""
    page = Page()
    left: list[Part] = []
    for section in sections:
        part = show_section(section, table=not page.tables)
        if not left and page.takes(part):
            page.add(part)
        else:
            left.append(part)
    return page, left


def _say_top(facts: DigestFacts) -> list[str]:
    """The banner, and why it comes late."""
    late = say_late(facts.late, facts.sent_at, facts.zone) if facts.late else ""
    return [line for line in (clean(facts.banner), late) if line]


def _show_manage(facts: DigestFacts) -> list[Piece]:
    if facts.digest_id is None:
        return []
    value = carry({"id": str(facts.digest_id)})
    return [*show_buttons([Button("Manage this digest", actions.MANAGE_DIGEST, value)])]


def _say_when(report: DigestReport) -> str:
    return " · ".join(name(words, 120) for words in (report.period_words, report.scope))


def _say_thread(report: DigestReport) -> str:
    """What stands in the thread, for those who would not look there."""
    tables = [grid for section in report.sections for grid in section.details if grid.rows]
    if not tables:
        return ""
    told = [f"{name(grid.title, 40)} ({len(grid.rows):,})" for grid in tables]
    kept = keep(told, TABLES, lambda count: say_more(count, "more tables"))
    return f"In the thread: {', '.join(kept)}, and all rows as CSV."


def _introduce(facts: DigestFacts) -> list[Piece]:
    """Who set it up, where a channel gets its first one."""
    if not is_member(facts.set_up_by):
        return []
    when = f"; it comes {name(facts.schedule, 80)} ({facts.zone})" if facts.schedule else ""
    return [paragraph(["Set up by ", Member(facts.set_up_by), f"{when}."])]


def _write_text(
    report: DigestReport,
    facts: DigestFacts,
    told: Sequence[str],
    asked: Sequence[str],
    foot: str,
) -> str:
    """The whole digest in words: what to do and the foot keep their room, whatever comes before."""
    end = [cut_bytes(line, 700) for line in asked]
    if is_member(facts.set_up_by):
        end.append(f"Set up by <@{facts.set_up_by}>.")
    tail = join_lines(end, FALLBACK_BYTES // 2 + 300, last=escape(foot))
    start = [
        *_say_top(facts),
        f"{clean(report.title)}, {clean(report.period_words)}",
        clean(report.headline),
        *told,
    ]
    room = FALLBACK_BYTES - len(tail.encode()) - 1
    return f"{join_lines(map(escape, start), room)}\n{tail}"
