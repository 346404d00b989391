"""What a digest is and how it fares, in words: for lists, windows and the Home tab."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.blocks import Channel, Line, Member, Words
from bot.messages.text import clean, name
from metrics.digests.kinds import KINDS

_STATES = {"active": "", "paused": "Paused", "broken": "Broken"}
_OUTCOMES = {
    "waiting": "is on its way",
    "delivered": "arrived",
    "skipped": "was skipped",
    "failed": "did not arrive",
    "broken": "did not arrive",
    "unsure": "may have arrived or not",
}
MOST_PLACES = 6


@dataclass(frozen=True)
class DigestCard:
    """One digest, as lists show it.

    Attributes:
        whose: Whose numbers, in words.
        recipients: Slack's ids.
        when: "every Monday 09:00 (Europe/Berlin)".
        next: "Mon 23 Nov 2026, 09:00 Europe/Berlin (CET)"; empty while it is paused.
        state: "active", "paused" or "broken".
        reason: Why it is broken, and what to do.
        last: What became of the newest one: its state, its reason, and when; empty before any.
        mine: Whether whoever reads the list may change it.
        managed_by_file: Whether it is kept in a file, where changes belong.
    """

    id: int
    name: str
    kind: str
    whose: str
    recipients: tuple[str, ...]
    when: str
    next: str
    state: str
    reason: str = ""
    last: tuple[str, str, str] = ("", "", "")
    owner: str = ""
    mine: bool = True
    managed_by_file: bool = False


def say_kind(card: DigestCard) -> str:
    """What it tells, and of whom: "Team · Dana's team (5 people)"."""
    title = KINDS[card.kind].title if card.kind in KINDS else card.kind
    return f"{title} · {name(card.whose, 80)}"


def show_places(recipients: Sequence[str]) -> Line:
    """Where it goes, with the names that Slack has for channels and people."""
    parts: list[Words] = []
    for at, place in enumerate(recipients[:MOST_PLACES]):
        if at:
            parts.append(", ")
        is_channel = place[:1] in ("C", "G")
        parts.append(Channel(place) if is_channel else Member(place))
        if not is_channel:
            parts.append(" (direct messages)")
    more = len(recipients) - MOST_PLACES
    return [*parts, f" and {more} more"] if more > 0 else parts


def say_places(recipients: Sequence[str]) -> str:
    """The same in Slack's markup, for the text beside the blocks."""
    marks = [
        f"<#{place}>" if place[:1] in ("C", "G") else f"<@{place}>"
        for place in recipients[:MOST_PLACES]
    ]
    more = len(recipients) - MOST_PLACES
    return ", ".join(marks) + (f" and {more} more" if more > 0 else "")


def say_when(card: DigestCard) -> list[str]:
    """When it comes, and when next."""
    words = clean(card.when)
    following = f"Next: {clean(card.next)}"
    if card.state == "paused":
        following = "Nothing is sent until somebody resumes it."
    return [f"{words[:1].upper()}{words[1:]}", following]


def say_fate(card: DigestCard) -> list[str]:
    """What is wrong with it, and what became of the newest one; nothing before the first."""
    lines = []
    if card.state == "broken":
        lines.append(f"Broken: {clean(card.reason) or 'it could not be delivered.'}")
    state, reason, when = card.last
    if state:
        why = f": {clean(reason)}" if reason and state != "delivered" else ""
        lines.append(f"The last one ({clean(when)}) {_OUTCOMES.get(state, state)}{why}.")
    return lines


def name_state(card: DigestCard) -> str:
    """Whether it is paused or broken; empty when all is well."""
    return _STATES.get(card.state, "")
