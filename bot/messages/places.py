"""Channels named by their ids in what the bot says become names that Slack shows and links."""

import re

from bot.messages.blocks import Channel, Line, Words
from bot.messages.text import escape

_CHANNEL = re.compile(r"(?<=\bchannel )([CG][A-Z0-9]{8,})\b")


def show_places(text: str) -> Line:
    """A line of literal text in which "channel C0123ABCD" names the channel."""
    parts: list[Words] = []
    for at, part in enumerate(_CHANNEL.split(text)):
        if part:
            parts.append(Channel(part) if at % 2 else part)
    return parts


def say_places(text: str) -> str:
    """The same in Slack's markup, everything else escaped."""
    return _CHANNEL.sub(r"<#\1>", escape(text))


def list_places(text: str) -> list[str]:
    """The ids of the channels that a text names so."""
    return list(dict.fromkeys(_CHANNEL.findall(text)))
