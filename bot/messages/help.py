"""How to ask: usage of /pipeline and /sales, with examples that run."""

from collections.abc import Sequence

from bot.messages import actions
from bot.messages.blocks import Button, Line, bold, bullets, carry, code, paragraph, show_buttons
from bot.messages.limits import join_lines
from bot.messages.message import Message, Piece
from bot.messages.text import clean, escape, name

PIPELINE_EXAMPLES: tuple[tuple[str, str], ...] = (
    ("", "where your open deals stand"),
    ("by owner", "the same for each owner"),
    ("closing this quarter", "what is due until the quarter ends"),
    ("by segment closing next month", "any words together"),
    ("as of 1 May", "how it stood on a day"),
)
SALES_EXAMPLES: tuple[tuple[str, str], ...] = (
    ("win rate this quarter", "one number"),
    ("win rate by region last quarter", "for each region"),
    ("bookings this month vs previous", "against an earlier time, fairly"),
    ("average deal size last 90 days by owner", "any stretch of days"),
)

_WORDS = (
    ("Who", "me, team, all, a name, an @mention"),
    ("Which", "any value of your data: enterprise, West, \"Acme, Inc.\""),
    ("By", "owner, team, region, segment, industry, source, product, stage, account, month"),
    ("When", "this quarter, last month, Q2 2017, last 90 days, 1 May to 15 Jun"),
)  # fmt: skip

_BESIDES: tuple[tuple[str, str], ...] = (
    ("/sales digest", "the page a team runs its week with, sent by itself every Monday"),
    ("/sales goal", "the goals there are; set one, change one"),
    ("/sales alert", "what is watched, and told when it is not as it should be; a new one"),
)
"""What /sales does besides telling numbers."""


def say_help(command: str, numbers: Sequence[str] = ()) -> Message:
    """How to use a command.

    Args:
        command: "/pipeline" or "/sales".
        numbers: The titles of what /sales can tell.
    """
    examples = PIPELINE_EXAMPLES if command == "/pipeline" else SALES_EXAMPLES
    point = (
        "/pipeline tells where the open deals stand. Add words in any order:"
        if command == "/pipeline"
        else "/sales tells any number. Name it, then add words in any order:"
    )
    words: list[Line] = [[bold(f"{label}: "), text] for label, text in _WORDS]
    tries: list[Line] = [
        [code(f"{command} {text}".strip()), f": {what}"] for text, what in examples
    ]
    blocks: list[Piece] = [paragraph([bold(point)], *words), bullets(tries, title=["For example"])]
    lines = [
        point,
        *(f"{label}: {text}" for label, text in _WORDS),
        *(f"• {command} {text}".rstrip() + f": {what}" for text, what in examples),
    ]
    if numbers and command != "/pipeline":
        known = "I know: " + ", ".join(clean(title).lower() for title in numbers) + "."
        blocks.append(paragraph([known]))
        lines.append(known)
    if command == "/sales":
        more: list[Line] = [[code(typed), f": {what}"] for typed, what in _BESIDES]
        blocks.append(bullets(more, title=["Besides"]))
        lines.extend(f"• {typed}: {what}" for typed, what in _BESIDES)
    blocks.extend(show_buttons(make_try_buttons(command)))
    return Message(join_lines(map(escape, lines)), tuple(blocks))


def make_try_buttons(command: str, most: int = 3) -> list[Button]:
    """Buttons that run the first examples."""
    examples = PIPELINE_EXAMPLES if command == "/pipeline" else SALES_EXAMPLES
    return [
        Button(
            name(f"{command} {text}"),
            actions.run(number, "try" + command[1:]),
            carry({"c": command, "t": text}),
        )
        for number, (text, _what) in enumerate(examples[:most], start=1)
    ]
