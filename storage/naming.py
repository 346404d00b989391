"""When two names are the same name: case, blanks and punctuation do not count."""

import re
import unicodedata

_WITH_VOWEL_SIGNS = re.compile("[\u0900-\u109f\u1700-\u1cff\ua800-\uabff]")
"""Scripts of India and Southeast Asia, whose vowels are marks: without them words become one."""
_APART = re.compile(r"[^a-z0-9]+")


def fold_name(name: str) -> str:
    """`name` without case, blanks and punctuation, for comparing: 'GTX Pro' and 'GTXPro' agree.

    A name of nothing but punctuation is kept as it is, so that '++' and '--' stay two.
    """
    if name.isascii():
        return _APART.sub("", name.lower()) or name.lower().strip()
    text = unicodedata.normalize("NFKC", name).casefold()
    key = "".join(
        character
        for character in text
        if character.isalnum() or (_WITH_VOWEL_SIGNS.match(character) and _is_mark(character))
    )
    return key or text.strip()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
