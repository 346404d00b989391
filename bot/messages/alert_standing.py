"""Where an alert stands, in one line, and the buttons that go with that."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import actions
from bot.messages.alert_facts import AlertFacts, Standing
from bot.messages.alert_parts import RULE
from bot.messages.blocks import Button, Line, Member, Menu, Words, bold, carry, show_buttons
from bot.messages.digest_actions import is_member
from bot.messages.freshness import say_day
from bot.messages.message import Block
from bot.messages.text import name
from metrics.alerts.recovery import Recovery
from metrics.alerts.report import AlertReport
from metrics.alerts.snooze import Snooze

SNOOZES = {
    Snooze.HOURS: "For 4 hours",
    Snooze.DAY: "Until the next working day",
    Snooze.WEEK: "For a week",
}
"""For how long nothing more is told, as the menu offers it."""

WAKE = "wake"
"""The choice that ends a snooze."""

MOST_MENTIONS = 20
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def name_alert(report: AlertReport, standing: Standing) -> str:
    """Its heading: "Alert: Enterprise conversion", "Over: Enterprise conversion"."""
    word = "Alert" if standing.is_open else "Over" if standing.over else "Closed"
    return f"{word}: {report.rule}"


def show_standing(report: AlertReport, facts: AlertFacts) -> Line:
    """Who looks after it, until when it is silent, since when it is so; or that it is over."""
    standing = facts.standing
    if standing.over:
        until = bold(f"Over since {say_day(standing.over.until)}")
        return [until, f" · {say_length(standing.over)}"]
    if standing.closed:
        return [bold("Closed"), f": {name(standing.closed, RULE)}"]
    parts: list[list[Words]] = []
    if is_member(standing.acknowledged_by):
        parts.append([bold("Acknowledged"), " by ", Member(standing.acknowledged_by)])
    if standing.snoozed_until:
        snoozed: list[Words] = [bold(f"Snoozed until {say_instant(standing.snoozed_until, facts)}")]
        parts.append([*snoozed, *_name_snoozer(standing)])
    parts = parts or [[bold("Firing")]]
    if since := min((group.since for group in report.groups), default=None):
        parts.append([f"like this since {say_day(since)}"])
    called = call_people(facts)
    return join_parts([*parts, ["for ", *called]] if called else parts)


def call_people(facts: AlertFacts) -> list[Words]:
    """The people who are called, while nobody looks after it. Only Slack's own ids call anybody."""
    called = [user for user in dict.fromkeys(facts.mentions) if is_member(user)]
    if not facts.standing.is_open or facts.standing.acknowledged_by:
        return []
    line: list[Words] = []
    for user in called[:MOST_MENTIONS]:
        line += [" ", Member(user)] if line else [Member(user)]
    return line


def join_parts(parts: Sequence[Sequence[Words]]) -> Line:
    """Parts of a line with a dot between them."""
    line: list[Words] = []
    for part in parts:
        line += [" · ", *part] if line else part
    return line


def show_alert_buttons(facts: AlertFacts) -> list[Block]:
    """What a reader can do: all of it while it is open, only judge it afterwards."""
    standing, value = facts.standing, carry({"key": facts.key})
    rest = [Button("Why?", actions.ALERT_WHY, value)]
    if facts.rule_id:
        rest.append(Button("Change rule", actions.ALERT_CHANGE, carry({"id": str(facts.rule_id)})))
    rest.append(Button("Not useful", actions.ALERT_NOT_USEFUL, value))
    if not standing.is_open:
        return show_buttons(rest)
    first = (
        Button("Take back", actions.ALERT_TAKE_BACK, value)
        if standing.acknowledged_by
        else Button("Acknowledge", actions.ALERT_ACKNOWLEDGE, value, primary=True)
    )
    return show_buttons([first, _offer_snooze(facts), *rest])


def say_length(recovery: Recovery) -> str:
    """How long it lasted: "lasted 11 days, from 12 Nov 2026"."""
    days = recovery.days
    length = f"{days:,} days" if days > 1 else "1 day" if days == 1 else "less than a day"
    return f"lasted {length}, from {say_day(recovery.since)}"


def say_instant(instant: datetime, facts: AlertFacts) -> str:
    """An instant on the wall: "Mon 30 Nov 2026, 09:00 (Europe/Berlin)"."""
    wall = instant.astimezone(ZoneInfo(facts.zone))
    return f"{_DAYS[wall.weekday()]} {say_day(wall.date())}, {wall:%H:%M} ({facts.zone})"


def _offer_snooze(facts: AlertFacts) -> Menu:
    choices = [(label, str(snooze)) for snooze, label in SNOOZES.items()]
    if facts.standing.snoozed_until:
        choices.insert(0, ("Tell me again from now on", WAKE))
    carried = tuple((label, carry({"key": facts.key, "for": code})) for label, code in choices)
    return Menu("Snooze", actions.ALERT_SNOOZE, carried)


def _name_snoozer(standing: Standing) -> list[Words]:
    return [" by ", Member(standing.snoozed_by)] if is_member(standing.snoozed_by) else []
