"""Numbers as people and programs write them: `$22,700.00`, `1.234,56`, `(12)`, `20 %`, `1.2M`."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision

from storage.importing.cells.text import BLANK, CODES, SHARED_SIGNS, SIGNS, BadCell

_GAPS = re.compile(r"[\s'’_\u00a0\u202f]")
_NUMBER = re.compile(r"^\D*?(\d[\d.,]*+|[.,]\d++)\D*$")
_AMOUNT = re.compile(r"([^\d.,+]++\.?|)\+?(?=[.,]*+\d)([\d.,]++)([^\d.,]*+)\.?")
_NO_CENTS = re.compile(r"(?<=\d)[.,]-+(?=\D*$)")
"""As prices are written: `1.200,-`."""
_SIZES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "bn": 1_000_000_000}
_MILLION = 1_000_000
_MEND = "Write it in digits, such as 1234.56."
_NEGATIVE = "An amount below zero is a credit or refund; amounts here are what was agreed."
"""With credits among them, what was won could be more than all that was decided."""
_MEND_NEGATIVE = (
    "Leave the credit out, or take it off the amount it belongs to; is the minus a slip, delete it."
)
_MOST_MINOR = 9_000_000_000_000_000_000


def find_decimal_mark(texts: Iterable[str]) -> str | None:
    """The decimal mark that a column uses, from the cells that leave no doubt.

    `1,234.50`, `12.5` and `1.234.567` each decide; `1.234` does not. None when nothing decides
    or when cells contradict each other.
    """
    marks = set()
    for text in texts:
        found = _NUMBER.match(_GAPS.sub("", text))
        mark = _decide(found.group(1)) if found else None
        if mark:
            marks.add(mark)
    return marks.pop() if len(marks) == 1 else None


def _decide(digits: str) -> str | None:
    """The decimal mark that this one number proves, or None."""
    dot, comma = digits.count("."), digits.count(",")
    if dot and comma:
        return max(".,", key=digits.rfind)
    mark = "." if dot else ","
    if dot + comma != 1:
        return None if not dot + comma else ("," if dot else ".")
    before, _, after = digits.partition(mark)
    return mark if len(after) != 3 or len(before) > 3 or before in {"", "0"} else None


def read_number(text: str, mark: str | None, *, lone_mark_groups: bool = True) -> Decimal:
    """The number in a cell.

    Args:
        text: Digits with marks; nothing else.
        mark: The column's decimal mark, where it is known.
        lone_mark_groups: Whether `1.234` is a thousand when the column does not tell.

    Raises:
        BadCell: when it is not a number.
    """
    proof = _decide(text)
    if proof is None and ("." in text or "," in text):
        lone = "." if "." in text else ","
        proof = mark or (("," if lone == "." else ".") if lone_mark_groups else lone)
    whole, _, part = text.rpartition(proof) if proof and proof in text else (text, "", "")
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and not (
        groups[0]
        and len(groups[0]) <= 3
        and all(len(g) in (2, 3) for g in groups[1:])
        and len(groups[-1]) == 3
    ):
        raise BadCell("Its marks don't make a number.", _MEND)
    return Decimal("".join(groups) + ("." + part if part else "") or "0")


def split_amount(text: str) -> tuple[str, str, int, int]:
    """An amount's digits, the sign or code of its currency, its size (1,000 for k) and -1 or 1.

    Raises:
        BadCell: when there is no number or something else beside it.
    """
    negative = text.startswith("(") and text.endswith(")")
    body = text.strip("()").replace("\N{MINUS SIGN}", "-").replace("–", "-")
    body = _NO_CENTS.sub("", _GAPS.sub("", body))
    if "-" in body:
        negative = True
        if body.count("-") > 1:
            raise BadCell("It is not a number.", _MEND)
        body = body.replace("-", "")
    found = _AMOUNT.fullmatch(body)
    if not found:
        raise BadCell("It is not a number.", _MEND)
    before, digits, after = found.groups()
    size = _SIZES.get(after.casefold(), 1)
    if size > 1:
        after = ""
    if before and after:
        raise BadCell("It is not a number.", _MEND)
    return digits.rstrip(".,"), (before or after), size, -1 if negative else 1


class MoneyReader:
    """Reads an amount and its currency from one or two cells.

    Args:
        currency: What an amount without sign and code is in.
        mark: The column's decimal mark, where known.
    """

    def __init__(self, currency: str, mark: str | None = None) -> None:
        self.currency = currency
        self.mark = mark

    def read(self, text: str, currency: str | None = None) -> tuple[int, str] | tuple[None, None]:
        """Minor units and currency; (None, None) for a blank cell.

        Raises:
            BadCell: when it is no amount, is below zero or too large.
        """
        if text.isdigit() and text.isascii() and len(text) < 15:
            code = currency or self.currency
            return int(text) * 10 ** find_digits(code), code
        text = text.strip()
        if text.casefold() in BLANK:
            return None, None
        digits, label, size, sign = split_amount(text)
        named = _read_label(label, currency or self.currency)
        code = currency or named
        amount = read_sized(digits, self.mark, size) * sign
        if amount < 0:
            raise BadCell(_NEGATIVE, _MEND_NEGATIVE)
        minor = int((amount.scaleb(find_digits(code))).to_integral_value(ROUND_HALF_UP))
        if minor > _MOST_MINOR:
            raise BadCell("It is too large for an amount.", _MEND)
        return minor, code


def read_sized(digits: str, mark: str | None, size: int) -> Decimal:
    """The number that digits and a size make: 1.2 and a million are 1,200,000.

    Nobody counts millions in thousands: `1.234M` is a little more than one.

    Raises:
        BadCell: when the digits are not a number.
    """
    return read_number(digits, mark, lone_mark_groups=size < _MILLION) * size


def _read_label(label: str, home: str) -> str:
    """The currency of a sign or code beside a number; `home` for none and for its own signs."""
    if not label:
        return home
    if label.upper() in CODES:
        return label.upper()
    shared = SHARED_SIGNS.get(label.rstrip(".,-").casefold())
    if shared is not None and home in shared.currencies:
        return home
    if shared is not None and shared.usual is None:
        raise BadCell(
            f"“{label}” may be one of several currencies.",
            "Write its three letters, such as SEK, or add a column with the currency.",
        )
    found = shared.usual if shared is not None else SIGNS.get(label)
    if found is None:
        raise BadCell(f"“{label}” beside the number is no currency.", _MEND)
    return found


@lru_cache(maxsize=512)
def find_digits(currency: str) -> int:
    """How many decimal digits the currency's minor unit has: 2 for EUR, 0 for JPY."""
    return int(get_currency_precision(currency))


def read_share(text: str, *, percent: bool) -> Decimal | None:
    """A chance between 0 and 1, from `20`, `20 %` or `0.2`.

    Args:
        text: The cell.
        percent: Whether numbers without a sign are percent.

    Raises:
        BadCell: when it is no number or outside of 0 to 100 %.
    """
    found = split_share(text)
    if found is None:
        return None
    share, signed = found
    if percent or signed:
        share /= 100
    if not 0 <= share <= 1:
        raise BadCell("A chance lies between 0 and 100 %.", "Write a chance such as 20 % or 0.2.")
    return share


def split_share(text: str) -> tuple[Decimal, bool] | None:
    """A chance's bare number, and whether a percent sign stands behind it; None for a blank cell.

    Raises:
        BadCell: when it is no number.
    """
    text = text.strip()
    if text.casefold() in BLANK:
        return None
    bare = _GAPS.sub("", text.rstrip("%"))
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-")
    if not re.fullmatch(r"(?=[.,]*+\d)[\d.,]++", bare):
        raise BadCell("It is not a number.", "Write a chance such as 20 % or 0.2.")
    return read_number(bare, None, lone_mark_groups=False) * sign, text.endswith("%")


def read_count(text: str) -> int | None:
    """A whole number such as `2,822` or `1.200`; None when there is nothing."""
    text = text.strip()
    if text.casefold() in BLANK:
        return None
    bare = _GAPS.sub("", text)
    if not re.fullmatch(r"\d[\d.,]*", bare):
        raise BadCell("It is not a whole number.", "Write it in digits, such as 1200.")
    number = read_number(bare.rstrip(".,"), None)
    if number != number.to_integral_value() or number > 2_000_000_000:
        raise BadCell("It is not a whole number.", "Write it in digits, such as 1200.")
    return int(number)
