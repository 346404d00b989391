"""What a number is a number of, and which way is good."""

from enum import Enum


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
