"""The one place where foreign text is made harmless: names, file cells, typed words.

Text in rich_text, plain_text and raw_text is literal, so names go there; only what must stand in
Slack's own markup is escaped.
"""

import re

from bot.messages.limits import cut

# Controls, surrogates, marks that turn the reading direction, and characters nobody can see.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# Each match has something to mend. A blank that does not break stays: "63.9 %".
_BLANKS = re.compile(r"[^\S\n\xa0]{2,}|[^\S\n\xa0 ]|\xa0(?=\xa0)")
_LINE_ENDS = re.compile(r"\s*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])\s*")

NAME = 60
"""Characters of a deal's, an account's or a person's name that are shown."""


def clean(text: str) -> str:
    """One line without control characters, direction marks and doubled blanks."""
    return _join_blanks(_LINE_ENDS.sub(" ", _UNSEEN.sub("", text))).strip()


def clean_lines(text: str) -> str:
    """The same, but line breaks stay; several of them become one."""
    return _join_blanks(_LINE_ENDS.sub("\n", _UNSEEN.sub("", text))).strip()


def _join_blanks(text: str) -> str:
    return _BLANKS.sub(lambda found: "" if found[0] == "\xa0" else " ", text)


def name(text: str | None, most: int = NAME) -> str:
    """A name from outside, clean and short; a dash when there is none."""
    return cut(clean(text or ""), most) or "–"


def escape(text: str) -> str:
    """Text for Slack's markup: no mention, no link and no date can come of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def head(dimension: str | None) -> str:
    """A dimension's name over its column: "Parent account"."""
    return clean((dimension or "").replace("_", " ")).capitalize()
