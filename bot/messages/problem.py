"""What a person is told when it can't go on: a Problem with its next step, or our apology."""

import re

from bot.messages import actions
from bot.messages.blocks import Button, Line, bold, carry, code, paragraph, show_buttons
from bot.messages.limits import join_lines
from bot.messages.message import Message, Piece
from bot.messages.text import clean, clean_lines, escape
from storage.problem import Problem

SUGGESTIONS = 5
"""Nearest matches offered as buttons."""

_COMMAND = re.compile(r"(?<![\w/])(salesbell [^\n]*|/(?:pipeline|sales|invite)\b[^\n.]*)")


def say_problem(
    problem: Problem, command: str = "", extra: dict[str, str] | None = None
) -> Message:
    """Fact, reason and next step; the nearest matches as buttons.

    Args:
        problem: What is told.
        command: The command that the suggestions are texts for, such as "/pipeline". Without one
            they are listed, not pressed.
        extra: Whatever else the buttons have to carry.
    """
    parts = [clean_lines(part) for part in (problem.what, problem.why, problem.fix)]
    what, why, fix = parts
    blocks: list[Piece] = [paragraph([bold(what)], *([[why]] if why else []), *_mark(fix))]
    suggestions = [clean(text) for text in problem.suggestions[:SUGGESTIONS] if clean(text)]
    buttons = _make_buttons(suggestions, command, extra or {})
    if buttons:
        blocks.extend(show_buttons(buttons))
    elif suggestions:
        blocks.append(paragraph(*[(text,) for text in suggestions]))
    lines = [*parts, *(f"• {text}" for text in suggestions)]
    return Message(join_lines(map(escape, lines)), tuple(blocks))


def say_apology(reference: str) -> Message:
    """It is our fault; whoever runs salesbell finds it under the reference."""
    what = "I couldn't finish that. It's my fault, not yours."
    fix = "Please try again. If it happens again, tell whoever runs salesbell this reference: "
    block = paragraph([bold(what)], [fix, code(clean(reference))])
    return Message(join_lines(map(escape, (what, fix + clean(reference)))), (block,))


def _make_buttons(suggestions: list[str], command: str, extra: dict[str, str]) -> list[Button]:
    buttons = []
    for number, text in enumerate(suggestions, start=1):
        asked, words = _split(text, command)
        if asked:
            value = carry({"c": asked, "t": words, **extra})
            buttons.append(Button(words or asked, actions.run(number), value))
    return buttons


def _split(text: str, command: str) -> tuple[str, str]:
    """The command and the text behind it; a suggestion may name its command itself."""
    if text.startswith("/"):
        asked, _, words = text.partition(" ")
        return asked, words.strip()
    return command, text


def _mark(fix: str) -> list[Line]:
    """The next step by lines, commands to paste marked as such."""
    if not fix:
        return []
    lines: list[Line] = []
    for line in fix.split("\n"):
        pieces = _COMMAND.split(line)
        lines.append([code(p) if at % 2 else p for at, p in enumerate(pieces) if p])
    return lines
