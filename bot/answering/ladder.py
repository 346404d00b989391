"""The ladder from the full message down to its text; pure: which rung comes next, and why."""

import re
from dataclasses import dataclass, replace

from bot.answering.slack_answers import Fate, SlackAnswer
from bot.messages.blocks import context
from bot.messages.message import Block, Message, Native

PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 14.25)
"""Seconds before the same post is tried again while Slack still looks at the picture: 30 in all."""

NO_PICTURE = "The chart couldn't be shown here. The numbers are complete without it."

_POINTER = re.compile(r"/blocks/(\d+)")
_FILE_WORDS = re.compile(r"slack[_ ]file|downloading image", re.IGNORECASE)


@dataclass(frozen=True)
class Rung:
    """One way of showing a message.

    Attributes:
        files: The ids of its uploaded pictures.
        native: Whether blocks that not every workspace takes are used.
        blocks: False is the bare text.
        pauses: The waits that are left for pictures that are not ready.
    """

    files: tuple[str, ...] = ()
    native: bool = True
    blocks: bool = True
    pauses: tuple[float, ...] = PAUSES

    def lay_out(self, message: Message) -> list[Block]:
        """The message's blocks on this rung; none is the bare text."""
        if not self.blocks:
            return []
        word = [context(NO_PICTURE)] if message.pictures else []
        return message.lay_out(self.files, native=self.native, instead_of_picture=word)


@dataclass(frozen=True)
class Step:
    """The way to the next rung: after which pause, and why this one was left."""

    rung: Rung
    pause: float
    why: str


def step_down(rung: Rung, message: Message, answer: SlackAnswer) -> Step | None:
    """The next rung after a refusal; None when no other content would help.

    1. A picture that is not ready: the same again after a pause, while pauses are left.
    2. A picture that is refused: without pictures, with a word about it.
    3. A block this workspace does not take: the same written in another way.
    4. Anything else about the blocks: the bare text, which is complete by itself.
    """
    if answer.fate is not Fate.CONTENT or not rung.blocks:
        return None
    kinds = _find_refused(rung, message, answer)
    if rung.files and ("image" in kinds or _is_about_files(answer)):
        if rung.pauses:
            waiting = replace(rung, pauses=rung.pauses[1:])
            return Step(waiting, rung.pauses[0], "picture not ready")
        return Step(replace(rung, files=()), 0, "picture refused")
    natives = {piece.block["type"] for piece in message.blocks if isinstance(piece, Native)}
    if rung.native and natives and (not kinds or kinds & natives):
        return Step(replace(rung, native=False), 0, "native blocks refused")
    if rung.files and not kinds:
        return Step(replace(rung, files=()), 0, "blocks refused, perhaps the picture")
    return Step(replace(rung, blocks=False, files=()), 0, "blocks refused")


def _is_about_files(answer: SlackAnswer) -> bool:
    return any(_FILE_WORDS.search(line) for line in (answer.error, *answer.details))


def _find_refused(rung: Rung, message: Message, answer: SlackAnswer) -> set[str]:
    """The types of the blocks that Slack's details point at; empty when they point at none."""
    laid = rung.lay_out(message)
    places = [int(found) for line in answer.details for found in _POINTER.findall(line)]
    return {laid[place]["type"] for place in places if place < len(laid)}
