"""Numbers as people write them: "$4.2M", "63.9 %", "57 days". Words only; nothing is computed here.

Two signs are chosen for the reader: the minus is U+2212, because screen readers skip a hyphen,
and the blank before "%" and "days" does not break, so that no line ends between them.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from babel.numbers import get_currency_symbol

from metrics.answer import Number
from metrics.units import Unit, minor_digits

NO_DATA = "no data"
MINUS = "\N{MINUS SIGN}"
BLANK = "\N{NO-BREAK SPACE}"

_SIZES = ((Decimal(10) ** 3, "k"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 9, "B"))
_LARGEST = (Decimal(10) ** 12, "T")
_MONEY_SHORTENS_AT = 10_000  # "$1,117" is as short as "$1.1k" and says more
_COUNTS_SHORTEN_AT = 100_000
_MOST_DIGITS = 6


def say_value(
    value: Number | None, unit: Unit, currency: str | None = None, *, short: bool = False
) -> str:
    """A value in words people use, with its unit where a bare number would not say it.

    Args:
        value: Money in major units, shares as fractions, durations in days; None is no data.
        unit: What it is a number of. Counts come bare ("4,238"): what they count stands beside.
        currency: ISO 4217, of money.
        short: For tables and marks: "$4.2M" for "$4,186,213.50", "63.2 %" for "63.15 %".

    Raises:
        ValueError: for a value that is not finite.
    """
    if value is None:
        return NO_DATA
    amount = _exact(value)
    size = abs(amount)
    match unit:
        case Unit.MONEY:
            words = _say_money(size, currency, short=short)
        case Unit.PERCENT:
            words = _say_share(size, short=short)
        case Unit.DAYS:
            words = _say_days(size, short=short)
        case Unit.DEALS | Unit.LEADS:
            words = _say_number(size, _COUNTS_SHORTEN_AT if short else None)
    return _sign(amount, words)


def say_change(
    change: Number | None, unit: Unit, currency: str | None = None, *, short: bool = False
) -> str:
    """A difference with its sign: "+$1.2M", "−2.0 points", "no change"."""
    if change is None:
        return NO_DATA
    amount = _exact(change)
    if unit is Unit.PERCENT:
        points = round_half_up(abs(amount) * 100, 1)
        words = f"{points:,f} points"
    else:
        words = say_value(abs(amount), unit, currency, short=short)
    if not _has_digit(words):
        return "no change"
    return f"{MINUS if amount < 0 else '+'}{words}"


def say_relative(relative: float | None) -> str:
    """A relative change: "+12.3 %"; no data where there was nothing to compare with."""
    if relative is None:
        return NO_DATA
    words = say_value(abs(relative), Unit.PERCENT, short=True)
    if not _has_digit(words):
        return "no change"
    return f"{MINUS if relative < 0 else '+'}{words}"


def say_range(low: float, high: float) -> str:
    """A share's interval in whole percents: "5 to 18 %"."""
    ends = [round_half_up(_exact(end) * 100, 0) for end in (low, high)]
    return f"{ends[0]} to {ends[1]}{BLANK}%"


def say_count(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: "1 deal", "4,238 deals"."""
    words = say_value(count, Unit.DEALS)
    return f"{words} {noun if count == 1 else plural or noun + 's'}"


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round as people do: 2.5 becomes 3 (Python's `round` makes it 2), and never to minus zero."""
    with localcontext() as context:
        context.prec = max(28, value.adjusted() + digits + 4)
        rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return rounded or abs(rounded)


def _exact(value: Number) -> Decimal:
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    if not amount.is_finite():
        raise ValueError(f"{value} is not a number to tell anybody")
    return amount


def _sign(amount: Decimal, words: str) -> str:
    return MINUS + words if amount < 0 and _has_digit(words) else words


def _has_digit(words: str) -> bool:
    """Whether rounding left anything of it: "0.0 points" and "$0" have no digit but zeros."""
    return any(character in "123456789" for character in words)


def _trim(number: Decimal) -> str:
    """With thousands apart and without decimals that say nothing: "1,117", "22.7"."""
    words = f"{number:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _say_number(size: Decimal, shortens_at: int | None) -> str:
    whole = round_half_up(size, 0)
    if shortens_at is None or whole < shortens_at:
        return f"{whole:,f}"
    for unit, letter in _SIZES:
        scaled = _round_to_three(size / unit)
        if scaled < 1000:  # else "1000k", which is 1M
            return f"{_trim(scaled)}{letter}"
    unit, letter = _LARGEST
    return f"{_trim(_round_to_three(size / unit))}{letter}"


def _round_to_three(scaled: Decimal) -> Decimal:
    tenths = round_half_up(scaled, 1)
    return tenths if tenths < 100 else round_half_up(scaled, 0)


def _say_money(size: Decimal, currency: str | None, *, short: bool) -> str:
    symbol, digits = _read_currency(currency)
    whole = size == size.to_integral_value()
    if short and (whole or size >= 100):
        words = _say_number(size, _MONEY_SHORTENS_AT)
    else:
        words = f"{round_half_up(size, digits):,f}".removesuffix("." + "0" * digits)
    return f"{symbol}{words}"


@lru_cache(maxsize=64)
def _read_currency(currency: str | None) -> tuple[str, int]:
    """Its symbol as English writes it, and how many decimals it has: ("$", 2), ("¥", 0)."""
    if currency is None:
        return "", 2
    symbol = get_currency_symbol(currency, locale="en")
    return symbol + BLANK if symbol[-1].isalpha() else symbol, minor_digits(currency)


def _say_share(size: Decimal, *, short: bool) -> str:
    percent = size * 100
    digits = 1 if short else 2
    rounded = round_half_up(percent, digits)
    # Nearly nothing is not nothing, and nearly all is not all.
    while rounded in (0, 100) and rounded != percent and digits < _MOST_DIGITS:
        digits += 1
        rounded = round_half_up(percent, digits)
    # What is a whole percent needs no decimals; all others have as many, to be held side by side.
    is_whole = percent == percent.to_integral_value()
    words = _trim(rounded) if rounded in (0, 100) or (is_whole and not short) else f"{rounded:,f}"
    return f"{words}{BLANK}%"


def _say_days(size: Decimal, *, short: bool) -> str:
    words = _trim(round_half_up(size, 0 if short and size >= 10 else 1))
    return f"{words}{BLANK}{'day' if words == '1' else 'days'}"
