"""The exam every message and view has to pass: Slack's limits, and nothing foreign that acts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.messages.limits import FALLBACK_BYTES
from bot.messages.message import Message
from bot.playground.blocks import Inspection, inspect_blocks, inspect_view, is_too_large

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
ACTS = re.compile(r"<[!@#]|<https?:|<mailto:")


def pass_exam(message: Message, *, mentions: str | Sequence[str] = ()) -> None:
    """Every rung of the message is within the limits, and no text of it acts or hides.

    It may mention one user, or these.
    """
    assert message.text.strip()
    assert len(message.text.encode()) <= FALLBACK_BYTES
    text = message.text
    for user in [mentions] if isinstance(mentions, str) else mentions:
        text = text.replace(f"<@{user}>", "")
    assert not ACTS.search(text)
    assert not UNSEEN.search(message.text)
    files = ["F0EXAMPLE1"] * len(message.pictures)
    for native in (True, False):
        for shown in (files, []):
            blocks = message.lay_out(shown, native=native)
            seen = Inspection("message", lambda _file: None)
            inspect_blocks(blocks, "/blocks", seen)
            assert [str(finding) for finding in seen.findings] == []
            look_at_texts(blocks)


def pass_view_exam(view: dict[str, Any]) -> None:
    """The view is one that Slack takes, and no text of it acts or hides."""
    seen = Inspection(view["type"], lambda _file: None)
    inspect_view(view, "/view", seen)
    assert [str(finding) for finding in seen.findings] == []
    assert not is_too_large(view)
    look_at_texts(view["blocks"])


def look_at_texts(blocks: list[dict[str, Any]]) -> None:
    for thing in walk(blocks):
        assert thing.get("type") != "mrkdwn", "names can act in mrkdwn"
        assert thing.get("type") != "broadcast"
        if thing.get("type") == "plain_text":
            assert thing.get("emoji") is False
        for text in thing.values():
            if isinstance(text, str):
                assert not UNSEEN.search(text)


def walk(thing: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, at any depth."""
    if isinstance(thing, dict):
        yield thing
        thing = list(thing.values())
    if isinstance(thing, list):
        for entry in thing:
            yield from walk(entry)


def read_out(blocks: list[dict[str, Any]]) -> str:
    """All words of the blocks, as a person would read them."""
    texts = [thing.get("text") for thing in walk(blocks)]
    return plainly(" ".join(text for text in texts if isinstance(text, str)))


def plainly(words: str) -> str:
    """With ordinary blanks, to be compared with what a test types."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def values_of(blocks: list[dict[str, Any]]) -> dict[str, str]:
    """What each button carries, by its action id."""
    return {thing["action_id"]: thing.get("value", "") for thing in walk(blocks)
            if thing.get("type") == "button"}  # fmt: skip
