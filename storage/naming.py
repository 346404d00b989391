"""When two names are the same name: case, blanks and punctuation do not count."""

import re
import unicodedata

_APART = re.compile(r"[^a-z0-9]+")


def fold_name(name: str) -> str:
    """`name` without case, blanks and punctuation, for comparing: 'GTX Pro' and 'GTXPro' agree.

    A name of nothing but punctuation is kept as it is, so that '++' and '--' stay two.
    """
    if name.isascii():
        return _APART.sub("", name.lower()) or name.lower().strip()
    text = unicodedata.normalize("NFKC", name).casefold()
    key = "".join(character for character in text if character.isalnum())
    return key or text.strip()
