"""Plain cells: which are blank, what is a yes, an e-mail address, a currency."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from babel import Locale

BLANK = frozenset({"", "null", "n/a", "#n/a", "-", "--", "–", "—", "(blank)", "(none)"})
"""How exports write that there is nothing, without case."""

LONGEST = 2_000
"""Text beyond this many letters is a document in the wrong column, not a name."""

SHORT = 200
SHORT_BYTES = 600
"""What indexes can hold beside three more of its kind: PostgreSQL takes 2,704 bytes a row."""

_BLANK_SPELLINGS = frozenset(
    "".join(letters)
    for word in BLANK
    for letters in product(*({letter, letter.upper()} for letter in word))
)
_YES = frozenset(
    {"true", "yes", "y", "1", "x", "t", "ja", "oui", "si", "sí", "sim", "wahr", "vrai"}
)
_NO = frozenset({"false", "no", "n", "0", "f", "nein", "non", "não", "nao", "falsch", "faux"})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""A terminal takes some of them for commands, and the last two end a line."""
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")


class BadCell(ValueError):  # noqa: N818 - a fact about a cell, not an error of ours
    """A cell that can't be read: why, and what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def read_text(text: str) -> str | None:
    """The text without blanks around it, in composed letters; None when there is nothing."""
    text = text.strip()
    if len(text) < 8 and text.casefold() in BLANK:
        return None
    if text.isascii() and text.isprintable():
        if len(text) <= LONGEST:
            return text
    else:
        text = _CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if len(text) > LONGEST:
        raise BadCell(
            f"It has {len(text):,} letters, more than {LONGEST:,}.",
            "Shorten it, or look whether a quotation mark was left open in the row.",
        )
    return text or None


def read_short(text: str) -> str | None:
    """The same as `read_text`, of what is a name, an id or one of a list's words."""
    found = read_text(text)
    if found is None or (len(found) <= SHORT and found.isascii()):
        return found
    # Composed letters can come apart into many more when names are compared.
    size = len(found), len(unicodedata.normalize("NFKC", found).encode())
    for count, most, unit in zip(size, (SHORT, SHORT_BYTES), ("letters", "bytes"), strict=True):
        if count > most:
            raise BadCell(
                f"It has {count:,} {unit}, more than {most:,}.",
                "Shorten it, or look whether the columns of the row have shifted.",
            )
    return found


def read_texts(cells: Sequence[str], longest: int = LONGEST) -> list[str] | None:
    """A whole column of plain ASCII without blank cells; None when it must be read by cell."""
    whole = " ".join(cells)
    if not (whole.isascii() and whole.isprintable()):
        return None
    texts = list(map(str.strip, cells)) if "  " in whole or whole.strip() != whole else list(cells)
    if max(map(len, texts)) > longest or not _BLANK_SPELLINGS.isdisjoint(texts):
        return None
    return texts


def read_flag(text: str) -> bool | None:
    """TRUE, yes, 1 and their kin; None when there is nothing."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word in BLANK:
        return None
    raise BadCell("It is neither yes nor no.", "Write TRUE or FALSE.")


def read_email(text: str) -> str | None:
    """An e-mail address in lower case; None when there is nothing."""
    found = read_short(text)
    if found is None:
        return None
    if not is_email(found):
        raise BadCell(
            "It is not an e-mail address.", "Write one like name@example.com, or nothing."
        )
    return found.lower()


def is_email(text: str) -> bool:
    """Whether the text looks like an e-mail address and nothing else."""
    return _EMAIL.fullmatch(text) is not None


def read_currency(text: str) -> str | None:
    """A currency's three letters: from the code, the sign or the English name."""
    found = read_text(text)
    if found is None:
        return None
    code = found.upper()
    if code in CODES:
        return code
    named = SIGNS.get(found) or _NAMES.get(found.casefold())
    if named is None:
        raise BadCell("It is not a currency.", "Write its three letters, such as EUR.")
    return named


SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD", "R$": "BRL", "zł": "PLN",
    "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
    "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "Kč": "CZK",
    "₫": "VND", "₱": "PHP", "฿": "THB", "₴": "UAH", "₦": "NGN", "Ft": "HUF", "Rp": "IDR",
}  # fmt: skip


class SharedSign(NamedTuple):
    """Currencies with one sign, and the one that is meant where the company has none of them."""

    currencies: frozenset[str]
    usual: str | None


SHARED_SIGNS = {
    "$": SharedSign(
        frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"}),
        "USD",
    ),
    "¥": SharedSign(frozenset({"JPY", "CNY"}), "JPY"),
    "kr": SharedSign(frozenset({"SEK", "NOK", "DKK", "ISK"}), None),
    "fr": SharedSign(frozenset({"CHF", "XOF", "XAF", "XPF"}), None),
    "sfr": SharedSign(frozenset({"CHF"}), "CHF"),
}
"""By the sign without case and full stop."""
_ENGLISH = Locale("en").currencies
CODES = frozenset(code for code in map(str, _ENGLISH) if re.fullmatch("[A-Z]{3}", code))
_NAMES = {str(name).casefold(): str(code) for code, name in _ENGLISH.items()}
