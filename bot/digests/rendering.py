"""A digest in the outbox becomes what people see, from its frozen numbers alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.messages.digest import DigestFacts, say_digest
from bot.messages.digest_actions import ActionState
from bot.messages.origins import Late
from bot.messages.outgoing import Outgoing
from metrics.digests.report import thaw
from storage.outbox import DeliveryRow, Parcel

DIGEST = "digest"
"""The kind of delivery that digests are."""
PUNCTUAL = timedelta(minutes=15)
"""So much later nobody is told why: a thousand digests of one minute take that long."""
_NOT_SENT = "it could not be sent earlier"


def render_digest(
    row: DeliveryRow, sent_at: datetime, states: Sequence[ActionState] = ()
) -> Outgoing:
    """What a delivery shows. The same row, instant and states always give the same.

    Args:
        row: Of the kind `DIGEST`, with what `bot.digests.press.Sheet.write` wrote.
        sent_at: When it is sent; shown anew, the instant it was sent at.
        states: What people said of its actions.
    """
    return render_parcel(row, sent_at, states)


def render_parcel(
    parcel: Parcel, sent_at: datetime, states: Sequence[ActionState] = ()
) -> Outgoing:
    """The same for what is not in the outbox: a preview."""
    content = parcel.content
    plan = content["plan"]
    late = None
    if sent_at - parcel.due_at > PUNCTUAL:
        late = Late(parcel.due_at, str(content.get("late") or _NOT_SENT))
    facts = DigestFacts(
        key=parcel.key,
        sent_at=sent_at,
        zone=plan["zone"],
        states=tuple(states),
        late=late,
        banner=str(content.get("banner") or ""),
        set_up_by=plan["owner"] if content.get("first") else "",
        schedule=plan["schedule"],
        digest_id=parcel.digest_id,
    )
    return say_digest(thaw(content["report"]), facts)
