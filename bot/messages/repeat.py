"""The word on a message that may stand in Slack twice, because Slack never told."""

from dataclasses import replace

from bot.messages.blocks import context
from bot.messages.limits import FALLBACK_BYTES, cut_bytes
from bot.messages.message import Message

REPEAT = "This may be a repeat: Slack did not tell me whether the first one arrived."


def say_repeat(message: Message) -> Message:
    """The message with that word above it."""
    room = FALLBACK_BYTES - len(REPEAT.encode()) - 1
    text = f"{REPEAT}\n{cut_bytes(message.text, room)}"
    blocks = (context(REPEAT), *message.blocks) if message.blocks else ()
    return replace(message, text=text, blocks=blocks)
