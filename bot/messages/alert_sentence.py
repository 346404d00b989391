"""The sentence of a rule as people see it: channels and people by the names that Slack has."""

import re

from bot.messages.blocks import Channel, Line, Member, Words
from bot.messages.text import clean, escape

_PLACE = re.compile(r"<(?:#(?P<channel>[CG][A-Z0-9]{2,30})|@(?P<user>[UW][A-Z0-9]{2,30}))>")


def show_sentence(sentence: str) -> Line:
    """A line of literal text in which channels and people are named."""
    parts: list[Words] = []
    at = 0
    for found in _PLACE.finditer(sentence):
        parts.append(_tidy(sentence[at : found.start()]))
        parts.append(Channel(found["channel"]) if found["channel"] else Member(found["user"]))
        at = found.end()
    parts.append(_tidy(sentence[at:]))
    return [part for part in parts if part != ""]


def say_sentence(sentence: str) -> str:
    """The same in Slack's markup, everything else escaped."""
    said, at = [], 0
    for found in _PLACE.finditer(sentence):
        said += [escape(_tidy(sentence[at : found.start()])), found[0]]
        at = found.end()
    return "".join([*said, escape(_tidy(sentence[at:]))])


def _tidy(text: str) -> str:
    """Clean, with the blanks at both ends that keep it apart from a name."""
    plain = clean(text)
    if not plain:
        return " " if text else ""
    before, behind = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{plain}{' ' if behind else ''}"
