"""What people see of an alert under faults: its message, the words in its thread, repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine

from bot.alerts.rendering import (
    ALERT,
    ALERT_NOTE,
    ALERT_OVER,
    answer,
    write_alert,
    write_note,
    write_over,
)
from bot.messages.repeat import REPEAT
from bot.playground import Playground
from storage.deliveries import find_delivery
from storage.outbox import DeliveryRow
from tests.bot.messages.alert_samples import RECOVERY, WHOLE
from tests.stories.fault_table import Sight

ZONE = "Europe/Berlin"
REPORT = replace(WHOLE, chart=None, cause=None)
"""In one message without pictures: how those arrive is no other matter than with digests."""
ENDED = replace(RECOVERY, chart=None)
HEADS = {ALERT: "Alert: ", ALERT_NOTE: "More groups fire", ALERT_OVER: "Over: "}


@dataclass(frozen=True)
class AlertSight:
    """What became of one delivery of an alert.

    Attributes:
        heads: The first lines of what the delivery itself has shown; repeats say so.
        first: The first line of the message that stands in the channel last.
        told: What the owner was told of it.
    """

    row: DeliveryRow
    heads: tuple[str, ...]
    first: str
    told: tuple[str, ...]

    def count(self) -> Sight:
        """As the table counts it."""
        asked = sum("can't tell whether" in text for text in self.told)
        told = len(self.told) - asked
        return Sight(self.row, len(self.heads), (), 0, asked, told)


def name_key(channel: str, kind: str) -> str:
    """The key of a delivery of the one alert of a channel."""
    part = {ALERT: "", ALERT_NOTE: "1:", ALERT_OVER: "over:"}[kind]
    return f"alert:1:1:{part}{channel}"


def write(channel: str, kind: str) -> Mapping[str, Any]:
    """What a delivery of each kind keeps."""
    first = name_key(channel, ALERT)
    if kind == ALERT:
        return write_alert(REPORT, ZONE)
    if kind == ALERT_NOTE:
        return answer(write_note(REPORT, ZONE, (), HEADS[ALERT_NOTE]), first)
    return answer(write_over(REPORT, ZONE, ENDED), first)


def look_at(slack: Playground, engine: Engine, channel: str, kind: str) -> AlertSight:
    """Look at what a delivery has shown in a channel that has one alert."""
    with engine.connect() as connection:
        row = find_delivery(connection, 1, name_key(channel, kind))
    assert row is not None
    said = [one for one in slack.messages(channel) if one.by_bot]
    marked = [
        one.text.splitlines()[0]
        for one in said
        if (one.metadata or {}).get("event_payload") == {"key": row.key, "part": "main"}
    ]
    standing = [one for one in said if not one.thread_ts]
    threads = {one.thread_ts for one in said if one.thread_ts}
    assert threads <= {one.ts for one in standing}
    told = [one.text for one in slack.messages(row.owner) if f"{row.title} " in one.text]
    first = standing[-1].text.splitlines()[0] if standing else ""
    return AlertSight(row, tuple(marked), first, tuple(told))


def check_alert(sight: AlertSight, *, readable: bool) -> None:
    """Once, where the bot may look; else perhaps twice, and what may be a repeat says so."""
    assert (sight.row.state, sight.told) == ("delivered", ())
    head = HEADS[sight.row.kind]
    if readable:
        [only] = sight.heads
        assert only.startswith((head, HEADS[ALERT_OVER]))  # a message that was redone meanwhile
    else:
        assert 1 <= len(sight.heads) <= 2
        assert sight.heads[-1] == REPEAT or len(sight.heads) == 1
        assert sight.heads[0].startswith((head, REPEAT))
