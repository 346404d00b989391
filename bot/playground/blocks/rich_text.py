"""The rich_text block: sections, lists, quotes and the literal pieces they are made of."""

from bot.playground.blocks.elements import ADDRESS
from bot.playground.blocks.shape import (
    Check,
    array,
    boolean,
    enum,
    is_type,
    number,
    text,
    thing,
    typed,
)

STYLES = (
    *("bold", "italic", "strike", "code", "underline"),
    *("highlight", "client_highlight", "unlink"),
)
STYLE = thing({}, dict.fromkeys(STYLES, boolean))
MANY = 10_000
"""Slack states no limit for the pieces of a rich text; this one only stops runaways."""


def piece(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """One run inside a rich text, with an optional style."""
    return thing({"type": is_type, **required}, {"style": STYLE, **(optional or {})})


PIECES: dict[str, Check] = {
    "text": piece({"text": text(40_000)}),
    "link": piece({"url": ADDRESS}, {"text": text(40_000), "unsafe": boolean}),
    "user": piece({"user_id": text(255)}),
    "usergroup": piece({"usergroup_id": text(255)}),
    "channel": piece({"channel_id": text(255)}),
    "team": piece({"team_id": text(255)}),
    "emoji": piece({"name": text(255)}, {"unicode": text(255), "skin_tone": number(1, 6)}),
    "broadcast": piece({"range": enum("here", "channel", "everyone")}),
    "color": piece({"value": text(20)}),
    "date": piece(
        {"timestamp": number(0, whole=True), "format": text(255)},
        {"url": ADDRESS, "fallback": text(3000)},
    ),
}
ANY_PIECE = typed(PIECES)
BORDER: dict[str, Check] = {"border": number(0, 1, whole=True)}
SECTION = thing({"type": is_type, "elements": array(ANY_PIECE, MANY, 0)})

PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_quote": thing({"type": is_type, "elements": array(ANY_PIECE, MANY)}, BORDER),
    "rich_text_preformatted": thing(
        {
            "type": is_type,
            "elements": array(typed({"text": PIECES["text"], "link": PIECES["link"]}), MANY),
        },
        {**BORDER, "language": text(50)},
    ),
    "rich_text_list": thing(
        {
            "type": is_type,
            "style": enum("bullet", "ordered"),
            "elements": array(typed({"rich_text_section": SECTION}), MANY),
        },
        {**BORDER, "indent": number(0, 8, whole=True), "offset": number(0, whole=True)},
    ),
}

RICH_TEXT = thing({"type": is_type, "elements": array(typed(PARTS), MANY)}, {"block_id": text(255)})
"""A whole rich_text block; cells of tables carry the same shape."""
