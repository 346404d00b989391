"""Numbers in words: every size, every sign, and what rounding must never do."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.money import (
    BLANK,
    MINUS,
    round_half_up,
    say_change,
    say_count,
    say_range,
    say_relative,
    say_value,
)
from metrics.units import Unit

MONEY = st.decimals(
    min_value=-(10**15), max_value=10**15, places=2, allow_nan=False, allow_infinity=False
)
SIZES = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@pytest.mark.parametrize(
    ("amount", "currency", "exact", "short"),
    [
        ("4186213.5", "USD", "$4,186,213.50", "$4.2M"),
        ("950000", "EUR", "€950,000", "€950k"),
        ("1200000", "JPY", "¥1,200,000", "¥1.2M"),
        ("1117", "USD", "$1,117", "$1,117"),
        ("2360.9094856", "USD", "$2,360.91", "$2,361"),
        ("9999.4", "USD", "$9,999.40", "$9,999"),
        ("9999.5", "USD", "$9,999.50", "$10k"),
        ("99949", "USD", "$99,949", "$99.9k"),
        ("99950", "USD", "$99,950", "$100k"),
        ("999499", "USD", "$999,499", "$999k"),
        ("999500", "USD", "$999,500", "$1M"),
        ("10005534", "USD", "$10,005,534", "$10M"),
        ("999500000", "USD", "$999,500,000", "$1B"),
        ("1000000000000000", "USD", "$1,000,000,000,000,000", "$1,000T"),
        ("-22700", "USD", f"{MINUS}$22,700", f"{MINUS}$22.7k"),
        ("-0.001", "USD", "$0", "$0"),
        ("0", "GBP", "£0", "£0"),
        ("12.5", "CHF", f"CHF{BLANK}12.50", f"CHF{BLANK}12.50"),
        ("0.5", "JPY", "¥1", "¥1"),
        ("4.5", None, "4.50", "4.50"),
    ],
)
def test_money_is_written_as_people_write_it(
    amount: str, currency: str | None, exact: str, short: str
) -> None:
    assert say_value(Decimal(amount), Unit.MONEY, currency) == exact
    assert say_value(Decimal(amount), Unit.MONEY, currency, short=True) == short


@pytest.mark.parametrize(
    ("share", "exact", "short"),
    [
        (4238 / 6711, "63.15", "63.2"),
        (0.6, "60", "60.0"),
        (0.0, "0", "0"),
        (1.0, "100", "100"),
        (1.234, "123.40", "123.4"),
        (0.31297, "31.30", "31.3"),
        (0.9999, "99.99", "99.99"),
        (0.0004, "0.04", "0.04"),
        (-0.02, f"{MINUS}2", f"{MINUS}2.0"),
    ],
)
def test_a_share_is_said_in_percent(share: float, exact: str, short: str) -> None:
    assert say_value(share, Unit.PERCENT) == f"{exact}{BLANK}%"
    assert say_value(share, Unit.PERCENT, short=True) == f"{short}{BLANK}%"


@pytest.mark.parametrize(
    ("value", "unit", "short", "words"),
    [
        (51.78, Unit.DAYS, False, f"51.8{BLANK}days"),
        (51.78, Unit.DAYS, True, f"52{BLANK}days"),
        (2.5, Unit.DAYS, True, f"2.5{BLANK}days"),
        (1, Unit.DAYS, True, f"1{BLANK}day"),
        (0, Unit.DAYS, False, f"0{BLANK}days"),
        (4238, Unit.DEALS, False, "4,238"),
        (99_999, Unit.LEADS, True, "99,999"),
        (123_456, Unit.LEADS, True, "123k"),
        (None, Unit.MONEY, False, "no data"),
        (None, Unit.PERCENT, True, "no data"),
    ],
)
def test_days_counts_and_missing_values(
    value: float | None, unit: Unit, short: bool, words: str
) -> None:
    assert say_value(value, unit, "USD", short=short) == words


@pytest.mark.parametrize(
    ("change", "unit", "words"),
    [
        (Decimal(1_200_000), Unit.MONEY, "+$1.2M"),
        (Decimal(-1117), Unit.MONEY, f"{MINUS}$1,117"),
        (-0.2029, Unit.PERCENT, f"{MINUS}20.3 points"),
        (0.01, Unit.PERCENT, "+1.0 points"),
        (0.0001, Unit.PERCENT, "no change"),
        (0, Unit.DEALS, "no change"),
        (3, Unit.DEALS, "+3"),
        (-1, Unit.DAYS, f"{MINUS}1{BLANK}day"),
        (None, Unit.DAYS, "no data"),
    ],
)
def test_a_change_has_its_sign(change: float | Decimal | None, unit: Unit, words: str) -> None:
    assert say_change(change, unit, "USD", short=True) == words


def test_a_relative_change_has_its_sign_or_no_data() -> None:
    assert say_relative(0.1234) == f"+12.3{BLANK}%"
    assert say_relative(-1.0) == f"{MINUS}100{BLANK}%"
    assert say_relative(0.0) == "no change"
    assert say_relative(None) == "no data"


def test_a_range_and_a_count_read_as_words() -> None:
    assert say_range(0.0534, 0.1815) == f"5 to 18{BLANK}%"
    assert say_count(1, "deal") == "1 deal"
    assert say_count(4238, "deal") == "4,238 deals"
    assert say_count(2, "company", "companies") == "2 companies"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_never_told(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="not a number"):
        say_value(value, Unit.MONEY, "USD")


@pytest.mark.parametrize(
    ("number", "digits", "rounded"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.66875", 4, "0.6688"), ("-0.4", 0, "0")],
)
def test_halves_round_away_from_zero(number: str, digits: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(number), digits)) == rounded


@given(MONEY)
def test_exact_money_can_be_read_back_to_the_cent(amount: Decimal) -> None:
    words = say_value(amount, Unit.MONEY, "USD")
    assert Decimal(words.replace(MINUS, "-").replace("$", "").replace(",", "")) == amount


@given(MONEY)
def test_short_money_is_short_and_within_half_of_its_last_digit(amount: Decimal) -> None:
    words = say_value(amount, Unit.MONEY, "USD", short=True)
    match = re.fullmatch(rf"({MINUS}?)\$([\d,]+(?:\.\d+)?)([kMBT]?)", words)
    assert match, words
    sign, digits, letter = match.groups()
    number = Decimal(digits.replace(",", ""))
    decimals = len(digits.partition(".")[2])
    step = SIZES[letter] * Decimal(1).scaleb(-min(decimals, 1) if letter else -decimals)
    assert abs(number * SIZES[letter] - abs(amount)) <= step / 2
    assert not (letter and letter != "T" and number >= 1000), "the next letter was due"
    assert bool(sign) == (amount < 0 and number > 0)
    assert len(words) <= 8


@given(MONEY, MONEY)
def test_shortening_never_turns_the_order_round(one: Decimal, other: Decimal) -> None:
    def read(amount: Decimal) -> Decimal:
        words = say_value(amount, Unit.MONEY, "USD", short=True).replace(MINUS, "-")
        letter = words[-1] if words[-1].isalpha() else ""
        return Decimal(re.sub(r"[^\d.-]", "", words)) * SIZES[letter]

    if one <= other:
        assert read(one) <= read(other)
    else:
        assert read(one) >= read(other)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_only_nothing_is_zero_percent_and_only_all_is_a_hundred(k: int, n: int) -> None:
    share = k / (k + n)
    for short in (True, False):
        words = say_value(share, Unit.PERCENT, short=short)
        assert (words == f"0{BLANK}%") == (k == 0)
        assert words != f"100{BLANK}%"
