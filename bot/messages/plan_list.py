"""The list of plans (digests, alerts) that a command shows, to the one who asks alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.messages.blocks import Button, bold, context, divider, paragraph, show_buttons
from bot.messages.limits import join_lines, say_more
from bot.messages.message import Block, Message
from bot.messages.places import show_places as show_ids
from bot.messages.text import clean_lines

MOST = 12
"""Shown in one message; the others are counted."""
OF_A_FILE = "It is kept in a file: change it there, and apply the file again."

CardT = TypeVar("CardT")


@dataclass(frozen=True)
class PlanList(Generic[CardT]):
    """How plans of one sort are listed.

    Attributes:
        noun: "digest"; what is made new, and what lists all of them in the terminal.
        new: The action of the button that makes a new one.
        nothing: What is said when there is none: a headline and what to do.
        show, say: One of them, as blocks and in words.
    """

    noun: str
    new: str
    nothing: tuple[str, ...]
    show: Callable[[CardT], Sequence[Block]]
    say: Callable[[CardT], Sequence[str]]

    def write(self, cards: Sequence[CardT], more: int = 0) -> Message:
        """The list, with buttons below each; an invitation when it is empty.

        Args:
            cards: At most `MOST` are shown.
            more: How many there are besides.
        """
        blocks: list[Block] = []
        lines: list[str] = []
        for card in cards[:MOST]:
            blocks += [*self.show(card), divider()]
            lines += self.say(card)
        more += max(0, len(cards) - MOST)
        if more:
            all_of_them = f"Whoever runs salesbell sees them all with: salesbell {self.noun}s"
            words = f"{say_more(more)}. {all_of_them}"
            blocks.append(paragraph(words))
            lines.append(words)
        if not cards:
            headline, *rest = self.nothing
            blocks.append(paragraph([bold(headline)], *([line] for line in rest)))
            lines += self.nothing
        new = [Button(f"New {self.noun}", self.new, primary=not cards)]
        return Message(join_lines(lines), (*blocks, *show_buttons(new)))


def show_what_was_done(said: str, *, warning: bool = False) -> list[Block]:
    """What has just been done to a plan, or why not, above it; nothing where nothing was."""
    if not said:
        return []
    return [paragraph(show_ids(f"{'⚠ ' if warning else ''}{clean_lines(said)}"))]


def show_where_it_is_kept(*, managed_by_file: bool) -> list[Block]:
    """That changes belong into a file, where they do."""
    return [context(OF_A_FILE)] if managed_by_file else []
