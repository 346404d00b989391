"""The list of digests that `/sales digest` shows, to the one who asks alone."""

from collections.abc import Sequence

from bot.messages import actions
from bot.messages.blocks import (
    Button,
    Line,
    Words,
    bold,
    carry,
    paragraph,
    show_buttons,
)
from bot.messages.digest_words import (
    DigestCard,
    name_state,
    say_fate,
    say_kind,
    say_places,
    say_when,
    show_places,
)
from bot.messages.message import Block, Message
from bot.messages.places import say_places as say_ids
from bot.messages.places import show_places as show_ids
from bot.messages.plan_list import PlanList
from bot.messages.text import escape, name

NONE = "You get no digest yet. A digest is the page a team runs its week with."


def say_digests(cards: Sequence[DigestCard], more: int = 0) -> Message:
    """The list of digests, and how many there are besides."""
    return _LIST.write(cards, more)


def show_card(card: DigestCard) -> list[Block]:
    """One digest, with the button that manages it where the reader may."""
    state = name_state(card)
    head: list[Words] = [bold(name(card.name, 80))]
    if state:
        head += [" · ", bold(state)]
    facts: list[Line] = [
        [say_kind(card)],
        ["To ", *show_places(card.recipients)],
        *([line] for line in say_when(card)),
        *(show_ids(line) for line in say_fate(card)),
    ]
    blocks = [paragraph(head, *facts)]
    if card.mine:
        value = carry({"id": str(card.id)})
        blocks += show_buttons([Button("Manage", actions.MANAGE_DIGEST, value)])
    return blocks


def say_card(card: DigestCard) -> list[str]:
    """One digest in words, escaped."""
    head = " · ".join(part for part in (name(card.name, 80), name_state(card)) if part)
    said = [say_kind(card), *say_when(card)]
    fate = map(say_ids, say_fate(card))
    return [escape(head), f"To {say_places(card.recipients)}", *map(escape, said), *fate]


_LIST = PlanList("digest", actions.NEW_DIGEST, (NONE,), show_card, say_card)
