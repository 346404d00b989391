"""Every kind of delivery and how it is rendered. A new kind is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.rendering import (
    ALERT,
    ALERT_CLOSED,
    ALERT_NOTE,
    ALERT_OVER,
    redo_as_closed,
    redo_as_over,
    render_alert,
    render_closed,
    render_note,
    render_over,
)
from bot.digests.rendering import DIGEST, render_digest
from bot.messages.message import Message
from bot.messages.notice import NOTICE, say_notice
from bot.messages.outgoing import Outgoing
from storage.outbox import DeliveryRow

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Kind:
    """A kind of delivery.

    Attributes:
        render: What it shows, of the frozen content alone, and the instant it is sent at.
        repeats: Whether it may be shown twice rather than not at all, when Slack does not tell.
        lasts: How long after it was due it is still worth sending; None is the company's setting.
        answers: Whether it goes into the thread of the delivery that `content["first"]` names.
        redo: How the message of that delivery, the first argument, is shown from now on; None
            leaves it as it is.
    """

    render: Callable[[DeliveryRow, datetime], Outgoing]
    repeats: bool = False
    lasts: timedelta | None = None
    answers: bool = False
    redo: Callable[[DeliveryRow, DeliveryRow], Message] | None = None


def _render_notice(row: DeliveryRow, now: datetime) -> Outgoing:  # noqa: ARG001 - a Kind's signature
    return Outgoing(say_notice(row.content))


KINDS: Mapping[str, Kind] = {
    DIGEST: Kind(render_digest),
    ALERT: Kind(render_alert, repeats=True, lasts=_A_DAY),
    ALERT_NOTE: Kind(render_note, repeats=True, lasts=_A_DAY, answers=True),
    ALERT_OVER: Kind(render_over, repeats=True, lasts=_A_WEEK, answers=True, redo=redo_as_over),
    ALERT_CLOSED: Kind(
        render_closed, repeats=True, lasts=_A_WEEK, answers=True, redo=redo_as_closed
    ),
    NOTICE: Kind(_render_notice, repeats=True, lasts=_A_WEEK),
}
