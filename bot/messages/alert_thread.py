"""What stands in the thread of an alert: every group that fires, and the deals behind it."""

from bot.messages.alert_parts import LINE, MESSAGE, VALUE, list_lines
from bot.messages.blocks import bold, paragraph
from bot.messages.digest_pages import Part, lay_pages
from bot.messages.freshness import say_day
from bot.messages.limits import cut, join_lines, keep, say_more
from bot.messages.message import Message
from bot.messages.table import Table, show_table
from bot.messages.text import clean, escape, name
from metrics.alerts.report import AlertReport, GroupReport

GROUPS = 90
DEALS = 30
"""Shown; more are counted."""

_SAID = 40
"""Groups in the text beside the table."""


def say_thread(report: AlertReport) -> tuple[Message, ...]:
    """The groups as a table and the deals as a list, where the message has no room for them."""
    parts = [*_show_groups(report.groups), *_show_deals(report)]
    return tuple(
        Message(join_lines(map(escape, page.lines)), page.pieces) for page in lay_pages(parts)
    )


def _show_groups(groups: tuple[GroupReport, ...]) -> list[Part]:
    if len(groups) <= MESSAGE.groups:
        return []
    title = f"What fires ({len(groups):,})"
    rows = [
        (
            name(one.label),
            cut(clean(one.value), VALUE) or "–",
            cut(clean(one.sure), VALUE) or "–",
            say_day(one.since),
        )
        for one in groups
    ]
    table = Table(("Group", "Value", "How sure", "Since"), rows, right=frozenset({1}))
    said = [f"• {label} {value}: {sure} · since {since}" for label, value, sure, since in rows]
    said = keep(said, _SAID, say_more)
    return [Part((paragraph([bold(title)]), show_table(table, GROUPS)), (f"{title}:", *said))]


def _show_deals(report: AlertReport) -> list[Part]:
    deals = report.cause.deals if report.cause else ()
    if len(deals) <= MESSAGE.deals:
        return []
    title = f"Deals behind it ({len(deals):,})"
    lines = [cut(clean(deal), LINE) or "–" for deal in deals[:DEALS]]
    return [list_lines(lines, len(deals) - len(lines), title=title)]
