"""What a number is a number of, and which way is good."""

from enum import Enum
from functools import lru_cache

from babel.numbers import get_currency_precision


class Unit(Enum):
    """What a value is measured in. Its JSON name is its value."""

    DEALS = "deals"
    LEADS = "leads"
    MONEY = "money"  # Decimal, in major units of the reporting currency
    PERCENT = "percent"  # a fraction: 0.25 is 25 %
    DAYS = "days"


class Better(Enum):
    """Which direction is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@lru_cache
def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for USD, 0 for JPY."""
    return get_currency_precision(currency)
