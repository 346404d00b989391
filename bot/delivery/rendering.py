"""Every kind of delivery and how it is rendered. A new kind is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.rendering import DIGEST, render_digest
from bot.messages.notice import NOTICE, say_notice
from bot.messages.outgoing import Outgoing
from storage.outbox import DeliveryRow


@dataclass(frozen=True)
class Kind:
    """A kind of delivery.

    Attributes:
        render: What it shows, of the frozen content alone, and the instant it is sent at.
        repeats: Whether it may be shown twice rather than not at all, when Slack does not tell.
        lasts: How long after it was due it is still worth sending; None is the company's setting.
    """

    render: Callable[[DeliveryRow, datetime], Outgoing]
    repeats: bool = False
    lasts: timedelta | None = None


def _render_notice(row: DeliveryRow, now: datetime) -> Outgoing:  # noqa: ARG001 - a Kind's signature
    return Outgoing(say_notice(row.content))


KINDS: Mapping[str, Kind] = {
    DIGEST: Kind(render_digest),
    NOTICE: Kind(_render_notice, repeats=True, lasts=timedelta(days=7)),
}
