"""The windows around a digest: what will be sent before it is saved, and one digest to manage."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, UserSelectElement

from bot.messages import actions, limits
from bot.messages.blocks import (
    Button,
    Line,
    bold,
    carry,
    context,
    divider,
    make_confirm,
    paragraph,
    plain,
    show_buttons,
)
from bot.messages.digest_list import show_card
from bot.messages.digest_words import DigestCard, show_places
from bot.messages.limits import join_lines
from bot.messages.message import Block, Message
from bot.messages.plan_list import show_what_was_done, show_where_it_is_kept
from bot.messages.text import clean_lines, escape, name
from bot.messages.views import View, make_modal

CONFIRM = "Look before you save"
MANAGE = "Digest"
SAVED = "Saved"
_PREVIEW_LINES = 50
_DATES = "It comes next:"


@dataclass(frozen=True)
class Draft:
    """A digest about to be saved.

    Attributes:
        dates: The next three dates with zone, and what each would tell about.
        readers: Where it goes, and what everybody who reads it there may see.
        preview: The text of what would be sent now.
        preview_for: For whose eyes the preview is.
        note: What has just been done.
    """

    name: str
    when: str
    dates: Sequence[str]
    readers: Sequence[tuple[str, str]]
    preview: str
    preview_for: str
    note: str = ""


def show_draft(draft: Draft, metadata: str) -> View:
    """What will be sent where and when, for a last look."""
    readers: list[Line] = [
        [*show_places([place]), f": {clean_lines(words)}"] for place, words in draft.readers
    ]
    buttons = [
        Button("See it with its charts", actions.PREVIEW_DIGEST),
        Button("Change something", actions.RETURN_TO_DIGEST),
    ]
    blocks: list[Block] = [
        paragraph([bold(name(draft.name, 80))], [clean_lines(draft.when)]),
        paragraph([bold(_DATES)], *([line] for line in draft.dates)),
        paragraph([bold("Who gets it, and whose numbers:")], *readers),
        *show_buttons(buttons),
        *([context(draft.note)] if clean_lines(draft.note) else []),
        divider(),
        context(f"What it would say now, computed for {clean_lines(draft.preview_for)}:"),
        *_show_text(draft.preview),
    ]
    return make_modal(
        CONFIRM, blocks, submit="Save", callback=actions.DIGEST_SAVE, metadata=metadata
    )


def show_saved(title: str, dates: Sequence[str], digest_id: int) -> View:
    """It is kept; what comes when, and where to change it."""
    return make_modal(SAVED, _show_saved(title, dates, digest_id))


def say_saved(title: str, dates: Sequence[str], digest_id: int) -> Message:
    """The same as a message."""
    lines = [f"{name(title, 80)} is saved. {_DATES}", *map(clean_lines, dates)]
    return Message(join_lines(map(escape, lines)), tuple(_show_saved(title, dates, digest_id)))


def _show_saved(title: str, dates: Sequence[str], digest_id: int) -> list[Block]:
    value = carry({"id": str(digest_id)})
    return [
        paragraph([bold(f"{name(title, 80)} is saved.")], [_DATES]),
        paragraph(*([line] for line in dates)),
        *show_buttons([Button("Manage", actions.MANAGE_DIGEST, value)]),
        context("You find it with /sales digest, and on my Home tab."),
    ]


def show_digest(card: DigestCard, said: str = "", *, warning: bool = False) -> View:
    """One digest, with all that can be done to it.

    Args:
        card: The digest.
        said: What has just been done, or why not.
        warning: Whether that is bad news.
    """
    facts, *_button = show_card(card)
    value = carry({"id": str(card.id)})
    blocks: list[Block] = [
        *show_what_was_done(said, warning=warning),
        facts,
        *show_where_it_is_kept(managed_by_file=card.managed_by_file),
        *show_buttons(_list_buttons(card, value)),
    ]
    if not card.managed_by_file:
        blocks.append(_ask_heir(card))
    return make_modal(MANAGE, blocks, metadata=value)


def show_gone(title: str) -> View:
    """It is deleted."""
    line = f"{name(title, 80)} is deleted. What it has sent stays where it is."
    return make_modal(MANAGE, [paragraph([bold(line)])])


def _list_buttons(card: DigestCard, value: str) -> list[Button]:
    title = name(card.name, 40)
    look = [
        Button("Preview", actions.DIGEST_SHOW, value),
        Button("Send a test to me", actions.DIGEST_TEST, value),
        Button(
            "Send now",
            actions.DIGEST_SEND,
            value,
            confirm=(f"Send {title} now?", "Everybody who gets it gets it now, once more."),
        ),
    ]
    if card.managed_by_file:
        return look
    rest = (
        Button("Resume", actions.DIGEST_RESUME, value)
        if card.state == "paused"
        else Button("Pause", actions.DIGEST_PAUSE, value)
    )
    delete = Button(
        "Delete",
        actions.DIGEST_DELETE,
        value,
        danger=True,
        confirm=(f"Delete {title}?", "It is never sent again. What it has sent stays."),
    )
    return [Button("Edit", actions.DIGEST_EDIT, value), *look, rest, delete]


def _ask_heir(card: DigestCard) -> Block:
    """Another owner: who is told when something is wrong, and may change it."""
    picker = UserSelectElement(
        action_id=actions.DIGEST_HAND_OVER,
        placeholder=plain("Hand over to …", limits.OPTION),
        confirm=make_confirm(
            f"Hand over {name(card.name, 40)}?",
            "They will own it, and be told when something is wrong with it.",
            "Hand over",
        ),
    )
    block: Block = ActionsBlock(elements=[picker]).to_dict()
    return block


def _show_text(text: str) -> list[Block]:
    """A message's text as it is read aloud, in literal lines; a heading begins a paragraph."""
    literal = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    parts: list[list[Line]] = [[]]
    for line in [line for line in literal.split("\n") if line.strip()][:_PREVIEW_LINES]:
        if not line.startswith("•") and parts[-1]:
            parts.append([])
        parts[-1].append([line])
    return [paragraph(*lines) for lines in parts if lines]
