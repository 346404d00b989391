"""Sharing an answer: the form that asks where, and the message that everybody there sees."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    PlainTextInputElement,
)

from bot.messages import actions, limits
from bot.messages.blocks import Member, context, paragraph, plain
from bot.messages.limits import cut, join_lines
from bot.messages.message import Block, Message, Piece
from bot.messages.text import clean_lines, escape, name
from bot.messages.views import View, make_modal

CHANNEL = "channel"
NOTE = "note"
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Sharing:
    """What the form was filled with."""

    channel: str
    note: str


def show_share_form(metadata: str, channel: str = "", warning: str = "") -> View:
    """The form that asks for a channel and a note.

    Args:
        metadata: What the button carried; the form hands it on.
        channel: The channel the answer was asked in, chosen at first; not for direct messages.
        warning: What everybody in the channel will see, in words.
    """
    place = InputBlock(
        block_id=CHANNEL,
        label=plain("Channel", limits.FIELD),
        element=ConversationSelectElement(
            action_id=CHANNEL,
            initial_conversation=channel if channel[:1] in ("C", "G") else None,
            filter=ConversationFilter(
                include=["public", "private"],
                exclude_bot_users=True,
                exclude_external_shared_channels=True,
            ),
        ),
    )
    note = InputBlock(
        block_id=NOTE,
        label=plain("A word with it", limits.FIELD),
        optional=True,
        element=PlainTextInputElement(action_id=NOTE, multiline=True, max_length=NOTE_LENGTH),
    )
    blocks: list[Block] = [place.to_dict(), note.to_dict()]
    if warning:
        blocks.append(context(warning))
    return make_modal(
        "Share to channel",
        blocks,
        submit="Share",
        callback=actions.SHARE_FORM,
        metadata=metadata,
    )


def read_share_form(view: Mapping[str, Any]) -> Sharing:
    """What was chosen and written; an empty channel when none was chosen."""
    values = view.get("state", {}).get("values", {})
    channel = values.get(CHANNEL, {}).get(CHANNEL, {}).get("selected_conversation") or ""
    note = values.get(NOTE, {}).get(NOTE, {}).get("value") or ""
    return Sharing(channel, cut(clean_lines(note), NOTE_LENGTH))


def say_shared(message: Message, user: str, scope: str, note: str = "") -> Message:
    """The answer as a channel sees it: who shared it, for whom it was computed, no buttons.

    Args:
        message: The answer.
        user: The Slack id of the one who shares it.
        scope: For whom it was computed, in words.
        note: Their own words, shown literally: they can ping nobody.
    """
    by: list[Piece] = [
        paragraph(["Shared by ", Member(user), f" · computed for: {name(scope)}"]),
    ]
    if note:
        by.append(paragraph([clean_lines(note)]))
    kept = tuple(
        piece
        for piece in message.blocks
        if not (isinstance(piece, dict) and piece["type"] == "actions")
    )
    first = f"Shared by <@{escape(user)}> · computed for: {escape(name(scope))}"
    text = join_lines([first, escape(clean_lines(note)), *message.text.split("\n")])
    return replace(message, text=text, blocks=(*by, *kept))


def confirm_shared(channel: str) -> Message:
    """Told to the one who shared."""
    return Message(f"Shared in <#{escape(channel)}>.", ())


def doubt_shared(channel: str) -> Message:
    """Told to the one who shared when Slack's answer was lost: it may stand there or not."""
    text = (
        f"I can't tell whether my message arrived in <#{escape(channel)}>: "
        "Slack's answer was lost. Look there before you share it again."
    )
    return Message(text, ())
