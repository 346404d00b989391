"""Small builders of blocks; each keeps to Slack's limits and takes foreign text as it comes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)

from bot.messages import limits
from bot.messages.limits import cut, fit, keep, measure, say_more
from bot.messages.message import Block
from bot.messages.text import clean_lines, escape


@dataclass(frozen=True)
class Run:
    """A stretch of literal text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False


@dataclass(frozen=True)
class Member:
    """A person of the workspace, named by Slack. Only for ids that Slack itself gave us."""

    user: str


@dataclass(frozen=True)
class Channel:
    """A channel, named by Slack to those who may know it. Only for Slack's own ids."""

    channel: str


@dataclass(frozen=True)
class Link:
    """A link. Only for addresses that Slack itself gave us."""

    url: str
    text: str


Words = Run | Member | Channel | Link | str
Line = Sequence[Words] | str
"""One line of rich text; plain strings are runs without a style."""


@dataclass(frozen=True)
class Button:
    """A button: what it says, which action it is, and what it carries (see `carry`).

    Attributes:
        danger: Whether it takes something away for good.
        confirm: What Slack asks before the click counts: a question, and what follows.
    """

    label: str
    action: str
    value: str = ""
    url: str = ""
    primary: bool = False
    danger: bool = False
    confirm: tuple[str, str] | None = None


@dataclass(frozen=True)
class Menu:
    """A menu among buttons: what it says while closed, and its choices.

    Attributes:
        choices: What each says, and what it carries: at most 150 characters, or it is left out.
    """

    label: str
    action: str
    choices: tuple[tuple[str, str], ...]


def bold(text: str) -> Run:
    """Literal text, bold."""
    return Run(text, bold=True)


def code(text: str) -> Run:
    """Literal text to be typed or pasted."""
    return Run(text, code=True)


def plain(text: str, most: int) -> PlainTextObject:
    """A literal text object; ":x:" stays what it is."""
    return PlainTextObject(text=cut(clean_lines(text), most) or "–", emoji=False)


def paragraph(*lines: Line) -> Block:
    """Lines of literal text, one below the other."""
    parts: list[Words] = []
    for number, line in enumerate(lines):
        runs = [line] if isinstance(line, str) else line
        parts.extend(["\n", *runs] if number else runs)
    return _rich_text([_section(parts)])


def bullets(lines: Sequence[Line], most: int = 20, title: Line = ()) -> Block:
    """A list of literal lines, cut with a visible "and 12 more", below a title."""
    kept = keep(lines, most, lambda count: (say_more(count),))
    kept = fit(kept, limits.TEXT, _letters, lambda count: (say_more(count),))
    listed: Block = {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [_section(line) for line in kept],
    }
    return _rich_text([_section(title), listed] if title else [listed])


def header(text: str) -> Block:
    """A heading."""
    block: Block = HeaderBlock(text=plain(text, limits.HEADER)).to_dict()
    return block


def section(text: str, button: Button | None = None) -> Block:
    """A paragraph of literal text, with a button beside it."""
    block: Block = SectionBlock(
        text=plain(text, limits.TEXT), accessory=_button(button) if button else None
    ).to_dict()
    return block


def context(*texts: str) -> Block:
    """Small grey words."""
    kept = keep([text for text in texts if text], limits.CONTEXT_ELEMENTS, say_more)
    block: Block = ContextBlock(elements=[plain(text, limits.TEXT) for text in kept]).to_dict()
    return block


def divider() -> Block:
    """A line across."""
    block: Block = DividerBlock().to_dict()
    return block


def fields(texts: Sequence[str]) -> list[Block]:
    """Short texts side by side, ten a section."""
    blocks: list[Block] = []
    for start in range(0, len(texts), limits.FIELDS):
        part = texts[start : start + limits.FIELDS]
        blocks.append(SectionBlock(fields=[plain(text, limits.FIELD) for text in part]).to_dict())
    return blocks


def show_buttons(buttons: Sequence[Button | Menu]) -> list[Block]:
    """A row of buttons and menus; none when there is nothing to press."""
    usable: list[ButtonElement | StaticSelectElement] = []
    for one in buttons:
        if isinstance(one, Menu):
            usable += [_menu(one)] if _list_options(one) else []
        elif measure(one.value) <= limits.VALUE:
            usable.append(_button(one))
    if not usable:
        return []
    return [ActionsBlock(elements=usable[: limits.ACTIONS]).to_dict()]


def carry(values: Mapping[str, str]) -> str:
    """What a button carries, as compact JSON. Too long a value loses its button, never its end."""
    return json.dumps(
        {key: value for key, value in values.items() if value},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _menu(menu: Menu) -> StaticSelectElement:
    return StaticSelectElement(
        action_id=menu.action,
        placeholder=plain(menu.label, limits.PLACEHOLDER),
        options=_list_options(menu),
    )


def _list_options(menu: Menu) -> list[Option]:
    return [
        Option(text=plain(label, limits.OPTION), value=value)
        for label, value in menu.choices
        if measure(value) <= limits.OPTION_VALUE
    ]


def _button(button: Button) -> ButtonElement:
    style = "danger" if button.danger else "primary" if button.primary else None
    return ButtonElement(
        text=plain(button.label, limits.BUTTON),
        action_id=button.action,
        value=button.value or None,
        url=button.url or None,
        style=style,
        confirm=make_confirm(*button.confirm, button.label) if button.confirm else None,
    )


def make_confirm(question: str, what_follows: str, yes: str) -> ConfirmObject:
    """What Slack asks before a click counts."""
    return ConfirmObject(
        title=plain(question, limits.CONFIRM_TITLE),
        text=plain(what_follows, limits.CONFIRM_TEXT),
        confirm=plain(yes, limits.CONFIRM_BUTTON),
        deny=plain("Cancel", limits.CONFIRM_BUTTON),
    )


def write_line(line: Line) -> str:
    """A line of rich text in Slack's markup, for the text beside the blocks."""
    return "".join(_write(part) for part in ([line] if isinstance(line, str) else line))


def _write(part: Words) -> str:
    if isinstance(part, Member):
        return f"<@{part.user}>"
    if isinstance(part, Channel):
        return f"<#{part.channel}>"
    return escape(_tidy(part if isinstance(part, str) else part.text))


def _rich_text(elements: list[Block]) -> Block:
    # As dicts: slack_sdk's classes for rich text take longer than all other work on a message.
    return {"type": "rich_text", "elements": elements}


def _section(line: Line) -> Block:
    left = limits.TEXT
    parts: list[Block] = []
    for run in [line] if isinstance(line, str) else line:
        if isinstance(run, Member):
            parts.append({"type": "user", "user_id": run.user})
            continue
        if isinstance(run, Channel):
            parts.append({"type": "channel", "channel_id": run.channel})
            continue
        if isinstance(run, Link):
            parts.append({"type": "link", "url": run.url, "text": run.text})
            continue
        styled = run if isinstance(run, Run) else Run(run)
        text = cut(_tidy(styled.text), left) if left > 0 else ""
        left -= measure(text)
        if text:
            parts.append({"type": "text", "text": text, **_style(styled)})
    return {"type": "rich_text_section", "elements": parts}


def _tidy(text: str) -> str:
    """Clean, but with the blanks and line ends at both ends that keep runs apart."""
    core = clean_lines(text)
    before = text[: len(text) - len(text.lstrip(" \n"))]
    after = text[len(text.rstrip(" \n")) :]
    return before + core + after if core else before


def _style(run: Run) -> dict[str, dict[str, bool]]:
    styles = {"bold": run.bold, "italic": run.italic, "code": run.code, "strike": run.strike}
    chosen = {style: True for style, wanted in styles.items() if wanted}
    return {"style": chosen} if chosen else {}


def _letters(line: Line) -> int:
    if isinstance(line, str):
        return 1 + measure(line)
    texts = (run.text if isinstance(run, Run | Link) else run for run in line)
    return 1 + sum(measure(text) for text in texts if isinstance(text, str))
