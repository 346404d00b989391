"""A digest at a person's word: previewed, sent as a test, sent now; never by the clock.

All of them leave by the outbox and are made by the same press as those that are due.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from bot.asker import Asker
from bot.bell import Bell
from bot.digests.rendering import DIGEST, render_parcel
from bot.messages.origins import PREVIEW, TEST
from storage.actions import put_actions
from storage.deliveries import has_had_one
from storage.digests import DigestPlan, DigestRow
from storage.outbox import Parcel, put_in
from storage.problem import Problem


@dataclass(frozen=True)
class Viewer:
    """Somebody who wants to see a digest before others get it.

    Attributes:
        user: Their Slack id.
        asker: What they may see.
    """

    user: str
    asker: Asker


@dataclass(frozen=True)
class Preview:
    """A digest as it would be sent now.

    Attributes:
        recipient: For whom it was made; Slack's id.
        whose: The numbers in it, in words.
        parcel: What would be sent, to the viewer alone.
    """

    recipient: str
    whose: str
    parcel: Parcel

    def read(self, now: datetime) -> str:
        """Its words, without the banner."""
        content = {name: value for name, value in self.parcel.content.items() if name != "banner"}
        return render_parcel(replace(self.parcel, content=content), now).main.text


def make_preview(
    bell: Bell, plan: DigestPlan, viewer: Viewer, now: datetime, banner: str = PREVIEW
) -> Preview:
    """What the viewer's own digest would say now, or else the first recipient's.

    Of another recipient's nothing is shown that the viewer may not see.

    Raises:
        Problem: when it can't be made, or nothing of it is the viewer's to see.
    """
    own = viewer.user in plan.recipients
    recipient = viewer.user if own else plan.recipients[0]
    within = None if own else viewer.asker.scope
    sheet = bell.digests.make(plan, recipient, now, within)
    parcel = Parcel(
        key=f"{'test' if banner == TEST else 'preview'}:{secrets.token_hex(8)}:{viewer.user}",
        kind=DIGEST,
        title=plan.name,
        recipient=viewer.user,
        owner=viewer.user,
        due_at=now,
        content=sheet.write(banner=banner),
    )
    return Preview(recipient, sheet.report.scope, parcel)


def send_preview(bell: Bell, preview: Preview, now: datetime) -> None:
    """Send it to the viewer's direct messages, with its charts, its thread and its file."""
    with bell.numbers.engine.begin() as connection:
        put_in(connection, bell.numbers.workspace_id, preview.parcel, now)
    bell.deliver_soon()


def send_now(bell: Bell, digest: DigestRow, now: datetime) -> list[str]:
    """Send a digest to everybody who gets it; twice in a minute it is still sent once.

    Returns:
        For each recipient that gets nothing, why.
    """
    reasons, parcels = [], []
    for recipient in dict.fromkeys(digest.recipients):
        try:
            sheet = bell.digests.make(digest, recipient, now)
        except Problem as problem:
            reasons.append(f"{problem.what} {problem.why}".strip())
            continue
        parcel = Parcel(
            key=f"{DIGEST}:{digest.id}:{sheet.slot.wall}+:{recipient}",
            kind=DIGEST,
            title=digest.name,
            recipient=recipient,
            owner=digest.owner,
            due_at=now,
            content=sheet.write(first=_is_first(bell, digest, recipient)),
            digest_id=digest.id,
            slot=sheet.slot.wall,
        )
        parcels.append((parcel, sheet))
    with bell.numbers.engine.begin() as connection:
        for parcel, sheet in parcels:
            if put_in(connection, bell.numbers.workspace_id, parcel, now):
                rows = sheet.list_actions(parcel.key, digest.id, parcel.recipient)
                put_actions(connection, bell.numbers.workspace_id, rows)
    bell.deliver_soon()
    return reasons


def _is_first(bell: Bell, digest: DigestRow, recipient: str) -> bool:
    """Whether a recipient has never had one, and so is to hear who set it up."""
    with bell.numbers.engine.connect() as connection:
        known = has_had_one(connection, bell.numbers.workspace_id, digest.id, recipient)
    return not known and recipient != digest.owner
