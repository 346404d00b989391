"""When two names are the same name: case, blanks and punctuation do not count."""

import unicodedata


def fold_name(name: str) -> str:
    """`name` without case, blanks and punctuation, for comparing: 'GTX Pro' and 'GTXPro' agree.

    A name of nothing but punctuation is kept as it is, so that '++' and '--' stay two.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    key = "".join(character for character in text if character.isalnum())
    return key or text.strip()
