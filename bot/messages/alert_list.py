"""The rules that `/sales alert` lists, to the one who asks alone; a card of each, for Home too."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import actions
from bot.messages.alert_sentence import say_sentence, show_sentence
from bot.messages.blocks import (
    Button,
    Line,
    Words,
    bold,
    carry,
    paragraph,
    show_buttons,
)
from bot.messages.digest_words import say_places, show_places
from bot.messages.limits import cut
from bot.messages.message import Block, Message
from bot.messages.plan_list import PlanList
from bot.messages.text import clean, escape, name

NONE = "You have no alert yet. An alert tells you when a number is not as it should be."
TRY = "Write it as you would say it: /sales alert win rate is below 20 % over 4 weeks"
_STATES = {"active": "", "paused": "Paused", "broken": "Broken"}
_GIST = 300
_FACT = 240


@dataclass(frozen=True)
class RuleCard:
    """One rule, as lists show it.

    Attributes:
        gist: What it watches, and for what: "win rate by owner is below 18 % over 4 weeks".
        sentence: All of it.
        recipients: Slack's ids.
        state: "active", "paused" or "broken".
        standing: Where it stands, in words: "Firing since 3 Nov 2026: West".
        facts: What else there is to say: why it is broken, until when it is snoozed.
        mine: Whether whoever reads the list may change it.
        managed_by_file: Whether it is kept in a file, where changes belong.
        is_snoozed: Whether it tells nothing at the moment.
    """

    id: int
    name: str
    gist: str
    sentence: str
    recipients: tuple[str, ...]
    state: str
    standing: str
    facts: tuple[str, ...] = ()
    owner: str = ""
    mine: bool = True
    managed_by_file: bool = False
    is_snoozed: bool = False


def say_rules(cards: Sequence[RuleCard], more: int = 0) -> Message:
    """The list of rules, and how many there are besides."""
    return _LIST.write(cards, more)


def show_card(card: RuleCard) -> list[Block]:
    """One rule, with the button that manages it where the reader may."""
    head: list[Words] = [bold(name(card.name, 80))]
    if state := _STATES.get(card.state, ""):
        head += [" · ", bold(state)]
    facts: list[Line] = [
        show_sentence(cut(clean(card.gist), _GIST)),
        ["To ", *show_places(card.recipients)],
        *([cut(clean(line), _FACT)] for line in (card.standing, *card.facts) if clean(line)),
    ]
    blocks = [paragraph(head, *facts)]
    if card.mine:
        value = carry({"id": str(card.id)})
        blocks += show_buttons([Button("Manage", actions.MANAGE_ALERT, value)])
    return blocks


def say_card(card: RuleCard) -> list[str]:
    """One rule in words, escaped."""
    head = " · ".join(part for part in (name(card.name, 80), _STATES.get(card.state, "")) if part)
    facts = [cut(clean(line), _FACT) for line in (card.standing, *card.facts)]
    return [
        escape(head),
        say_sentence(cut(clean(card.gist), _GIST)),
        f"To {say_places(card.recipients)}",
        *map(escape, facts),
    ]


_LIST = PlanList("alert", actions.NEW_ALERT, (NONE, TRY), show_card, say_card)
